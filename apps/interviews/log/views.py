"""Logging: the short form, and "it happened" for a conversation that was scheduled."""

from datetime import datetime, timedelta
from functools import partial

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect

from apps.contacts.models import Contact
from apps.contacts.which_one import what_was_kept
from apps.core.pages import form_page, posted, refusals_on, render_form
from apps.core.text import row_id
from apps.core.versions import conflicts_on
from apps.interviews.actions import NotPossible
from apps.interviews.log import actions
from apps.interviews.log.forms import ConfirmForm, LogForm
from apps.interviews.models import LENGTHS, Interview
from apps.interviews.notes.models import Prompt
from apps.interviews.views import own_interview
from apps.students.loading import own_student
from apps.students.requests import StudentRequest

_A_LITTLE = timedelta(minutes=30)


@form_page
def log(request: StudentRequest) -> HttpResponse:
    """The short form. Sent twice, it is one conversation."""
    student = own_student(request)
    form = LogForm(posted(request), student=student, zone=request.zone, as_of=request.now, initial=_initial(request))
    if contact := form.initial.get("contact"):
        form.offer_known(contact)
    if form.is_valid():
        data = form.cleaned_data
        with refusals_on(form, NotPossible), form.questions():
            interview = actions.log_conversation(
                student=student,
                contact=None,
                choice=data["contact"],
                contact_name=data["contact_name"],
                role=data["role"],
                organization=data["organization"],
                source=data["source"],
                campus=request.campus,
                as_of=request.now,
                **_conversation(data),
            )
            if form.known and form.known.notes != interview.contact.notes:
                messages.info(request, what_was_kept(form.known, interview.contact))
            return _logged(request, interview, form, again=interview.is_thanked)
    names = Contact.objects.visible_to(request.user).active().values_list("full_name", flat=True)
    context = {
        "form": form,
        "people": names.order_by("folded_name", "full_name").distinct()[:200],
    }
    return render_form(request, "interviews/log.html", context)


@form_page
def confirm(request: StudentRequest, pk: int) -> HttpResponse:
    """Log a planned conversation; once it is logged, correct it."""
    interview = own_interview(request, pk, "thank_you_note")
    form = _confirm_form(request, interview, posted(request))
    if hasattr(interview, "thank_you_note"):
        form.fields["learned"].help_text = "A few words are enough. The thank-you note that you saved stays as it is."
    if form.is_valid():
        told = _conversation(form.cleaned_data)
        if "learned" not in request.POST:
            told["learned"] = None  # not asked, so not taken away
        again = interview.is_held
        with refusals_on(form, NotPossible), conflicts_on(form, partial(_confirm_form, request), zone=request.zone):
            actions.confirm_held(interview=interview, campus=request.campus, as_of=request.now, seen=form.seen, **told)
            return _logged(request, interview, form, again=again)
    context = {"form": form, "interview": interview, "contact": interview.contact}
    return render_form(request, "interviews/confirm.html", context)


def _confirm_form(request: StudentRequest, interview: Interview, data: QueryDict | None = None) -> ConfirmForm:
    known = _known(interview) | _when(interview, request.now)
    return ConfirmForm(data, zone=request.zone, as_of=request.now, initial=known)


def _conversation(data: dict) -> dict:
    return {
        "starts_at": data["held_at"],
        "minutes": data["minutes"],
        "format": data["format"],
        "learned": data["learned"].strip(),
    }


def _initial(request: StudentRequest) -> dict:
    initial: dict = {}
    named = request.GET.get("contact", "")
    if named.isascii() and named.isdigit():
        contact = get_object_or_404(Contact.objects.visible_to(request.user), pk=row_id(named))
        initial |= {
            "contact": contact,
            "contact_name": contact.full_name,
            "role": contact.role,
            "organization": contact.organization,
        }
    return initial


def _known(interview: Interview) -> dict:
    return {
        "format": interview.format,
        "learned": interview.learned or _most_valuable(interview),
        "version": interview.version,
    }


def _when(interview: Interview, as_of: datetime) -> dict:
    """As planned; but what is over before its planned end was shorter, or began a little before its time."""
    starts_at, minutes = interview.starts_at, interview.minutes
    is_near = starts_at is not None and starts_at - as_of <= _A_LITTLE
    if starts_at and minutes and is_near and not interview.is_held and starts_at + timedelta(minutes=minutes) > as_of:
        gone = (as_of - starts_at) // timedelta(minutes=1)
        if gone >= LENGTHS[0]:
            minutes = gone
        else:
            starts_at = as_of - timedelta(minutes=minutes)
    return {"held_at": starts_at, "minutes": minutes}


def _most_valuable(interview: Interview) -> str:
    """What was written down during the conversation, until it is logged."""
    note = None if interview.is_held else interview.notes.filter(key=Prompt.VALUABLE).first()
    return note.body if note else ""


def _logged(request: StudentRequest, interview: Interview, form: ConfirmForm, *, again: bool) -> HttpResponse:
    next = f"Logged. Next: thank {interview.contact.greeting}."
    messages.success(request, ("Saved." if again else next) + form.on_own_clock())
    return redirect("interviews:detail", pk=interview.pk)
