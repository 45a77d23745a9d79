"""Steps that change somebody's account ask once more who is there."""

import time

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate
from allauth.core.exceptions import ReauthenticationRequired
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from apps.core.not_saved.refusing import ask_first

_WHY = "Before an account is changed, we ask once more if it is you."


def require_recent_sign_in(request: HttpRequest) -> None:
    """Raises ReauthenticationRequired unless a password or a second factor was shown again lately; how lately says
    ACCOUNT_REAUTHENTICATION_TIMEOUT.

    Whoever has neither is believed by allauth. Here their sign-in itself, by a code, must be as new.
    """
    if get_adapter().get_reauthentication_methods(request.user):
        is_recent = did_recently_reauthenticate(request)
    else:
        records = get_authentication_records(request, request.user)
        is_recent = bool(records) and time.time() - records[-1]["at"] < app_settings.REAUTHENTICATION_TIMEOUT
    if not is_recent:
        raise ReauthenticationRequired


def ask_unless_recent(request: HttpRequest) -> HttpResponse | None:
    """`ask_again` where no sign-in is recent. For pages of allauth, which would keep what was posted in the session,
    passwords too, and go on by itself.
    """
    try:
        require_recent_sign_in(request)
    except ReauthenticationRequired:
        return ask_again(request)
    return None


def ask_again(request: HttpRequest) -> HttpResponse:
    """Leads to the password or the second factor, and then back to the button, with the words; nothing is carried out
    later. Whoever has neither is signed out, and signs in anew.
    """
    methods = get_adapter().get_reauthentication_methods(request.user)
    if methods:
        return ask_first(request, methods[0]["url"], why=_WHY)
    response = ask_first(request, reverse("account_login"), why=_WHY)
    logout(request)
    messages.info(request, f"{_WHY} Sign in again, and you are back where you were, with anything you typed.")
    return response
