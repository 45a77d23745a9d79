"""The page that makes the first administrator. It is there only while nobody administers the installation."""

from datetime import datetime
from typing import Any

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django import forms
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.views.decorators.cache import never_cache

from apps.accounts.actions import prove_address
from apps.accounts.models import Role, User
from apps.accounts.requests import PageRequest
from apps.accounts.sessions import begin_sign_in
from apps.accounts.sign_in.limits import Limit, TooOften
from apps.administration.setup.tokens import is_token
from apps.audit.actions import record_change
from apps.campus.models import SetupToken
from apps.core.locking import in_lock_order
from apps.core.pages import form_page, posted, render_form

# The token has a hundred bits, so this only keeps the log and the database quiet.
TRIES = Limit("setup-tokens", elsewhere={}, where_known={}, everywhere={"address": "20 per 5 minutes"})


class SomeoneIsThere(Exception):
    """There is an administrator by now."""


class WrongToken(Exception):
    """Not the token, or no longer."""


class FirstRunForm(forms.ModelForm):
    token = forms.CharField(
        label="One-time token",
        max_length=100,
        help_text="The console shows it when the server starts, and again with “manage.py setup_token”.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        error_messages={"required": "Add the token from the console."},
    )
    password = forms.CharField(
        label="Password",
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": "Choose a password. With it you get in while mail doesn’t work yet."},
    )

    class Meta:
        model = User
        fields = ("full_name", "email")
        labels = {"full_name": "Your name", "email": "Your email"}
        help_texts = {"full_name": "", "email": "You sign in with it, and the test mail goes there."}
        widgets = {
            "full_name": forms.TextInput(attrs={"autocomplete": "name"}),
            "email": forms.EmailInput(attrs={"autocomplete": "username"}),
        }
        error_messages = {
            "full_name": {"required": "Add your name."},
            "email": {"required": "Add your email.", "invalid": "Write the whole address, such as name@campus.edu."},
        }

    field_order = ("token", "full_name", "email", "password")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rules = ((text,) for text in password_validators_help_texts())
        self.fields["password"].help_text = format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", rules))

    def validate_unique(self) -> None:
        """Nothing yet: only whoever has the token is told which addresses are taken."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("password"):
            person = User(email=cleaned.get("email", ""), full_name=cleaned.get("full_name", ""))
            try:
                validate_password(cleaned["password"], person)
            except ValidationError as error:
                self.add_error("password", error)
        return cleaned


@transaction.atomic
def make_first_administrator(*, token: str, email: str, full_name: str, password: str, as_of: datetime) -> User:
    """An administrator who may sign in with this password. Of two at once one is made. The address counts as proved,
    because the console did, and mail may not work yet.

    Raises SomeoneIsThere, WrongToken, and ValidationError for an address that is taken.
    """
    row = in_lock_order(SetupToken.objects.filter(pk=1)).first()
    if User.objects.has_administrator():
        raise SomeoneIsThere
    if row is None or not is_token(token, row=row, as_of=as_of):
        raise WrongToken
    user = User.objects.create_user(email, full_name, Role.ADMINISTRATOR, password)
    prove_address(user=user, email=user.email)
    row.delete()
    record_change(
        actor=user, page="administration:first_run", student_ids=[], account=user, reason="The first administrator."
    )
    return user


def _check_token(typed: str, *, as_of: datetime) -> None:
    """Beside what else is wrong, so that nobody mends one thing to hear of the next. Raises WrongToken."""
    row = SetupToken.objects.first()
    if row is None or not is_token(typed, row=row, as_of=as_of):
        raise WrongToken


def _page(request: PageRequest, form: FirstRunForm) -> HttpResponse:
    return render_form(request, "administration/setup/first_run.html", {"form": form})


@login_not_required
@never_cache
@form_page
def first_run(request: PageRequest) -> HttpResponse:
    """404 for whoever is signed in, and for everybody as soon as there is an administrator."""
    if request.user.is_authenticated or User.objects.has_administrator():
        raise Http404
    form = FirstRunForm(posted(request))
    waits = 0
    is_right = form.is_valid()
    if form.is_bound and "token" in form.cleaned_data:
        try:
            TRIES.check(request, "")
            if not is_right:
                _check_token(form.cleaned_data["token"], as_of=request.now)
                return _page(request, form)
            user = make_first_administrator(**form.cleaned_data, as_of=request.now)
        except TooOften as refusal:
            form.add_error(None, refusal)
            waits = refusal.seconds
        except WrongToken:
            TRIES.count(request, "")
            form.add_error(
                "token", "That is not the token, or it is too old. “manage.py setup_token” shows the present one."
            )
        except ValidationError as error:
            form.add_error(None, error)
        except IntegrityError:
            form.add_error("email", "Someone just got an account with this address. Use another one.")
        except SomeoneIsThere as error:
            raise Http404 from error
        else:
            begin_sign_in(request.session, user=user, own_phone=False)
            # The password was just chosen: the page of the second factor need not ask for it again.
            record_authentication(request, user, method="password", email=user.email, reauthenticated=True)
            there = reverse("administration:setting_up")
            return perform_login(request, Login(user=user, email=user.email, redirect_url=there))
    answer = _page(request, form)
    if waits:
        answer.status_code = 429
        answer["Retry-After"] = str(waits)
    return answer
