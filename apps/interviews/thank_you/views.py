"""The thank-you note: write it, send it from the student's own mail program, say that it went."""

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from apps.contacts.models import Contact
from apps.core import mailto
from apps.core.pages import form_page, posted, render_form
from apps.core.versions import conflicts_on, version_of
from apps.interviews import deadlines
from apps.interviews.actions import NotPossible
from apps.interviews.causes import Times
from apps.interviews.models import Interview, ThankedHow, ThankYouNote
from apps.interviews.thank_you import actions, drafts
from apps.interviews.views import own_interview, run_action, to_its_log
from apps.students.requests import StudentRequest

_SUBJECT = "Thank you"
_THANKED = "Thanked. Next: a few questions to reflect on."


@form_page
def thank_you(request: StudentRequest, pk: int) -> HttpResponse:
    """The composer. Every button acts on what stands in the box, and keeps it; only `sent` marks the thanks as sent."""
    interview = own_interview(request, pk, "thank_you_note")
    if not interview.is_held:
        return to_its_log(request, interview)
    if "sent" in request.POST and not request.POST.get("body", "").strip():
        return _sent(request, interview, ThankedHow.OTHER)  # written elsewhere, by hand perhaps; the draft stays
    contact = interview.contact
    note = getattr(interview, "thank_you_note", None)
    body = note.body if note and note.body else drafts.first_draft(interview)
    form = _form(contact, {"body": body, "version": version_of(note)}, posted(request))
    if form.is_valid():
        with conflicts_on(form, lambda saved: _form(contact, {"body": saved.body}), zone=request.zone):
            return _kept(request, interview, form)
    times = Times.of(interview, request.campus)
    context = {
        "form": form,
        "interview": interview,
        "contact": contact,
        "mail_to": mailto.mail_to(contact.email, _SUBJECT),
        "mail_fits": mailto.FITS,
        "waiting": drafts.WAITING,
        "ready": _ready(interview, note) if request.GET.get("ready") and note and not form.is_bound else None,
        "to_copy": request.GET.get("ready") == "copy",
        "mark": times.mark,
        "late": request.now >= times.mark,
        "as_of": request.now,
        "time_gone": times.share_gone(request.now),
        "thanks_within": deadlines.in_words(request.campus.thank_you_hours),
    }
    return render_form(request, "interviews/thank_you.html", context)


@require_POST
def sending(request: StudentRequest, pk: int) -> HttpResponse:
    """The student thanked, by mail or another way."""
    return _sent(request, own_interview(request, pk), _how(request.POST.get("how", "")))


def _form(contact: Contact, initial: dict[str, str], data: QueryDict | None = None) -> drafts.ThankYouForm:
    return drafts.ThankYouForm(data, initial=initial, greeting=contact.greeting)


def _kept(request: StudentRequest, interview: Interview, form: drafts.ThankYouForm) -> HttpResponse:
    note = {"body": form.cleaned_data["body"], "seen": form.seen}
    if "sent" in request.POST:
        how = _how(request.POST["sent"], ThankedHow.MAIL)
        try:
            actions.mark_thanked(interview=interview, how=how, campus=request.campus, as_of=request.now, **note)
        except NotPossible:
            return to_its_log(request, interview)
        messages.success(request, _THANKED)
        return redirect("interviews:detail", pk=interview.pk)
    actions.draft_thank_you(interview=interview, **note)
    for button in ("mail", "copy"):
        if button in request.POST:
            return redirect(f"{reverse('interviews:thank_you', args=[interview.pk])}?ready={button}")
    messages.success(request, "Saved. You still have to send it yourself.")
    return redirect("interviews:thank_you", pk=interview.pk)


def _sent(request: StudentRequest, interview: Interview, how: ThankedHow) -> HttpResponse:
    return run_action(request, interview, actions.mark_thanked, how=how, message=_THANKED)


def _how(posted: str, otherwise: ThankedHow = ThankedHow.OTHER) -> ThankedHow:
    return ThankedHow(posted) if posted in ThankedHow.values else otherwise


def _ready(interview: Interview, note: ThankYouNote) -> dict[str, object]:
    """What goes into the mail, the link that opens it there, and what was left out."""
    text, left_out = drafts.to_mail(note.body, learned=interview.learned)
    link = mailto.mail_link(interview.contact.email, _SUBJECT, text)
    return {"text": text, "link": link.url, "too_long": link.is_too_long, "left_out": left_out}
