"""Receivers of allauth's signals."""

from typing import Any

from allauth.account.signals import authentication_step_completed, password_reset
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from allauth.usersessions.models import UserSession
from django.dispatch import receiver
from django.http import HttpRequest

from apps.accounts import limits
from apps.accounts.actions import prove_address
from apps.accounts.models import User


@receiver(authentication_step_completed, dispatch_uid="accounts.code_proves_address")
def code_proves_address(sender: object, user: User, method: str, **details: Any) -> None:
    """Record the address as proved, because the code went there and came back."""
    if method == "code" and details.get("email"):
        prove_address(user=user, email=details["email"])


@receiver(password_reset, dispatch_uid="accounts.reset_proves_address")
def reset_proves_address(sender: object, user: User, **details: Any) -> None:
    """Record the address as proved, because the link's token holds the address it was sent to."""
    prove_address(user=user, email=user.email)


@receiver(password_reset, dispatch_uid="accounts.reset_opens_the_password")
def reset_opens_the_password(sender: object, request: HttpRequest, user: User, **details: Any) -> None:
    """Forget the wrong passwords: whoever reads the mail of this account may use the new one at once."""
    limits.WRONG_PASSWORDS.forget(request, user.email)


@receiver(authenticator_added, dispatch_uid="accounts.second_factor_shown_here_only")
def second_factor_shown_here_only(
    sender: object, request: HttpRequest, user: User, authenticator: Authenticator, **details: Any
) -> None:
    """End the person's other sessions, which never showed the new factor."""
    if authenticator.type != Authenticator.Type.TOTP:
        return
    # Without the record the page with the recovery codes would ask for six digits again, and these work once.
    post_authentication(request, authenticator, reauthenticated=True)
    for session in UserSession.objects.filter(user=user).exclude(session_key=request.session.session_key):
        session.end()
