"""The end of a sign-in that a link of our own mail began, in place of a code."""

from typing import Any

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django import forms
from django.http import HttpRequest, HttpResponse

from apps.accounts.models import User
from apps.accounts.sessions import begin_sign_in


class ByLinkForm(forms.Form):
    """What is asked behind such a link. Nothing is chosen beforehand: whatever opens each link of a mail and presses
    what it finds there, as mail scanners do, answers neither yes nor no, and uses nothing up.
    """

    agreed = forms.ChoiceField(
        choices=[("yes", "Yes"), ("no", "No, this is not for me")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose “Yes” or “No”."},
    )
    own_phone = forms.BooleanField(
        label="This is my own phone",
        help_text="You stay signed in here for 120 days. On a shared computer, leave it empty: then it is one day.",
        required=False,
    )

    def __init__(self, *args: Any, question: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agreed"].label = question


def sign_in_by_link(request: HttpRequest, *, user: User, own_phone: bool, to: str | None = None) -> HttpResponse:
    """Through allauth, with all that it refuses and asks for: accounts that are switched off, the second factor; then
    `to` this page. The link has been used up by now, the address is proved, and `user` was read after both.
    """
    begin_sign_in(request.session, user=user, own_phone=own_phone)
    record_authentication(request, user, method="link", email=user.email)
    return perform_login(request, Login(user=user, email=user.email, redirect_url=to))
