"""Around the conversation: plan it, agree a date, leave by a side exit."""

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from apps.contacts.actions import Removed
from apps.contacts.models import Contact
from apps.core.pages import form_page, posted, refusals_on, render_form
from apps.core.versions import conflicts_on
from apps.interviews.actions import NotPossible
from apps.interviews.life import actions
from apps.interviews.life.forms import AppointmentForm, CloseForm
from apps.interviews.log.actions import withdraw_and_close
from apps.interviews.models import Exit, Interview
from apps.interviews.views import own_interview
from apps.students.requests import StudentRequest

_MESSAGES = {
    Exit.DECLINED: "They aren’t available this time. That’s about their schedule, not about you.",
    Exit.NO_REPLY: "That happens. You are free to ask someone else.",
    Exit.CANCELLED: "Noted. Tell them, too, if they don’t know yet. You can set a new date any time.",
    Exit.NO_SHOW_CONTACT: "Noted. People forget. One kind line often brings a new date.",
    Exit.NO_SHOW_STUDENT: "That can happen. Send a short, honest apology, and offer a new date.",
}


@require_POST
def plan(request: StudentRequest, contact_pk: int) -> HttpResponse:
    """The open interview with this contact, or a new one. Whoever is still to be asked is written to."""
    contact = get_object_or_404(Contact.objects.visible_to(request.user).select_related("student"), pk=contact_pk)
    try:
        interview = actions.plan_with(student=contact.student, contact=contact)
    except Removed as error:
        raise Http404 from error
    is_to_ask = not (interview.asked_at or interview.starts_at)
    return redirect("outreach:ask" if is_to_ask else "interviews:detail", pk=interview.pk)


@form_page
def appointment(request: StudentRequest, pk: int) -> HttpResponse:
    interview = own_interview(request, pk)
    form = _appointment_form(request, interview, posted(request))
    if form.is_valid() and not form.warning:
        data = form.cleaned_data
        with refusals_on(form, NotPossible), conflicts_on(form, partial(_appointment_form, request), zone=request.zone):
            actions.schedule(
                interview=interview,
                starts_at=data["held_at"],
                minutes=data["minutes"],
                format=data["format"],
                place=data["place"],
                campus=request.campus,
                as_of=request.now,
                seen=form.seen,
            )
            messages.success(request, f"Saved. We’ll ask you how it went afterwards.{form.on_own_clock()}")
            return redirect("interviews:detail", pk=interview.pk)
    context = {"form": form, "interview": interview, "contact": interview.contact}
    return render_form(request, "interviews/appointment.html", context)


def _appointment_form(request: StudentRequest, interview: Interview, data: QueryDict | None = None) -> AppointmentForm:
    initial = {
        "held_at": interview.starts_at,
        "minutes": interview.minutes,
        "format": interview.format,
        "place": interview.place,
        "version": interview.version,
    }
    others = Interview.objects.filter(student=interview.student_id).exclude(pk=interview.pk)
    return AppointmentForm(data, zone=request.zone, as_of=request.now, others=others, initial=initial)


@form_page
def closing(request: StudentRequest, pk: int) -> HttpResponse:
    """Close the interview by a side exit. One that is logged closes only by a form that shows it as logged."""
    interview = own_interview(request, pk)
    begun = interview.starts_at is not None and interview.starts_at <= request.now
    form = CloseForm(posted(request), begun=begun, initial={"exit": interview.exit})
    if form.is_valid():
        exit = Exit(form.cleaned_data["exit"])
        close = withdraw_and_close if "logged" in request.POST else actions.close
        with refusals_on(form, NotPossible):
            close(interview=interview, exit=exit, campus=request.campus, as_of=request.now)
            messages.success(request, _MESSAGES[exit])
            return redirect("interviews:detail", pk=interview.pk)
    context = {"form": form, "interview": interview, "contact": interview.contact, "begun": begun}
    return render_form(request, "interviews/closing.html", context)
