from copy import copy
from typing import Any, cast
from uuid import UUID

from allauth.account.adapter import get_adapter
from allauth.account.views import PasswordSetView
from allauth.mfa.totp.views import ActivateTOTPView
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from apps.accounts import actions, sessions
from apps.accounts.forms import ColorSchemeForm, NameForm, SingleKeysForm
from apps.accounts.models import User
from apps.accounts.requests import SignedInRequest
from apps.accounts.sign_in.reauthentication import ask_unless_recent
from apps.core.pages import appearance, form_page, posted, render_form

_A_YEAR = 365 * 24 * 60 * 60


@form_page
def settings_page(request: HttpRequest) -> HttpResponse:
    """Name, appearance, devices, the way to password, second factor and reminders. POST changes the name."""
    user = cast(User, request.user)
    # A copy: a refused name must not show in the top bar.
    form = NameForm(posted(request), instance=copy(user))
    if form.is_valid():
        gone = actions.change_name(user=user, **form.cleaned_data)
        lists = f" Lists no longer have you under {gone}, because this name does not contain it." if gone else ""
        messages.success(request, f"Saved. People see {user.display_name} from now on.{lists}")
        return redirect("accounts:settings")
    return _settings(request, form)


@require_POST
def color_scheme(request: HttpRequest) -> HttpResponse:
    """Keep light, dark or auto in a cookie of this browser for a year."""
    form = ColorSchemeForm(request.POST)
    if not form.is_valid():
        return _settings(request, NameForm(instance=cast(User, request.user)), look=form)
    return _kept("color_scheme", form.cleaned_data["color_scheme"])


@require_POST
def single_keys(request: HttpRequest) -> HttpResponse:
    """Keep in a cookie of this browser for a year whether `/` and `L` are keys here (WCAG 2.1.4)."""
    form = SingleKeysForm(request.POST)
    if not form.is_valid():
        return _settings(request, NameForm(instance=cast(User, request.user)), keys=form)
    messages.success(request, f"Keyboard shortcuts are {form.cleaned_data['single_keys']} in this browser.")
    return _kept("single_keys", form.cleaned_data["single_keys"])


def _kept(name: str, value: str) -> HttpResponse:
    response = redirect("accounts:settings")
    response.set_cookie(
        name,
        value,
        max_age=_A_YEAR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


class SetPasswordView(PasswordSetView):
    """allauth's first password, after a second factor, and for staff after a new sign-in. Otherwise whoever found a
    session open could set one, and answer with it where we ask once more who is there.
    """

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        user = cast(User, request.user)
        asks = not user.is_student or get_adapter().get_reauthentication_methods(user)
        if not user.has_usable_password() and asks and (answer := ask_unless_recent(request)):
            return answer
        return super().dispatch(request, *args, **kwargs)


class ActivateSecondFactorView(ActivateTOTPView):
    """allauth's set-up of a second factor, which staff see after a new sign-in, for the same reason. The digits of a
    key that was shown may come later: it takes a while to install the app.
    """

    def render_to_response(self, context: dict[str, Any], **details: Any) -> HttpResponse:
        if not cast(User, self.request.user).is_student and (answer := ask_unless_recent(self.request)):
            return answer
        return super().render_to_response(context, **details)


@require_POST
def sign_out_device(request: SignedInRequest, name: UUID) -> HttpResponse:
    """Sign one of my browsers out; once more changes nothing. 404 for somebody else's."""
    if str(name) == sessions.device_of(request.session):
        get_adapter().logout(request)
        return redirect("account_login")
    if not actions.sign_out_device(user=request.user, name=name):
        raise Http404
    messages.success(request, "That device is signed out.")
    return redirect("accounts:settings")


@require_POST
def sign_out_elsewhere(request: SignedInRequest) -> HttpResponse:
    if actions.end_sessions(user=request.user, keep=request):
        messages.success(request, "You are signed out everywhere else.")
    return redirect("accounts:settings")


def no_such_page(request: HttpRequest) -> HttpResponse:
    """404 in place of allauth's email page: administrators gave the address, and they change it."""
    raise Http404


def _settings(
    request: HttpRequest,
    form: NameForm,
    *,
    look: ColorSchemeForm | None = None,
    keys: SingleKeysForm | None = None,
) -> HttpResponse:
    shown = appearance(request)
    asked = cast(SignedInRequest, request)
    return render_form(
        request,
        "accounts/settings.html",
        {
            "form": form,
            "look": look or ColorSchemeForm(initial=shown),
            "devices": sessions.devices_of(user=asked.user, session=request.session, as_of=asked.now),
            "keys": keys or SingleKeysForm(initial={"single_keys": "off" if shown["shortcuts_off"] else "on"}),
        },
    )
