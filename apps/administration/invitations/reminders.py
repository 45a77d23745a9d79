"""Invitations to an account and to a cohort.

An invitation is the answer to an administrator's act: due at once, whatever the hour, and never turned off.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse

from apps.administration.invitations import emails
from apps.administration.models import Invitation
from apps.campus.models import Campus
from apps.cohorts.models import Membership
from apps.core.mail import OutgoingMail
from apps.reminders.cause_keys import id_in, parts_of
from apps.reminders.kinds import About, Audience, Expected, Kind, Says, Skip, register
from apps.reminders.models import Reminder

ACCOUNT_INVITATION = "account_invitation"
COHORT_INVITATION = "cohort_invitation"
USEFUL_FOR = timedelta(days=14)  # an invitation that could not go for so long has no use any more


@dataclass(frozen=True)
class Invited:
    """One invitation on its campus: what is decided upon, and what the mail is written from."""

    invitation: Invitation
    campus: Campus


def account_invitation(invitation: Invitation, as_of: datetime) -> Skip | None:
    """Why it does not go, if so: for somebody who never signed in."""
    if invitation.user.last_login:
        return _skip(invitation, "signed in already")
    return _late(invitation, as_of)


def cohort_invitation(invitation: Invitation, campus: Campus, as_of: datetime) -> Skip | None:
    """Why it does not go, if so: for a current student of a cohort that is not over in the campus's zone."""
    assert invitation.cohort is not None  # noqa: S101 - its kind is asked about no other
    if not invitation.is_member:  # type: ignore[attr-defined]
        return _skip(invitation, "left the cohort")
    if invitation.user.student.archived_at:  # type: ignore[attr-defined]
        return _skip(invitation, "archived")
    if invitation.cohort.due_on < _today(campus, as_of):
        return _skip(invitation, "cohort over")
    return _late(invitation, as_of)


def _late(invitation: Invitation, as_of: datetime) -> Skip | None:
    """Where mail did not go for a while: of several alike only the latest goes, and none after two weeks."""
    if invitation.is_repeated:  # type: ignore[attr-defined]
        return _skip(invitation, "superseded")
    return _skip(invitation, "too late") if as_of >= invitation.created_at + USEFUL_FOR else None


def _skip(invitation: Invitation, reason: str) -> Skip:
    """On record, so that whoever invited finds out why nothing went."""
    return Skip(reason, record=True, user_id=invitation.user_id, due_at=invitation.created_at)


def _says(invited: Invited, skip: Skip | None) -> Says:
    one = invited.invitation
    return skip or Expected(cause_key=one.cause_key, user_id=one.user_id, due_at=one.created_at, loaded=invited)


def _recent(as_of: datetime, user_id: int | None) -> QuerySet[Invitation]:
    recent = Invitation.objects.filter(created_at__gt=as_of - USEFUL_FOR)
    return recent.filter(user=user_id) if user_id else recent


def _to_an_account(as_of: datetime, user_id: int | None) -> Iterator[str]:
    found = _recent(as_of, user_id).filter(cohort=None, user__last_login=None)
    return (one.cause_key for one in found.only("pk").iterator())


def _to_a_cohort(as_of: datetime, user_id: int | None) -> Iterator[str]:
    today = _today(Campus.objects.current(), as_of)
    found = _recent(as_of, user_id).filter(_is_member(), cohort__due_on__gte=today, user__student__archived_at=None)
    return (one.cause_key for one in found.only("pk").iterator())


def _accounts(cause_keys: Collection[str], as_of: datetime) -> Mapping[str, Says]:
    if not (pks := _invitations_in(cause_keys)):
        return {}
    campus = Campus.objects.current()
    later = Invitation.objects.filter(user=OuterRef("user"), cohort=None, pk__gt=OuterRef("pk"))
    found = Invitation.objects.filter(pk__in=pks, cohort=None).annotate(is_repeated=Exists(later))
    return {
        one.cause_key: _says(Invited(one, campus), account_invitation(one, as_of))
        for one in found.select_related("user")
    }


def _cohorts(cause_keys: Collection[str], as_of: datetime) -> Mapping[str, Says]:
    if not (pks := _invitations_in(cause_keys)):
        return {}
    campus = Campus.objects.current()
    later = Invitation.objects.filter(user=OuterRef("user"), cohort=OuterRef("cohort"), pk__gt=OuterRef("pk"))
    found = Invitation.objects.filter(pk__in=pks).exclude(cohort=None)
    found = found.annotate(is_member=_is_member(), is_repeated=Exists(later))
    return {
        one.cause_key: _says(Invited(one, campus), cohort_invitation(one, campus, as_of))
        for one in found.select_related("user__student", "cohort")
    }


def _is_member() -> Exists:
    return Exists(Membership.objects.filter(cohort=OuterRef("cohort"), student__user=OuterRef("user")))


def _invitations_in(cause_keys: Collection[str]) -> list[int]:
    return [pk for key in cause_keys if (pk := _invitation_in(key))]


def _invitation_in(key: str) -> int:
    """The id in the key; 0 where it is another cause."""
    parts = parts_of(key, "invitation", 1)
    return id_in(parts[0]) if parts else 0


def _today(campus: Campus, as_of: datetime) -> date:
    return as_of.astimezone(campus.zone).date()


def _about_cohort(reminders: Collection[Reminder], as_of: datetime) -> Mapping[int, About]:
    pks = {row.pk: pk for row in reminders if (pk := _invitation_in(row.cause_key))}
    names = dict(Invitation.objects.filter(pk__in=pks.values()).values_list("pk", "cohort__name"))
    return {
        row: About(title=names[pk], action="See where you stand", url=reverse("dashboards:home"))
        for row, pk in pks.items()
        if names.get(pk)
    }


def _account_mail(reminder: Reminder, invited: Invited, as_of: datetime) -> OutgoingMail:
    return emails.account_invitation(invitation=invited.invitation, campus=invited.campus)


def _cohort_mail(reminder: Reminder, invited: Invited, as_of: datetime) -> OutgoingMail:
    return emails.cohort_invitation(invitation=invited.invitation, campus=invited.campus, as_of=as_of)


KINDS = [
    Kind(
        slug=ACCOUNT_INVITATION,
        label="Invitation to an account",
        audience=Audience.INVITATION,
        cause="a person whom an administrator invited, and who never signed in",
        when="at once, also in quiet hours; not after 14 days",
        causes=_to_an_account,
        for_causes=_accounts,
        compose=_account_mail,
    ),
    Kind(
        slug=COHORT_INVITATION,
        label="Invitation to a cohort",
        audience=Audience.INVITATION,
        cause="a student whom an administrator put into a cohort that is not over",
        when="at once, also in quiet hours; not after 14 days",
        causes=_to_a_cohort,
        for_causes=_cohorts,
        compose=_cohort_mail,
        about=_about_cohort,
    ),
]


def register_kinds() -> None:
    """Called once, when the app is ready."""
    for kind in KINDS:
        register(kind)
