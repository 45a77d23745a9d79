"""A date that was agreed, and a conversation that will not happen."""

from typing import Any

from django import forms

from apps.interviews.forms.conversation import ConversationForm
from apps.interviews.models import Exit
from apps.interviews.models.interview import PLANNED_LENGTHS


class AppointmentForm(ConversationForm):
    """When the conversation will start, how long, and how. Only a time still to come is taken."""

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
        return cleaned


class CloseForm(forms.Form):
    """By which side exit it left."""

    exit = forms.ChoiceField(
        label="What happened?",
        choices=Exit.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what happened.", "invalid_choice": "Choose one of these."},
    )

    def __init__(self, *args: Any, has_date: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_date:
            missed = (Exit.NO_SHOW_CONTACT, Exit.NO_SHOW_STUDENT)
            self.fields["exit"].choices = [  # type: ignore[attr-defined]
                choice for choice in Exit.choices if choice[0] not in missed
            ]
