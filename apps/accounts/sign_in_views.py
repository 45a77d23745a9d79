"""allauth's first pages of a sign-in."""

from typing import Any

from allauth.account.views import LoginView, RequestLoginCodeView
from django.http import HttpRequest, HttpResponse

from apps.accounts.sessions import begin_sign_in


class _Begins:
    request: HttpRequest

    def form_valid(self, form: Any) -> HttpResponse:
        user = form.user if hasattr(form, "user") else form._user
        begin_sign_in(self.request.session, user=user, own_phone=form.cleaned_data["own_phone"])
        return super().form_valid(form)  # type: ignore[misc, no-any-return]


class SignInView(_Begins, LoginView):
    pass


class RequestCodeView(_Begins, RequestLoginCodeView):
    pass
