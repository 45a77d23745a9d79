from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import User
from apps.administration.campus.actions import locked_campus
from apps.campus.models import Campus
from apps.core.mail import build
from apps.outbox.models import Audience, Lane, Message
from apps.outbox.posted import post

# A second press within this time is the same wish.
_PRESSED_TWICE = timedelta(seconds=30)


@transaction.atomic
def send_test_mail(*, to: User, as_of: datetime) -> bool:
    """Post it to this administrator. What was known of an earlier one is forgotten. False where one was just posted.

    Raises UnsendableMail where a name or an address of the sender can't stand in a header.
    """
    campus = locked_campus()
    if campus.test_mail_sent_at and campus.test_mail_sent_at > as_of - _PRESSED_TWICE:
        return False
    campus.test_mail_sent_at, campus.test_mail_arrived_at, campus.test_mail_checks = as_of, None, {}
    campus.save(update_fields=["test_mail_sent_at", "test_mail_arrived_at", "test_mail_checks"])
    with timezone.override(campus.zone):
        mail = build(
            template="administration/emails/test_mail",
            to=to.email,
            from_email=campus.sender,
            reply_to=campus.reply_to,
            context={
                "person": to,
                "campus": campus,
                "as_of": as_of,
                "page_url": settings.SITE_URL + reverse("administration:test_mail"),
            },
        )
    post(
        key=_key(as_of),
        mail=mail,
        audience=Audience.STAFF,
        resend_when_unanswered=True,
        as_of=as_of,
        lane=Lane.NOW,
    )
    return True


def message_of(campus: Campus) -> Message | None:
    """The campus's last test mail; None where none was sent, or its row is gone."""
    sent_at = campus.test_mail_sent_at
    return Message.objects.filter(key=_key(sent_at)).first() if sent_at else None


@transaction.atomic
def note_arrival(*, as_of: datetime) -> bool:
    """Somebody has it in their mail. False where none was sent."""
    campus = locked_campus()
    if campus.test_mail_sent_at is None:
        return False
    if campus.test_mail_arrived_at is None:
        campus.test_mail_arrived_at = as_of
        campus.save(update_fields=["test_mail_arrived_at"])
    return True


@transaction.atomic
def withdraw_arrival() -> None:
    """What its headers said goes too: whoever has them has the mail."""
    campus = locked_campus()
    campus.test_mail_arrived_at, campus.test_mail_checks = None, {}
    campus.save(update_fields=["test_mail_arrived_at", "test_mail_checks"])


@transaction.atomic
def note_checks(*, checks: dict[str, str], as_of: datetime) -> None:
    """What the headers of the test mail say. Whoever has its headers has the mail."""
    campus = locked_campus()
    campus.test_mail_checks = checks
    if campus.test_mail_sent_at:
        campus.test_mail_arrived_at = as_of
    campus.save(update_fields=["test_mail_checks", "test_mail_arrived_at"])


def _key(sent_at: datetime) -> str:
    return f"test_mail:{sent_at:%Y%m%dT%H%M%S%f}"
