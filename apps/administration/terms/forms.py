from typing import ClassVar

from django import forms

from apps.administration.meanwhile import FollowsItsRow
from apps.cohorts.models import Term
from apps.core.form_fields import PickerMixin


class DayInput(PickerMixin, forms.DateInput):
    """The browser's own picker of a day."""

    input_type = "date"

    def __init__(self, attrs: dict[str, str] | None = None) -> None:
        super().__init__(attrs=attrs, format="%Y-%m-%d")


class TermForm(FollowsItsRow):
    class Meta:
        model = Term
        fields: ClassVar[list[str]] = ["name", "starts_on", "ends_on"]
        labels: ClassVar[dict[str, str]] = {"starts_on": "First day", "ends_on": "Last day"}
        help_texts: ClassVar[dict[str, str]] = {"name": "As the campus says it, such as Fall 2026."}
        widgets: ClassVar[dict[str, forms.Widget]] = {"starts_on": DayInput(), "ends_on": DayInput()}
        error_messages: ClassVar[dict[str, dict[str, str]]] = {
            "name": {"required": "Add the name of the term.", "unique": "There is a term of this name already."},
            "starts_on": {"required": "Add the first day.", "invalid": "Write the day like 8/31/2026."},
            "ends_on": {"required": "Add the last day.", "invalid": "Write the day like 12/18/2026."},
        }

    def clean(self) -> dict[str, object]:
        cleaned = super().clean()
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", "The last day is before the first. Check both.")
        return cleaned
