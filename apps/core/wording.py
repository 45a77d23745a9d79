"""The default error messages of all forms, also of Django's administration and allauth.

A form's own `error_messages` win over these.
"""

from django import forms
from django.core import validators
from django.forms.formsets import BaseFormSet

NUL = "There is a character here that cannot be kept. Type it again, or paste it as plain text."
CHOOSE = "Choose from the list."
_MANY = "One of these is not in the list. Choose again."

_VALIDATORS: dict[type, str] = {
    validators.ProhibitNullCharactersValidator: NUL,
    validators.MaxLengthValidator: "Use at most %(limit_value)d characters. This has %(show_value)d.",
    validators.MinLengthValidator: "Use at least %(limit_value)d characters. This has %(show_value)d.",
    validators.MaxValueValidator: "Use %(limit_value)s or less.",
    validators.MinValueValidator: "Use %(limit_value)s or more.",
    validators.EmailValidator: "Write the whole address, such as name@campus.edu.",
    validators.URLValidator: "Paste the whole link; it starts with https://",
}
_FIELDS: dict[type, dict[str, str]] = {
    forms.Field: {"required": "Fill this in."},
    forms.IntegerField: {"invalid": "Write a whole number, such as 3."},
    forms.DateField: {"invalid": "Write a date like 10/12/2026."},
    forms.TimeField: {"invalid": "Write a time of day, such as 9:30 pm."},
    forms.URLField: {"invalid": "Paste the whole link; it starts with https://"},
    forms.ChoiceField: {"invalid_choice": CHOOSE},
    forms.MultipleChoiceField: {"invalid_choice": _MANY, "invalid_list": _MANY},
    forms.ModelChoiceField: {"invalid_choice": CHOOSE},
    forms.ModelMultipleChoiceField: {"invalid_choice": _MANY, "invalid_list": _MANY, "invalid_pk_value": _MANY},
}
_FORMSETS = {
    "missing_management_form": "Part of this form is missing. Load the page again.",
    "too_many_forms": "Use at most %(num)d of these.",
    "too_few_forms": "Add at least %(num)d of these.",
}


def replace_default_messages() -> None:
    """Put these in place of Django's own. Called once, when Django starts; a second time changes nothing."""
    for validator, message in _VALIDATORS.items():
        validator.message = message  # type: ignore[attr-defined]
    for field, messages in _FIELDS.items():
        own = field.__dict__.get("default_error_messages", {})
        field.default_error_messages = {**own, **messages}  # type: ignore[attr-defined]
    BaseFormSet.default_error_messages = {**BaseFormSet.default_error_messages, **_FORMSETS}
