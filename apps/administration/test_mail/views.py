from datetime import timedelta
from email.utils import parseaddr

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from apps.accounts.requests import SignedInRequest
from apps.accounts.sign_in.limits import Limit, TooOften
from apps.administration.pages import for_administrators
from apps.administration.test_mail import actions
from apps.administration.test_mail.forms import HeadersForm
from apps.administration.test_mail.standing import domain_of, not_yours, standing_of
from apps.core.mail import UnsendableMail
from apps.core.pages import form_page, render_form
from apps.outbox.models import State

# Each is a mail to the administrator alone.
TEST_MAILS = Limit("test-mails", elsewhere={}, where_known={}, everywhere={"account": "10 per hour"})

_FOLLOWED_FOR = timedelta(minutes=1)  # the page asks again by itself; a mail goes out within seconds


@for_administrators
@form_page
def test_mail(request: SignedInRequest) -> HttpResponse:
    """How the last one stands, and what to check. POST sends one to whoever presses; pressed twice, one."""
    if request.method != "POST":
        return _page(request, HeadersForm(sender=_sender(request)))
    try:
        TEST_MAILS.check(request, request.user.email)
        if actions.send_test_mail(to=request.user, as_of=request.now):
            TEST_MAILS.count(request, request.user.email)
            messages.success(request, f"The test mail is on its way to {request.user.email}.")
    except UnsendableMail:
        messages.error(
            request, "No mail server takes mail from this sender, or to your own address. Change that first."
        )
    except TooOften as refusal:
        messages.error(request, f"{refusal.message}")
        answer = _page(request, HeadersForm(sender=_sender(request)))
        answer.status_code = 429
        answer["Retry-After"] = str(refusal.seconds)
        return answer
    return redirect("administration:test_mail")


@for_administrators
@require_POST
def test_mail_arrived(request: SignedInRequest) -> HttpResponse:
    if actions.note_arrival(as_of=request.now):
        messages.success(
            request, "Good. The test mail arrived.", extra_tags=reverse("administration:withdraw_test_mail_arrived")
        )
    return redirect("administration:test_mail")


@for_administrators
@require_POST
def withdraw_test_mail_arrived(request: SignedInRequest) -> HttpResponse:
    actions.withdraw_arrival()
    messages.success(request, "Look in your mail again, in the spam folder too.")
    return redirect("administration:test_mail")


@for_administrators
@require_POST
def test_mail_headers(request: SignedInRequest) -> HttpResponse:
    form = HeadersForm(request.POST, sender=_sender(request))
    if not form.is_valid():
        return _page(request, form)
    actions.note_checks(checks=form.cleaned_data["headers"], as_of=request.now)
    messages.success(request, "We read the headers. The result is below.")
    return redirect("administration:test_mail")


def _page(request: SignedInRequest, form: HeadersForm) -> HttpResponse:
    standing, sent_at = standing_of(request.campus, as_of=request.now), request.campus.test_mail_sent_at
    is_due = standing.message is not None and standing.message.state == State.DUE
    context = {
        "form": form,
        "standing": standing,
        "is_followed": is_due and sent_at is not None and request.now - sent_at < _FOLLOWED_FOR,
        "sender": request.campus.sender,
        "domain": domain_of(request.campus),
        "not_yours": not_yours(request.campus),
    }
    return render_form(request, "administration/test_mail/test_mail.html", context)


def _sender(request: SignedInRequest) -> str:
    return parseaddr(request.campus.sender)[1]
