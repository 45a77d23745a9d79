"""What is known already of the people and cohorts that a roster names, read in a few statements."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeVar

from allauth.account.models import EmailAddress
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Length

from apps.accounts.models import Role, User, UserEvent, anonymized  # type: ignore[attr-defined]
from apps.administration.roster.remembered import remembered_cohorts, terms_meant
from apps.campus.models import Campus
from apps.cohorts.models import Cohort, Membership
from apps.core.folding import fold
from apps.students.models import Student

_CHUNK = 5_000
_One = TypeVar("_One")


@dataclass(slots=True)
class Person:
    """An account, with its student record where it has one."""

    user_id: int
    email: str
    full_name: str
    last_name: str
    preferred_name: str
    display_name: str
    role: str
    is_active: bool
    student_id: int | None
    number: str
    major: str
    year: str
    graduates_on: date | None
    archived_at: datetime | None

    @property
    def is_student(self) -> bool:
        return self.role == Role.STUDENT


_COLUMNS = (
    "pk", "email", "full_name", "last_name", "preferred_name", "display_name", "role", "is_active",
    "student__pk", "student__student_number", "student__major", "student__year", "student__graduates_on",
    "student__archived_at",
)  # fmt: skip


@dataclass(slots=True)
class Group:
    """A cohort. `is_current` until it is archived, or its due date and its term are past."""

    cohort_id: int
    name: str
    term_id: int
    is_current: bool


@dataclass(slots=True)
class Known:
    """`by_email` has who signs in with an address, `claimed` who else has proved or claimed it; `former` are addresses
    that somebody had and nobody has now. `groups` are by their keys; those a roster may name are also in `offered`.
    `remembered` are answers to which cohort a name means.
    """

    by_number: dict[str, Person] = field(default_factory=dict)
    by_email: dict[str, Person] = field(default_factory=dict)
    claimed: dict[str, Person] = field(default_factory=dict)
    former: set[str] = field(default_factory=set)
    groups: dict[int, Group] = field(default_factory=dict)
    offered: list[Group] = field(default_factory=list)
    remembered: dict[str, str] = field(default_factory=dict)
    memberships: dict[int, set[int]] = field(default_factory=dict)
    domains: tuple[str, ...] = ()
    usual_digits: int = 0

    def cohort_named(self, name: str) -> Group | None:
        exact = [one for one in self.offered if one.name == name]
        found = exact or [one for one in self.offered if fold(one.name) == fold(name)]
        return found[0] if len(found) == 1 else None

    def owner_of(self, email: str) -> Person | None:
        """Whose address it is, so that it can't be another's."""
        return self.by_email.get(email) or self.claimed.get(email)

    def groups_of(self, student_id: int | None) -> list[Group]:
        return [self.groups[pk] for pk in sorted(self.memberships.get(student_id or 0, ()))]


def cohorts_offered(*, cohort: Cohort | None, today: date) -> QuerySet[Cohort]:
    """Those whose name a roster may have, where this cohort, or none, was chosen for the rows that name none."""
    terms = terms_meant(cohort=cohort, today=today)
    return Cohort.objects.filter(term__in=terms, archived_at=None).order_by("name", "pk")


def usual_digits() -> int:
    """How many digits the student numbers here have, most of them; 0 where there are none."""
    plain = Student.objects.filter(student_number__regex=r"^\d+$").annotate(digits=Length("student_number"))
    most = plain.values("digits").annotate(times=Count("pk")).order_by("-times", "-digits").first()
    return most["digits"] if most else 0


def load(
    *,
    numbers: Collection[str],
    emails: Collection[str],
    campus: Campus,
    cohort: Cohort | None,
    also: Collection[int],
    today: date,
    usual_digits: int,
) -> Known:
    """`also` are keys of cohorts that are needed, whatever their term."""
    known = Known(domains=tuple(campus.email_domains), usual_digits=usual_digits)
    found: dict[int, Person] = {}
    variants = {form for number in numbers for form in (number, number.upper(), number.lower())}
    for some in _chunks(variants):
        _add(found, User.objects.filter(student__student_number__in=some))
    for some in _chunks(emails):
        _add(found, User.objects.filter(email__in=some))
    claimed: dict[str, int] = {}
    for some in _chunks(emails):
        claimed.update(EmailAddress.objects.filter(email__in=some).values_list("email", "user_id"))
    for keys in _chunks(pk for pk in claimed.values() if pk not in found):
        _add(found, User.objects.filter(pk__in=keys))
    known.by_number = {one.number.casefold(): one for one in found.values() if one.number}
    known.by_email = {one.email: one for one in found.values()}
    known.claimed = {email: found[pk] for email, pk in claimed.items() if pk in found and email not in known.by_email}
    _add_former(known, emails)
    students = [one.student_id for one in found.values() if one.student_id]
    _add_groups(known, cohort=cohort, also=also, today=today, students=students)
    return known


def members_of(cohorts: Collection[int]) -> Iterator[tuple[int, int, str]]:
    """Cohort, student and name of all who are in these cohorts and not archived, by name. A file can't name who was
    anonymized.
    """
    members = Membership.objects.filter(cohort__in=cohorts, student__archived_at=None)
    members = members.exclude(anonymized("student__user"))
    in_order = members.order_by("student__user__folded_name", "student__user__display_name", "student", "cohort")
    yield from in_order.values_list("cohort", "student", "student__user__display_name").iterator()


def _add(found: dict[int, Person], users: QuerySet[User]) -> None:
    for row in users.values_list(*_COLUMNS):
        person = Person(*row)
        person.number, person.major, person.year = person.number or "", person.major or "", person.year or ""
        found[person.user_id] = person


def _add_former(known: Known, emails: Collection[str]) -> None:
    nobodys = [email for email in emails if email not in known.by_email and email not in known.claimed]
    for some in _chunks(nobodys):
        events = UserEvent.objects.filter(email__in=some, pgh_obj__in=User.objects.values("pk"))
        known.former.update(events.values_list("email", flat=True))


def _add_groups(
    known: Known, *, cohort: Cohort | None, also: Collection[int], today: date, students: Sequence[int]
) -> None:
    for some in _chunks(students):
        for student, group in Membership.objects.filter(student__in=some).values_list("student", "cohort"):
            known.memberships.setdefault(student, set()).add(group)
    offered = set(cohorts_offered(cohort=cohort, today=today).values_list("pk", flat=True))
    known.remembered = remembered_cohorts(terms_meant(cohort=cohort, today=today))
    theirs = {group for groups in known.memberships.values() for group in groups}
    wanted = Q(pk__in=offered | theirs | set(also) | ({cohort.pk} if cohort else set()))
    for row in Cohort.objects.select_related("term").filter(wanted).order_by("name", "pk"):
        is_current = row.archived_at is None and max(row.due_on, row.term.ends_on) >= today
        known.groups[row.pk] = Group(row.pk, row.name, row.term_id, is_current)
        if row.pk in offered:
            known.offered.append(known.groups[row.pk])


def _chunks(values: Iterable[_One]) -> Iterator[list[_One]]:
    listed = sorted(set(values))  # type: ignore[type-var]
    for start in range(0, len(listed), _CHUNK):
        yield listed[start : start + _CHUNK]
