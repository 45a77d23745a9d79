from typing import Any, ClassVar

from django import forms

from apps.campus.forms import QuietHoursForm
from apps.campus.models import Campus
from apps.campus.zones import zone_choices
from apps.core.form_fields import TimeOfDayField, TimeOfDayInput
from apps.core.templatetags.dates import place
from apps.students.models import Student


class StudiesForm(forms.ModelForm):
    """What a student studies, what they are curious about, and their clock."""

    time_zone = forms.ChoiceField(
        label="Time zone",
        required=False,
        help_text="Reminders and times on pages follow this clock.",
        error_messages={"invalid_choice": "Choose a time zone from the list."},
    )

    class Meta:
        model = Student
        fields: ClassVar[list[str]] = ["major", "year", "interests", "time_zone"]
        labels: ClassVar[dict[str, str]] = {"year": "Year", "interests": "Fields you’re curious about"}
        help_texts: ClassVar[dict[str, str]] = {
            "major": "“Undecided” is fine, too.",
            "year": "“Sophomore” or “class of 2028”, as you would say it.",
        }
        widgets: ClassVar[dict[str, Any]] = {"interests": forms.CheckboxSelectMultiple}
        error_messages: ClassVar[dict[str, dict[str, str]]] = {
            "interests": {"invalid_choice": "Choose from the list.", "invalid_pk_value": "Choose from the list."}
        }

    def __init__(self, *args: Any, campus: Campus, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["time_zone"].choices = zone_choices(  # type: ignore[attr-defined]
            empty=f"The campus’s: {place(campus.zone)} time", present=self.instance.time_zone
        )
        # Once: a list without rows is no question, and each box would ask again.
        interests: Any = self.fields["interests"]
        interests.choices = [(field.pk, field.name) for field in interests.queryset]
        if not interests.choices:
            del self.fields["interests"]

    def clean(self) -> dict[str, Any]:
        return {"interests": [], **(super().clean() or self.cleaned_data)}


class PreferencesForm(QuietHoursForm, StudiesForm):
    class Meta(StudiesForm.Meta):
        fields: ClassVar[list[str]] = [*StudiesForm.Meta.fields, "quiet_from", "quiet_until"]
        labels: ClassVar[dict[str, str]] = {
            **StudiesForm.Meta.labels,
            "quiet_from": "Quiet from",
            "quiet_until": "Quiet until",
        }
        field_classes: ClassVar[dict[str, type[forms.Field]]] = {
            "quiet_from": TimeOfDayField,
            "quiet_until": TimeOfDayField,
        }
        widgets: ClassVar[dict[str, Any]] = {
            **StudiesForm.Meta.widgets,
            "quiet_from": TimeOfDayInput,
            "quiet_until": TimeOfDayInput,
        }
