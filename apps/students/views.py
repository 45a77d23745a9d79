from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from apps.core.pages import form_page, posted, render_form
from apps.students import actions
from apps.students.forms import PreferencesForm
from apps.students.loading import own_student
from apps.students.requests import StudentRequest


@form_page
def preferences(request: StudentRequest) -> HttpResponse:
    """Time zone and quiet hours. 404 for whoever is not a student."""
    student = own_student(request)
    form = PreferencesForm(posted(request), instance=student, campus=request.campus)
    if form.is_valid():
        actions.change_preferences(student=student, as_of=request.now, **form.cleaned_data)
        messages.success(request, "Saved. Reminders follow your clock from now on.")
        return redirect("students:preferences")
    return render_form(request, "students/preferences.html", {"form": form})
