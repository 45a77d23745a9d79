"""The thank-you note: write it, send it in one of several ways, say that it went, and take that back.

Its room is outreach because Acquaint may send it; the thanks themselves, with their reminders, are in
`interviews/thank_you`.
"""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_POST

from apps.contacts.actions import fill_in
from apps.core.pages import form_page, posted, render_form
from apps.core.versions import EditedElsewhere, conflicts_on
from apps.interviews.actions import NotPossible
from apps.interviews.models import ThankedHow
from apps.interviews.thank_you import actions
from apps.interviews.thank_you.actions import NotHeld
from apps.interviews.views import own_interview, run_action, to_its_log
from apps.outreach.by_acquaint import NotSent
from apps.outreach.thanking.forms import ThankYouForm
from apps.outreach.thanking.page import Page
from apps.outreach.thanking.sending import send_thanks, sent_by_acquaint
from apps.students.requests import StudentRequest

_NEXT = "Next: a few questions to reflect on."
_THANKED = f"Thanked. {_NEXT}"


@form_page
def thank_you(request: StudentRequest, pk: int) -> HttpResponse:
    """The composer. Every button acts on what stands in the box, and keeps it. `sent` and `send` mark the thanks."""
    page = Page.load(request, pk)
    if request.method == "POST" and request.htmx and "autosave" in request.POST:
        return _autosaved(request, page)
    if not page.interview.is_held:
        return to_its_log(request, page.interview)
    if "use" in request.POST:
        form = page.form_with(request.POST["use"])
    else:
        form = page.form(posted(request))
    if form.is_valid():
        try:
            with conflicts_on(form, page.saved, zone=request.zone):
                return _pressed(request, page, form)
        except NotHeld:
            return to_its_log(request, page.interview)
        except NotSent as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        except NotPossible as error:
            form.add_error(None, str(error))
    return render_form(request, "outreach/thank_you.html", page.context(form))


@require_POST
def thanked(request: StudentRequest, pk: int) -> HttpResponse:
    """ "I already thanked them", from the conversation's page: just now, by mail or another way."""
    said = request.POST.get("how", "")
    how = ThankedHow(said) if said in ThankedHow.values and said != ThankedHow.ACQUAINT else ThankedHow.OTHER
    return run_action(request, own_interview(request, pk), actions.mark_thanked, how=how, message=_THANKED)


@require_POST
def withdraw_thanks(request: StudentRequest, pk: int) -> HttpResponse:
    """Undo the thanks. What Acquaint sent stays sent, and the page says so."""
    interview = own_interview(request, pk)
    sent = sent_by_acquaint(interview)
    is_gone = sent is not None and sent.is_gone
    message = "Undone. What Acquaint sent stays sent." if is_gone else "Undone. Your note is still here."
    return run_action(request, interview, actions.withdraw_thanks, message=message, then="interviews:thank_you")


def _pressed(request: StudentRequest, page: Page, form: ThankYouForm) -> HttpResponse:
    interview, data, press = page.interview, form.cleaned_data, request.POST
    now: dict[str, Any] = {"campus": request.campus, "as_of": request.now}
    note: dict[str, Any] = {"body": data["body"], "seen": form.seen}
    if "send" in press:
        send_thanks(interview=interview, recipient=form.address, **note, **now)
        messages.success(request, f"Sent. {interview.contact.greeting}’s answer comes to your own email. {_NEXT}")
        return redirect("interviews:detail", pk=interview.pk)
    fill_in(contact=interview.contact, email=form.address)
    if form.is_sent:
        is_elsewhere = not data["body"] or page.is_untouched(data["body"])
        written = {} if is_elsewhere else note  # the draft stays as it is
        actions.mark_thanked(interview=interview, how=data["how"], at=data["when"], **written, **now)
        messages.success(request, _THANKED)
        return redirect("interviews:detail", pk=interview.pk)
    actions.draft_thank_you(interview=interview, **note)
    for button in ("mail", "copy"):
        if button in press:
            return redirect(f"{reverse('interviews:thank_you', args=[interview.pk])}?ready={button}")
    messages.success(request, "Saved. You still have to send it yourself.")
    return redirect("interviews:thank_you", pk=interview.pk)


def _autosaved(request: StudentRequest, page: Page) -> HttpResponse:
    """The note is kept as it is typed, whatever became of its conversation. What stands beside it comes back."""
    form, not_saved = page.form(request.POST), ""
    unfinished = [name for name in form.errors if name == "recipient"]
    if wrong := form.errors.get("body"):
        not_saved = f"Not saved yet. {wrong[0]}"
    else:
        try:
            body = form.cleaned_data["body"]
            page.note = actions.draft_thank_you(interview=page.interview, body=body, seen=form.seen)
            form = page.form()
        except EditedElsewhere:
            not_saved = "Changed in another tab. Press “Save for later” to see both."
    context = {"form": form, "note": page.note, "not_saved": not_saved, "unfinished": unfinished, "is_autosave": True}
    context |= page.help(str(form["body"].value() or ""))
    answer = render_to_string("outreach/thank_you.html#autosaved", context, request)
    return HttpResponse(answer, status=422 if not_saved else 200)
