"""The page where one prepares: what it shows around the one form that was sent."""

from typing import Any

from django.forms import BaseForm
from django.http import HttpResponse
from django.urls import reverse

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

_REMOVED = "removed_question"  # in the session, until the next page shows it


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
    slots = _slots(request, interview, refused)
    own = refused if isinstance(refused, OwnQuestionForm) else OwnQuestionForm(listed=listed)
    give_back(request, [own], sent_to=reverse("preparation:questions", args=[interview.pk]))
    context = {
        "form": refused,
        "interview": interview,
        "contact": interview.contact,
        "as_of": request.now,
        "slots": slots,
        "filled": sum(bool(slot["known"]) for slot in slots),
        "questions": _rows(request, listed, refused, read_research(_found(slots))),
        "list_hints": list_hints([one.text for one in listed]),
        "may_ask_for_people": not any(one.is_referral for one in listed) and bool(asks_for_people(bank)),
        "room": MOST_QUESTIONS - len(listed),
        "removed": _removed(request, interview),
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
    request.session[_REMOVED] = {
        "interview": question.interview_id,
        "text": question.text,
        "bank_key": question.bank_key,
        "position": question.position,
        "is_referral": question.is_referral,
    }


def _removed(request: StudentRequest, interview: Interview) -> dict[str, Any] | None:
    if request.session.get(_REMOVED, {}).get("interview") != interview.pk:
        return None
    removed: dict[str, Any] = request.session.pop(_REMOVED)
    return removed


def _done(request: StudentRequest, interview: Interview, ticks: set[str]) -> set[str]:
    """The lines that are checked: those with a tick, and what was not saved of them."""
    sent = fields_sent(request, to=reverse("preparation:checklist", args=[interview.pk]))
    shown, done = (set(sent.get(name, ())) for name in ("shown", "done"))
    return (ticks - (shown - done)) | done


def _slots(request: StudentRequest, interview: Interview, refused: BaseForm | None) -> list[dict[str, Any]]:
    known = {note.slot: note for note in interview.research.all()}
    places = program.places_by_slot(campus=request.campus.name, major=interview.student.major)
    slots = []
    for slot in Slot:
        form = ResearchForm(slot, known=known.get(slot))
        if is_refused := isinstance(refused, ResearchForm) and refused.slot == slot:
            form = refused
        give_back(request, [form], sent_to=reverse("preparation:research", args=[interview.pk, slot]))
        is_open = is_refused or bool(form.initial["body"] != (known[slot].body if slot in known else ""))
        slots.append({"slot": slot, "known": known.get(slot), "places": places[slot], "form": form, "is_open": is_open})
    return slots


def _found(slots: list[dict[str, Any]]) -> list[str]:
    """What was read up. What the student still wants to know is not found yet."""
    return [one["known"].body for one in slots if one["known"] and one["slot"] not in WISHES]


def _rows(
    request: StudentRequest, listed: list[Question], refused: BaseForm | None, research: list[Finding]
) -> list[dict[str, Any]]:
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
                "hints": question_hints(one.text, research=research),
                "is_open": is_refused or form.initial["text"] != one.text,
                "up": place - 1,
                "down": place + 1,
                "is_first": place == 0,
                "is_last": place == ordinary - 1,
            }
        )
    return rows
