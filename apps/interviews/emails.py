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
    """Asks for the log and the thank-you in one mail, with a link for "it happened" and one for "it did not"."""
    return _mail(
        "interviews/emails/how_did_it_go",
        interview,
        campus,
        mark,
        as_of,
        group="how_did_it_go",
        happened_url=_link("interviews:confirm", interview),
        not_happened_url=_link("interviews:close", interview),
    )


def thank_you(*, interview: Interview, campus: Campus, mark: datetime, last: bool, as_of: datetime) -> OutgoingMail:
    """The first reminder to thank, or the last call inside the time. Opens with what the student wrote down."""
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
    user = interview.student.user
    zone = interview.student.zone(campus)
    left = mark - as_of
    # Templates show every moment in the zone that is active.
    with timezone.override(zone):
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
                "mark": mark,
                "starts_at": interview.starts_at,
                "time_left": _words(left),
                "elapsed_percent": deadlines.share_gone(
                    end=interview.ends_at or as_of, hours=campus.thank_you_hours, as_of=as_of
                ),
                "opt_out_label": "Turn off thank-you reminders"
                if group == "thank_you"
                else "Turn off this kind of mail",
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
