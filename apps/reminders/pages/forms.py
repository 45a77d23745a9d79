"""Which group of reminders, and on or off."""

from typing import Any

from django import forms

from apps.reminders.kinds import Group


class SwitchForm(forms.Form):
    """`group` is one that this person can turn off; `on` is 1 or 0."""

    group = forms.ChoiceField(
        widget=forms.HiddenInput,
        error_messages={
            "required": "Choose which reminder.",
            "invalid_choice": "That reminder is not one of yours.",
        },
    )
    on = forms.TypedChoiceField(
        widget=forms.HiddenInput,
        choices=[("1", "On"), ("0", "Off")],
        coerce=lambda value: value == "1",
        error_messages={
            "required": "Choose on or off.",
            "invalid_choice": "Choose on or off.",
        },
    )

    def __init__(self, *args: Any, groups: list[Group], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group"].choices = [(group.slug, group.label) for group in groups]  # type: ignore[attr-defined]
