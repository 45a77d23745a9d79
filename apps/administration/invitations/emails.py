from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from apps.administration.invitations import links
from apps.administration.invitations.querysets import USEFUL_FOR
from apps.administration.models import Invitation
from apps.campus.models import Campus
from apps.core.mail import OutgoingMail, build


def account_invitation(*, invitation: Invitation, campus: Campus) -> OutgoingMail:
    """There is an account, and a link that signs in, once. Staff hear of the second factor they need."""
    return _invitation("administration/emails/account_invitation", invitation, campus)


def cohort_invitation(*, invitation: Invitation, campus: Campus, as_of: datetime) -> OutgoingMail:
    """Which cohort, its goal and due date, and the first step: five names."""
    assert invitation.cohort is not None  # noqa: S101 - its kind is asked about no other
    return _invitation(
        "administration/emails/cohort_invitation",
        invitation,
        campus,
        cohort=invitation.cohort,
        as_of=as_of,
        starts_later=invitation.cohort.starts_on > as_of.astimezone(campus.zone).date(),
    )


def _invitation(template: str, invitation: Invitation, campus: Campus, **context: object) -> OutgoingMail:
    # The answer to a person's act: nothing to turn off, so no List-Unsubscribe.
    with timezone.override(campus.zone):
        return build(
            template=template,
            to=invitation.user.email,
            from_email=campus.sender,
            reply_to=campus.reply_to,
            context={
                "person": invitation.user,
                "campus": campus,
                "accept_url": links.address(invitation),
                "sign_in_url": _url("account_login"),
                "works_until": invitation.created_at + USEFUL_FOR,
                "has_signed_in": invitation.user.last_login is not None,
                "second_factor": settings.STAFF_SECOND_FACTOR_REQUIRED and not invitation.user.is_student,
                **context,
            },
        )


def _url(name: str, *args: int) -> str:
    return settings.SITE_URL + reverse(name, args=args)
