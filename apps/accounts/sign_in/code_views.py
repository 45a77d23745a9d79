"""allauth's pages for a code from the mail. An address without an account gets the same answers in the same time."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.decorators import login_not_required
from allauth.account.internal.stagekit import clear_login
from allauth.account.views import ConfirmEmailVerificationCodeView, ConfirmLoginCodeView
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator

from apps.accounts import sessions
from apps.accounts.models import User
from apps.accounts.sign_in import codes, limits
from apps.accounts.sign_in.forms import ConfirmCodeForm
from apps.campus.models import Campus
from apps.core.templatetags.dates import clock_and_zone
from apps.outbox.models import Message


class _CodeView:
    """What both pages have in common.

    Only a code that was never mailed to this address uses up a try: not an empty field, and no earlier code. After the
    last try the page answers 422 and offers a new code at once; allauth would send people back to the start and tell
    them to wait.
    """

    request: HttpRequest
    _process: Any

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.POST.get("action") == "start over":
            sessions.start_over(request.session, email=self._process.state["email"])
            self._process.abort()
            clear_login(request)
            return redirect(self.passthrough_next_url(reverse("account_login")))  # type: ignore[attr-defined]
        return super().post(request, *args, **kwargs)  # type: ignore[misc, no-any-return]

    def form_invalid(self, form: Any) -> HttpResponse:
        if form.has_error("code", "incorrect_code"):
            typed = codes.found_in(form.data["code"], codes.MAILED)
            mailed = codes.mailed_before(email=self._process.state["email"], code=typed)
            if mailed is None:
                return self.wrong_code(form)
            form.errors["code"] = form.error_class([_which_one(mailed)])
        return self.render_to_response(self.get_context_data(form=form))  # type: ignore[attr-defined]

    def wrong_code(self, form: Any) -> HttpResponse:
        if self._process.record_invalid_attempt():
            return self.render_to_response(self.get_context_data(form=form))  # type: ignore[attr-defined]
        return render(self.request, "account/code_used_up.html", {"is_refused": True}, status=422)


def _which_one(mailed: codes.Mailed) -> str:
    if mailed.is_newest:
        return "This code was asked for in another browser. Type it there, or have a new one sent here."
    sent_at = clock_and_zone(mailed.newest_at.astimezone(Campus.objects.current().zone))
    return f"A newer code was sent at {sent_at}. Use that one."


class ConfirmCodeView(_CodeView, ConfirmLoginCodeView):
    def get_form_kwargs(self) -> dict[str, Any]:
        if self._process.user is None:
            User.objects.order_by("pk").first()  # any account: it takes as long as to read their own
        return super().get_form_kwargs()

    @transaction.atomic
    def _resend_form_valid(self, form: Any) -> HttpResponse:
        """A new code takes the place of the one before where that has not gone yet."""
        before = self._process.code
        try:
            limits.CODES_ASKED.take(self.request, self._process.state["email"])
        except limits.TooOften as refusal:
            messages.error(self.request, f"{refusal.message} The last code that we sent here still works.")
            answer = self.render_to_response(self.get_context_data(form=ConfirmCodeForm()), status=429)
            answer["Retry-After"] = str(refusal.seconds)
            return answer
        answer = super()._resend_form_valid(form)
        Message.objects.replace(key=codes.key_of(email=self._process.state["email"], code=before))
        if self._process.user is None:
            get_adapter().send_code_to_nobody(self._process.state["email"])
        messages.success(self.request, "A new code is on its way. The one before no longer works.")
        return answer


@method_decorator(login_not_required, name="dispatch")
class ConfirmAddressView(_CodeView, ConfirmEmailVerificationCodeView):
    """For the first sign-in with a password, where no code or link has come back from the address yet."""
