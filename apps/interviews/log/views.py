"""Logging: the short form, and "it happened" for a conversation that was scheduled."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from apps.campus.models import Format
from apps.contacts.models import Contact
from apps.core.pages import form_page, posted, refusals_on, render_form
from apps.core.text import row_id
from apps.interviews.actions import NotPossible
from apps.interviews.log import actions
from apps.interviews.log.forms import ConfirmForm, LogForm
from apps.interviews.models import Interview
from apps.interviews.views import own_interview
from apps.students.loading import own_student
from apps.students.requests import StudentRequest


@form_page
def log(request: StudentRequest) -> HttpResponse:
    """The short form. Sent twice, it is one conversation."""
    student = own_student(request)
    form = LogForm(posted(request), student=student, zone=request.zone, as_of=request.now, initial=_initial(request))
    if form.is_valid():
        data = form.cleaned_data
        with refusals_on(form, NotPossible):
            interview = actions.log_conversation(
                student=student,
                contact=data["contact"],
                contact_name=data["contact_name"],
                role=data["role"],
                organization=data["organization"],
                source=data["source"],
                campus=request.campus,
                as_of=request.now,
                **_conversation(data),
            )
            return _logged(request, interview, again=interview.is_thanked)
    names = Contact.objects.visible_to(request.user).values_list("full_name", flat=True)
    context = {
        "form": form,
        "people": names.order_by("folded_name", "full_name").distinct()[:200],
    }
    return render_form(request, "interviews/log.html", context)


@form_page
def confirm(request: StudentRequest, pk: int) -> HttpResponse:
    """Log a planned conversation; once it is logged, correct it."""
    interview = own_interview(request, pk)
    form = ConfirmForm(posted(request), zone=request.zone, as_of=request.now, initial=_known(interview))
    if form.is_valid():
        told = _conversation(form.cleaned_data)
        if "learned" not in request.POST:
            told["learned"] = None  # not asked, so not taken away
        again = interview.is_held
        with refusals_on(form, NotPossible):
            actions.confirm_held(interview=interview, campus=request.campus, as_of=request.now, **told)
            return _logged(request, interview, again=again)
    context = {"form": form, "interview": interview, "contact": interview.contact}
    return render_form(request, "interviews/confirm.html", context)


def _conversation(data: dict) -> dict:
    return {
        "starts_at": data["held_at"],
        "minutes": data["minutes"],
        "format": data["format"],
        "learned": data["learned"].strip(),
    }


def _initial(request: StudentRequest) -> dict:
    initial: dict = {"minutes": 20, "format": Format.IN_PERSON}
    named = request.GET.get("contact", "")
    if named.isascii() and named.isdigit():
        contact = get_object_or_404(Contact.objects.visible_to(request.user), pk=row_id(named))
        initial |= {
            "contact_name": contact.full_name,
            "role": contact.role,
            "organization": contact.organization,
        }
    return initial


def _known(interview: Interview) -> dict:
    return {
        "held_at": interview.starts_at,
        "minutes": interview.minutes or 20,
        "format": interview.format or Format.IN_PERSON,
        "learned": interview.learned,
    }


def _logged(request: StudentRequest, interview: Interview, *, again: bool) -> HttpResponse:
    next = f"Logged. Next: thank {interview.contact.greeting} while it is fresh."
    messages.success(request, "Saved." if again else next)
    return redirect("interviews:detail", pk=interview.pk)
