from typing import Any

from django import forms
from django.http import QueryDict

from apps.core.form_fields import OneLineField
from apps.core.versions import VersionedForm
from apps.guidance.coach.rules import Rule
from apps.guidance.content.entries import Channel
from apps.guidance.content.placeholders import MESSAGE
from apps.outreach.composing.writing import open_in

_FILL = "fill_"
# What is saved as it is typed needs no draft on the device.
_SAVED = {"data-no-draft": True}


class MessageForm(VersionedForm):
    """The message, and a field for each blank of it that the templates know."""

    channel = forms.ChoiceField(
        label="How will you send it?",
        choices=Channel.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how you’ll send it.", "invalid_choice": "Choose one of these."},
    )
    template = forms.CharField(max_length=80, required=False)
    recipient = forms.EmailField(
        label="To", max_length=254, required=False, widget=forms.EmailInput(attrs={"autocomplete": "off"} | _SAVED)
    )
    subject = OneLineField(label="Subject", max_length=200, required=False, widget=forms.TextInput(attrs=_SAVED))
    body = forms.CharField(
        label="Your message",
        max_length=5_000,
        error_messages={"required": "Write a line first. Or start from one of the texts above."},
        widget=forms.Textarea(attrs={"rows": 15} | _SAVED),
    )
    # How many messages had gone when the page was opened.
    after = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    # Where it stood with them then.
    standing = forms.CharField(max_length=10, required=False, widget=forms.HiddenInput)

    # Which hint was put away, where the button beside it was pressed.
    no_thanks = forms.ChoiceField(
        choices=[(rule, rule) for rule in Rule],
        required=False,
        widget=forms.HiddenInput,
        error_messages={"invalid_choice": "There is no such hint."},
    )

    def __init__(self, data: QueryDict | None = None, *, who: str, initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial)
        text = f"{initial.get('subject', '')}\n{initial.get('body', '')}"
        asked = [name for name in MESSAGE if f"{_FILL}{name}" in data] if data is not None else open_in(text, who)
        for name in asked:
            self.fields[f"{_FILL}{name}"] = forms.CharField(
                label=MESSAGE[name].asks.format(who=who), max_length=2_000, required=False, strip=True
            )
        fills = [name for name in self.fields if name.startswith(_FILL)]
        self.order_fields(["channel", "template", *fills])  # as the page has them

    def clean_body(self) -> str:
        """With line breaks as the database has them: browsers send two letters for each."""
        return "\n".join(str(self.cleaned_data["body"]).splitlines())

    @property
    def blanks(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith(_FILL)]

    @property
    def filled(self) -> dict[str, str]:
        """What was written into the fields of the blanks, by placeholder."""
        return {name.removeprefix(_FILL): value for name, value in self.cleaned_data.items() if name.startswith(_FILL)}
