"""A student's own preferences."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from apps.accounts.requests import SignedInRequest
from apps.campus.models import Campus
from apps.core import clock
from apps.students import actions
from apps.students.forms import PreferencesForm
from apps.students.loading import own_student


@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: SignedInRequest) -> HttpResponse:
    """Time zone and quiet hours. 404 for whoever is not a student."""
    student = own_student(request.user)
    campus = Campus.objects.current()
    form = PreferencesForm(request.POST if request.method == "POST" else None, instance=student, campus=campus)
    if request.method == "POST" and form.is_valid():
        actions.change_preferences(student=student, as_of=clock.now(), **form.cleaned_data)
        messages.success(request, "Saved. Reminders follow your clock from now on.")
        return redirect("students:preferences")
    return render(
        request,
        "students/preferences.html",
        {"form": form, "campus": campus},
        status=422 if form.is_bound else 200,
    )
