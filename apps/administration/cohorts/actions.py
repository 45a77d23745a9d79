"""Cohorts and who looks after them. Each action is one transaction that locks the cohort first."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from psycopg.errors import UniqueViolation

from apps.accounts.models import User
from apps.administration.members.actions import eligible_advisers
from apps.audit.actions import record_change
from apps.campus.models import Campus
from apps.cohorts.models import Caseload, Cohort
from apps.core.locking import in_lock_order
from apps.core.versions import refuse_older
from apps.interviews.goal import refresh_goals
from apps.interviews.progress import counted

# What the form holds, and of it what decides which conversations count, and for whom that is enough.
SETTINGS = ("name", "term", "starts_on", "due_on", "goal", "required_step", "different_people")
COUNTING = ("starts_on", "due_on", "goal", "required_step", "different_people")
_DOUBLE_CLICK = timedelta(minutes=10)
# Capitals and digits that nobody takes for another: no I, L, O and U, no 0 and 1.
CODE_SIGNS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
CODE_LENGTH = 8


class NameTaken(Exception):
    """Another cohort of this term has this name."""


class MayNotAdvise(Exception):
    """The account that was chosen is a student's, or may not sign in."""


@dataclass(frozen=True)
class Effect:
    """How many of the cohort's current students have reached the goal, as it was and as it would be."""

    before: int
    after: int
    students: int

    @property
    def key(self) -> str:
        """What a person agrees to, as their page says it."""
        return f"{self.before}-{self.after}-{self.students}"


class NotAgreed(Exception):
    """The change would move students over the goal or below it, and nobody has agreed to that yet. Nothing is saved."""

    def __init__(self, effect: Effect) -> None:
        super().__init__()
        self.effect = effect


def create_cohort(*, settings: Mapping[str, Any], like: Cohort | None = None, by: User, as_of: datetime) -> Cohort:
    """A new cohort, with the advisers of the one that it is `like`, who may still advise. Twice within ten minutes is
    once. Raises NameTaken.
    """
    try:
        with transaction.atomic():
            cohort = Cohort.objects.create(**settings)
            if like:
                advisers = eligible_advisers().filter(caseloads__cohort=like)
                for each in Caseload.objects.bulk_create(Caseload(cohort=cohort, adviser=one) for one in advisers):
                    _record(cohort, by, "adviser added", account=each.adviser)
            return cohort
    except IntegrityError as error:
        if not _is_of_the_name(error):
            raise
        same = Cohort.objects.filter(**settings, created_at__gt=as_of - _DOUBLE_CLICK).first()
        if same is None:
            raise NameTaken from error
        return same


def change_cohort(
    *,
    cohort: Cohort,
    settings: Mapping[str, Any],
    seen: str | None,
    agreed: str,
    by: User,
    campus: Campus,
    as_of: datetime,
) -> bool:
    """Whether there was something to change. What counts in it is counted anew, and reminders of its goal follow.

    Raises EditedElsewhere, NameTaken, and NotAgreed unless `agreed` is the key of the effect that it has now.
    """
    try:
        with transaction.atomic():
            return _change(cohort, settings, seen, agreed, by, campus, as_of)
    except IntegrityError as error:
        if not _is_of_the_name(error):
            raise
        raise NameTaken from error


def _is_of_the_name(error: IntegrityError) -> bool:
    why = error.__cause__
    return isinstance(why, UniqueViolation) and why.diag.constraint_name == "cohort_name_once_a_term"


def _change(
    cohort: Cohort,
    settings: Mapping[str, Any],
    seen: str | None,
    agreed: str,
    by: User,
    campus: Campus,
    as_of: datetime,
) -> bool:
    row = in_lock_order(Cohort.objects).get(pk=cohort.pk)
    changed = [name for name in SETTINGS if getattr(row, name) != settings[name]]
    refuse_older(row, seen, is_same=not changed)
    if not changed:
        return False
    before = _reached(row, campus, as_of)
    for name in changed:
        setattr(row, name, settings[name])
    row.save(update_fields=changed)
    if set(changed) & set(COUNTING):
        effect = Effect(len(before), len(_reached(row, campus, as_of)), _current(row))
        if effect.students and agreed != effect.key:
            raise NotAgreed(effect)
        refresh_goals(row, as_of=as_of)
    _record(row, by, f"changed: {', '.join(changed)}")
    return True


def _reached(cohort: Cohort, campus: Campus, as_of: datetime) -> set[int]:
    """The ids of current students who have reached the goal, by what the row says in this transaction."""
    current = set(cohort.memberships.filter(student__archived_at=None).values_list("student", flat=True))
    numbers = counted(cohorts=[cohort.pk], as_of=as_of, campus=campus)
    return {student for (_, student), number in numbers.items() if student in current and number.counted >= cohort.goal}


def _current(cohort: Cohort) -> int:
    return cohort.memberships.filter(student__archived_at=None).count()


@transaction.atomic
def add_adviser(*, cohort: Cohort, adviser: User, by: User) -> bool:
    """Whether they are new: from their next request on they see all of its students. Raises MayNotAdvise."""
    row = in_lock_order(Cohort.objects).get(pk=cohort.pk)
    person = in_lock_order(User.objects).get(pk=adviser.pk)
    if not person.is_active or person.is_student:
        raise MayNotAdvise
    _, is_new = Caseload.objects.get_or_create(cohort=row, adviser=person)
    if is_new:
        _record(row, by, "adviser added", account=person)
    return is_new


@transaction.atomic
def remove_adviser(*, cohort: Cohort, adviser: User, by: User) -> bool:
    """Whether they looked after it. With their next request they see its students no more."""
    row = in_lock_order(Cohort.objects).get(pk=cohort.pk)
    gone, _ = Caseload.objects.filter(cohort=row, adviser=adviser).delete()
    if gone:
        _record(row, by, "adviser removed", account=adviser)
    return bool(gone)


@transaction.atomic
def archive_cohort(*, cohort: Cohort, by: User, as_of: datetime) -> None:
    """It leaves what is of the present; nothing of it is lost. Twice is once."""
    _set_archived(cohort, as_of, by, "archived", as_of)


@transaction.atomic
def bring_back_cohort(*, cohort: Cohort, by: User, as_of: datetime) -> None:
    _set_archived(cohort, None, by, "brought back", as_of)


def _set_archived(cohort: Cohort, archived_at: datetime | None, by: User, reason: str, as_of: datetime) -> None:
    row = in_lock_order(Cohort.objects).get(pk=cohort.pk)
    if bool(row.archived_at) == bool(archived_at):
        return
    row.archived_at = archived_at
    row.save(update_fields=["archived_at"])
    refresh_goals(row, as_of=as_of)
    _record(row, by, reason)


@transaction.atomic
def change_code(*, cohort: Cohort, instead_of: str, is_open: bool) -> Cohort:
    """A new code, or none. The one before ends at once, and with it the links that were mailed for it. Pressed twice,
    or on a page that shows an older code, it changes nothing.
    """
    row = in_lock_order(Cohort.objects).get(pk=cohort.pk)
    if row.join_code == instead_of:
        row.join_code = new_code() if is_open else ""
        row.save(update_fields=["join_code"])
    return row


def new_code() -> str:
    """Eight signs of thirty: 650 billion codes. One that is taken, the database refuses."""
    return "".join(secrets.choice(CODE_SIGNS) for _ in range(CODE_LENGTH))


def _record(cohort: Cohort, by: User, reason: str, account: User | None = None) -> None:
    students = list(cohort.memberships.values_list("student", flat=True))
    if students or account:
        record_change(actor=by, page="administration:cohort", student_ids=students, account=account, reason=reason)
