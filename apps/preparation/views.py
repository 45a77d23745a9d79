"""Getting ready: the page itself, its research sheet and checklist, and the sheet for the last ten minutes."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_POST, require_safe

from apps.core.versions import EditedElsewhere, conflicts_on
from apps.guidance.content.entries import Slot
from apps.interviews.models import Interview
from apps.interviews.views import own_interview
from apps.preparation import checklist, page, sheet
from apps.preparation.actions import tick
from apps.preparation.research.actions import save_research
from apps.preparation.research.forms import ResearchForm
from apps.students.requests import StudentRequest


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
    """The research sheet. Each of its buttons saves all of it, and leads back to the slot that it stands in."""
    interview = own_interview(request, pk)
    form = ResearchForm(request.POST)
    if request.htmx and "autosave" in request.POST:
        return _autosaved(request, interview, form)
    if form.is_valid():
        with conflicts_on(form, lambda _: _saved(interview), zone=request.zone):
            save_research(interview=interview, found=form.found, opened_with=form.opened_with)
            slot = request.POST.get("slot")
            return redirect(page.address(interview, f"slot-{slot}" if slot in Slot.values else "research"))
    return page.show(request, interview, form)


def _saved(interview: Interview) -> ResearchForm:
    return ResearchForm(known=dict(interview.research.values_list("slot", "body")))


def _autosaved(request: StudentRequest, interview: Interview, form: ResearchForm) -> HttpResponse:
    """The sheet is kept as it is typed. Of its slots only those come back that were saved: the others may hold words on
    this page that are older than what is saved there.
    """
    not_saved = ""
    if form.is_valid():
        try:
            save_research(interview=interview, found=form.found, opened_with=form.opened_with)
        except EditedElsewhere:
            not_saved = "Changed in another tab. Press “Save” to see both."
    else:
        name, errors = next(iter(form.errors.items()))
        where = f"{Slot(name).label}: " if name in Slot.values else ""
        not_saved = f"Not saved yet. {where}{errors[0]}"
    context = page.research_of(request, interview) | {"not_saved": not_saved, "is_autosave": True}
    context["saved"] = [] if not_saved else [one for one in context["slots"] if one["slot"] in form.found]
    answer = render_to_string("preparation/_research.html#autosaved", context, request)
    return HttpResponse(answer, status=422 if not_saved else 200)


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
