"""Before the conversation: plan, ask, hear back, agree a date, leave by a side exit, come back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from apps.accounts.requests import SignedInRequest
from apps.campus.models import Campus, Format
from apps.contacts.models import Contact
from apps.core import clock
from apps.interviews import actions
from apps.interviews.errors import NotPossible
from apps.interviews.forms import AppointmentForm, CloseForm
from apps.interviews.models import Exit
from apps.interviews.views.loading import own_interview
from apps.interviews.views.pressing import press

_SAID = {
    Exit.DECLINED: "Not available this time. It is about their week, not about you.",
    Exit.NO_REPLY: "That happens. You are free to ask someone else.",
    Exit.CANCELLED: "Noted. A new date brings it back.",
    Exit.NO_SHOW_CONTACT: "Noted. People forget; one kind line often brings a new date.",
    Exit.NO_SHOW_STUDENT: "It happens once. A short, honest apology and a new date mend it.",
}


@require_POST
def plan(request: SignedInRequest, contact_pk: int) -> HttpResponse:
    """The open interview with this contact, or a new one."""
    contact = get_object_or_404(Contact.objects.visible_to(request.user).select_related("student"), pk=contact_pk)
    interview = actions.plan_with(student=contact.student, contact=contact)
    return redirect("interviews:detail", pk=interview.pk)


@require_POST
def request_sent(request: SignedInRequest, pk: int) -> HttpResponse:
    """The student says that the request went out."""
    return press(request, pk, actions.ask, said="Good. If {name} is silent for a week, that is normal.")


@require_POST
def request_withdrawal(request: SignedInRequest, pk: int) -> HttpResponse:
    """I have not asked after all."""
    return press(request, pk, actions.withdraw_request, said="Taken back. Ask {name} when you are ready.")


@require_POST
def reply(request: SignedInRequest, pk: int) -> HttpResponse:
    """They replied, no date yet."""
    said = "Good. No follow-up comes any more; set the date when you have one."
    return press(request, pk, actions.record_reply, said=said)


@require_POST
def reply_withdrawal(request: SignedInRequest, pk: int) -> HttpResponse:
    """No reply after all."""
    return press(request, pk, actions.withdraw_reply, said="Taken back. You are waiting for {name} again.")


@require_http_methods(["GET", "HEAD", "POST"])
def appointment(request: SignedInRequest, pk: int) -> HttpResponse:
    """Agree a date, or move it."""
    interview = own_interview(request, pk)
    as_of, zone = clock.now(), interview.student.zone(Campus.objects.current())
    initial = {
        "held_at": interview.starts_at,
        "minutes": interview.minutes or 20,
        "format": interview.format or Format.IN_PERSON,
    }
    form = AppointmentForm(request.POST if request.method == "POST" else None, zone=zone, as_of=as_of, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actions.schedule(
                interview=interview,
                starts_at=data["held_at"],
                minutes=data["minutes"],
                format=data["format"],
                as_of=as_of,
            )
        except NotPossible as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Saved. You will be asked how it went when it is over.")
            return redirect("interviews:detail", pk=interview.pk)
    context = {"form": form, "interview": interview, "contact": interview.contact}
    return render(request, "interviews/appointment.html", context, status=422 if form.errors else 200)


@require_POST
def appointment_withdrawal(request: SignedInRequest, pk: int) -> HttpResponse:
    """No date after all."""
    return press(request, pk, actions.withdraw_date, said="Taken back. A new date can come any time.")


@require_http_methods(["GET", "HEAD", "POST"])
def closing(request: SignedInRequest, pk: int) -> HttpResponse:
    """It did not happen, or will not: by which side exit. One that is logged leaves only by a form that said so."""
    interview = own_interview(request, pk)
    as_of = clock.now()
    begun = interview.starts_at is not None and interview.starts_at <= as_of
    form = CloseForm(
        request.POST if request.method == "POST" else None,
        begun=begun,
        initial={"exit": interview.exit},
    )
    if request.method == "POST" and form.is_valid():
        exit = Exit(form.cleaned_data["exit"])
        close = actions.withdraw_and_close if "logged" in request.POST else actions.close
        try:
            close(interview=interview, exit=exit, as_of=as_of)
        except NotPossible as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _SAID[exit])
            return redirect("interviews:detail", pk=interview.pk)
    context = {
        "form": form,
        "interview": interview,
        "contact": interview.contact,
        "begun": begun,
        "zone": interview.student.zone(Campus.objects.current()),
    }
    return render(request, "interviews/closing.html", context, status=422 if form.errors else 200)


@require_POST
def reopening(request: SignedInRequest, pk: int) -> HttpResponse:
    """Back from a side exit."""
    return press(request, pk, actions.reopen, said="It is open again, where you left it.")
