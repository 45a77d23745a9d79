"""A student's people: the list with its filters, and the page of one with what happened."""

from collections.abc import Container, Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, Subquery
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from apps.contacts.identity import alike_to
from apps.contacts.models import Contact, Source, Warmth
from apps.contacts.querysets import ContactQuerySet
from apps.contacts.views import FILTERS
from apps.core.pages import carried, here, page_of, way_back
from apps.core.text import one_line
from apps.dashboards.next_steps import NextStep, next_steps
from apps.interviews.models import Interview, State
from apps.interviews.steps import step_of
from apps.outreach.models import Outreach
from apps.outreach.silence import follow_ups_of_each, waits_for_word
from apps.students.loading import own_student
from apps.students.requests import StudentRequest

PER_PAGE = 50

_TALKED = {"yes": "Talked to", "no": "Not talked to yet"}
_SHOW = {
    "keep-in-touch": "Keep in touch",
    "mentors": "Might become a mentor",
    "just-met": "Just met",
    "archived": "Archived",
}
# A rung of the ladder, or all rungs of one warmth.
_RUNGS = {
    warmth.value: frozenset(source.value for source in Source if source.warmth is warmth) for warmth in Warmth
} | {source.value: frozenset({source.value}) for source in Source}
_WARMTHS = {Warmth.KNOWN: "They know you", Warmth.CONNECTED: "Something connects you", Warmth.NEW: "New to you"}
_CHOICES = [
    (label, [(warmth.value, f"{label}: all"), *((s.value, s.label) for s in Source if s.warmth is warmth)])
    for warmth, label in _WARMTHS.items()
]


@dataclass(frozen=True)
class Sieve:
    """What the address of the list asks for. An unknown word asks for everyone."""

    query: str
    rung: str
    talked: str
    show: str

    @classmethod
    def of(cls, request: StudentRequest) -> "Sieve":
        asked = request.GET.get
        known: dict[str, Container[str]] = {"rung": _RUNGS, "talked": _TALKED, "show": _SHOW}
        chosen = {name: word if (word := asked(name, "")) in known[name] else "" for name in FILTERS}
        return cls(one_line(asked("q", ""))[:100].replace("\x00", ""), **chosen)

    @property
    def is_open(self) -> bool:
        """Whether it keeps nobody out."""
        return not (self.query or self.narrows)

    @property
    def narrows(self) -> bool:
        """Whether more than `q` is asked for."""
        return bool(self.rung or self.talked or self.show)

    def pick(self, people: ContactQuerySet) -> ContactQuerySet:
        people = people.filter(archived_at__isnull=False) if self.show == "archived" else people.active()
        if self.query:
            people = people.found_by(self.query)
        if self.rung:
            people = people.filter(source__in=_RUNGS[self.rung])
        if self.talked:
            talked = Exists(Interview.objects.held().filter(contact=OuterRef("pk")))
            people = people.filter(talked if self.talked == "yes" else ~talked)
        if self.show == "keep-in-touch":
            people = people.filter(keep_in_touch_months__isnull=False)
        if self.show == "just-met":
            people = people.just_met()
        return people.filter(may_mentor=True) if self.show == "mentors" else people


@require_safe
@vary_on_headers("HX-Request")
def contacts(request: StudentRequest) -> HttpResponse:
    """The student's people by name; `q` finds in name, role and organization, the FILTERS keep who fits."""
    own_student(request)
    sieve = Sieve.of(request)
    talks = Interview.objects.filter(contact=OuterRef("pk"))
    people = Contact.objects.visible_to(request.user).select_related("introduced_by")
    people = people.annotate(stands=Subquery(talks.in_order_of_need().values("state")[:1]))
    # htmx asks for the list alone, as it is typed or chosen; everybody else gets the page.
    template = "contacts/list.html#people" if request.htmx else "contacts/list.html"
    page = page_of(request, sieve.pick(people), PER_PAGE)
    choices = {"rungs": _CHOICES, "talks": _TALKED.items(), "shows": _SHOW.items()}
    rows = [{"contact": one, "stands": State(one.stands) if one.stands else None} for one in page]
    context = {"page": page, "rows": rows, "sieve": sieve, "here": here(request, filters=FILTERS), **choices}
    return render(request, template, context)


@require_safe
def contact(request: StudentRequest, pk: int) -> HttpResponse:
    """One person: the one thing to do now, and what happened so far."""
    student = own_student(request)
    own = Contact.objects.visible_to(request.user)
    person = get_object_or_404(own.select_related("introduced_by"), pk=pk)
    person.student = student
    talks = person.interviews.select_related("thank_you_note")
    talks = talks.annotate(wrote_again=follow_ups_of_each(), waits_for_word=waits_for_word())
    interviews = list(talks.in_order_of_need())
    for interview in interviews:
        interview.student, interview.contact = student, person
    messages = list(Outreach.objects.filter(contact=person).with_delivery())
    named = own.filter(Q(introduced_by=person) | Q(referrals__interview__contact=person)).distinct()
    return render(
        request,
        "contacts/detail.html",
        {
            "contact": person,
            "next": _next_step(interviews, request),
            "waiting": next((one for one in interviews if one.asked_at and not one.is_held and not one.exit), None),
            "rows": [{"interview": one, "step": step_of(one, request.now)} for one in interviews],
            "last_held": _last_held(interviews),
            "named": named,
            "outreach": messages,
            "asked": next((one for one in messages if one.is_sent), None),
            "owes_thanks": any(one.owes_thanks for one in messages),
            "twins": [one.contact for one in alike_to(person) if one.likeness.is_strong],
            "as_of": request.now,
            "carried": carried(request),
            "way_back": way_back(request, at=f"contact-{pk}", filters=FILTERS),
        },
    )


def _next_step(interviews: Iterable[Interview], request: StudentRequest) -> NextStep | None:
    """What home would say of this person."""
    open_ones = [one for one in interviews if not one.exit]
    found = next_steps(open_ones, zone=request.zone, campus=request.campus, as_of=request.now)
    return found[0] if found else None


def _last_held(interviews: Iterable[Interview]) -> Interview | None:
    held = sorted((one for one in interviews if one.ends_at and one.is_held), key=lambda one: (one.ends_at, one.pk))
    return held[-1] if held else None
