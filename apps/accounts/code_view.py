"""allauth's page for the code from the mail."""

from typing import Any

from allauth.account.views import ConfirmLoginCodeView
from django.http import HttpResponse
from django.shortcuts import render


class ConfirmCodeView(ConfirmLoginCodeView):
    """After the last wrong code the page answers 422 and offers a new code at once.

    allauth would send people back to the start and tell them to wait. An address without an account gets the same
    answers.
    """

    def form_invalid(self, form: Any) -> HttpResponse:
        if self._process.record_invalid_attempt():
            return super(ConfirmLoginCodeView, self).form_invalid(form)
        return render(self.request, "account/code_used_up.html", status=422)
