"""Getting ready: the page itself, its research sheet and checklist, and the sheet for the last ten minutes."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from apps.core.versions import conflicts_on
from apps.guidance.content.entries import Slot
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
def research(request: StudentRequest, pk: int, slot: str) -> HttpResponse:
    """One slot of the research sheet."""
    interview = own_interview(request, pk)
    if slot not in Slot.values:
        raise Http404
    here = Slot(slot)
    form = ResearchForm(here, request.POST)
    if form.is_valid():
        with conflicts_on(form, lambda known: ResearchForm(here, known=known), zone=request.zone):
            save_research(interview=interview, slot=here, body=form.cleaned_data["body"], seen=form.seen)
            return redirect(page.address(interview, f"slot-{slot}"))
    return page.show(request, interview, form)


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
