from datetime import date, timedelta
from typing import Any

from django import forms

from apps.campus.models import FieldOfInterest, Format
from apps.campus.zones import zone_choices
from apps.core.templatetags.dates import day
from apps.core.versions import VersionedForm
from apps.volunteers.models import Volunteer

TERM, DAYS, DATE = "term", "days", "date"
A_WHILE = timedelta(days=30)
_LONGEST_PAUSE = timedelta(days=5 * 366)


class VolunteerForm(VersionedForm, forms.ModelForm):
    """A new volunteer, or what is kept of one. A pause has a page of its own."""

    fields_of_interest = forms.ModelMultipleChoiceField(
        FieldOfInterest.objects.all(),
        label="Fields",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Students find volunteers by these.",
        error_messages={"invalid_choice": "Choose from the list.", "invalid_pk_value": "Choose from the list."},
    )
    formats = forms.MultipleChoiceField(
        label="Ways to talk",
        choices=Format,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one way to talk.", "invalid_choice": "Choose from the list."},
    )
    time_zone = forms.ChoiceField(
        label="Time zone",
        required=False,
        error_messages={"invalid_choice": "Choose a time zone from the list, such as New York."},
    )

    class Meta:
        model = Volunteer
        fields = (
            "full_name",
            "email",
            "role",
            "organization",
            "class_year",
            "city",
            "fields_of_interest",
            "topics",
            "profile_link",
            "formats",
            "time_zone",
            "capacity",
            "shares_hours",
        )
        labels = {  # noqa: RUF012 - as Django's
            "full_name": "Name",
            "role": "What they do",
            "organization": "Organization",
            "class_year": "Class year",
            "topics": "Happy to be asked about",
            "profile_link": "Link to their profile",
            "capacity": "Requests each term, at most",
            "shares_hours": "The alumni office may hear how many hours they gave",
        }
        help_texts = {  # noqa: RUF012
            "email": "Students never see it.",
            "capacity": "0 to 20. With 0, nobody asks them.",
            "shares_hours": "Only where they agreed to that. The office gets name, email, class year and hours.",
        }
        widgets = {"topics": forms.Textarea(attrs={"rows": 3})}  # noqa: RUF012
        error_messages = {  # noqa: RUF012
            "full_name": {"required": "Add a name."},
            "email": {
                "required": "Add an email address.",
                "invalid": "Check the email: it should look like name@example.org.",
            },
            "profile_link": {"invalid": "Paste the whole link; it starts with https://"},
            "capacity": {"required": "Say how many requests they take each term."},
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = self.instance.pk is not None
        zone = self.fields["time_zone"]
        zone.choices = zone_choices(empty="The campus’s", present=self.instance.time_zone)  # type: ignore[attr-defined]
        self.fields["version"].initial = self.instance.version if kept else ""
        self.fields["class_year"].widget.attrs.update(min=1900, max=2100)
        self.fields["capacity"].widget.attrs.update(min=0, max=20)
        if kept:
            self.fields["fields_of_interest"].initial = list(self.instance.fields.all())
        else:
            del self.fields["version"]

    def clean_class_year(self) -> int | None:
        year: int | None = self.cleaned_data["class_year"]
        if year is not None and not 1900 <= year <= 2100:
            raise forms.ValidationError("Write the year with four digits, such as 2007.")
        return year

    def _get_validation_exclusions(self) -> set[str]:
        # An address that somebody has already is refused by the action, which knows a double click.
        return {*super()._get_validation_exclusions(), "email"}  # type: ignore[misc]

    @property
    def chosen_fields(self) -> list[FieldOfInterest]:
        """Of a valid form."""
        return list(self.cleaned_data["fields_of_interest"])


class PauseForm(forms.Form):
    """Until when nobody asks them. The end of the term is offered only where there is one to come."""

    until = forms.ChoiceField(
        label="Until",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose until when.", "invalid_choice": "Choose until when."},
    )
    day = forms.DateField(
        label="The last day, if you choose it yourself",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Write the day like 1/15/2027."},
    )

    def __init__(self, *args: Any, today: date, term_ends_on: date | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._today = today
        self._offered = {**({TERM: term_ends_on} if term_ends_on else {}), DAYS: today + A_WHILE}
        labels = {TERM: "The end of the term", DAYS: "30 days from now"}
        self.fields["until"].choices = [  # type: ignore[attr-defined]
            *((key, f"{labels[key]}, {day(last)}") for key, last in self._offered.items()),
            (DATE, "A day that I choose"),
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("until") != DATE or "day" in self.errors:
            return cleaned
        chosen: date | None = cleaned.get("day")
        if chosen is None:
            self.add_error("day", "Choose the last day of the pause.")
        elif chosen < self._today:
            self.add_error("day", "This day is past. Choose today or a later one.")
        elif chosen > self._today + _LONGEST_PAUSE:
            self.add_error("day", "Choose a day within the next five years. For longer, set their requests to 0.")
        return cleaned

    @property
    def last_day(self) -> date:
        """Of a valid form."""
        chosen: date = self._offered.get(self.cleaned_data["until"]) or self.cleaned_data["day"]
        return chosen
