"""allauth's adapter: it closes sign-up and sends account mail through our own templates."""

import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.stagekit import clear_login
from allauth.core.exceptions import ImmediateHttpResponse
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from apps.accounts import sessions
from apps.accounts.models import NOBODY, User
from apps.accounts.notices import post_notice
from apps.accounts.sign_in import codes, known_browsers, limits
from apps.campus.models import Campus
from apps.core import clock
from apps.core.mail import OutgoingMail, UnsendableMail, build
from apps.core.not_saved import kept
from apps.outbox.models import Audience, Lane
from apps.outbox.posted import post

# What happened to the account, for the notice that goes to its owner. Each names allauth's own mail.
_NOTICES = {
    "account/email/password_changed": "Your password was changed",
    "account/email/password_reset": "Your password was reset",
    "account/email/password_set": "Your account has a password now",
    "mfa/email/totp_activated": "Your account has a second factor now",
    "mfa/email/totp_deactivated": "The second factor of your account was removed",
    "mfa/email/recovery_codes_generated": "Your account has new recovery codes",
}


class AccountAdapter(DefaultAccountAdapter):
    """Accounts come from administrators, so the sign-up page takes no input."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": "This account is switched off. Ask your career center.",
        "email_password_mismatch": "This email and password do not match. Try again, or have a code sent.",
        "enter_current_password": "That is not your current password.",
        "incorrect_code": "That is not the code. Check the latest email: a code has eight letters, like BCDF-GHJK.",
        "incorrect_password": "That is not your password.",
        "invalid_password_reset": "This link was used already, or it is too old.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_safe_url(self, url: str | None) -> bool:
        """Whether `next` stays on this site. What is no address at all does not; allauth raises ValueError there."""
        try:
            return super().is_safe_url(url)
        except ValueError:
            return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        limits.WRONG_PASSWORDS.check(request, credentials.get("email", ""))

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        limits.WRONG_PASSWORDS.count(request, credentials.get("email", ""))

    def pre_login(self, request: HttpRequest, user: User, *, email: str | None, **details: Any) -> HttpResponse | None:
        """Refuses an address that the account no longer has: allauth remembers it and would let it in."""
        if sessions.account_changed(request.session, user=user):
            return _start_again(request)
        if email and email.lower() != user.email:
            return redirect("account_login")
        return super().pre_login(request, user, email=email, **details)

    def login(self, request: HttpRequest, user: User) -> None:
        """The last step. Refuses an account that changed since the first one: switched off, or another role."""
        if sessions.account_changed(request.session, user=user):
            raise ImmediateHttpResponse(_start_again(request))
        super().login(request, user)

    def post_login(self, request: HttpRequest, user: User, **details: Any) -> HttpResponse:
        response = super().post_login(request, user, **details)
        known_browsers.remember(request, response, email=user.email)
        return response

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Without a `next`, also to where a button stood whose press was not saved: a new password, another tab."""
        entry = kept.read(request)
        if entry and entry.owner == request.user.pk:
            return entry.posts[-1].back
        return super().get_login_redirect_url(request)

    def set_password(self, user: User, password: str) -> None:
        """Saves nothing else: allauth would undo what an administrator changed meanwhile."""
        user.set_password(password)
        user.save(update_fields=["password"])

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Under SITE_URL: the Host header is the visitor's, who may be another than whoever reads the mail."""
        return settings.SITE_URL + urlsplit(super().get_reset_password_from_key_url(key)).path

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("accounts:settings")

    def send_notification_mail(
        self, template_prefix: str, user: Any, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        super().send_notification_mail(template_prefix, user, {**(context or {}), "user": user}, email)

    def send_code_to_nobody(self, email: str) -> None:
        """The work of a code for an address without an account, so that its page takes as long; nothing is sent."""
        context = {"request": self.request, "code": self.generate_login_code(), "user": User.objects.nobody(email)}
        self.send_mail("account/email/login_code", email, context)

    def send_mail(self, template_prefix: str, email: str, context: Mapping[str, Any]) -> None:
        """Post it: a worker sends it within seconds, and no page waits for a mail server.

        For the stand-in of an account (`User.objects.nobody`) all the same is done, and nothing is sent or remembered.
        """
        try:
            mail = account_mail(template_prefix, email, context)
        except UnsendableMail:
            return  # an address that no server takes; the page says the same as for any unknown one
        if template_prefix in _NOTICES:
            what = template_prefix.rpartition("/")[2]
            post_notice(what, mail, user=context["user"], as_of=context["timestamp"])
            return
        user, code, as_of = context.get("user"), context.get("code"), clock.now()
        is_somebody = user is None or user.pk != NOBODY
        post(
            key=codes.key_of(email=email, code=code) if code else f"link:{secrets.token_hex(16)}",
            mail=mail,
            audience=Audience.SIGN_IN,
            resend_when_unanswered=True,
            as_of=as_of,
            lane=Lane.CODE,
            expires_at=as_of + _lifetime(template_prefix),
            keep=is_somebody,
        )
        if code:
            codes.remember(email=email if is_somebody else "", code=code, as_of=as_of)


def _start_again(request: HttpRequest) -> HttpResponse:
    clear_login(request)
    messages.warning(request, "Your account was changed while you were signing in. Start again.")
    return redirect("account_login")


def _lifetime(template_prefix: str) -> timedelta:
    """How long the code or link of this mail is of use."""
    match template_prefix.removesuffix("_signup"):
        case "account/email/login_code":
            return timedelta(seconds=app_settings.LOGIN_BY_CODE_TIMEOUT)
        case "account/email/email_confirmation":
            return timedelta(seconds=app_settings.EMAIL_VERIFICATION_BY_CODE_TIMEOUT)
        case _:
            return timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)


def account_mail(template_prefix: str, email: str, context: Mapping[str, Any]) -> OutgoingMail:
    """The mail that allauth calls `template_prefix`, in our layout. Raises UnsendableMail (a bad address)."""
    campus = Campus.objects.current()
    notice = _NOTICES.get(template_prefix)
    with timezone.override(campus.zone):
        return build(
            # A first sign-in is a sign-up to allauth; to the person it is the same question.
            template="account/email/notice" if notice else template_prefix.removesuffix("_signup"),
            context={**context, "email": email, "campus": campus, "notice": notice},
            to=email,
            from_email=campus.sender,
            reply_to=campus.reply_to,
        )
