from typing import Any

from django import forms

from apps.privacy.models import Way


class WayForm(forms.Form):
    way = forms.ChoiceField(
        label="What should happen?",
        choices=Way.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one of the two.", "invalid_choice": "Choose one of the two."},
    )


class ConfirmForm(forms.Form):
    """The second step: the address typed once more, so that nobody deletes another student by a slip."""

    way = forms.ChoiceField(choices=Way.choices, widget=forms.HiddenInput)
    address = forms.CharField(
        label="Type the student’s email address",
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
        error_messages={"required": "Type the student’s email address. It stands above."},
    )

    def __init__(self, *args: Any, address: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.of_student = address

    def clean_address(self) -> str:
        typed = self.cleaned_data["address"].strip().lower()
        if typed != self.of_student:
            raise forms.ValidationError("This isn’t the address of this student. Check it.")
        return typed
