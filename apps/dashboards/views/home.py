from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import F, OuterRef, Subquery
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from apps.accounts.models import User
from apps.advising.hands import Help, hand_of, help_from
from apps.advising.reflections.reminder import Answered, comment_causes
from apps.campus.models import Campus
from apps.cohorts.models import Membership
from apps.cohorts.querysets import STAYS
from apps.cohorts.readers import names_of_readers
from apps.contacts.models import mark_namesakes
from apps.contacts.start.steps import address_of
from apps.core.templatetags.dates import campus_day
from apps.dashboards.close_calls import close_call
from apps.dashboards.next_people import People, next_people, next_rung
from apps.dashboards.next_steps import next_steps
from apps.dashboards.views.needs import needs_you
from apps.guidance import program
from apps.guidance.content.entries import PrimerPart
from apps.interviews.causes import Cause, Times, interview_id_in
from apps.interviews.causes import interviews as interview_causes
from apps.interviews.goal import DueGoal, Goal, GoalKey, Told, goals
from apps.interviews.models import Interview
from apps.interviews.notes.models import Note, Prompt
from apps.interviews.progress import Progress, Reason, progress_of
from apps.interviews.steps import Step, step_of
from apps.interviews.thank_you.noted import opening
from apps.outbox.models import Audience
from apps.outreach.silence import follow_ups_of_each, waits_for_word
from apps.reminders.kinds import CauseType, ids_in
from apps.reminders.pages.listing import Line, open_reminders
from apps.students.models import Student
from apps.students.requests import StudentRequest

_LAST = datetime.max.replace(tzinfo=UTC)
REMINDERS, PAST_REMINDERS = 5, 2


@require_safe
def home(request: StudentRequest) -> HttpResponse:
    """Students find what next, their reminders and their progress; advisers find who needs them."""
    student = request.student
    if student is None:
        return _staff_home(request)
    campus, as_of = request.campus, request.now
    interviews = _interviews(student)
    urgent = _urgent(interviews, campus, as_of)
    others = [interview for interview in interviews if not urgent or interview.pk != urgent.interview.pk]
    today = as_of.astimezone(campus.zone).date()
    memberships = _memberships(student, today)
    shown = sorted(
        (
            each.cohort
            for each in memberships
            if each.cohort.starts_on <= today <= _shown_until(each) and not each.cohort.archived_at
        ),
        key=lambda cohort: cohort.due_on < today,
    )
    progress = progress_of(student=student, cohorts=shown, as_of=as_of, campus=campus)
    off = student.silence.off(Audience.STUDENT, as_of=as_of)
    start = _start(student, campus)
    is_new = start is not None and not start.is_begun
    people = People() if is_new else next_people(student)  # Start is the one main thing
    return render(
        request,
        "dashboards/home.html",
        {
            "student": student,
            "start": start,
            "as_of": as_of,
            "greeting": _greeting(as_of.astimezone(request.zone)),
            "off_lately": [each for each in off if each.is_news],
            "off_for_long": [each for each in off if not each.is_news],
            "urgent": urgent,
            "next_steps": next_steps(
                others,
                zone=request.zone,
                campus=campus,
                as_of=as_of,
                just_met=people.just_met,
                to_thank=people.to_thank,
            ),
            "reminders": _few(_reminders(request.user, interviews, memberships, progress, campus, as_of)),
            "progress": [_trail(each, interviews, campus, request.zone, as_of) for each in progress],
            "ideas": None if is_new else people.ideas,
            "next_rung": next_rung(interviews),
            "advisers": memberships[0].readers if memberships else [],
            "help": help_from(memberships[0].hand, memberships[0].helpers) if memberships else Help(),
        },
    )


def _staff_home(request: StudentRequest) -> HttpResponse:
    """Administrators have a page of their own. A list that an address asks for is the one of who needs them."""
    if not request.user.is_administrator:
        return needs_you(request)
    asked = reverse("dashboards:needs", query=request.GET) if request.GET else reverse("administration:home")
    return redirect(asked)


@dataclass(frozen=True)
class Start:
    """The first steps of a new student. Begun or put off, they are one line."""

    url: str
    is_begun: bool
    primer: PrimerPart | None = None


def _start(student: Student, campus: Campus) -> Start | None:
    if student.start_ended_at or student.archived_at:
        return None
    url = address_of(student.start_step)
    if student.start_step:
        return Start(url, is_begun=True)
    return Start(url, is_begun=False, primer=next(iter(program.primer(campus=campus.name)), None))


def _interviews(student: Student) -> list[Interview]:
    """The student's that have not left by a side exit, each with its contact, its thank-you note, and in `valuable` the
    note on what was most valuable.
    """
    valuable = Note.objects.filter(interview=OuterRef("pk"), key=Prompt.VALUABLE).values("body")
    # Sorted here: few rows, and Django takes longer to write an order down than Python to make it.
    found = student.interviews.filter(exit="").select_related("contact", "thank_you_note").order_by()
    found = found.annotate(
        wrote_again=follow_ups_of_each(), waits_for_word=waits_for_word(), valuable=Subquery(valuable)
    )
    interviews: list[Interview] = sorted(found, key=lambda each: (each.starts_at or _LAST, each.pk))
    mark_namesakes(each.contact for each in interviews)
    return interviews


def _greeting(local: datetime) -> str:
    if local.hour < 12:
        return "Good morning"
    return "Good afternoon" if local.hour < 18 else "Good evening"


@dataclass(frozen=True)
class Urgent:
    """The one thing with a clock on it: a thank-you inside its time. `gone` is in whole percent; the note starts from
    `wrote`.
    """

    interview: Interview
    mark: datetime
    gone: int
    wrote: str


def _urgent(interviews: list[Any], campus: Campus, as_of: datetime) -> Urgent | None:
    for interview in sorted((i for i in interviews if i.is_held), key=lambda i: i.ends_at or as_of):
        times = Times.of(interview, campus)
        if not interview.is_thanked and as_of < times.mark:
            wrote = opening(valuable=interview.valuable or "", learned=interview.learned)
            return Urgent(interview, times.mark, times.share_gone(as_of), wrote)
    return None


@dataclass(frozen=True)
class Stone:
    """One line of the trail. `state` is done, now or next."""

    interview: Interview
    state: str
    note: str


@dataclass(frozen=True)
class Trail:
    """Progress in one cohort in its long form: each conversation's stone, and what is left of the goal. `due` is the
    last day in words, and by whose clock where that is not the student's.
    """

    progress: Progress
    stones: list[Stone]
    left: int
    due: str
    is_over: bool


_WHY_NOT = {
    Reason.OUTSIDE_DATES: "Outside this cohort’s dates",
    Reason.EXCLUDED: "Left out by your adviser",
    Reason.SAME_PERSON: "Counted once: another conversation with this person counts",
}
_TO_DO = {
    "thanked": "Thank them, and it counts",
    "reflected": "Thank, then reflect, and it counts",
}


def _trail(progress: Progress, interviews: list[Interview], campus: Campus, zone: ZoneInfo, as_of: datetime) -> Trail:
    cohort, stones = progress.cohort, []
    for interview in interviews:
        status = progress.status_of(interview.pk)
        if status is None:
            continue
        if status.counts:
            stones.append(Stone(interview, "done", ""))
        elif status.reason is Reason.STEP_NOT_REACHED:
            stones.append(Stone(interview, "now", _TO_DO[cohort.required_step]))
        elif status.reason in _WHY_NOT:
            on_another_day = close_call(interview, cohort, campus=campus, zone=zone, as_of=as_of)
            why = f": {on_another_day}" if on_another_day else ""
            stones.append(Stone(interview, "next", f"{_WHY_NOT[status.reason]}{why}"))
        elif step_of(interview, as_of) in (Step.PREPARE, Step.MEET):
            stones.append(Stone(interview, "next", ""))
    return Trail(
        progress,
        stones,
        left=max(0, progress.goal - progress.counted),
        due=campus_day(cohort.due_on, campus=campus.zone, reader=zone, as_of=as_of),
        is_over=as_of.astimezone(campus.zone).date() > cohort.due_on,
    )


def _shown_until(membership: Any) -> date:
    """A cohort stays on home until its term is over, and some weeks at least."""
    return max(membership.term_ends_on, membership.cohort.due_on + STAYS)


def _memberships(student: Student, today: date) -> list[Any]:
    """The student's, each with the cohort and `term_ends_on`, the soonest due first. Each has the same of the student:
    their `hand`, `helpers` who see it or would, and `readers` of what they share.
    """
    found = Membership.objects.filter(student=student).select_related("cohort").order_by()
    found = found.annotate(
        term_ends_on=F("cohort__term__ends_on"),
        hand=hand_of(student),
        helpers=names_of_readers(student.pk, today=today),
        readers=names_of_readers(student.pk),
    )
    memberships = list(found)
    for membership in memberships:
        membership.student = student
    return sorted(memberships, key=lambda each: (each.cohort.due_on, each.cohort.name, each.cohort_id))


def _reminders(
    user: User,
    interviews: Iterable[Interview],
    memberships: Iterable[Membership],
    progress: Iterable[Progress],
    campus: Campus,
    as_of: datetime,
) -> list[Line]:
    """What is coming and what is still to do. This page has read every interview that is not at a side exit, and all of
    the goals, so nothing is loaded again.
    """
    known = {each.pk: each for each in interviews}
    counted = {each.cohort.pk: (each.counted, each.under_way) for each in progress}
    known_goals = {each.pk: Goal(each, *counted.get(each.cohort_id, (0, 0)), campus=campus) for each in memberships}

    def loaded(cause_type: CauseType[Any], keys: Collection[str]) -> Mapping[str, Any] | None:
        if cause_type is interview_causes:
            return {key: Cause(key, known[pk], campus) for key in keys if (pk := interview_id_in(key)) in known}
        if cause_type is comment_causes:
            return {
                key: Answered(known[ids[0]], campus)
                for key in keys
                if (ids := ids_in(key, "answer", 2)) and ids[0] in known
            }
        if cause_type is goals:
            read = {text: key for text in keys if (key := GoalKey.read(text))}
            return {
                text: DueGoal(key, known_goals[key.membership], Told(known_goals))
                for text, key in read.items()
                if key.membership in known_goals
            }
        return None

    return open_reminders(user=user, campus=campus, as_of=as_of, loaded=loaded)


def _few(lines: list[Line]) -> list[Line]:
    """At most five: what is coming, and of what went as many as there is room for, two at least."""
    coming = [line for line in lines if line.is_coming]
    past = [line for line in lines if not line.is_coming][: max(REMINDERS - len(coming), PAST_REMINDERS)]
    return coming[: REMINDERS - len(past)] + past
