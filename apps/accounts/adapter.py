"""What allauth asks of us: nobody signs up unasked, and its mail is in our voice."""

import smtplib
from collections.abc import Mapping
from typing import Any

import structlog
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from apps.accounts.models import User
from apps.campus.models import Campus
from apps.core.mail import OutgoingMail, UnsendableMail, build

_log = structlog.get_logger(__name__)
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
    """Accounts come from administrators; the sign-up page says so and takes nothing."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": "This account is switched off. Ask your career center.",
        "email_password_mismatch": "This e-mail and password do not match. Try again, or have a code sent.",
        "enter_current_password": "That is not your present password.",
        "incorrect_code": "That is not the code. Check the latest e-mail or the app, and try again.",
        "incorrect_password": "That is not your password.",
        "invalid_password_reset": "This link was used already, or it is too old.",
        "too_many_login_attempts": "That was tried too often. Wait five minutes, then try again.",
        "rate_limited": "That was tried too often. Wait a minute, then try again.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_login(self, request: HttpRequest, user: User, *, email: str | None, **details: Any) -> HttpResponse | None:
        """Refuses an address that the account no longer has: allauth remembers it and would let it in."""
        if email and email.lower() != user.email:
            return redirect("account_login")
        return super().pre_login(request, user, email=email, **details)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("accounts:settings")

    def send_mail(self, template_prefix: str, email: str, context: Mapping[str, Any]) -> None:
        """Sends at once. Without a mail server the page says so (503) instead of promising a code.

        A notice tells of what is done already: it is missed, which the log says, and the page goes on.
        """
        try:
            account_mail(template_prefix, email, context).message().send()
        except UnsendableMail:
            return  # an address that no server takes; the page says the same as for any unknown one
        except (OSError, smtplib.SMTPException) as error:
            if template_prefix in _NOTICES:
                _log.error("notice_not_sent", notice=template_prefix, error=type(error).__name__)
                return
            raise ImmediateHttpResponse(render(self.request, "account/mail_unavailable.html", status=503)) from error


def account_mail(template_prefix: str, email: str, context: Mapping[str, Any]) -> OutgoingMail:
    """The mail that allauth calls `template_prefix`, in our layout. Raises UnsendableMail (a bad address)."""
    campus = Campus.objects.current()
    notice = _NOTICES.get(template_prefix)
    return build(
        # A first sign-in is a sign-up to allauth; to the person it is the same question.
        template="account/email/notice" if notice else template_prefix.removesuffix("_signup"),
        context={**context, "email": email, "campus": campus, "notice": notice},
        to=email,
        from_email=campus.sender,
    )
