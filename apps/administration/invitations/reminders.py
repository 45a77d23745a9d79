"""Invitations to an account and to a cohort.

An invitation is the answer to an administrator's act: due at once, whatever the hour, and never turned off. It goes
behind what has an end, for a roster of thousands would hold up last calls.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, Exists, OuterRef, Q, When
from django.urls import reverse

from apps.administration.invitations import emails
from apps.administration.invitations.querysets import USEFUL_FOR
from apps.administration.models import Invitation
from apps.campus.models import Campus
from apps.cohorts.models import Membership
from apps.core.mail import OutgoingMail
from apps.outbox.models import Audience
from apps.reminders.kinds import About, CauseType, Decision, Expected, Kind, Skip, ids_in
from apps.reminders.querysets import ARCHIVED


@dataclass(frozen=True)
class Invited:
    """One invitation on its campus. `is_member`: still in its cohort; `is_repeated`: there is a later one like it."""

    invitation: Invitation
    campus: Campus
    is_member: bool
    is_repeated: bool

    def skip(self, reason: str) -> Skip:
        """Kept on record, so that the person who invited can see why nothing went."""
        return Skip(reason, record=True, user_id=self.invitation.user_id, due_at=self.invitation.created_at)

    def expected(self, as_of: datetime) -> Decision:
        """Of several that waited only the latest goes, none that was taken back, and none after two weeks."""
        if self.invitation.stopped_at:
            return self.skip("taken back")
        if self.is_repeated:
            return self.skip("superseded")
        if as_of >= self.invitation.created_at + USEFUL_FOR:
            return self.skip("too late")
        return Expected(user_id=self.invitation.user_id, due_at=self.invitation.created_at)


class Invitations(CauseType[Invited]):
    name = "invitation"
    one_reminder_each = True

    def load(self, keys: Collection[str], *, campus: Campus, as_of: datetime) -> Mapping[str, Invited]:
        pks = [ids[0] for key in keys if (ids := ids_in(key, self.name, 1))]
        if not pks:
            return {}
        later = Invitation.objects.filter(user=OuterRef("user"), pk__gt=OuterRef("pk"))
        is_repeated = Case(
            When(cohort=None, then=Exists(later.filter(cohort=None))),
            default=Exists(later.filter(cohort=OuterRef("cohort"))),
        )
        found = Invitation.objects.filter(pk__in=pks).select_related("user__student", "cohort")
        return {
            one.cause_key: Invited(one, campus, one.is_member, one.is_repeated)
            for one in found.annotate(is_member=_is_member(), is_repeated=is_repeated)
        }

    def near(self, *, campus: Campus, as_of: datetime, user_id: int | None) -> Iterator[str]:
        found = Invitation.objects.filter(
            Q(cohort=None, user__last_login=None) | Q(_is_member(), user__student__archived_at=None),
            created_at__gt=as_of - USEFUL_FOR,
        )
        found = found.filter(user=user_id) if user_id else found
        return (one.cause_key for one in found.only("pk").iterator())


def _is_member() -> Exists:
    return Exists(Membership.objects.filter(cohort=OuterRef("cohort"), student__user=OuterRef("user")))


invitations = Invitations()


class AccountInvitation(Kind[Invited]):
    slug = "account_invitation"
    label = "Invitation to an account"
    audience = Audience.INVITATION
    cause_type = invitations
    cause = "a person invited by an administrator who never signed in"
    when = "at once, also in quiet hours; not after 14 days"

    def decide(self, cause: Invited, as_of: datetime) -> Decision | None:
        if cause.invitation.cohort:
            return None
        if cause.invitation.user.last_login:
            return cause.skip("signed in already")
        return cause.expected(as_of)

    def compose(self, cause: Invited, as_of: datetime) -> OutgoingMail:
        return emails.account_invitation(invitation=cause.invitation, campus=cause.campus)


class CohortInvitation(Kind[Invited]):
    slug = "cohort_invitation"
    label = "Invitation to a cohort"
    audience = Audience.INVITATION
    cause_type = invitations
    cause = "a student added by an administrator, for the first time, to a cohort that is not over"
    when = "at once, also in quiet hours; not after 14 days"

    def decide(self, cause: Invited, as_of: datetime) -> Decision | None:
        cohort = cause.invitation.cohort
        if cohort is None:
            return None
        if not cause.is_member:
            return cause.skip("left the cohort")
        if cause.invitation.user.student.archived_at:  # type: ignore[attr-defined]
            return cause.skip(ARCHIVED)
        if not cohort.is_joinable(today=as_of.astimezone(cause.campus.zone).date()):
            return cause.skip("cohort over")
        return cause.expected(as_of)

    def compose(self, cause: Invited, as_of: datetime) -> OutgoingMail:
        return emails.cohort_invitation(invitation=cause.invitation, campus=cause.campus, as_of=as_of)

    def about(self, cause: Invited, as_of: datetime) -> About:
        assert cause.invitation.cohort is not None  # noqa: S101 - it was decided for no other
        return About(title=cause.invitation.cohort.name, action="See where you stand", url=reverse("dashboards:home"))
