"""The page where one prepares: what it shows around the one form that was sent."""

from typing import Any

from django.forms import BaseForm
from django.http import HttpResponse
from django.urls import reverse
from django.utils.text import normalize_newlines

from apps.core.not_saved.giving_back import fields_sent, give_back
from apps.core.pages import render_form
from apps.guidance import program
from apps.guidance.coach.hints import MOST_QUESTIONS, list_hints, question_hints
from apps.guidance.coach.questions.research import Finding, read_research
from apps.guidance.content.entries import BankQuestion, Slot
from apps.interviews.models import Interview, State
from apps.preparation import checklist
from apps.preparation.models import Question
from apps.preparation.questions.bank import asks_for_people, shelves, starters
from apps.preparation.questions.forms import OwnQuestionForm, PicksForm, WordsForm
from apps.preparation.research.forms import WISHES, ResearchForm
from apps.students.requests import StudentRequest

# In the session: what was done to questions of one interview and may be undone, the newest last.
_OFFERED = "offered_back"
_OFFERS = 3


def address(interview: Interview, at: str = "") -> str:
    """The page, at the element `at`, which gets the focus."""
    return reverse("preparation:prepare", args=[interview.pk]) + (f"#{at}" if at else "")


def show(
    request: StudentRequest,
    interview: Interview,
    refused: BaseForm | None = None,
    *,
    bank: list[BankQuestion] | None = None,
) -> HttpResponse:
    """The page; with the form that was `refused`, if so."""
    bank = program.bank() if bank is None else bank
    listed = list(interview.prepared_questions.all())
    picked = fields_sent(request, to=reverse("preparation:picks", args=[interview.pk])).get("keys", ())
    ticked = refused.ticked if isinstance(refused, PicksForm) else picked
    ticks = set(interview.checklist_ticks.values_list("item", flat=True))
    research, offered = research_of(request, interview, refused), _take_offers(request, interview)
    places = program.places_by_slot(campus=request.campus.name, major=interview.student.major)
    for one in research["slots"]:
        one["places"] = places[one["slot"]]
    own = refused if isinstance(refused, OwnQuestionForm) else OwnQuestionForm(listed=listed)
    give_back(request, [own], sent_to=reverse("preparation:questions", args=[interview.pk]))
    context = {
        "form": refused,
        "interview": interview,
        "contact": interview.contact,
        "as_of": request.now,
        **research,
        "questions": _rows(
            request, listed, refused, research=read_research(_found(research["slots"])), offered=offered
        ),
        "list_hints": list_hints([one.text for one in listed]),
        "may_ask_for_people": not any(one.is_referral for one in listed) and bool(asks_for_people(bank)),
        "room": MOST_QUESTIONS - len(listed),
        "removed": [one for one in offered if "former" not in one],
        "starters": [] if listed else starters(bank),
        "shelves": shelves(bank, contact=interview.contact, listed=listed, ticked=ticked),
        "ticked": ticked,
        "own": own,
        "lines": checklist.lines(interview.format, name=interview.contact.greeting),
        "ticks": ticks,
        "done": _done(request, interview, ticks),
        "may_finish": interview.state == State.SCHEDULED,
    }
    return render_form(request, "preparation/prepare.html", context)


def offer_back(request: StudentRequest, question: Question) -> None:
    """The next page says that it was removed, and puts it back at a press."""
    fields = ("pk", "text", "bank_key", "position", "is_referral")
    _remember(request, question, {name: getattr(question, name) for name in fields})


def offer_words_back(request: StudentRequest, question: Question, text: str) -> None:
    """The next page says that these were its words, and puts them back at a press."""
    _remember(request, question, {"pk": question.pk, "former": text})


def came_back(request: StudentRequest, interview: Interview, text: str) -> None:
    """The question that was removed is there again. The next page offers the others, still."""
    left = [one for one in _offered(request, interview) if one.get("text") != text]
    request.session[_OFFERED] = {"interview": interview.pk, "is_new": bool(left), "changes": left}


def _remember(request: StudentRequest, question: Question, change: dict[str, Any]) -> None:
    """Beside the last ones that the page offers."""
    others = [one for one in _offered(request, question.interview) if one["pk"] != question.pk]
    changes = [*others, change][-_OFFERS:]
    request.session[_OFFERED] = {"interview": question.interview_id, "is_new": True, "changes": changes}


def _offered(request: StudentRequest, interview: Interview) -> list[dict[str, Any]]:
    kept: dict[str, Any] = request.session.get(_OFFERED, {})
    return kept["changes"] if kept.get("interview") == interview.pk else []


def _take_offers(request: StudentRequest, interview: Interview) -> list[dict[str, Any]]:
    """Once for each change. They stay until the page is shown again, for one that is made on it."""
    offered = _offered(request, interview)
    if not offered:
        return []
    if not request.session[_OFFERED]["is_new"]:
        del request.session[_OFFERED]
        return []
    request.session[_OFFERED] |= {"is_new": False}
    request.session.modified = True
    return offered


def _done(request: StudentRequest, interview: Interview, ticks: set[str]) -> set[str]:
    """The lines that are checked: those with a tick, and what was not saved of them."""
    sent = fields_sent(request, to=reverse("preparation:checklist", args=[interview.pk]))
    shown, done = (set(sent.get(name, ())) for name in ("shown", "done"))
    return (ticks - (shown - done)) | done


def research_of(request: StudentRequest, interview: Interview, refused: BaseForm | None = None) -> dict[str, Any]:
    """The research sheet: how each slot stands, and its field."""
    notes = list(interview.research.all())
    known = {note.slot: normalize_newlines(note.body) for note in notes}
    form = refused if isinstance(refused, ResearchForm) else ResearchForm(known=known)
    give_back(request, [form], sent_to=reverse("preparation:research", args=[interview.pk]))
    slots = []
    for slot in Slot:
        field, body = form[slot], known.get(slot, "")
        is_open = field.field.has_changed(body, field.value())
        slots.append({"slot": slot, "known": body, "field": field, "is_open": is_open})
    saved_at = max((note.updated_at for note in notes), default=None)
    return {"slots": slots, "filled": len(notes), "saved_at": saved_at, "is_conflict": form.conflict is not None}


def _found(slots: list[dict[str, Any]]) -> list[str]:
    """What was read up. What the student still wants to know is not found yet."""
    return [one["known"] for one in slots if one["known"] and one["slot"] not in WISHES]


def _rows(
    request: StudentRequest,
    listed: list[Question],
    refused: BaseForm | None,
    *,
    research: list[Finding],
    offered: list[dict[str, Any]],
) -> list[dict[str, Any]]:
    former = {one["pk"]: one["former"] for one in offered if "former" in one}
    ordinary = sum(not one.is_referral for one in listed)
    rows = []
    for place, one in enumerate(listed):
        form = WordsForm(one)
        if is_refused := isinstance(refused, WordsForm) and refused.question == one:
            form = refused
        give_back(request, [form], sent_to=reverse("preparation:question", args=[one.interview_id, one.pk]))
        rows.append(
            {
                "question": one,
                "form": form,
                "former": former.get(one.pk, ""),
                "hints": question_hints(one.text, research=research),
                "is_open": is_refused or form.initial["text"] != one.text,
                "up": place - 1,
                "down": place + 1,
                "is_first": place == 0,
                "is_last": place == ordinary - 1,
            }
        )
    return rows
