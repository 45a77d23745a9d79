"""allauth's forms with our labels and messages."""

from typing import Any

from allauth.account import forms as account
from allauth.account.utils import has_verified_email
from allauth.core import context
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from apps.accounts.models import User
from apps.accounts.sign_in import codes, limits


def _rules() -> SafeString:
    return format_html(
        "<ul>{}</ul>",
        format_html_join("", "<li>{}</li>", ((text,) for text in password_validators_help_texts())),
    )


class _Plain:
    """Drops allauth's placeholders, which repeat the labels, and says what a required field needs."""

    labels: dict[str, str] = {}
    missing: dict[str, str] = {
        "login": "Add your email address.",
        "email": "Add your email address.",
        "password": "Add your password, or have a code sent.",
        "code": "Add the code.",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():  # type: ignore[attr-defined]
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, field.label)
            if name in self.missing:
                field.error_messages["required"] = self.missing[name]
            if name == "password1":
                field.help_text = _rules()
            if isinstance(field, forms.EmailField):
                field.error_messages["invalid"] = "Write the whole address, such as name@campus.edu."
                field.widget.attrs["autocomplete"] = "username"
            if name == "code":
                field.widget.attrs |= {"autocapitalize": "characters", "spellcheck": "false"}


class _Pasted:
    """Finds the code in what was typed or pasted, before allauth compares it."""

    shapes: tuple[str, ...] = codes.MAILED
    cleaned_data: dict[str, Any]

    def clean_code(self) -> str:
        self.cleaned_data["code"] = codes.found_in(self.cleaned_data["code"], self.shapes)
        return super().clean_code()  # type: ignore[misc, no-any-return]


class _LimitedMail:
    """Each address that is sent off is a mail, or would be one if somebody had it."""

    data: Any

    @property
    def password_is_open(self) -> bool:
        """Whether a password would be looked at now. Asked where no mail is sent for a while."""
        return not limits.WRONG_PASSWORDS.wait(context.request, self.data.get("email", ""))

    def clean_email(self) -> str:
        email: str = super().clean_email()  # type: ignore[misc]
        limits.CODES_ASKED.take(context.request, email)
        return email


class _LimitedSecondFactor:
    user: User

    def clean_code(self) -> str:
        limits.SECOND_FACTORS.take(context.request, self.user.email)
        code: str = super().clean_code()  # type: ignore[misc]
        limits.SECOND_FACTORS.forget(context.request, self.user.email)
        return code


class _OnAPhone(forms.Form):
    own_phone = forms.BooleanField(
        label="This is my own phone",
        help_text="You stay signed in here for 120 days. On a shared computer, leave it empty: then it is one day.",
        required=False,
    )


class SignInForm(_Plain, account.LoginForm, _OnAPhone):
    labels = {"login": "Email", "password": "Password"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""

    def clean(self) -> dict[str, Any]:
        super().clean()
        # Where the address is not proved yet, a right password sends a code there.
        if self.user and not has_verified_email(self.user, self.cleaned_data["login"]):
            limits.ADDRESS_CHECKS.take(self.request, self.cleaned_data["login"])
        return self.cleaned_data

    @property
    def wait_for_a_code(self) -> str:
        """How long no code would be sent; empty if one would now. Asked where the password is refused for a while."""
        seconds = limits.CODES_ASKED.wait(self.request, self.data.get("login", ""))
        return limits.in_words(seconds) if seconds else ""


class RequestCodeForm(_LimitedMail, _Plain, account.RequestLoginCodeForm, _OnAPhone):
    """Takes the address as `login` too, because the sign-in form can be sent here."""

    labels = {"email": "Email"}
    field_order = ["email", "own_phone"]

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        if data is not None and "email" not in data and "login" in data:
            data = {"email": data["login"], "own_phone": data.get("own_phone")}
        super().__init__(data, *args, **kwargs)


class ConfirmCodeForm(_Pasted, _Plain, account.ConfirmLoginCodeForm):
    labels = {"code": "Code from the email"}


class ConfirmAddressForm(_Pasted, _Plain, account.ConfirmEmailVerificationCodeForm):
    labels = {"code": "Code from the email"}


class ResetPasswordForm(_LimitedMail, _Plain, account.ResetPasswordForm):
    labels = {"email": "Email"}
    users: list[User]

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        """Also for an address without an account, in the same time: then nothing is sent."""
        self.users = self.users or [User.objects.nobody(self.cleaned_data["email"])]
        return super().save(request, **kwargs)


class NewPasswordForm(_Plain, account.ResetPasswordKeyForm):
    labels = {"password1": "New password", "password2": "New password again"}


class ChangePasswordForm(_Plain, account.ChangePasswordForm):
    labels = {
        "oldpassword": "Current password",
        "password1": "New password",
        "password2": "New password again",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"].help_text = ""

    def clean_oldpassword(self) -> str:
        limits.WRONG_PASSWORDS.check(context.request, self.user.email)
        try:
            return super().clean_oldpassword()
        except ValidationError:
            limits.WRONG_PASSWORDS.count(context.request, self.user.email)
            raise


class SetPasswordForm(_Plain, account.SetPasswordForm):
    """A first password, for someone who signs in by code."""

    labels = {"password1": "Password", "password2": "Password again"}


class PasswordAgainForm(_Plain, account.ReauthenticateForm):
    labels = {"password": "Password"}
    missing = {"password": "Add your password."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""


class SecondFactorForm(_LimitedSecondFactor, _Pasted, _Plain, mfa.AuthenticateForm):
    labels = {"code": "Code"}
    shapes = codes.SECOND_FACTOR


class SecondFactorAgainForm(_LimitedSecondFactor, _Pasted, _Plain, mfa.ReauthenticateForm):
    labels = {"code": "Code"}
    shapes = codes.SECOND_FACTOR


class ActivateSecondFactorForm(_Pasted, _Plain, totp.ActivateTOTPForm):
    labels = {"code": "The six digits that the app shows"}
    shapes = codes.SECOND_FACTOR

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs["inputmode"] = "numeric"
