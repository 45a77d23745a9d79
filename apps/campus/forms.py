"""What forms about the campus, its students and its volunteers share."""

from typing import Any

from django import forms


class QuietHoursForm(forms.ModelForm):
    """Checks that `quiet_from` and `quiet_until` are both set or both empty, and differ, as the database does."""

    def clean(self) -> dict[str, Any]:
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
