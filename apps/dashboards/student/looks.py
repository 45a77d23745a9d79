"""All that one look at a student's record in a cohort shows, read in a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from apps.accounts.models import User
from apps.advising.history import History, history_of
from apps.advising.needing import Need, needing
from apps.advising.next_talk import Shared, three_questions
from apps.advising.reasons import Case
from apps.campus.models import Campus
from apps.cohorts.models import Membership
from apps.cohorts.readers import is_not_long_over
from apps.dashboards.student.records import InterviewRecord, records_of
from apps.dashboards.student.timeline import Entry, timeline
from apps.interviews import progress
from apps.interviews.models import State
from apps.interviews.progress import Progress
from apps.students.models import Student

_EVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Look:
    """As the reader may know it. `need` is why the student needs their adviser now."""

    student: Student
    progress: Progress
    records: Sequence[InterviewRecord]
    history: History
    need: Need | None

    def timeline(self, reader: User, campus: Campus, as_of: datetime) -> list[Entry]:
        return timeline(self.records, self.history.done, reader=reader, campus=campus, as_of=as_of)

    @property
    def shared_since_the_last_talk(self) -> list[InterviewRecord]:
        """Reflections, the last shared first; all of them where there was no talk."""
        since = self.history.talk.at if self.history.talk else _EVER
        found = [(each.reflection.shared_at or _EVER, each) for each in self.records if each.reflection]
        found.sort(key=lambda pair: pair[0], reverse=True)
        return [each for shared_at, each in found if shared_at > since]

    def owes_thanks(self, record: InterviewRecord, as_of: datetime) -> bool:
        """Whether the thank-you is late, and the student is still asked for it."""
        return not self.student.archived_at and record.owes_thanks(as_of)

    def questions(self, as_of: datetime) -> list[str]:
        """Three things to ask at the next talk."""
        planned = [each for each in self.records if each.interview.state == State.SCHEDULED]
        planned = [each for each in planned if each.interview.starts_at and each.interview.starts_at > as_of]
        return three_questions(
            reason=self.need.reason if self.need else None,
            step=self.need.step if self.need else None,
            owes_thanks=any(self.owes_thanks(each, as_of) for each in self.records),
            shared=[
                Shared(each.who, each.reflection.verdict, each.reflection.nerves_after)
                for each in self.shared_since_the_last_talk
                if each.reflection
            ],
            planned=[each.who for each in sorted(planned, key=lambda each: str(each.interview.starts_at))],
            counted=self.progress.counted,
            goal=self.progress.goal,
        )


def look_at(membership: Membership, *, reader: User, campus: Campus, as_of: datetime) -> Look:
    """Of a membership `with_reach` of the reader, with its cohort and term. At most six queries."""
    cohort, student = membership.cohort, membership.student
    today = as_of.astimezone(campus.zone).date()
    history = history_of(membership, reader=reader, sees_hands=is_not_long_over(cohort, today))
    (mine,) = progress.progress_of(student=student, cohorts=[cohort], as_of=as_of, campus=campus)
    rows = progress.table(cohorts=[cohort.pk], student=student.pk, as_of=as_of, campus=campus)
    needs = needing([Case(row, cohort, history.hand) for row in rows], campus=campus, as_of=as_of)
    return Look(
        student=student,
        progress=mine,
        records=records_of(student=student, progress=mine, campus=campus, as_adviser=membership.is_shared, as_of=as_of),
        history=history,
        need=next(iter(needs), None),
    )
