"""The signed link of an invitation. It signs one account in, once, while the account has the address it was sent to."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto

from django.conf import settings
from django.core import signing
from django.urls import reverse

from apps.accounts.links import mark_of
from apps.administration.invitations.querysets import USEFUL_FOR
from apps.administration.models import Invitation
from apps.cohorts.models import Membership

_SALT = "apps.administration.invitations"


class BadLink(Exception):
    """Altered, made up, or of somebody who is gone."""


class Standing(Enum):
    """What the link can still do. Only OPEN signs in."""

    OPEN = auto()
    USED = auto()
    STOPPED = auto()
    EXPIRED = auto()
    ANOTHER_ADDRESS = auto()
    SWITCHED_OFF = auto()
    ARCHIVED = auto()


@dataclass(frozen=True)
class Link:
    """`mark` is of the address that it was sent to."""

    invitation: Invitation
    mark: str

    @property
    def works_until(self) -> datetime:
        return self.invitation.created_at + USEFUL_FOR

    def standing(self, as_of: datetime) -> Standing:
        """The first that holds; whoever reads a former mailbox hears of nothing but that."""
        invitation, user = self.invitation, self.invitation.user
        student = getattr(user, "student", None)
        if self.mark != mark_of(user):
            return Standing.ANOTHER_ADDRESS
        if not user.is_active:
            return Standing.SWITCHED_OFF
        if invitation.accepted_at or (user.last_login and user.last_login >= invitation.created_at):
            return Standing.USED
        if student and student.archived_at:
            return Standing.ARCHIVED
        if invitation.stopped_at or self._has_left():
            return Standing.STOPPED
        return Standing.OPEN if as_of < self.works_until else Standing.EXPIRED

    def _has_left(self) -> bool:
        """Whether they were taken out of the cohort that it invites them to."""
        members = Membership.objects.filter(cohort=self.invitation.cohort_id, student__user=self.invitation.user)
        return self.invitation.cohort_id is not None and not members.exists()


def token(invitation: Invitation) -> str:
    """What the link carries, signed: which invitation, and to which address it goes."""
    return signing.Signer(salt=_SALT).sign_object([invitation.pk, mark_of(invitation.user)])


def address(invitation: Invitation) -> str:
    """The whole address, for mail."""
    return settings.SITE_URL + reverse("administration:accept", args=[token(invitation)])


def read(token: str) -> Link:
    """Raises BadLink."""
    try:
        pk, mark = signing.Signer(salt=_SALT).unsign_object(token)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise BadLink from error
    invitation = Invitation.objects.select_related("user__student", "cohort").filter(pk=pk).first()
    if invitation is None:
        raise BadLink
    return Link(invitation, mark)
