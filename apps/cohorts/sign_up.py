"""The sign-up policy that allauth is given in settings: nobody signs up unasked."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Accounts come from administrators; the sign-up page says so and takes nothing."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
