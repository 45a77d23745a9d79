"""Before the conversation."""

from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse

from apps.core.mail import OutgoingMail
from apps.interviews.causes import Cause
from apps.interviews.emails import about_interview


def preparation(cause: Cause, *, as_of: datetime) -> OutgoingMail:
    """Read up, choose questions, know the way; with the hour of the conversation in the student's zone."""
    starts_at = cause.interview.starts_at
    assert starts_at is not None  # noqa: S101 - the reminder is about a date
    return about_interview(
        "preparation/emails/preparation",
        cause,
        group="preparation",
        page_url=settings.SITE_URL + reverse("preparation:prepare", args=[cause.interview.pk]),
        sheet_url=settings.SITE_URL + reverse("preparation:sheet", args=[cause.interview.pk]),
        is_soon=starts_at - as_of < timedelta(hours=6),
        as_of=as_of,
    )
