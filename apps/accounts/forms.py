"""The forms of a person's own settings."""

from django import forms

from apps.accounts.models import User
from apps.core.pages import COLOR_SCHEMES


class NameForm(forms.ModelForm):
    """How a person is called. Nothing else of the account can be posted here."""

    class Meta:
        model = User
        fields = ["full_name", "preferred_name"]
        labels = {"full_name": "Your name", "preferred_name": "Your name, as you like it"}
        help_texts = {
            "full_name": "",
            "preferred_name": "If it differs from the one above. People read it in place of that one.",
        }
        widgets = {
            "full_name": forms.TextInput(attrs={"autocomplete": "name"}),
            "preferred_name": forms.TextInput(attrs={"autocomplete": "nickname"}),
        }
        error_messages = {"full_name": {"required": "Add the name that people should see."}}


class ColorSchemeForm(forms.Form):
    color_scheme = forms.ChoiceField(
        label="How pages look",
        choices=[(scheme, "As my device" if scheme == "auto" else scheme.capitalize()) for scheme in COLOR_SCHEMES],
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose light, dark, or as your device.",
            "invalid_choice": "Choose light, dark, or as your device.",
        },
    )


class SingleKeysForm(forms.Form):
    """Whether `/` and `L`, pressed alone, do something. People who dictate need to turn that off (WCAG 2.1.4)."""

    single_keys = forms.ChoiceField(
        label="Keyboard shortcuts",
        help_text="/ goes to the search field. L opens the form to log a conversation.",
        choices=[("on", "On"), ("off", "Off")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose on or off.", "invalid_choice": "Choose on or off."},
    )
