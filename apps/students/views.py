"""A student's own preferences."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from apps.accounts.models import User
from apps.campus.models import Campus
from apps.core import clock
from apps.students import actions
from apps.students.forms import PreferencesForm
from apps.students.models import Student


@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """Time zone and quiet hours. 404 for whoever is not a student."""
    student = get_object_or_404(Student.objects.current(), user=cast(User, request.user))
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
