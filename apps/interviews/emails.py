"""What the reminders about an interview say. Times are in the student's zone."""

from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from apps.campus.models import Campus
from apps.core.mail import OutgoingMail, build
from apps.interviews import deadlines
from apps.interviews.models import Interview
from apps.reminders import links


def how_did_it_go(*, interview: Interview, campus: Campus, mark: datetime, as_of: datetime) -> OutgoingMail:
    """Asks for the log and the thank-you in one mail, with a link for "it happened" and one for "it did not"; where
    the answers come in writing, with one to wait longer for them, too.
    """
    return _mail(
        "interviews/emails/how_did_it_go",
        interview,
        campus,
        mark,
        as_of,
        group="how_did_it_go",
        happened_url=_link("interviews:confirm", interview),
        not_happened_url=_link("interviews:close", interview),
        move_url=_link("interviews:schedule", interview),
    )


def thank_you(*, interview: Interview, campus: Campus, mark: datetime, last: bool, as_of: datetime) -> OutgoingMail:
    """The first reminder to thank, or the last call inside the time. Opens with what the student wrote down; the last
    call for a conversation that nobody logged asks whether it happened.
    """
    return _mail(
        "interviews/emails/thank_you_last_call" if last else "interviews/emails/thank_you_first",
        interview,
        campus,
        mark,
        as_of,
        group="thank_you",
        page_url=_link("interviews:detail", interview),
        thank_url=_link(
            "interviews:thank_you" if interview.is_held else "interviews:confirm",
            interview,
        ),
        not_happened_url=_link("interviews:close", interview),
        move_url=_link("interviews:schedule", interview),
    )


def preparation(*, interview: Interview, campus: Campus, as_of: datetime) -> OutgoingMail:
    """Read up, choose questions, know the way: before the conversation, with its hour in the student's zone."""
    assert interview.starts_at is not None  # noqa: S101 - the reminder is about a date
    return _about(
        "interviews/emails/preparation",
        interview,
        campus,
        group="preparation",
        opt_out_label="Turn off reminders to prepare",
        page_url=_link("interviews:detail", interview),
        is_soon=interview.starts_at - as_of < timedelta(hours=6),
        as_of=as_of,
    )


def _link(name: str, interview: Interview) -> str:
    return settings.SITE_URL + reverse(name, args=[interview.pk])


def _mail(
    template: str,
    interview: Interview,
    campus: Campus,
    mark: datetime,
    as_of: datetime,
    *,
    group: str,
    **context: object,
) -> OutgoingMail:
    return _about(
        template,
        interview,
        campus,
        group=group,
        opt_out_label="Turn off thank-you reminders" if group == "thank_you" else "Turn off this kind of mail",
        mark=mark,
        time_left=_words(mark - as_of),
        elapsed_percent=deadlines.share_gone(end=interview.ends_at or as_of, hours=campus.thank_you_hours, as_of=as_of),
        **context,
    )


def _about(template: str, interview: Interview, campus: Campus, *, group: str, **context: object) -> OutgoingMail:
    """One mail to the interview's student; its templates show every moment in their zone."""
    user = interview.student.user
    with timezone.override(interview.student.zone(campus)):
        return build(
            template=template,
            to=user.email,
            from_email=campus.sender,
            opt_out_url=links.opt_out_url(user=user, group=group),
            context={
                "student": interview.student,
                "interview": interview,
                "contact": interview.contact,
                "campus": campus,
                "starts_at": interview.starts_at,
                "preferences_url": settings.SITE_URL + reverse("reminders:preferences"),
                **context,
            },
        )


def _words(left: timedelta) -> str:
    """What is left, in whole hours and never more than there is, but for the minutes that a mail may be under way."""
    hours = (left + timedelta(minutes=5)) // timedelta(hours=1)
    if hours < 1:
        return "Less than an hour"
    return "1 hour" if hours == 1 else f"{hours} hours"
