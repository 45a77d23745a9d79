"""What forms about the campus, its students and its volunteers share."""

from typing import Any

from django import forms


class QuietHoursForm(forms.ModelForm):
    """Base for a form with `quiet_from` and `quiet_until`: both or none, and they end; said beside the field.

    The database holds the same rules. Where the model requires both, a missing one is said by its own field.
    """

    def clean(self) -> dict[str, Any]:
        """Django's; asks about the pair once each of the two is a time of day or empty."""
        cleaned = super().clean() or {}
        if {"quiet_from", "quiet_until"} & set(self.errors):
            return cleaned
        begin, end = cleaned.get("quiet_from"), cleaned.get("quiet_until")
        if begin is not None and end is None:
            self.add_error("quiet_until", "Say when they end, or leave both empty for the campus's quiet hours.")
        elif end is not None and begin is None:
            self.add_error("quiet_from", "Say when they begin, or leave both empty for the campus's quiet hours.")
        elif begin is not None and begin == end:
            self.add_error("quiet_until", "Quiet hours must end at a different time than they begin.")
        return cleaned
