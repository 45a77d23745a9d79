from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from apps.core.versions import VersionedForm, version_of
from apps.guidance.content.entries import Slot
from apps.preparation.models import ResearchNote

# What is not found yet, and what each of these slots asks instead.
WISHES = {
    Slot.STILL_TO_KNOW: "What do you still want to know?",
    Slot.BRING_UP: "What else do you want to bring up?",
}


class ResearchForm(VersionedForm):
    """One slot of the research sheet. The page has seven of these, so their fields have ids of their own."""

    body = forms.CharField(
        required=False,
        max_length=ResearchNote._meta.get_field("body").max_length,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, slot: Slot, data: Any = None, *, known: ResearchNote | None = None) -> None:
        initial = {"body": known.body if known else "", "version": version_of(known)}
        super().__init__(data, initial=initial, auto_id=f"{slot}_%s")
        self.slot = slot
        self.fields["body"].label = WISHES.get(slot, "What did you find?")

    def clean_body(self) -> str:
        """Raises ValidationError where no text came at all: that is no wish to empty it."""
        if "body" not in self.data:
            raise ValidationError("Nothing came with this. Write it here, and save it again.")
        body: str = self.cleaned_data["body"]
        return body
