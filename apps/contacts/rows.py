"""Forms that take several names at once. A row may name someone whom a row above it named."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from apps.contacts.identity import Alike, Choice, alike
from apps.contacts.models import Contact
from apps.contacts.which_one import AsksWhichOne
from apps.core.form_fields import OneLineField


class NameRow(AsksWhichOne):
    """One person. A row without a name is left out."""

    field_order = ("full_name", "contact")

    full_name = OneLineField(label="Name", max_length=120, required=False)

    def __init__(self, *args: Any, rows: dict[str, Contact], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = rows  # by key, whom the rows above named; this one is added once it is clean

    @property
    def key(self) -> str:
        """What the question of a row below names this row by."""
        return f"row{(self.prefix or '').rpartition('-')[2]}"

    def among(self) -> Sequence[Alike]:
        found = [(key, alike(self.told(), [contact])) for key, contact in self.rows.items()]
        return [Alike(one.contact, one.likeness, key) for key, [*ones] in found for one in ones]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("full_name") and not self.errors:
            if self.known in self.rows.values():
                self.add_error("full_name", "You named them above.")
            else:
                self.rows[self.key] = self.known or self.told()
        return cleaned


def as_saved(choice: Choice, made: Mapping[str, Contact]) -> Choice:
    """The choice, where whoever it refused of the rows above is saved by now: `made` has them by their key."""
    refused = {str(contact.pk) for key, contact in made.items() if key in choice.refused}
    return replace(choice, refused=choice.refused | refused)
