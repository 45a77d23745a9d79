from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import normalize_newlines

from apps.core.versions import VersionedForm
from apps.guidance.content.entries import Slot
from apps.preparation.models import ResearchNote

# What is not found yet, and what each of these slots asks instead.
WISHES = {
    Slot.STILL_TO_KNOW: "What do you still want to know?",
    Slot.BRING_UP: "What else do you want to bring up?",
}


class _Words(forms.CharField):
    """Its line breaks are the same, whether a press sent them or a script."""

    def to_python(self, value: Any) -> str:
        return normalize_newlines(super().to_python(value) or "")


class ResearchForm(VersionedForm):
    """The research sheet, a field for each slot. What a field held at the opening is the version of its slot."""

    version = None  # type: ignore[assignment]

    def __init__(self, data: Any = None, *, known: dict[str, str] | None = None) -> None:
        super().__init__(data, initial={slot: normalize_newlines(body) for slot, body in (known or {}).items()})
        for slot in Slot:
            self.fields[slot] = _Words(
                label=WISHES.get(slot, f"{slot.label}: what did you find?"),
                required=False,
                max_length=ResearchNote._meta.get_field("body").max_length,
                widget=forms.Textarea(attrs={"rows": 3}),
                show_hidden_initial=True,
            )
            # A browser would cut what is pasted, and say nothing.
            del self.fields[slot].widget.attrs["maxlength"]

    def clean(self) -> dict[str, Any]:
        """Raises ValidationError where no text came at all: that is no wish to empty the sheet."""
        if not any(slot in self.data for slot in Slot):
            raise ValidationError("Nothing came with this. Write it here, and save it again.")
        return self.cleaned_data

    @property
    def found(self) -> dict[Slot, str]:
        """Only what was changed since the page was opened, and can be kept."""
        changed = [slot for slot in Slot if slot in self.data and slot in self.changed_data]
        return {slot: self.cleaned_data[slot] for slot in changed if slot in self.cleaned_data}

    @property
    def opened_with(self) -> dict[Slot, str]:
        """What the slots held then. A script that was not sent by our page claims nothing."""
        held = {slot: self.data.get(self[slot].html_initial_name) for slot in Slot}
        return {slot: normalize_newlines(body) for slot, body in held.items() if body is not None}
