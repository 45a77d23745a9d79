"""Invitations to an account and to a cohort, and the word to an adviser whose student no mail reaches.

An invitation is the answer to an administrator's act: due at once, whatever the hour, and never turned off.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, F, OuterRef, QuerySet
from django.urls import reverse

from apps.campus.models import Campus
from apps.cohorts import emails
from apps.cohorts.models import Cohort, Invitation, Membership
from apps.core.mail import OutgoingMail
from apps.reminders.cause_keys import id_in, parts_of
from apps.reminders.kinds import About, Audience, Expected, Kind, Says, Skip, register
from apps.reminders.models import HardBounce, Reminder
from apps.students.models import Student

ACCOUNT_INVITATION = "account_invitation"
COHORT_INVITATION = "cohort_invitation"
ADDRESS_BOUNCED = "address_bounced"
USEFUL_FOR = timedelta(days=14)  # an invitation that could not go for so long has no use any more


@dataclass(frozen=True)
class Invited:
    """One invitation on its campus: what is decided upon, and what the mail is written from."""

    invitation: Invitation
    campus: Campus


@dataclass(frozen=True)
class Unreached:
    """A student whose address bounces, in a cohort of the adviser who is to hear of it."""

    student: Student
    cohort: Cohort
    bounce: HardBounce
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
    return [ids[0] for key in cause_keys if (ids := _ids_in(key, "invitation", 1))]


def _ids_in(key: str, name: str, count: int) -> list[int]:
    """The ids after `name`; empty where it is another cause."""
    ids = [id_in(part) for part in parts_of(key, name, count)]
    return ids if all(ids) else []


def _today(campus: Campus, as_of: datetime) -> date:
    return as_of.astimezone(campus.zone).date()


def _unreached(campus: Campus, as_of: datetime, advisers: Collection[int] | None) -> QuerySet[Membership]:
    """One row for each adviser of a current student whose address bounces, in cohorts that are not over; the one due
    first comes first. `adviser_id` says who; `advisers` are whom it asks about, None for all.
    """
    who = {} if advisers is None else {"cohort__caseloads__adviser__in": advisers}
    # In one call, or the joins over caseloads would be two.
    found = Membership.objects.filter(
        cohort__due_on__gte=_today(campus, as_of),
        cohort__caseloads__isnull=False,
        student__archived_at=None,
        student__user__is_active=True,
        student__user__email__in=HardBounce.objects.values("address"),
        **who,
    )
    return found.annotate(adviser_id=F("cohort__caseloads__adviser")).order_by("cohort__due_on", "cohort_id")


def _bounced(as_of: datetime, user_id: int | None) -> Iterator[str]:
    bounces = dict(HardBounce.objects.values_list("address", "pk"))
    if bounces:
        found = _unreached(Campus.objects.current(), as_of, [user_id] if user_id else None)
        pairs = dict.fromkeys(found.values_list("student__user__email", "cohort__caseloads__adviser"))
        yield from (f"bounce:{bounces[email]}:{adviser}" for email, adviser in pairs if email in bounces)


def _addresses(cause_keys: Collection[str], as_of: datetime) -> Mapping[str, Says]:
    """Expected while the address bounces, is theirs, and the adviser looks after them; one mail for all cohorts."""
    keys = {key: ids for key in cause_keys if (ids := _ids_in(key, "bounce", 2))}
    bounces = HardBounce.objects.in_bulk({bounce for bounce, _ in keys.values()}) if keys else {}
    if not bounces:
        return {}
    campus = Campus.objects.current()
    of_address = {bounce.address: bounce for bounce in bounces.values()}
    found: dict[tuple[int, int], Unreached] = {}
    memberships = _unreached(campus, as_of, {adviser for _, adviser in keys.values()})
    for one in memberships.select_related("student__user", "cohort"):
        if bounce := of_address.get(one.student.user.email):
            key = (bounce.pk, one.adviser_id)  # type: ignore[attr-defined]
            found.setdefault(key, Unreached(one.student, one.cohort, bounce, campus))
    return {
        key: Expected(cause_key=key, user_id=adviser, due_at=unreached.bounce.created_at, loaded=unreached)
        if (unreached := found.get((bounce, adviser)))
        else Skip("not their student any more")
        for key, (bounce, adviser) in keys.items()
        if bounce in bounces
    }


def _about_cohort(reminders: Collection[Reminder], as_of: datetime) -> Mapping[int, About]:
    pks = {row.pk: ids[0] for row in reminders if (ids := _ids_in(row.cause_key, "invitation", 1))}
    names = dict(Invitation.objects.filter(pk__in=pks.values()).values_list("pk", "cohort__name"))
    return {
        row: About(title=names[pk], action="See where you stand", url=reverse("dashboards:home"))
        for row, pk in pks.items()
        if names.get(pk)
    }


def _about_address(reminders: Collection[Reminder], as_of: datetime) -> Mapping[int, About]:
    answers = _addresses({row.cause_key for row in reminders}, as_of)
    return {
        row.pk: About(
            title=says.loaded.student.user.full_name,
            action="Open their page",
            url=reverse("dashboards:student", args=[says.loaded.cohort.pk, says.loaded.student.pk]),
            is_open=True,
        )
        for row in reminders
        if isinstance(says := answers.get(row.cause_key), Expected)
    }


def _account_mail(reminder: Reminder, invited: Invited, as_of: datetime) -> OutgoingMail:
    return emails.account_invitation(invitation=invited.invitation, campus=invited.campus)


def _cohort_mail(reminder: Reminder, invited: Invited, as_of: datetime) -> OutgoingMail:
    return emails.cohort_invitation(invitation=invited.invitation, campus=invited.campus, as_of=as_of)


def _address_mail(reminder: Reminder, unreached: Unreached, as_of: datetime) -> OutgoingMail:
    assert reminder.user is not None  # noqa: S101 - it is for an adviser
    return emails.address_bounced(
        adviser=reminder.user,
        student=unreached.student,
        cohort=unreached.cohort,
        bounce=unreached.bounce,
        campus=unreached.campus,
    )


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
    Kind(
        slug=ADDRESS_BOUNCED,
        label="Mail to a student does not arrive",
        audience=Audience.STAFF,
        cause="a current student of the adviser's whose address takes no mail",
        when="at once; once for each address and adviser",
        causes=_bounced,
        for_causes=_addresses,
        compose=_address_mail,
        opt_out=emails.BOUNCED_GROUP,
        about=_about_address,
    ),
]


def register_kinds() -> None:
    """Called once, when the app is ready."""
    for kind in KINDS:
        register(kind)
