from typing import Any

from django import forms

from apps.campus.forms import QuietHoursForm
from apps.campus.models import Campus
from apps.campus.zones import zone_choices
from apps.students.models import Student


class PreferencesForm(QuietHoursForm):
    time_zone = forms.ChoiceField(
        label="Time zone",
        required=False,
        help_text="Reminders and times on pages follow this clock.",
        error_messages={"invalid_choice": "Choose a time zone from the list."},
    )

    class Meta:
        model = Student
        fields = ["time_zone", "quiet_from", "quiet_until"]
        labels = {"quiet_from": "Quiet from", "quiet_until": "Quiet until"}
        widgets = {
            name: forms.TimeInput(attrs={"type": "time"}, format="%H:%M") for name in ("quiet_from", "quiet_until")
        }

    def __init__(self, *args: Any, campus: Campus, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["time_zone"].choices = zone_choices(  # type: ignore[attr-defined]
            empty=f"The campus's: {campus.time_zone.replace('_', ' ')}", present=self.instance.time_zone
        )
