"""“I will come on Tuesday at two”: office hours are open, so nobody is asked and nobody waits."""

from datetime import datetime
from typing import cast

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from apps.campus.models import Campus, Format
from apps.contacts.actions import Removed
from apps.contacts.models import Contact
from apps.core.not_saved.refusing import lead_on
from apps.core.pages import form_page, posted, refusals_on, render_form
from apps.core.templatetags.dates import clock_and_zone, day
from apps.core.versions import EditedElsewhere
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
    """The open conversation with this contact, or a new one, straight to its date. Sent twice it is one. Nobody
    answered by it, so a request still waits.

    Raises NotPossible as `schedule` does, Removed where the contact is gone, and EditedElsewhere where another date
    stands.
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
        seen="" if interview.starts_at else None,  # the page shows no date
        is_agreed=False,
    )


@form_page
def office_hours(request: StudentRequest, pk: int) -> HttpResponse:
    """When one will come. The page after it offers a short note, and going without one is fine."""
    student = own_student(request)
    contact = get_object_or_404(Contact.objects.visible_to(request.user), pk=pk)
    contact.student = student
    dated = Interview.objects.filter(student=student, contact=contact, starts_at__isnull=False).open().first()
    if dated and request.method != "POST":
        return _move(request, contact, dated)
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
            except EditedElsewhere as error:
                return _move(request, contact, cast(Interview, error.row))
            messages.success(request, f"Saved. We’ll ask you how it went afterwards.{form.on_own_clock()}")
            return redirect("interviews:detail", pk=interview.pk)
    return render_form(request, "outreach/office_hours.html", {"form": form, "contact": contact})


def _move(request: StudentRequest, contact: Contact, interview: Interview) -> HttpResponse:
    """To the page that moves the date, with another one that was typed."""
    assert interview.starts_at is not None  # noqa: S101 - it is what stands
    start = interview.starts_at.astimezone(request.zone)
    stands = f"You have a date with {contact.greeting}: {day(start, request.now)} at {clock_and_zone(start)}."
    url = reverse("interviews:schedule", args=[interview.pk])
    if request.method == "POST":
        return lead_on(request, url, why=f"{stands} To move it, save the new one here.")
    messages.info(request, f"{stands} You can move it here.")
    return redirect(url)
