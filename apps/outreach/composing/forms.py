from typing import Any

from django import forms
from django.http import QueryDict

from apps.core.form_fields import OneLineField
from apps.core.names.greetings import behind_dear
from apps.core.versions import VersionedForm
from apps.guidance.coach.rules import Rule
from apps.guidance.content.entries import Channel
from apps.guidance.content.placeholders import MESSAGE
from apps.outreach.composing.writing import open_in

_FILL = "fill_"


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
        label="To", max_length=254, required=False, widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    subject = OneLineField(label="Subject", max_length=200, required=False)
    body = forms.CharField(
        label="Your message",
        max_length=5_000,
        error_messages={"required": "Write a line first. Or start from one of the texts above."},
        widget=forms.Textarea(attrs={"rows": 15}),
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

    call_them = OneLineField(label="What do you call them?", max_length=60, required=False)

    def __init__(
        self, data: QueryDict | None = None, *, who: str, asks_what_to_call_them: bool, initial: dict[str, Any]
    ) -> None:
        super().__init__(data, initial=initial)
        if asks_what_to_call_them:
            self.fields["call_them"].help_text = f"Your message says “{who}”."
        else:
            del self.fields["call_them"]
        text = f"{initial.get('subject', '')}\n{initial.get('body', '')}"
        asked = [name for name in MESSAGE if f"{_FILL}{name}" in data] if data is not None else open_in(text, who)
        for name in asked:
            self.fields[f"{_FILL}{name}"] = forms.CharField(
                label=MESSAGE[name].asks.format(who=who), max_length=2_000, required=False, strip=True
            )
        self.order_fields(["channel", "template", "call_them", *self.fills])  # as the page has them
        # A browser would cut what is pasted, and say nothing.
        del self.fields["body"].widget.attrs["maxlength"]

    def clean(self) -> None:
        """What only an email has is not seen with another channel, and is not in its way."""
        if self.cleaned_data.get("channel") not in (None, Channel.EMAIL):
            for name in ("recipient", "subject"):
                if self.errors.pop(name, None):
                    self.cleaned_data[name] = self.initial.get(name, "")

    def clean_call_them(self) -> str:
        return behind_dear(self.cleaned_data["call_them"])

    def clean_body(self) -> str:
        """With line breaks as the database has them: browsers send two letters for each."""
        return "\n".join(str(self.cleaned_data["body"]).splitlines())

    @property
    def fills(self) -> list[str]:
        """The names of the fields of the blanks."""
        return [name for name in self.fields if name.startswith(_FILL)]

    @property
    def blanks(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fills]

    @property
    def filled(self) -> dict[str, str]:
        """What was written into the fields of the blanks, by placeholder."""
        return {name.removeprefix(_FILL): value for name, value in self.cleaned_data.items() if name.startswith(_FILL)}
