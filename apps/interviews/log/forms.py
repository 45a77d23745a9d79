from typing import Any

from django import forms

from apps.contacts.models import Source
from apps.contacts.which_one import AsksWhichOne
from apps.core.form_fields import OneLineField
from apps.core.versions import VersionedForm
from apps.interviews.life.forms import ConversationForm


class ConfirmForm(ConversationForm, VersionedForm):
    """It happened: when, how long, how, and what was learned. Only a conversation that is over is taken."""

    learned = forms.CharField(
        label="One thing you learned",
        help_text="A few words are enough. Your thank-you note starts from them.",
        max_length=10_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        starts_at, ends_at = cleaned.get("held_at"), self.ends_at()
        if starts_at and starts_at > self.as_of:
            self.add_error(
                "held_at", f"That is still to come: it is {self.now} now. Log a conversation once it has happened."
            )
        elif ends_at and ends_at > self.as_of:
            self.add_error(
                "minutes", f"That would end later than now, {self.now}. Shorten it, or log it when it is over."
            )
        return cleaned


class LogForm(AsksWhichOne, ConfirmForm):
    """Who, when, how long, how, what I learned."""

    name_field = "contact_name"
    field_order = ("contact_name", "contact", "role")  # as the page does: what is missing is told in this order

    version = None  # type: ignore[assignment]  # it makes a conversation, and changes none that was opened

    contact_name = OneLineField(
        label="Who did you talk to?",
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off", "list": "people"}),
        error_messages={"required": "Add a name. A first name is fine."},
    )
    role = OneLineField(label="What do they do?", max_length=120, required=False)
    organization = OneLineField(label="Where?", max_length=120, required=False)
    source = forms.ChoiceField(
        label="How do you know them?", choices=[("", "Choose, if you like"), *Source.choices], required=False
    )
