"""A date that was agreed, and a conversation that will not happen."""

from typing import Any

from django import forms

from apps.interviews.actions.life import FURTHEST_DATE
from apps.interviews.forms.conversation import ConversationForm
from apps.interviews.models import Exit
from apps.interviews.models.interview import NO_SHOWS, PLANNED_LENGTHS


class AppointmentForm(ConversationForm):
    """When the conversation will start, how long, and how. Taken is a time still to come, two years ahead at most."""

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
    """By which side exit it left. Nobody can miss what has not begun."""

    exit = forms.ChoiceField(
        label="What happened?",
        choices=Exit.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what happened.", "invalid_choice": "Choose one of these."},
    )

    def __init__(self, *args: Any, begun: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not begun:
            self.fields["exit"].label = "What came between?"
            self.fields["exit"].choices = [  # type: ignore[attr-defined]
                choice for choice in Exit.choices if choice[0] not in NO_SHOWS
            ]
