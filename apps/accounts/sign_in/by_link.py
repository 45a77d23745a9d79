"""The end of a sign-in that a link of our own mail began, in place of a code."""

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.http import HttpRequest, HttpResponse

from apps.accounts.models import User
from apps.accounts.sessions import begin_sign_in


def sign_in_by_link(request: HttpRequest, *, user: User, own_phone: bool, to: str | None = None) -> HttpResponse:
    """Through allauth, with all that it refuses and asks for: accounts that are switched off, the second factor; then
    `to` this page. The link has been used up by now, the address is proved, and `user` was read after both.
    """
    begin_sign_in(request.session, user=user, own_phone=own_phone)
    record_authentication(request, user, method="link", email=user.email)
    return perform_login(request, Login(user=user, email=user.email, redirect_url=to))
