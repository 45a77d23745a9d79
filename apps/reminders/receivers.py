"""What follows from a sign-in: mail that came back from an address proves that mail arrives there."""

from typing import Any

from allauth.account.signals import authentication_step_completed, password_reset
from django.dispatch import receiver

from apps.accounts.models import User
from apps.core import clock
from apps.outbox.models import HardBounce
from apps.reminders.actions import try_address_again


@receiver(authentication_step_completed, dispatch_uid="reminders.code_arrived")
def code_arrived(sender: object, user: User, method: str, **details: Any) -> None:
    """The code went to this address and came back."""
    if method == "code" and details.get("email"):
        _arrives(details["email"])


@receiver(password_reset, dispatch_uid="reminders.reset_arrived")
def reset_arrived(sender: object, user: User, **details: Any) -> None:
    """The link's token holds the address it was sent to, which is still theirs."""
    _arrives(user.email)


def _arrives(email: str) -> None:
    bounce = HardBounce.objects.filter(address=email.strip().lower()).first()
    if bounce:
        try_address_again(bounce=bounce, as_of=clock.now())
