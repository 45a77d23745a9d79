from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, prefetch_related_objects
from django.db.models.functions import JSONObject
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from apps.advising.hands import hand_of, help_from
from apps.advising.models import ReflectionComment
from apps.cohorts.readers import names_of_readers, readers_of
from apps.core.pages import here, page_of, way_back
from apps.dashboards.close_calls import close_calls
from apps.dashboards.next_steps import JUST_BEFORE
from apps.interviews import deadlines
from apps.interviews.causes import Times
from apps.interviews.models import Exclusion, Interview, State
from apps.interviews.notes.models import as_asked
from apps.interviews.steps import Step, step_of
from apps.interviews.thank_you.noted import most_valuable
from apps.interviews.views import own_interview
from apps.network.models import Referral
from apps.outreach.models import Outreach
from apps.outreach.silence import follow_ups, silence
from apps.outreach.thanking.sending import came_back
from apps.preparation.prepared import what_is_prepared
from apps.reflection.models import ReflectionAnswer
from apps.students.loading import own_student
from apps.students.requests import StudentRequest

PER_PAGE = 25
_EXCLUSIONS = Exclusion.objects.filter(interview=OuterRef("pk")).values(
    said=JSONObject(cohort=F("cohort__name"), reason=F("reason"))
)
_ANSWERS = (
    ReflectionAnswer.objects.filter(reflection__interview=OuterRef("pk"))
    .order_by("question__position", "pk")
    .values(said=JSONObject(question=F("question__text"), text=F("text")))
)
_COMMENTS = (
    ReflectionComment.objects.filter(reflection__interview=OuterRef("pk"))
    .order_by("created_at", "pk")
    .values(said=JSONObject(by=F("author__display_name"), at=F("created_at"), text=F("text")))
)


@require_safe
def interviews(request: StudentRequest) -> HttpResponse:
    """The student's interviews: what is open first, then what was held, then the side exits; newest first."""
    student = own_student(request)
    found = Interview.objects.visible_to(request.user).select_related("contact").in_order_of_need()
    page = page_of(request, found, PER_PAGE)
    rows = [{"interview": interview, "step": step_of(interview, request.now)} for interview in page]
    return render(
        request,
        "dashboards/interviews.html",
        {
            "page": page,
            "rows": rows,
            "here": here(request),
            "readers": readers_of(student.pk),
            "as_of": request.now,
        },
    )


@require_safe
def interview(request: StudentRequest, pk: int) -> HttpResponse:
    """One interview: its six steps, the one thing to do now, and everything the student wrote."""
    student, as_of, campus = own_student(request), request.now, request.campus
    interview: Any = own_interview(
        request,
        pk,
        "thank_you_note",
        "reflection",
        introduced_by=F("contact__introduced_by__full_name"),
        left_out=ArraySubquery(_EXCLUSIONS),
        answers=ArraySubquery(_ANSWERS),
        comments=ArraySubquery(_COMMENTS),
        hand=hand_of(student),
        helpers=names_of_readers(student.pk, today=as_of.astimezone(campus.zone).date()),
        readers=names_of_readers(student.pk),
    )
    prefetch_related_objects([interview], "notes")
    times = Times.of(interview, campus) if interview.ends_at else None
    step, reflection = step_of(interview, as_of), getattr(interview, "reflection", None)
    outreach = list(Outreach.objects.filter(interview=interview).with_delivery())
    return render(
        request,
        "dashboards/interview.html",
        {
            "interview": interview,
            "contact": interview.contact,
            "step": step,
            "next": f"dashboards/interview/{'closed' if interview.exit else step.value}.html",
            "steps": path_of(interview, as_of),
            "is_dated": interview.state == State.SCHEDULED,
            "is_left_in_calendars": interview.is_left_in_calendars(as_of),
            "mark": times.mark if times else None,
            "late": bool(times and as_of >= times.mark),
            "time_gone": times.share_gone(as_of) if times else 0,
            "thanks_within": deadlines.in_words(campus.thank_you_hours),
            "as_of": as_of,
            "is_just_before": interview.starts_at is not None and interview.starts_at - JUST_BEFORE <= as_of,
            "silence": silence(
                interview, follow_ups(interview, outreach), days=campus.follow_up_after_days, as_of=as_of
            ),
            "is_sent_by_acquaint": any(one.is_by_acquaint and one.is_gone and not one.is_thanks for one in outreach),
            "way_back": way_back(request, at=f"interview-{interview.pk}"),
            "reflection": reflection,
            "notes": [note for note in as_asked(interview.notes.all()) if note.has_something],
            "wrote": most_valuable(interview),
            "answers": interview.answers,
            "comments": [{**each, "at": datetime.fromisoformat(each["at"])} for each in interview.comments],
            "referrals": Referral.objects.filter(interview=interview).select_related("contact"),
            "close_calls": close_calls(interview, campus=campus, zone=request.zone, as_of=as_of),
            "outreach": outreach,
            "came_back": came_back(interview, next((one for one in outreach if one.is_thanks), None)),
            "prepared": what_is_prepared(interview) if step in (Step.PREPARE, Step.MEET) else None,
            "exclusions": interview.left_out,
            "readers": interview.readers,
            "help": help_from(interview.hand, interview.helpers),
        },
    )


_PAGES = {
    Step.PREPARE: "preparation:prepare",
    Step.MEET: "preparation:meet",
    Step.THANK: "interviews:thank_you",
    Step.REFLECT: "reflection:edit",
    Step.STAY_IN_TOUCH: "network:refer",
}


def path_of(interview: Interview, as_of: datetime) -> list[dict[str, str]]:
    """The six steps for the path component: done, now or todo; a step that can be opened has its address."""
    steps = list(Step)
    now = steps.index(step_of(interview, as_of))
    return [
        {
            "label": step.label,
            "state": _state(interview, step, index, now),
            "url": reverse(_PAGES[step], args=[interview.pk]) if _can_be_opened(interview, step) else "",
        }
        for index, step in enumerate(steps)
    ]


def _can_be_opened(interview: Interview, step: Step) -> bool:
    if step in (Step.PREPARE, Step.MEET):
        return not interview.exit
    return interview.is_held and step in _PAGES


def _state(interview: Interview, step: Step, index: int, now: int) -> str:
    if step == Step.REFLECT and interview.is_reflected_on:
        return "done"  # it may be reflected on before it is thanked
    if index == now:
        return "now"
    return "done" if index < now else "todo"
