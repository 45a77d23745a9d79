"""Signing in by a link that was mailed to the person's own address, after its page was pressed."""

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.http import HttpRequest, HttpResponse

from apps.accounts.models import User
from apps.accounts.sessions import begin_sign_in


def sign_in(request: HttpRequest, *, user: User, own_phone: bool, to: str) -> HttpResponse:
    """As after a code: through all steps of allauth, a second factor too, and then `to` this page. `user` is read from
    the database after the last change, and the address is proved.
    """
    begin_sign_in(request.session, user=user, own_phone=own_phone)
    record_authentication(request, user, method="code", email=user.email)
    return perform_login(request, Login(user=user, email=user.email, redirect_url=to))
