"""A student's own: the file of everything, and the request to be deleted. Also of who is archived."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from apps.core.pages import form_page, posted, render_form
from apps.core.spreadsheets import attachment
from apps.privacy.deletion.actions import ask, withdraw
from apps.privacy.download import actions
from apps.privacy.models import KEPT, Deletion, Download
from apps.students.loading import own_student
from apps.students.requests import StudentRequest

ZIP = "application/zip"


class SureForm(forms.Form):
    sure = forms.BooleanField(
        label="I want to be deleted from Acquaint",
        error_messages={"required": "Check the box if you are sure. If you are not, go back: nothing has happened."},
    )


@require_safe
def my_data(request: StudentRequest) -> HttpResponse:
    """The state of both. It asks for itself again while a file is being made."""
    student = own_student(request)
    file = Download.objects.visible_to(request.user).first()
    context = {
        "file": file,
        "until": file.made_at + KEPT if file and file.made_at else None,
        "deletion": Deletion.objects.open().filter(student=student).first(),
    }
    return render(request, "privacy/my_data.html", context)


@require_POST
def ask_for_download(request: StudentRequest) -> HttpResponse:
    actions.ask(student=own_student(request), version=request.POST.get("version", ""), as_of=request.now)
    return redirect("privacy:my_data")


@require_safe
def download(request: StudentRequest, pk: int) -> HttpResponse:
    """The file itself, of whoever asked for it; it may be gone, or not made yet."""
    file = get_object_or_404(Download.objects.visible_to(request.user), pk=pk)
    if not file.has_file:
        messages.info(request, "This file isn’t here. We keep one for seven days. You can ask for a new one.")
        return redirect("privacy:my_data")
    content = Download.objects.values_list("content", flat=True).get(pk=file.pk)
    return attachment(bytes(content or b""), name="Everything in Acquaint", ending="zip", content_type=ZIP)


@form_page
def ask_for_deletion(request: StudentRequest) -> HttpResponse:
    """Says once more what goes and what stays, and asks."""
    student = own_student(request)
    form = SureForm(posted(request))
    if form.is_valid():
        ask(student=student, as_of=request.now)
        messages.success(request, "You asked to be deleted. We sent you an email about it.")
        return redirect("privacy:my_data")
    asked = Deletion.objects.open().filter(student=student).exists()
    return render_form(request, "privacy/ask_for_deletion.html", {"form": form, "asked": asked})


@require_POST
def withdraw_deletion(request: StudentRequest) -> HttpResponse:
    if withdraw(student=own_student(request), as_of=request.now):
        messages.success(request, "You took the request back. Everything stays as it is.")
    return redirect("privacy:my_data")
