"""Logging: the short form, and "it happened" for a conversation that was scheduled."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

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
from apps.interviews.forms import ConfirmForm, LogForm
from apps.interviews.models import Interview
from apps.interviews.views.loading import own_interview, own_student
from apps.interviews.views.pressing import press

_AN_ID = re.compile(r"[0-9]{1,19}")


@require_http_methods(["GET", "HEAD", "POST"])
def log(request: SignedInRequest) -> HttpResponse:
    """The short form. Sent twice, it is one conversation."""
    student = own_student(request)
    as_of, zone = clock.now(), student.zone(Campus.objects.current())
    form = LogForm(
        request.POST if request.method == "POST" else None,
        student=student,
        zone=zone,
        as_of=as_of,
        initial=_initial(request),
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            interview = actions.log_conversation(
                student=student,
                contact=data["contact"],
                contact_name=data["contact_name"],
                role=data["role"],
                organisation=data["organisation"],
                source=data["source"],
                zone=zone,
                as_of=as_of,
                **_conversation(data),
            )
        except NotPossible as error:
            form.add_error(None, str(error))
        else:
            return _logged(request, interview, again=interview.is_thanked)
    context = {
        "form": form,
        "people": Contact.objects.visible_to(request.user).values_list("full_name", flat=True).distinct()[:200],
    }
    return render(request, "interviews/log.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: SignedInRequest, pk: int) -> HttpResponse:
    """It happened: the same questions about a conversation that is known. Once logged, it corrects them."""
    interview = own_interview(request, pk)
    as_of, zone = clock.now(), interview.student.zone(Campus.objects.current())
    form = ConfirmForm(
        request.POST if request.method == "POST" else None,
        zone=zone,
        as_of=as_of,
        initial=_known(interview, as_of, zone),
    )
    if request.method == "POST" and form.is_valid():
        try:
            told = _conversation(form.cleaned_data)
            if "learned" not in request.POST:
                told["learned"] = None  # not asked, so not taken away
            again = interview.is_held
            actions.confirm_held(interview=interview, as_of=as_of, **told)
        except NotPossible as error:
            form.add_error(None, str(error))
        else:
            return _logged(request, interview, again=again)
    context = {"form": form, "interview": interview, "contact": interview.contact}
    return render(request, "interviews/confirm.html", context, status=422 if form.errors else 200)


@require_POST
def log_withdrawal(request: SignedInRequest, pk: int) -> HttpResponse:
    """It did not happen after all."""
    return press(request, pk, actions.withdraw_log, said="Taken back. What you wrote is still here.")


def _conversation(data: dict) -> dict:
    return {
        "starts_at": data["held_at"],
        "minutes": data["minutes"],
        "format": data["format"],
        "learned": data["learned"].strip(),
    }


def _initial(request: SignedInRequest) -> dict:
    initial: dict = {"minutes": 20, "format": Format.IN_PERSON}
    known = request.GET.get("contact", "")
    if _AN_ID.fullmatch(known):
        contact = get_object_or_404(Contact.objects.visible_to(request.user), pk=known)
        initial |= {
            "contact_name": contact.full_name,
            "role": contact.role,
            "organisation": contact.organisation,
        }
    return initial


def _known(interview: Interview, as_of: datetime, zone: ZoneInfo) -> dict:
    return {
        "held_at": interview.starts_at,
        "minutes": interview.minutes or 20,
        "format": interview.format or Format.IN_PERSON,
        "learned": interview.learned,
    }


def _logged(request: SignedInRequest, interview: Interview, *, again: bool) -> HttpResponse:
    next = f"Logged. Next: thank {interview.contact.first_name} while it is fresh."
    messages.success(request, "Saved." if again else next)
    return redirect("interviews:detail", pk=interview.pk)
