"""When, how long and how; a date that was agreed; a conversation that will not happen."""

import json
import re
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from apps.campus.models import Format
from apps.campus.zones import zone_named
from apps.core.form_fields import FIRST, SECOND, YEARS, LocalDateTimeField, OneLineField
from apps.core.templatetags.dates import (
    CITIES,
    clock_and_zone,
    clock_span,
    day,
    place,
    same_clock,
    zone_in_full,
)
from apps.core.versions import VersionedForm
from apps.interviews.life.actions import FURTHEST_DATE
from apps.interviews.models import LENGTHS, NO_SHOWS, PLANNED_LENGTHS, Exit, Interview
from apps.interviews.querysets import InterviewQuerySet

_MET_AT_MOST = 3

# For a time that is still to come.
_TO_COME = {
    "skipped": "The clocks in %(place)s go forward that night, so this time never comes. %(next)s comes next.",
    "doubled": "The clocks in %(place)s go back that night, so this time comes twice. Say below which one you mean.",
}


class ZoneField(forms.CharField):
    """A time zone by a large city, or its IANA name; cleans to the IANA name."""

    default_error_messages = {
        "required": "Say which time zone this time is in, such as London or Eastern.",
        "unknown": "We don’t know this time zone. Write only the name of a larger city in it, such as London.",
    }

    def clean(self, value: Any) -> str:
        """The zone's name; empty where none is needed."""
        text = super().clean(value)
        named = zone_named(text)
        if text and not named:
            raise forms.ValidationError(self.error_messages["unknown"], code="unknown")
        return named


class MinutesField(forms.IntegerField):
    """A length in minutes. The unit may be written as well: 20 min."""

    _unit = re.compile(r" ?(m|mins?|minutes?)\.?$", re.IGNORECASE)

    def to_python(self, value: Any) -> int | None:
        return super().to_python(self._unit.sub("", value.strip()) if isinstance(value, str) else value)


class ConversationForm(forms.Form):
    """What every form about a conversation asks: `held_at`, `minutes` and `format`.

    `held_at` is the local start in `chosen_zone`; after cleaning, in UTC. That is `zone`, the student's own, unless the
    form names another. `as_of` is now, UTC. Messages have no length: theirs is dropped.
    """

    held_at = LocalDateTimeField()
    held_at_fold = forms.ChoiceField(
        label="Which of the two?",
        choices=[(FIRST, "The first"), (SECOND, "The second")],
        widget=forms.RadioSelect,
        required=False,
    )
    zone = ZoneField(
        label="Whose clock is it?",
        help_text="Write a large city, such as London or Honolulu, or a US time zone, such as Eastern.",
        max_length=64,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "words"}),
    )
    format = forms.ChoiceField(
        label="How?",
        choices=Format.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how you talked.", "invalid_choice": "Choose one of the four."},
    )
    minutes = MinutesField(
        label="How many minutes?",
        # Not a number's own input: that shows nothing for what is no number.
        widget=forms.TextInput(attrs={"inputmode": "numeric", "list": "lengths", "autocomplete": "off"}),
        error_messages={
            "required": "Add roughly how many minutes it took.",
            "invalid": "Write the minutes as a whole number, such as 20.",
        },
    )

    question, is_past = "When did it start?", True
    shortest, longest = LENGTHS

    def __init__(self, *args: Any, zone: ZoneInfo, as_of: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.own_zone, self.as_of = zone, as_of
        self.initial.setdefault("zone", place(zone))
        # The five fields of the short form are enough.
        self.fields["zone"].required = self.add_prefix("zone") in self.data
        said = self.data.get(self.add_prefix("zone"), "") if self.is_bound else self.initial["zone"]
        self.chosen_zone = ZoneInfo(zone_named(said) or zone.key)
        when = self.fields["held_at"]
        assert isinstance(when, LocalDateTimeField)  # noqa: S101 - for the type checker
        when.zone = self.chosen_zone
        when.fold = self.data.get(self.add_prefix("held_at_fold"), "") if self.is_bound else ""
        when.instead = self.data.get(self.add_prefix("held_at_instead"), "") if self.is_bound else ""
        if not self.is_past:
            when.error_messages = {**when.error_messages, **_TO_COME}
        known = self.data.get(self.add_prefix("held_at")) if self.is_bound else self.initial.get("held_at")
        wall = when.prepare_value(known)
        has_day = isinstance(wall, datetime) and wall.year in YEARS
        when.label = f"{self.question} ({self._zone_meant(wall if has_day else None)})"
        if has_day:
            self.fields["held_at_fold"].choices = self._both(wall)  # type: ignore[attr-defined]

    def _both(self, wall: datetime) -> list[tuple[str, str]]:
        """The two that this time may mean, where it comes twice."""
        first, second = (clock_and_zone(wall.replace(tzinfo=self.chosen_zone, fold=fold)) for fold in (0, 1))
        goes = "went" if self.is_past else "go"
        return [(FIRST, f"The first: {first}"), (SECOND, f"The second: {second}, after the clocks {goes} back")]

    def _zone_meant(self, wall: datetime | None) -> str:
        """The zone in words, as it is on the day that the form has. Without a day: as it is today for what is past, and
        only the city for what is to come, since the clocks may change until then.
        """
        if wall:
            return zone_in_full(wall.replace(tzinfo=self.chosen_zone))
        return (
            zone_in_full(self.as_of.astimezone(self.chosen_zone)) if self.is_past else f"{place(self.chosen_zone)} time"
        )

    @property
    def is_elsewhere(self) -> bool:
        """Whether the form must show the field `zone`: it names another zone, or one that is not known."""
        return self.chosen_zone.key != self.own_zone.key or "zone" in self.errors

    @property
    def own_place(self) -> str:
        return place(self.own_zone)

    @property
    def cities(self) -> str:
        """How cities are spelled, for the script that names the device's."""
        return json.dumps(CITIES)

    @property
    def now(self) -> str:
        """The time in the zone of the form, as in "4:00 pm EST"."""
        return clock_and_zone(self.as_of.astimezone(self.chosen_zone))

    @property
    def asks_which(self) -> bool:
        """Whether the start came twice that night, and the form must ask which one is meant."""
        if not self.is_bound:
            return False
        return self._is_refused_as("doubled") or bool(self.data.get(self.add_prefix("held_at_fold")))

    @property
    def instead(self) -> tuple[str, str] | None:
        """What the form offers for a start that the clocks skip: the value of its button, and the time in words."""
        if not self.is_bound or not self._is_refused_as("skipped"):
            return None
        when = self.fields["held_at"]
        assert isinstance(when, LocalDateTimeField)  # noqa: S101 - for the type checker
        return when.next_shown(self.data[self.add_prefix("held_at")])

    def _is_refused_as(self, code: str) -> bool:
        return "held_at" in self.errors and self.errors["held_at"].as_data()[0].code == code

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        minutes = cleaned.get("minutes")
        if cleaned.get("format") == Format.MESSAGES:
            self.errors.pop("minutes", None)
            cleaned["minutes"] = None
        elif minutes is not None and not self.shortest <= minutes <= self.longest:
            self.add_error("minutes", f"Choose a length from {self.shortest} to {self.longest} minutes.")
        return cleaned

    def on_own_clock(self) -> str:
        """A sentence to add to what is said after saving, where the form was on another clock; otherwise empty."""
        starts_at = self.cleaned_data["held_at"]
        if same_clock(self.chosen_zone, self.own_zone, starts_at):
            return ""
        own = starts_at.astimezone(self.own_zone)
        verb = "started" if self.is_past else "starts"
        start = f"{day(own, self.as_of)} at {clock_and_zone(own)}"
        return f" In {self.own_place} time, which your pages and mail use, it {verb} on {start}."

    def ends_at(self) -> datetime | None:
        """Start plus length, UTC; None while one of them is missing or wrong."""
        start, minutes = self.cleaned_data.get("held_at"), self.cleaned_data.get("minutes")
        if start is None or "minutes" in self.errors:
            return None
        return start + timedelta(minutes=minutes or 0)


class AppointmentForm(ConversationForm, VersionedForm):
    """When the conversation will start, how long, how and where. The start must be in the future, at most two years
    ahead. `others` are the student's other conversations: one that it meets is a `warning`, until it is sent again.
    """

    place = OneLineField(
        label="Where?",
        help_text="A place, a phone number, or a video link.",
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    question, is_past = "When?", False
    shortest, longest = PLANNED_LENGTHS

    def __init__(self, *args: Any, others: InterviewQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.met: list[Interview] = []
        self._others = others
        self.fields["minutes"].help_text = "20 or 30 is usual."
        self.fields["minutes"].error_messages["required"] = "Add how many minutes: 20 or 30 is usual."
        self.fields["format"].error_messages["required"] = "Choose how you will talk."

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        starts_at = cleaned.get("held_at")
        if starts_at and starts_at <= self.as_of:
            self.add_error(
                "held_at", f"That is past: it is {self.now} now. Choose a time still to come, or log the conversation."
            )
        elif starts_at and starts_at > self.as_of + FURTHEST_DATE:
            self.add_error("held_at", "Choose a date within the next two years.")
        ends_at = self.ends_at()
        if starts_at and ends_at and not self.errors and cleaned["minutes"]:
            meeting = self._others.meeting(starts_at=starts_at, ends_at=ends_at)
            self.met = list(meeting.select_related("contact")[:_MET_AT_MOST])
        return cleaned

    @property
    def met_before(self) -> str:
        """What the form carries along, so that sent again it is meant."""
        return " ".join(str(other.pk) for other in self.met)

    @property
    def warning(self) -> str:
        """Which of the student's other conversations this one meets. Empty once they were told of all of them."""
        told = self.data.get(self.add_prefix("met"), "").split()
        if all(str(other.pk) in told for other in self.met):
            return ""
        said = " and ".join(f"{other.contact.full_name}, {self._span(other)}" for other in self.met)
        return (
            f"That runs into your conversation with {said}. A talk often runs longer than planned, so keep half an "
            "hour free after each. Choose another time, or save this one anyway."
        )

    @property
    def says_why_a_call(self) -> bool:
        """Whether the student has never chosen messages: once is enough."""
        chosen = self.initial.get("format") == Format.MESSAGES
        return not chosen and not self._others.filter(format=Format.MESSAGES).exists()

    def _span(self, other: Interview) -> str:
        assert other.starts_at is not None  # noqa: S101 - it has a date
        assert other.ends_at is not None  # noqa: S101
        return clock_span(other.starts_at.astimezone(self.chosen_zone), other.ends_at.astimezone(self.chosen_zone))


class CloseForm(forms.Form):
    """By which side exit it left. A no-show is offered only once the start is past."""

    exit = forms.ChoiceField(
        label="What happened?",
        choices=Exit.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what happened.", "invalid_choice": "Choose one of these."},
    )

    def __init__(self, *args: Any, begun: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not begun:
            self.fields["exit"].label = "Why won’t it happen?"
            self.fields["exit"].choices = [  # type: ignore[attr-defined]
                choice for choice in Exit.choices if choice[0] not in NO_SHOWS
            ]
