"""When, how long and how; a date that was agreed; a conversation that will not happen."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from apps.campus.models import Format
from apps.core.form_fields import FIRST, SECOND, LocalDateTimeField
from apps.interviews.life.actions import FURTHEST_DATE
from apps.interviews.models import LENGTHS, NO_SHOWS, PLANNED_LENGTHS, Exit


class ConversationForm(forms.Form):
    """What every form about a conversation asks: `held_at`, `minutes` and `format`.

    `held_at` is the local start in `zone`; after cleaning, in UTC.

    `as_of` is now, UTC. Messages have no length: theirs is dropped.
    """

    held_at = LocalDateTimeField(label="When did it start?")
    held_at_fold = forms.ChoiceField(
        label="Which of the two?",
        choices=[(FIRST, "The first, before the clocks went back"), (SECOND, "The second, after")],
        widget=forms.RadioSelect,
        required=False,
    )
    format = forms.ChoiceField(
        label="How?",
        choices=Format.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how you talked.", "invalid_choice": "Choose one of the four."},
    )
    minutes = forms.IntegerField(
        label="How many minutes?",
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "list": "lengths"}),
        error_messages={
            "required": "Add roughly how many minutes it took.",
            "invalid": "Write the minutes as a whole number, such as 20.",
        },
    )

    shortest, longest = LENGTHS

    def __init__(self, *args: Any, zone: ZoneInfo, as_of: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone, self.as_of = zone, as_of
        when = self.fields["held_at"]
        assert isinstance(when, LocalDateTimeField)  # noqa: S101 - for the type checker
        when.zone = zone
        when.fold = self.data.get(self.add_prefix("held_at_fold"), "") if self.is_bound else ""
        self.fields["minutes"].widget.attrs.update(min=self.shortest, max=self.longest)

    @property
    def asks_which(self) -> bool:
        """Whether the start came twice that night, and the form must ask which one is meant."""
        if not self.is_bound:
            return False
        doubled = "held_at" in self.errors and self.errors["held_at"].as_data()[0].code == "doubled"
        return doubled or bool(self.data.get(self.add_prefix("held_at_fold")))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        minutes = cleaned.get("minutes")
        if cleaned.get("format") == Format.MESSAGES:
            self.errors.pop("minutes", None)
            cleaned["minutes"] = None
        elif minutes is not None and not self.shortest <= minutes <= self.longest:
            self.add_error("minutes", f"Choose a length from {self.shortest} to {self.longest} minutes.")
        return cleaned

    def ends_at(self) -> datetime | None:
        """Start plus length, UTC; None while one of them is missing or wrong."""
        start, minutes = self.cleaned_data.get("held_at"), self.cleaned_data.get("minutes")
        if start is None or "minutes" in self.errors:
            return None
        return start + timedelta(minutes=minutes or 0)


class AppointmentForm(ConversationForm):
    """When the conversation will start, how long, and how. The start must be in the future, at most two years ahead."""

    shortest, longest = PLANNED_LENGTHS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["held_at"].label = "When?"
        self.fields["minutes"].help_text = "20 or 30 is usual."

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        starts_at = cleaned.get("held_at")
        if starts_at and starts_at <= self.as_of:
            self.add_error("held_at", "That is past. Choose a time still to come, or log the conversation.")
        elif starts_at and starts_at > self.as_of + FURTHEST_DATE:
            self.add_error("held_at", "Choose a date within the next two years.")
        return cleaned


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
