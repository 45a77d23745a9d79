"""Receivers of Django's and allauth's signals."""

from typing import Any

from allauth.account.signals import authentication_step_completed, password_changed, password_reset, password_set
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from apps.accounts import sessions
from apps.accounts.actions import end_sessions, prove_address
from apps.accounts.models import User
from apps.accounts.sign_in import limits
from apps.core import clock


@receiver(authentication_step_completed, dispatch_uid="accounts.code_proves_address")
def code_proves_address(sender: object, user: User, method: str, **details: Any) -> None:
    """Record the address as proved, because the code went there and came back."""
    if method == "code" and details.get("email"):
        prove_address(user=user, email=details["email"])


@receiver(authentication_step_completed, dispatch_uid="accounts.code_counts_no_more")
def code_counts_no_more(sender: object, request: HttpRequest, user: User, method: str, **details: Any) -> None:
    """Forget that codes were asked for: success counts nowhere."""
    if method == "code":
        limits.CODES_ASKED.forget(request, user.email)


@receiver(user_logged_in, dispatch_uid="accounts.session_begins")
def session_begins(sender: object, request: HttpRequest, user: User, **details: Any) -> None:
    user_agent = request.META.get("HTTP_USER_AGENT", "")
    sessions.complete_sign_in(request.session, user=user, user_agent=user_agent, as_of=clock.now())


@receiver(password_reset, dispatch_uid="accounts.reset_begins_anew")
def reset_begins_anew(sender: object, request: HttpRequest, user: User, **details: Any) -> None:
    """Record the address as proved, because the link's token holds the address it was sent to; end all sessions; forget
    the wrong passwords: whoever reads the mail of this account may use the new one at once.
    """
    prove_address(user=user, email=user.email)
    end_sessions(user=user)
    limits.WRONG_PASSWORDS.forget(request, user.email)


@receiver((password_changed, password_set), dispatch_uid="accounts.password_known_here_only")
def password_known_here_only(sender: object, request: HttpRequest, user: User, **details: Any) -> None:
    end_sessions(user=user, keep=request)


@receiver(authenticator_added, dispatch_uid="accounts.second_factor_shown_here_only")
def second_factor_shown_here_only(
    sender: object, request: HttpRequest, user: User, authenticator: Authenticator, **details: Any
) -> None:
    """End the person's other sessions, which never showed the new factor."""
    if authenticator.type != Authenticator.Type.TOTP:
        return
    # Without the record the page with the recovery codes would ask for six digits again, and these work once.
    post_authentication(request, authenticator, reauthenticated=True)
    end_sessions(user=user, keep=request)


@receiver(authenticator_removed, dispatch_uid="accounts.second_factor_removed_here")
def second_factor_removed_here(
    sender: object, request: HttpRequest, user: User, authenticator: Authenticator, **details: Any
) -> None:
    if authenticator.type == Authenticator.Type.TOTP:
        end_sessions(user=user, keep=request)
