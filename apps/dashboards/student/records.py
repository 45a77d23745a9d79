"""One student's interviews as an adviser may read them.

No query here loads private text: no thank-you, nothing learned, no address or phone number, no reflection that is not
shared, and a contact's name only where the student shares it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Case, F, QuerySet, Value, When

from apps.campus.models import Campus
from apps.core.templatetags.dates import short_day
from apps.interviews.models import Interview, State
from apps.interviews.progress import CountStatus, Progress
from apps.reflection.models import Reflection, ReflectionAnswer
from apps.students.models import Student

_VISIBLE = [
    *[
        "student_id",
        "format",
        "minutes",
        "asked_at",
        "scheduled_at",
        "starts_at",
        "ends_at",
        "logged_at",
        "thanked_at",
        "reflected_at",
        "exit",
        "exited_at",
        "state",
    ],
    *["contact__role", "contact__organization", "contact__source"],
]


@dataclass(frozen=True, slots=True)
class InterviewRecord:
    """One interview on the record. `name` is empty unless shared; `reflection` and `answers` likewise.

    `day` is the campus's local one of the start, or of the request, in words; empty before either.
    """

    interview: Interview
    name: str
    status: CountStatus | None
    thanks_due: datetime | None
    day: str = ""
    reflection: Reflection | None = None
    answers: list[ReflectionAnswer] = field(default_factory=list)

    @property
    def title(self) -> str:
        """Who it was with, as far as the adviser may know; otherwise how and when, to tell it from the others."""
        known = ", ".join(part for part in (self.name, self.interview.contact.description) if part)
        how = self.interview.get_format_display().lower() if self.interview.starts_at else ""
        return known or ", ".join(part for part in ("Someone", how, self.day) if part)

    @property
    def who(self) -> str:
        """The same within a sentence."""
        organization = self.interview.contact.organization
        return self.name or (f"someone at {organization}" if organization else "someone")

    @property
    def thanked_in_time(self) -> bool:
        thanked_at = self.interview.thanked_at
        return bool(thanked_at and self.thanks_due and thanked_at <= self.thanks_due)

    def owes_thanks(self, as_of: datetime) -> bool:
        """Not thanked for, and the time for it is over."""
        return bool(self.interview.state == State.HELD and self.thanks_due and self.thanks_due < as_of)


def records_of(
    *, student: Student, progress: Progress, campus: Campus, as_adviser: bool, as_of: datetime
) -> list[InterviewRecord]:
    """The student's interviews, latest first, those without a date on top. At most three queries.

    `as_adviser`: the reader looks after this cohort. What a student shares is shared with their adviser: nobody else
    on the staff reads a name or a reflection.
    """
    found = readable(Interview.objects.filter(student=student), names=as_adviser)
    interviews = list(found.order_by(F("starts_at").desc(nulls_first=True), "-pk"))
    reflections, answers = _shared_reflections(interviews) if as_adviser else ({}, {})
    hours = timedelta(hours=campus.thank_you_hours)
    status = {each.interview_id: each for each in progress.statuses}
    records = []
    for interview in interviews:
        reflection = reflections.get(interview.pk)
        records.append(
            InterviewRecord(
                interview=interview,
                name=interview.shared_name,
                status=status.get(interview.pk),
                thanks_due=interview.ends_at + hours if interview.ends_at else None,
                day=_day(interview, campus, as_of),
                reflection=reflection,
                answers=answers.get(reflection.pk, []) if reflection else [],
            )
        )
    return records


def readable(interviews: QuerySet[Interview], *, names: bool) -> QuerySet[Any]:
    """The interviews with their contacts, as far as staff may read them; `shared_name` is empty unless `names` and the
    student shares it.
    """
    shared = shared_name("contact") if names else Value("")
    return interviews.select_related("contact").only(*_VISIBLE).annotate(shared_name=shared)


def shared_name(contact: str) -> Case:
    """The name of this `contact` of the row where the student shares it; empty otherwise."""
    return Case(When(**{f"{contact}__name_shared": True}, then=F(f"{contact}__full_name")), default=Value(""))


def _day(interview: Interview, campus: Campus, as_of: datetime) -> str:
    if interview.starts_at:
        return short_day(interview.starts_at.astimezone(campus.zone), as_of)
    if interview.asked_at:
        return f"asked {short_day(interview.asked_at.astimezone(campus.zone), as_of)}"
    return "not asked yet"


def _shared_reflections(
    interviews: Sequence[Interview],
) -> tuple[dict[int, Reflection], dict[int, list[ReflectionAnswer]]]:
    """Finished and shared ones, by interview; and their answers, by reflection."""
    shared = Reflection.objects.shared().filter(interview__in=interviews)
    reflections = {reflection.interview_id: reflection for reflection in shared}
    answers: dict[int, list[ReflectionAnswer]] = {}
    for answer in ReflectionAnswer.objects.filter(reflection__in=reflections.values()).select_related("question"):
        answers.setdefault(answer.reflection_id, []).append(answer)
    return reflections, answers
