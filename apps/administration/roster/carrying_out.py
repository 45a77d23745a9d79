"""What a roster does to accounts, students and cohorts, many at a time. All of it is inside the caller's transaction.

Nobody gets mail for being on a roster. Whoever has signed in, or was invited, and gets another address is told at both,
as in `people.actions`.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypeVar

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db.models import F, Q

from apps.accounts.models import Role, Session, User
from apps.accounts.notices import post_notice
from apps.administration.imports.checked import Checked, Missing, Result, missing_choice
from apps.administration.invitations.reminders import invitations
from apps.administration.members.actions import eligible_coaches
from apps.administration.models import Invitation
from apps.administration.people import emails
from apps.administration.people.actions import KNOW_OF_IT
from apps.administration.roster.judging import Deed
from apps.administration.roster.known import Known
from apps.campus.models import Campus
from apps.cohorts.models import Cohort, Membership, MembershipEvent  # type: ignore[attr-defined]
from apps.core.locking import in_lock_order
from apps.outbox.models import Message
from apps.privacy.actions import follow_addresses
from apps.reminders.actions import refresh_all, refresh_causes
from apps.reminders.models import Reminder
from apps.students.models import Student

_BATCH = 250
_One = TypeVar("_One")
_NAMES = ("full_name", "last_name", "preferred_name")
_STUDIES = ("student_number", "major", "year", "graduates_on")


def lock(checked: Checked, choices: Mapping[str, Any]) -> None:
    """All that the rows may change, in the order of locks, before anything is read again."""
    plans = [row.plan for row in checked.rows if row.outcome == Result.CHANGED or row.plan.get("waits")]
    cohorts = {pk for row in checked.rows for pk in row.plan.get("cohorts", ())}
    leaving = chosen_missing(checked, choices)
    cohorts |= {one.cohort_id for one in leaving}
    students = {plan["student_id"] for plan in plans if plan.get("student_id")} | {one.student_id for one in leaving}
    users = {plan["user_id"] for plan in plans if plan.get("user_id")}
    for rows, keys in ((Cohort.objects, cohorts), (Student.objects, students), (User.objects, users)):
        list(in_lock_order(rows.filter(pk__in=keys)).values_list("pk", flat=True))  # type: ignore[attr-defined]


def chosen_missing(checked: Checked, choices: Mapping[str, Any]) -> list[Missing]:
    """Those missing who are to leave their cohort."""
    return [
        one
        for one in checked.missing
        if choices.get(missing_choice(student_id=one.student_id, cohort_id=one.cohort_id), one.chosen)
    ]


class Work:
    """`deeds` are what the judge made of the rows, under the locks."""

    def __init__(
        self,
        deeds: Iterable[Deed],
        leaving: Iterable[Missing],
        known: Known,
        *,
        campus: Campus,
        as_of: datetime,
        report: Callable[[int, int], None],
    ) -> None:
        self._new = [deed for deed in deeds if deed.outcome.outcome == Result.NEW]
        self._changed = [(deed, taken) for deed in deeds if (taken := deed.taken)]
        self._leaving, self._known, self._campus, self._as_of = list(leaving), known, campus, as_of
        self._report, self._of, self._done = report, len(self._new) + len(self._changed), 0

    def do(self) -> None:
        # Whoever leaves an address does so before somebody else gets it.
        self._leave_cohorts()
        self._change_people()
        self._archive()
        self._add_people()
        self._join_cohorts()

    def _went_on(self, number: int) -> None:
        self._done += number
        self._report(self._done, self._of)

    # Those who are known

    def _leave_cohorts(self) -> None:
        pairs = {(one.student_id, one.cohort_id) for one in self._leaving}
        for deed, taken in self._changed:
            if "cohort" in taken and deed.person and deed.person.student_id:
                pairs |= {(deed.person.student_id, cohort) for cohort in deed.leaves}
        for some in _batches(sorted(pairs)):
            gone = Q()
            for student, cohort in some:
                gone |= Q(student=student, cohort=cohort)
            Membership.objects.filter(gone).delete()
        users = dict(Student.objects.filter(pk__in={student for student, _ in pairs}).values_list("pk", "user_id"))
        self._refresh_welcomes({(users[student], cohort) for student, cohort in pairs if student in users})

    def _refresh_welcomes(self, pairs: Collection[tuple[int, int]]) -> None:
        """A welcome that still waits does not go."""
        if not pairs:
            return
        welcomes = Invitation.objects.filter(user__in={user for user, _ in pairs}, cohort__in={one for _, one in pairs})
        keys = [one.cause_key for one in welcomes if (one.user_id, one.cohort_id) in pairs]
        if keys:
            refresh_causes(invitations, sorted(keys), as_of=self._as_of)

    def _change_people(self) -> None:
        movers: list[tuple[User, str, str]] = []
        for some in _batches(self._changed):
            # Of the rows of one person only the first says more than a cohort.
            rows = {
                deed.person.user_id: (deed, taken)
                for deed, taken in some
                if deed.person and taken.keys() - {"cohort", "archived"}
            }
            users = {user.pk: user for user in User.objects.filter(pk__in=rows)}
            self._change_names(users, rows)
            self._change_studies(rows)
            movers += [
                (users[pk], users[pk].email, taken["email"].after)
                for pk, (_, taken) in rows.items()
                if "email" in taken
            ]
            self._went_on(len(some))
        if movers:
            self._change_addresses(movers)

    def _change_names(self, users: Mapping[int, User], rows: Mapping[int, tuple[Deed, Mapping[str, Any]]]) -> None:
        names = _changing(_NAMES, rows)
        renamed = [pk for pk, (_, taken) in rows.items() if taken.keys() & set(names)]
        for pk in renamed:
            for name in names:
                if name in rows[pk][1]:
                    setattr(users[pk], name, rows[pk][1][name].after)
        if renamed:
            User.objects.bulk_update([users[pk] for pk in renamed], names)

    def _change_studies(self, rows: Mapping[int, tuple[Deed, Mapping[str, Any]]]) -> None:
        lacking = [pk for pk, (_, taken) in rows.items() if "record" in taken]
        Student.objects.bulk_create((Student(user_id=pk) for pk in lacking), ignore_conflicts=True)
        for pk, key in Student.objects.filter(user__in=lacking).values_list("user", "pk"):
            rows[pk][0].person.student_id = key  # type: ignore[union-attr]
        names = _changing(_STUDIES, rows)
        touched = {pk for pk, (_, taken) in rows.items() if taken.keys() & set(names)}
        students = list(Student.objects.filter(user__in=touched))
        for student in students:
            deed, taken = rows[student.user_id]
            for name in names:
                if name in taken:
                    is_day = name == "graduates_on"
                    setattr(student, name, date.fromisoformat(deed.graduates_on) if is_day else taken[name].after)
        if students:
            Student.objects.bulk_update(students, names)

    def _change_addresses(self, movers: list[tuple[User, str, str]]) -> None:
        """The former address signs in no more, and all sessions are over: the trigger of `User` raises their epoch."""
        keys = [user.pk for user, _, _ in movers]
        # Whoever changes an address keeps waiting all that names the person, so the other locks come first.
        messages = Message.objects.untouched().filter(reminder__user__in=keys)
        list(in_lock_order(messages).values_list("pk", flat=True))
        follow_addresses({before: after for _, before, after in movers})
        waiting = movers
        while waiting:
            held = {user.email for user, _, _ in waiting}
            free = [one for one in waiting if one[2] not in held]
            for user, _, after in free:
                user.email = after
            for some in _batches(free):
                User.objects.bulk_update([user for user, _, _ in some], ["email"])
            if not free:
                raise RuntimeError("addresses that change in a circle")
            waiting = [one for one in waiting if one[2] in held]
        for these in _batches(keys):
            EmailAddress.objects.filter(user__in=these).exclude(email__iexact=F("user__email")).delete()
            Session.objects.filter(user__in=these).delete()
        self._refresh(keys)
        told = set(User.objects.filter(KNOW_OF_IT, pk__in=keys).values_list("pk", flat=True))
        for user, before, after in movers:
            if user.pk not in told:
                continue
            for change, address in (("address_left", before), ("address_given", after)):
                mail = emails.account_changed(change, user=user, to=address, campus=self._campus, as_of=self._as_of)
                post_notice(change, mail, user=user, as_of=self._as_of)

    def _archive(self) -> None:
        chosen = [deed for deed, taken in self._changed if "archived" in taken]
        for deeds, at in (
            ([deed for deed in chosen if deed.archives], self._as_of),
            ([deed for deed in chosen if deed.comes_back], None),
        ):
            students = [deed.person.student_id for deed in deeds if deed.person and deed.person.student_id]
            for some in _batches(students):
                Student.objects.filter(pk__in=some).update(archived_at=at)
            self._refresh([deed.person.user_id for deed in deeds if deed.person])

    def _refresh(self, users: Sequence[int]) -> None:
        """Move, end or bring back the reminders of those who have any. Who never signed in has none but invitations."""
        has_some = Reminder.objects.filter(user__in=users).values("user")
        busy = User.objects.filter(pk__in=users).filter(Q(last_login__isnull=False) | Q(pk__in=has_some))
        refresh_all(users=busy, as_of=self._as_of)

    # Those who are new

    def _add_people(self) -> None:
        firsts = [deed for deed in self._new if deed.line is deed.first]
        self._added: dict[int, int] = {}
        for some in _batches(firsts):
            users = User.objects.bulk_create(self._account(deed) for deed in some)
            students = Student.objects.bulk_create(
                self._student(user, deed) for user, deed in zip(users, some, strict=True)
            )
            self._added |= {deed.line.row: student.pk for deed, student in zip(some, students, strict=True)}
            self._went_on(len(some))

    def _account(self, deed: Deed) -> User:
        line = deed.line
        return User(
            email=line.email,
            full_name=line.full_name,
            last_name=line.last_name,
            preferred_name=line.preferred_name,
            role=Role.STUDENT,
            password=make_password(None),
        )

    def _student(self, user: User, deed: Deed) -> Student:
        line = deed.line
        return Student(
            user=user,
            student_number=line.number,
            major=line.major,
            year=line.year,
            graduates_on=date.fromisoformat(line.graduates_on) if line.graduates_on else None,
        )

    def _join_cohorts(self) -> None:
        """With the coach whom they had there before, where that one may still coach."""
        pairs: list[tuple[int, int]] = []
        returning: list[tuple[int, int]] = []
        for deed in self._new:
            student = self._added[deed.first.row]
            deed.outcome.plan["student_id"] = student
            if deed.joins:
                pairs.append((student, deed.joins))
        for deed, taken in self._changed:
            if "cohort" in taken and deed.joins and deed.person and deed.person.student_id:
                returning.append((deed.person.student_id, deed.joins))
        coaches = _former_coaches(returning)
        for some in _batches([*pairs, *returning]):
            Membership.objects.bulk_create(
                (
                    Membership(student_id=student, cohort_id=cohort, coach_id=coaches.get((student, cohort)))
                    for student, cohort in some
                ),
                ignore_conflicts=True,
            )
            self._report(self._done, self._of)


def _changing(names: Iterable[str], rows: Mapping[int, tuple[Deed, Mapping[str, Any]]]) -> list[str]:
    """The columns that change in one of these rows: to write the others too takes the database twice as long."""
    return [name for name in names if any(name in taken for _, taken in rows.values())]


def _former_coaches(pairs: Sequence[tuple[int, int]]) -> dict[tuple[int, int], int]:
    if not pairs:
        return {}
    may = set(eligible_coaches().values_list("pk", flat=True))
    events = MembershipEvent.objects.filter(
        student__in={student for student, _ in pairs}, cohort__in={cohort for _, cohort in pairs}
    ).order_by("pgh_id")
    last = {(student, cohort): coach for student, cohort, coach in events.values_list("student", "cohort", "coach")}
    return {pair: coach for pair in pairs if (coach := last.get(pair)) in may and coach is not None}


def _batches(rows: Sequence[_One]) -> Iterator[Sequence[_One]]:
    for start in range(0, len(rows), _BATCH):
        yield rows[start : start + _BATCH]
