"""What every mail about an interview has in common. Times are in the student's zone."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from apps.core.mail import OutgoingMail, build
from apps.interviews.causes import Cause
from apps.reminders import kinds
from apps.reminders.pages import links


def about_interview(template: str, cause: Cause, *, group: str, **context: object) -> OutgoingMail:
    """One mail to the interview's student, which a click turns off together with its `group`."""
    interview, campus = cause.interview, cause.campus
    user = interview.student.user
    with timezone.override(interview.student.zone(campus)):
        return build(
            template=template,
            to=user.email,
            from_email=campus.sender,
            reply_to=campus.reply_to,
            opt_out_url=links.opt_out_url(user=user, group=group),
            context={
                "student": interview.student,
                "interview": interview,
                "contact": interview.contact,
                "who": cause.who,
                "has_namesake": interview.contact.has_namesake,
                "campus": campus,
                "starts_at": interview.starts_at,
                "opt_out_kind": kinds.group(group).label,
                "opt_out_about": interview.contact.full_name,
                "preferences_url": settings.SITE_URL + reverse("reminders:preferences"),
                **context,
            },
        )
