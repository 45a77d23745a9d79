from typing import Any, ClassVar

from django import forms

from apps.campus.forms import QuietHoursForm
from apps.campus.models import Campus
from apps.campus.zones import zone_choices
from apps.core.form_fields import TimeOfDayField, TimeOfDayInput
from apps.core.templatetags.dates import place
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
        field_classes: ClassVar[dict[str, type[forms.Field]]] = {
            "quiet_from": TimeOfDayField,
            "quiet_until": TimeOfDayField,
        }
        widgets: ClassVar[dict[str, type[forms.Widget]]] = {"quiet_from": TimeOfDayInput, "quiet_until": TimeOfDayInput}

    def __init__(self, *args: Any, campus: Campus, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["time_zone"].choices = zone_choices(  # type: ignore[attr-defined]
            empty=f"The campus’s: {place(campus.zone)} time", present=self.instance.time_zone
        )
