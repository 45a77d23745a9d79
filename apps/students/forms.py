"""A student's time zone and quiet hours."""

import zoneinfo
from typing import Any

from django import forms

from apps.campus.forms import QuietHoursForm
from apps.campus.models import Campus
from apps.students.models import Student

_COMMON = (
    ("America/New_York", "Eastern (New York)"),
    ("America/Chicago", "Central (Chicago)"),
    ("America/Denver", "Mountain (Denver)"),
    ("America/Phoenix", "Arizona (Phoenix)"),
    ("America/Los_Angeles", "Pacific (Los Angeles)"),
    ("America/Anchorage", "Alaska (Anchorage)"),
    ("Pacific/Honolulu", "Hawaii (Honolulu)"),
    ("America/Puerto_Rico", "Atlantic (Puerto Rico)"),
)
# The database's own continents and oceans: without old aliases (US/Eastern) and fixed offsets (Etc/GMT+5).
_REGIONS = (
    "Africa",
    "America",
    "Antarctica",
    "Arctic",
    "Asia",
    "Atlantic",
    "Australia",
    "Europe",
    "Indian",
    "Pacific",
)
_Choices = list[tuple[str, Any]]


def zone_choices(*, campus_zone: str, present: str = "") -> _Choices:
    """IANA zones for a select: the campus's first (as ""), common ones, then by region. `present` is kept."""
    by_region: dict[str, list[tuple[str, str]]] = {region: [] for region in _REGIONS}
    for name in sorted(zoneinfo.available_timezones()):
        region, _, place = name.partition("/")
        if place and region in by_region:
            by_region[region].append((name, place.replace("_", " ").replace("/", ", ")))
    choices: _Choices = [
        ("", f"The campus's: {campus_zone.replace('_', ' ')}"),
        ("Most used here", list(_COMMON)),
        *by_region.items(),
        ("Other", [("UTC", "UTC")]),
    ]
    listed = {"UTC", *(name for zones in by_region.values() for name, _ in zones)}
    if present and present not in listed:
        choices[-1][1].append((present, present.replace("_", " ")))
    return choices


class PreferencesForm(QuietHoursForm):
    """Zone, and quiet hours both or none."""

    time_zone = forms.ChoiceField(
        label="Time zone",
        required=False,
        help_text="Reminders come and times are shown by this clock.",
        error_messages={"invalid_choice": "Choose a time zone from the list."},
    )

    class Meta:
        model = Student
        fields = ["time_zone", "quiet_from", "quiet_until"]
        labels = {"quiet_from": "Quiet from", "quiet_until": "Quiet until"}
        widgets = {
            name: forms.TimeInput(attrs={"type": "time"}, format="%H:%M") for name in ("quiet_from", "quiet_until")
        }
        error_messages = {
            name: {"invalid": "Write a time of day, such as 21:30."} for name in ("quiet_from", "quiet_until")
        }

    def __init__(self, *args: Any, campus: Campus, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["time_zone"].choices = zone_choices(  # type: ignore[attr-defined]
            campus_zone=campus.time_zone, present=self.instance.time_zone
        )
