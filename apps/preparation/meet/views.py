"""The page for the conversation itself: one question at a time, and a place for a few words."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.gzip import gzip_page

from apps.core.pages import form_page, posted, render_form
from apps.interviews.notes.writing import NotWritten, write_notes
from apps.interviews.views import own_interview
from apps.preparation.meet.forms import MeetForm
from apps.preparation.meet.screens import screens_of
from apps.students.requests import StudentRequest


@form_page
@gzip_page  # twelve screens are much of the same; Django's adds a random length, so that its own tells nothing
def meet(request: StudentRequest, pk: int) -> HttpResponse:
    """All notes in one form, which is saved at once, also by "It's over". A script makes one screen of each."""
    interview = own_interview(request, pk)
    screens, is_starter_set = screens_of(interview)
    form = MeetForm(posted(request), screens=screens)
    if form.is_valid():
        try:
            write_notes(interview=interview, changes=form.changes(), as_of=request.now)
        except NotWritten as error:
            form.add_error(f"body-{error.key}", str(error))
        else:
            if "then" in request.POST:
                return redirect("interviews:confirm", pk=pk)
            messages.success(request, "Saved. Only you can read your notes.")
            return redirect("preparation:meet", pk=pk)
    context = {
        "form": form,
        "interview": interview,
        "contact": interview.contact,
        "about_me": getattr(interview.student, "about_me", None),
        "is_starter_set": is_starter_set,
    }
    return render_form(request, "preparation/meet.html", context)
