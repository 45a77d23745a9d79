"""An adviser hears that no mail reaches a student of theirs."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, QuerySet
from django.urls import reverse

from apps.advising import emails
from apps.campus.models import Campus
from apps.cohorts.models import Cohort, Membership
from apps.core.mail import OutgoingMail
from apps.reminders.cause_keys import id_in, parts_of
from apps.reminders.kinds import About, Audience, Expected, Kind, Says, Skip, register
from apps.reminders.models import HardBounce, Reminder
from apps.students.models import Student

ADDRESS_BOUNCED = "address_bounced"


@dataclass(frozen=True)
class Unreached:
    """A student whose address bounces, in a cohort of the adviser who is to hear of it."""

    student: Student
    cohort: Cohort
    bounce: HardBounce
    campus: Campus


def _unreached(campus: Campus, as_of: datetime, advisers: Collection[int] | None) -> QuerySet[Membership]:
    """One row for each adviser of a current student whose address bounces, in cohorts that are not over; the one due
    first comes first. `adviser_id` says who; `advisers` are whom it asks about, None for all.
    """
    who = {} if advisers is None else {"cohort__caseloads__adviser__in": advisers}
    # In one call, or the joins over caseloads would be two.
    found = Membership.objects.filter(
        cohort__due_on__gte=as_of.astimezone(campus.zone).date(),
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
    keys = {key: ids for key in cause_keys if (ids := _ids_in(key))}
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


def _ids_in(key: str) -> list[int]:
    """The ids of the bounce and of the adviser; empty where it is another cause."""
    ids = [id_in(part) for part in parts_of(key, "bounce", 2)]
    return ids if all(ids) else []


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
