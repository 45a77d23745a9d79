"""Getting ready: the page itself, its research sheet and checklist, and the sheet for the last ten minutes."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_POST, require_safe

from apps.core.versions import EditedElsewhere, conflicts_on
from apps.guidance.content.entries import Slot
from apps.interviews.models import Interview
from apps.interviews.views import own_interview, run_action
from apps.preparation import checklist, page, sheet
from apps.preparation.actions import finish_preparation, tick
from apps.preparation.research.actions import save_research
from apps.preparation.research.forms import ResearchForm
from apps.students.requests import StudentRequest

PREPARED = "Good. We won’t remind you again."


@require_safe
def prepare(request: StudentRequest, pk: int) -> HttpResponse:
    """Read up, choose questions, tick what is done. Once it was held, there is only to read."""
    interview = own_interview(request, pk)
    if interview.exit:
        return redirect("interviews:detail", pk=pk)
    if interview.is_held:
        return redirect("preparation:sheet", pk=pk)
    return page.show(request, interview)


@require_POST
def research(request: StudentRequest, pk: int) -> HttpResponse:
    """The research sheet. Each of its buttons saves all of it, and leads back to the slot that it stands in; "I'm
    prepared" then records that, too.
    """
    interview = own_interview(request, pk)
    form = ResearchForm(request.POST)
    if request.htmx and "autosave" in request.POST:
        return _autosaved(request, interview, form)
    if form.is_valid():
        with conflicts_on(form, lambda _: _saved(interview), zone=request.zone):
            save_research(interview=interview, found=form.found, opened_with=form.opened_with)
            if request.POST.get("then") == "prepared":
                return run_action(request, interview, finish_preparation, message=PREPARED)
            slot = request.POST.get("slot")
            return redirect(page.address(interview, f"slot-{slot}" if slot in Slot.values else "research"))
    return page.show(request, interview, form)


def _saved(interview: Interview) -> ResearchForm:
    return ResearchForm(known=dict(interview.research.values_list("slot", "body")))


def _autosaved(request: StudentRequest, interview: Interview, form: ResearchForm) -> HttpResponse:
    """The sheet is kept as it is typed, each slot by itself, so that one that must wait holds up no other. Of its slots
    only those come back that were saved: the others may hold words on this page that are older than what is saved
    there.
    """
    waits = {name: str(errors[0]) for name, errors in form.errors.items()}
    saved = {}
    for slot, body in form.found.items():
        try:
            save_research(interview=interview, found={slot: body}, opened_with=form.opened_with)
            saved[slot] = body
        except EditedElsewhere:
            waits[slot] = "Changed in another tab. Press “Save” to see both."
    context = page.research_of(request, interview)
    context |= {
        # What this page sent: another one may have saved the slot again since.
        "saved": [one | {"known": saved[one["slot"]]} for one in context["slots"] if one["slot"] in saved],
        "saved_at": request.now,
        "as_of": request.now,
        "not_saved": _in_words(waits),
        "unfinished": [name for name in waits if name in Slot.values],
        "is_autosave": True,
    }
    answer = render_to_string("preparation/_research.html#autosaved", context, request)
    return HttpResponse(answer, status=422 if waits and not saved else 200)


def _in_words(waits: dict[str, str]) -> str:
    """ "Not saved yet. Pay: Ensure this value has at most 5000 characters."; empty where nothing waits."""
    why = [f"{Slot(name).label}: {said}" if name in Slot.values else said for name, said in waits.items()]
    return " ".join(["Not saved yet.", *why]) if why else ""


@require_POST
def ticks(request: StudentRequest, pk: int) -> HttpResponse:
    """What was ticked and unticked since the page was shown: `shown` are the lines that were ticked on it."""
    interview = own_interview(request, pk)
    known = {line.key for line in checklist.lines(interview.format, name="")}
    shown, done = (known & set(request.POST.getlist(name)) for name in ("shown", "done"))
    tick(interview=interview, ticked=done - shown, unticked=shown - done)
    return redirect(page.address(interview, "checklist"))


@require_safe
def one_page(request: StudentRequest, pk: int) -> HttpResponse:
    """Ten minutes before: all that was prepared, on a phone or on one printed page."""
    interview = own_interview(request, pk, "student__about_me")
    return render(request, "preparation/sheet.html", sheet.context_of(interview, zone=request.zone, as_of=request.now))
