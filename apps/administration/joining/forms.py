import re
import unicodedata
from typing import Any

from django import forms

from apps.accounts.models import User
from apps.accounts.sign_in.by_link import ByLinkForm
from apps.administration.cohorts.actions import CODE_LENGTH, CODE_SIGNS
from apps.campus.models import Campus
from apps.core.form_fields import OneLineField
from apps.core.text import one_line

_NO_SIGN = re.compile(rf"[^{CODE_SIGNS}]")


def code_in(text: str) -> str:
    """The code as it is kept: whatever the case, with or without its line, in wide letters too. Empty for none."""
    plain = unicodedata.normalize("NFKC", text[:200]).upper()
    code = "".join(letter for letter in plain if letter.isalnum())
    return "" if len(code) != CODE_LENGTH or _NO_SIGN.search(code) else code


class CodeForm(forms.Form):
    code = OneLineField(
        label="Code",
        max_length=100,
        help_text="Eight letters and digits, such as K7QM-3XPD.",
        error_messages={"required": "Type the code that you were shown."},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )


class EmailForm(forms.Form):
    email = forms.EmailField(
        label="Your campus email",
        max_length=254,
        error_messages={"required": "Add your email address."},
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, campus: Campus, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._domains = [domain.lower() for domain in campus.email_domains]
        if self._domains:
            ends = " or ".join(f"@{domain}" for domain in self._domains)
            self.fields["email"].help_text = f"It ends in {ends}. We send a link there."
        else:
            self.fields["email"].help_text = "We send a link there."

    def clean_email(self) -> str:
        email = one_line(self.cleaned_data["email"]).lower()  # without marks that nobody sees
        if self._domains and email.rpartition("@")[2] not in self._domains:
            ends = " or ".join(f"@{domain}" for domain in self._domains)
            raise forms.ValidationError(f"Use your campus address. It ends in {ends}.")
        return email


class ConfirmForm(ByLinkForm):
    """Whoever is new says their name; whoever has an account chooses."""

    full_name = OneLineField(
        label="Your name",
        max_length=User._meta.get_field("full_name").max_length,
        help_text="As the people of this program know you.",
        error_messages={"required": "Add your name."},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    field_order = ["full_name", "agreed", "own_phone"]

    def __init__(self, *args: Any, is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, question="Do you want to join?", **kwargs)
        del self.fields["agreed" if is_new else "full_name"]
