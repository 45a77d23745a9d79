from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.http import QueryDict

from apps.contacts.models import Contact
from apps.core.form_fields import FIRST, SECOND, LocalDateTimeField, LocalDateTimeInput
from apps.core.versions import VersionedForm
from apps.interviews.models import Interview, ThankedHow
from apps.interviews.thank_you.actions import not_then

LONGEST = 10_000  # letters of a note
# Of what Acquaint sent, the student need not say so.
HOW = [choice for choice in ThankedHow.choices if choice[0] != ThankedHow.ACQUAINT]


class ThankYouForm(VersionedForm):
    """The note, the address where none is known, and how and when it went, which counts with "I thanked them" only."""

    recipient = forms.EmailField(
        label="To", max_length=254, required=False, widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    body = forms.CharField(
        label="Your thank-you note",
        max_length=LONGEST,
        error_messages={"required": "Write a line first. Two are enough."},
        widget=forms.Textarea(attrs={"rows": 13}),
    )
    how = forms.ChoiceField(
        choices=HOW,
        initial=ThankedHow.MAIL,
        required=False,
        widget=forms.RadioSelect(attrs={"data-no-draft": True}),
        error_messages={"invalid_choice": "Choose one of these."},
    )
    when = LocalDateTimeField(
        label="When, if it wasn’t just now?",
        required=False,
        widget=LocalDateTimeInput(attrs={"data-no-draft": True}),
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        interview: Interview,
        contact: Contact,
        zone: ZoneInfo,
        as_of: datetime,
        initial: dict[str, Any],
    ) -> None:
        super().__init__(data, initial=initial)
        self.interview, self.as_of = interview, as_of
        if contact.email:
            del self.fields["recipient"]
        self.is_sent = data is not None and "sent" in data
        # Written elsewhere, by hand perhaps: then the box may be empty.
        self.fields["body"].required = not self.is_sent
        self.fields["body"].help_text = (
            "If a line still has our words in brackets, it can’t go out until you write it as you would say it to "
            f"{contact.greeting}."
        )
        self.fields["how"].label = f"How did you thank {contact.greeting}?"
        # A browser would cut what is pasted, and say nothing.
        del self.fields["body"].widget.attrs["maxlength"]
        when = self.fields["when"]
        assert isinstance(when, LocalDateTimeField)  # noqa: S101 - for the type checker
        when.zone, when.fold = zone, SECOND

    def clean_body(self) -> str:
        """With line breaks as the database has them: browsers send two letters for each."""
        return "\n".join(str(self.cleaned_data["body"]).splitlines())

    def clean_how(self) -> ThankedHow:
        return ThankedHow(self.cleaned_data["how"] or ThankedHow.MAIL)

    def clean_when(self) -> datetime | None:
        """In UTC; None for just now. An hour that comes twice is the later one that is past."""
        at: datetime | None = self.cleaned_data["when"]
        when = self.fields["when"]
        assert isinstance(when, LocalDateTimeField)  # noqa: S101 - for the type checker
        if at and at > self.as_of:
            when.fold = FIRST
            at = when.clean(self.data[self.add_prefix("when")])
        if at and self.is_sent and (why := not_then(self.interview, at, as_of=self.as_of)):
            raise forms.ValidationError(why)
        return at

    @property
    def address(self) -> str:
        """The address that was typed; empty where one is known."""
        return str(self.cleaned_data.get("recipient", ""))
