"""The thank-you note: write it, send it from the student's own mail program, say that it went."""

from urllib.parse import quote

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from apps.core.pages import form_page, posted, render_form
from apps.core.versions import conflicts_on, version_of
from apps.interviews import deadlines
from apps.interviews.causes import Times
from apps.interviews.models import Interview, SentHow
from apps.interviews.thank_you import actions, drafts
from apps.interviews.views import own_interview, run_action
from apps.students.requests import StudentRequest


@form_page
def thank_you(request: StudentRequest, pk: int) -> HttpResponse:
    """The composer. Saving keeps the draft; only `sent` marks the thanks as sent."""
    interview = own_interview(request, pk, "thank_you_note")
    if not interview.is_held:
        return redirect("interviews:confirm", pk=interview.pk)
    note = getattr(interview, "thank_you_note", None)
    body = note.body if note and note.body else drafts.first_draft(interview)
    form = drafts.ThankYouForm(posted(request), initial={"body": body, "version": version_of(note)})
    if form.is_valid():
        body = form.cleaned_data["body"]
        with conflicts_on(form, lambda saved: drafts.ThankYouForm(initial={"body": saved.body}), zone=request.zone):
            actions.draft_thank_you(interview=interview, body=body, seen=form.seen)
            if "sent" not in request.POST:
                messages.success(request, "Saved. You still have to send it yourself.")
                return redirect("interviews:thank_you", pk=interview.pk)
            if not drafts.is_unfinished(body):
                return _sent(request, interview, SentHow.MAIL)
            form.add_error("body", "Fill in your next step where the brackets are, or delete that line.")
    times = Times.of(interview, request.campus)
    context = {
        "form": form,
        "interview": interview,
        "contact": interview.contact,
        "note": note,
        "mail_link": _mail_link(interview, drafts.without_prompts(body)),
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
    how = request.POST.get("how", SentHow.OTHER)
    return _sent(request, own_interview(request, pk), SentHow(how) if how in SentHow.values else SentHow.OTHER)


def _sent(request: StudentRequest, interview: Interview, how: SentHow) -> HttpResponse:
    message = "Thanked. Next: a few questions to reflect on."
    return run_action(request, interview, actions.mark_thanked, how=how, message=message)


def _mail_link(interview: Interview, body: str) -> str:
    """A mailto: link that opens the student's own mail program."""
    address = quote(interview.contact.email, safe="@")
    lines = quote("\r\n".join(body.splitlines()))  # RFC 6068: line breaks are %0D%0A, however the browser sent them
    return f"mailto:{address}?subject={quote('Thank you')}&body={lines}"
