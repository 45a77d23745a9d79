"""Start, behind its primer: four questions, titles, and the ladder with one rung a page. Home leads here."""

from copy import copy
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import get_text_list
from django.views.decorators.http import require_POST, require_safe

from apps.contacts.identity import Unsure
from apps.contacts.models import Contact, Source
from apps.contacts.start import actions, ladder, steps
from apps.contacts.start.forms import AboutYouForm, BaseNames, NamesFormSet
from apps.contacts.start.people import drawn, names_of, rungs_of
from apps.contacts.start.titles import suggestions
from apps.contacts.which_one import what_was_kept
from apps.core.pages import form_page, posted, render_form
from apps.guidance import program
from apps.students.loading import own_student
from apps.students.models import Student
from apps.students.requests import StudentRequest

LATER, TALKED, SKIP, FINISH = "later", "talked", "skip", "finish"  # the buttons beside the main one
_AWAY = {LATER: "dashboards:home", TALKED: "interviews:log"}


@form_page
def about_you(request: StudentRequest) -> HttpResponse:
    """The four questions. Every button keeps the answers."""
    student = own_student(request)
    # A copy: a refused zone must not show in the times of the page.
    form = AboutYouForm(posted(request), instance=copy(student), campus=request.campus)
    if form.is_valid():
        actions.tell_about_yourself(student=student, as_of=request.now, **form.cleaned_data)
        return _onward(request, student, here=steps.ABOUT_YOU, then=steps.TITLES)
    return render_form(request, "contacts/start/about_you.html", {"form": form, "student": student})


@require_safe
def titles(request: StudentRequest) -> HttpResponse:
    """Job titles for the major, or for a field of interest, and for one field beside it. To the ladder where the
    content knows none.
    """
    student = own_student(request)
    found = suggestions(student)
    if not found:
        return redirect("start:names", source=ladder.RUNGS[0])
    context = {"suggestions": found, "major": student.major, "first": ladder.RUNGS[0]}
    return render(request, "contacts/start/titles.html", context)


@form_page
def names(request: StudentRequest, source: str) -> HttpResponse:
    """One rung: its question, two names, places to look, and the names so far. Every button keeps what was typed."""
    student = own_student(request)
    if source not in Source.values:
        raise Http404
    rung = Source(source)
    may_be_empty = request.POST.get("way") in (LATER, TALKED, SKIP, FINISH)
    asked = program.rung(rung)
    forms = NamesFormSet(
        posted(request),
        prefix="names",
        student=student,
        source=rung,
        example=asked.example,
        may_be_empty=may_be_empty,
    )
    if forms.is_valid():
        try:
            made = actions.add_names(student=student, source=rung, people=forms.people())
        except Unsure as error:  # someone of that name was added a moment ago
            forms.non_form_errors().append(str(error))
        else:
            _say(request, forms, made)
            following = ladder.following(rung)
            if following is None and request.POST.get("way") not in _AWAY:
                return _finish(request, student)
            return _onward(request, student, here=rung, then=following or rung)
    context = {"forms": forms, "rung": rung, "asked": asked, **_around(request, student, rung)}
    return render_form(request, "contacts/start/names.html", context)


def _around(request: StudentRequest, student: Student, rung: Source) -> dict[str, Any]:
    so_far = names_of(student, program.fields())
    return {
        "following": ladder.following(rung),
        "place": ladder.place_in_words(rung),
        "before": ladder.before(rung),
        "ticks": ladder.ticks(rung, with_names=rungs_of(student)),
        "groups": ladder.groups(),
        "places": program.places(rung=rung, campus=request.campus.name, major=student.major),
        "so_far": so_far,
        "map": drawn(so_far),
        "is_plenty": so_far.count >= ladder.FIRST_NAMES,
        "is_beyond_the_known": ladder.is_beyond_the_known(rung),
    }


def _say(request: StudentRequest, forms: BaseNames, made: list[Contact]) -> None:
    """Who is new, on one line, and what became of what was said of somebody known."""
    known = [(form.known, contact) for form, contact in zip(forms.named(), made, strict=True) if form.known]
    new = [contact.full_name for contact in made if contact not in [one for _, one in known]]
    if new:
        messages.success(request, f"{get_text_list(new, 'and')} {'is' if len(new) == 1 else 'are'} on your list.")
    for before, after in known:
        messages.info(request, what_was_kept(before, after))


def _onward(request: StudentRequest, student: Student, *, here: str, then: str) -> HttpResponse:
    """To where the pressed button leads. `here` is where the student goes on after a way out, otherwise `then`."""
    way = request.POST.get("way", "")
    if way == FINISH:
        return _finish(request, student)
    actions.go_on_at(student=student, step=here if way in _AWAY else then)
    return redirect(_AWAY[way]) if way in _AWAY else redirect(steps.address_of(then))


def _finish(request: StudentRequest, student: Student) -> HttpResponse:
    actions.end(student=student, as_of=request.now)
    if Contact.objects.visible_to(request.user).active().exists():
        said = "That’s a good start. Next: ask one of your people for twenty minutes."
    else:
        said = "Home is ready. Add a name when one comes to mind."
    messages.success(request, said)
    return redirect("dashboards:home")


@require_POST
def later(request: StudentRequest) -> HttpResponse:
    """Home keeps Start as one line; `step` is where it goes on."""
    student = own_student(request)
    step = request.POST.get("step", "")
    actions.go_on_at(student=student, step=step if step in steps.STEPS else student.start_step or steps.PRIMER)
    return redirect("dashboards:home")


@require_POST
def ending(request: StudentRequest) -> HttpResponse:
    actions.end(student=own_student(request), as_of=request.now)
    messages.success(request, "Home doesn’t show it anymore. You can bring it back in your settings.")
    return redirect("dashboards:home")


@require_POST
def ending_withdrawal(request: StudentRequest) -> HttpResponse:
    actions.take_up_again(student=own_student(request))
    return redirect("dashboards:home")
