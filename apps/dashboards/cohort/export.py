"""A cohort as tables for a file or for paper: a row for each student, and one for each of their interviews.

Each column says what it means. No text that anybody wrote about a conversation is in them, no address or number of a
contact, and a contact's name only where the reader may read it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar
from zoneinfo import ZoneInfo

from django.db.models import F

from apps.accounts.models import User
from apps.advising.caseload import Standing
from apps.advising.needing import Need
from apps.campus.models import Campus
from apps.cohorts.models import Cohort
from apps.core.spreadsheets import Table, Value
from apps.dashboards.cohort.sieve import Listed
from apps.dashboards.student.records import readable
from apps.interviews import progress
from apps.interviews.models import Interview
from apps.interviews.progress import CountStatus, Row
from apps.students import models

Line = TypeVar("Line")


@dataclass(frozen=True, slots=True)
class StudentLine:
    row: Row
    cohort: Cohort
    need: Need | None
    standing: Standing
    student_number: str
    zone: ZoneInfo

    def day(self, moment: datetime | None) -> date | None:
        return moment.astimezone(self.zone).date() if moment else None


@dataclass(frozen=True, slots=True)
class InterviewLine:
    student: StudentLine
    interview: Interview
    name: str
    status: CountStatus

    def day(self, moment: datetime | None) -> date | None:
        return self.student.day(moment)


@dataclass(frozen=True, slots=True)
class Column(Generic[Line]):
    head: str
    value: Callable[[Line], Value]
    meaning: str = ""
    width: int = 12


_WHO: tuple[Column[StudentLine], ...] = (
    Column("Student", lambda line: line.row.name, width=28),
    Column("Email", lambda line: line.row.email, width=32),
    Column("Student number", lambda line: line.student_number, width=16),
)

STUDENTS: tuple[Column[StudentLine], ...] = (
    *_WHO,
    Column("Cohort", lambda line: line.cohort.name, width=28),
    Column(
        "Count",
        lambda line: line.row.counted,
        "Interviews that count toward the goal by the cohort’s rule. They may go beyond the goal.",
    ),
    Column("Goal", lambda line: line.row.goal, "Interviews that should count by the due date."),
    Column(
        "Under way",
        lambda line: line.row.under_way,
        "More people who will count once the conversation reaches the step that the cohort asks for.",
    ),
    Column(
        "Held",
        lambda line: line.row.held,
        "Interviews held within the cohort’s dates, whether they count or not.",
    ),
    Column("Fully reflected", lambda line: line.row.reflected, "Of those held: thanked for and reflected on."),
    Column("Ask", lambda line: line.row.ask, "Interviews without a date."),
    Column("Prepare", lambda line: line.row.prepare, "Interviews with a date to come."),
    Column("Meet", lambda line: line.row.meet, "Interviews whose date has passed and that are not logged."),
    Column("Thank", lambda line: line.row.thank, "Of those held: not thanked for yet."),
    Column("Reflect", lambda line: line.row.reflect, "Of those held: thanked for, and not reflected on yet."),
    Column("Names", lambda line: line.row.names, "People whom the student added."),
    Column(
        "Last moved",
        lambda line: line.day(line.row.last_moved),
        "When an interview last took a step, or a name was added.",
    ),
    Column(
        "Late thank-yous",
        lambda line: line.row.late_thank_yous,
        "Of those held: not thanked for, and the time for it is over.",
    ),
    Column(
        "Reason",
        lambda line: line.need.reason.label if line.need else "",
        "Why the student needs an adviser now, the first reason that holds.",
        width=18,
    ),
    Column("Reason since", lambda line: line.day(line.need.since) if line.need else None),
    Column(
        "Last nudge",
        lambda line: line.day(line.standing.nudge.leaves_at) if line.standing.nudge else None,
        "When an adviser’s last nudge left, or will leave.",
    ),
    Column("Last talk", lambda line: line.standing.talked_on, "When an adviser last noted “We talked”."),
    Column(
        "Archived",
        lambda line: "Yes" if line.row.is_archived else "No",
        "Archived students stand in the table and are part of no sum.",
    ),
)


# On paper the cohort stands above the table.
ON_PAPER = tuple(column for column in STUDENTS if column.head not in {"Email", "Student number", "Cohort", "Archived"})


def _of_student(column: Column[StudentLine]) -> Column[InterviewLine]:
    return Column(column.head, lambda line: column.value(line.student), width=column.width)


INTERVIEWS: tuple[Column[InterviewLine], ...] = (
    *(_of_student(column) for column in _WHO),
    Column("Contact", lambda line: line.name, "Only where the student shares the name with you.", width=24),
    Column("What they do", lambda line: line.interview.contact.role, width=24),
    Column("Organization", lambda line: line.interview.contact.organization, width=24),
    Column("Source", lambda line: line.interview.contact.get_source_display(), width=28),
    Column("Warmth", lambda line: warmth.label if (warmth := line.interview.contact.source_warmth) else ""),
    Column("How", lambda line: line.interview.get_format_display(), width=18),
    Column("State", lambda line: line.interview.get_state_display()),
    Column("Asked", lambda line: line.day(line.interview.asked_at)),
    Column("Date agreed", lambda line: line.day(line.interview.scheduled_at)),
    Column("Planned for", lambda line: None if line.interview.is_held else line.day(line.interview.starts_at)),
    Column("Held", lambda line: line.day(line.interview.starts_at) if line.interview.is_held else None),
    Column("Thanked", lambda line: line.day(line.interview.thanked_at)),
    Column("Reflected", lambda line: line.day(line.interview.reflected_at)),
    Column("Counts", lambda line: "Yes" if line.status.counts else "No"),
    Column("Why not", lambda line: "" if line.status.counts else line.status.reason.value.capitalize(), width=34),
)


def student_lines(
    students: Sequence[Listed], *, cohort: Cohort, standing: Mapping[int, Standing], campus: Campus
) -> list[StudentLine]:
    """In the order given. One query."""
    ids = [row.student_id for row, _ in students]
    numbers = dict(models.Student.objects.filter(pk__in=ids).order_by().values_list("pk", "student_number"))
    return [
        StudentLine(
            row=row,
            cohort=cohort,
            need=need,
            standing=standing[row.student_id],
            student_number=numbers.get(row.student_id, ""),
            zone=campus.zone,
        )
        for row, need in students
    ]


def interview_lines(
    students: Sequence[StudentLine], *, cohort: Cohort, reader: User, campus: Campus, as_of: datetime
) -> Iterator[InterviewLine]:
    """All interviews of these students, within the cohort's dates or not: by student in the order given, then by date,
    those without one last. `cohort` was loaded `with_reach` of the reader. Two queries.
    """
    coach = None if cohort.is_seen_whole else reader.pk
    status = progress.statuses(cohort=cohort.pk, as_of=as_of, campus=campus, coach=coach)
    ids = [line.row.student_id for line in students]
    interviews = readable(Interview.objects.filter(student__in=ids), names=cohort.is_shared)
    theirs: dict[int, list[Any]] = {pk: [] for pk in ids}
    for interview in interviews.order_by(F("starts_at").asc(nulls_last=True), "pk"):
        theirs[interview.student_id].append(interview)
    for line in students:
        for interview in theirs[line.row.student_id]:
            if interview.pk in status:  # not one that was added between the two queries
                yield InterviewLine(line, interview, interview.shared_name, status[interview.pk])


def table(title: str, columns: Sequence[Column[Line]], lines: Iterable[Line]) -> Table:
    return Table(
        title=title,
        heads=[column.head for column in columns],
        rows=([column.value(line) for column in columns] for line in lines),
        widths=[column.width for column in columns],
    )
