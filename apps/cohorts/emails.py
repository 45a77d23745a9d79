"""What invitations say, and the word to an adviser whose student no mail reaches. Days are the campus's."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import User
from apps.campus.models import Campus
from apps.cohorts.models import Cohort, Invitation
from apps.core.mail import OutgoingMail, build
from apps.reminders import links
from apps.reminders.models import HardBounce
from apps.students.models import Student

BOUNCED_GROUP = "address_bounced"


def account_invitation(*, invitation: Invitation, campus: Campus) -> OutgoingMail:
    """There is an account, and how to sign in without a password. Staff hear of the second factor they need."""
    return _invitation("cohorts/emails/account_invitation", invitation, campus)


def cohort_invitation(*, invitation: Invitation, campus: Campus, as_of: datetime) -> OutgoingMail:
    """Which cohort, its goal and due date, and the first step: five names."""
    assert invitation.cohort is not None  # noqa: S101 - its kind is asked about no other
    return _invitation(
        "cohorts/emails/cohort_invitation",
        invitation,
        campus,
        cohort=invitation.cohort,
        starts_later=invitation.cohort.starts_on > as_of.astimezone(campus.zone).date(),
    )


def address_bounced(
    *, adviser: User, student: Student, cohort: Cohort, bounce: HardBounce, campus: Campus
) -> OutgoingMail:
    """To an adviser: since when mail to this student does not arrive, what that stopped, and what helps."""
    with timezone.override(campus.zone):
        return build(
            template="cohorts/emails/address_bounced",
            to=adviser.email,
            from_email=campus.sender,
            opt_out_url=links.opt_out_url(user=adviser, group=BOUNCED_GROUP),
            context={
                "adviser": adviser,
                "student": student,
                "since": bounce.created_at,
                "campus": campus,
                "student_url": _url("dashboards:student", cohort.pk, student.pk),
                "opt_out_label": "Turn off mail about addresses",
                "preferences_url": _url("reminders:preferences"),
            },
        )


def _invitation(template: str, invitation: Invitation, campus: Campus, **context: object) -> OutgoingMail:
    # The answer to a person's act: nothing to turn off, so no List-Unsubscribe.
    with timezone.override(campus.zone):
        return build(
            template=template,
            to=invitation.user.email,
            from_email=campus.sender,
            context={
                "person": invitation.user,
                "campus": campus,
                "sign_in_url": _url("account_login"),
                "contacts_url": _url("contacts:list"),
                "has_signed_in": invitation.user.last_login is not None,
                "second_factor": settings.STAFF_SECOND_FACTOR_REQUIRED and not invitation.user.is_student,
                **context,
            },
        )


def _url(name: str, *args: int) -> str:
    return settings.SITE_URL + reverse(name, args=args)
