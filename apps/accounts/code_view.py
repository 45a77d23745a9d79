"""The page that takes the code from the mail: allauth's, which says plainly when a code is used up."""

from typing import Any

from allauth.account.views import ConfirmLoginCodeView
from django.http import HttpResponse
from django.shortcuts import render


class ConfirmCodeView(ConfirmLoginCodeView):
    """After the last wrong code the attempt is over (422), and a new code can be asked for at once.

    allauth would go back to the start and tell people to wait, which nobody has to. An address without an account
    gets the same answers.
    """

    def form_invalid(self, form: Any) -> HttpResponse:
        """The form again while tries are left; otherwise the page that leads to a new code."""
        if self._process.record_invalid_attempt():
            return super(ConfirmLoginCodeView, self).form_invalid(form)
        return render(self.request, "account/code_used_up.html", status=422)
