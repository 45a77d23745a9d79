"""“I will come on Tuesday at two”: office hours are open, so nobody is asked and nobody waits."""

from datetime import datetime

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from apps.campus.models import Campus, Format
from apps.contacts.actions import Removed
from apps.contacts.models import Contact
from apps.core.pages import form_page, posted, refusals_on, render_form
from apps.interviews.actions import NotPossible
from apps.interviews.life.actions import plan_with, schedule
from apps.interviews.life.forms import AppointmentForm
from apps.interviews.models import Interview
from apps.students.loading import own_student
from apps.students.models import Student
from apps.students.requests import StudentRequest

_USUAL = 20  # minutes


@transaction.atomic
def come_to_office_hours(
    *,
    student: Student,
    contact: Contact,
    starts_at: datetime,
    minutes: int | None,
    format: str,
    place: str,
    campus: Campus,
    as_of: datetime,
) -> Interview:
    """The open conversation with this contact, or a new one, straight to its date. Sent twice it is one.

    Raises NotPossible as `schedule` does, and Removed where the contact is gone.
    """
    interview = plan_with(student=student, contact=contact)
    return schedule(
        interview=interview,
        starts_at=starts_at,
        minutes=minutes,
        format=format,
        place=place,
        campus=campus,
        as_of=as_of,
    )


@form_page
def office_hours(request: StudentRequest, pk: int) -> HttpResponse:
    """When one will come. The page after it offers a short note, and going without one is fine."""
    student = own_student(request)
    contact = get_object_or_404(Contact.objects.visible_to(request.user), pk=pk)
    contact.student = student
    others = Interview.objects.filter(student=student).exclude(contact=contact, logged_at=None, exit="")
    initial = {"minutes": _USUAL, "format": Format.IN_PERSON}
    form = AppointmentForm(posted(request), zone=request.zone, as_of=request.now, others=others, initial=initial)
    if form.is_valid() and not form.warning:
        data = form.cleaned_data
        with refusals_on(form, NotPossible):
            try:
                interview = come_to_office_hours(
                    student=student,
                    contact=contact,
                    starts_at=data["held_at"],
                    minutes=data["minutes"],
                    format=data["format"],
                    place=data["place"],
                    campus=request.campus,
                    as_of=request.now,
                )
            except Removed as error:
                raise Http404 from error
            messages.success(request, f"Saved. We’ll ask you how it went afterwards.{form.on_own_clock()}")
            return redirect("interviews:detail", pk=interview.pk)
    return render_form(request, "outreach/office_hours.html", {"form": form, "contact": contact})
