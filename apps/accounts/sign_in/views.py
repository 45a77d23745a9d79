"""allauth's first pages of a sign-in. An address without an account gets the same answers in the same time."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.views import LoginView, RequestLoginCodeView
from django.http import HttpRequest, HttpResponse

from apps.accounts.models import User
from apps.accounts.sessions import begin_sign_in, typed_before


class _Begins:
    request: HttpRequest

    def get_initial(self) -> dict[str, Any]:
        return super().get_initial() | typed_before(self.request.session)  # type: ignore[misc, no-any-return]

    def form_valid(self, form: Any) -> HttpResponse:
        user = form.user if hasattr(form, "user") else form._user
        begin_sign_in(self.request.session, user=user, own_phone=form.cleaned_data["own_phone"])
        return super().form_valid(form)  # type: ignore[misc, no-any-return]


class SignInView(_Begins, LoginView):
    def get_context_data(self, **details: Any) -> dict[str, Any]:
        """Also whether nobody can let anybody in yet: then the page leads to the first-run page."""
        return super().get_context_data(**details) | {"is_first_run": not User.objects.has_administrator()}


class RequestCodeView(_Begins, RequestLoginCodeView):
    def form_valid(self, form: Any) -> HttpResponse:
        answer = super().form_valid(form)
        if form._user is None:
            get_adapter().send_code_to_nobody(form.cleaned_data["email"])
        return answer
