from datetime import date, timedelta
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from apps.accounts.models import User
from apps.administration.base import with_address
from apps.administration.members.actions import eligible_advisers
from apps.cohorts.models import Cohort, RequiredStep, Term
from apps.core.form_fields import PickerMixin
from apps.core.versions import VersionedForm


class DayInput(PickerMixin, forms.DateInput):
    """The browser's own picker of a day."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class DayField(forms.DateField):
    """A day, however it is typed. A refused form shows it in the picker again; text that is none, as text."""

    widget = DayInput

    def prepare_value(self, value: Any) -> Any:
        try:
            return self.to_python(value) if isinstance(value, str) else value
        except ValidationError:
            return value


class CohortForm(VersionedForm, forms.ModelForm):
    """All that a program decides about a cohort but its people."""

    class Meta:
        model = Cohort
        fields: ClassVar[list[str]] = [
            *["name", "term", "starts_on", "due_on", "goal", "required_step", "different_people"]
        ]
        labels: ClassVar[dict[str, str]] = {
            "starts_on": "First day",
            "due_on": "Due date",
            "goal": "Goal: conversations for each student",
            "required_step": "A conversation counts once it is",
            "different_people": "Only conversations with different people count",
        }
        help_texts: ClassVar[dict[str, str]] = {
            "name": "Students and staff see it. Volunteers never do.",
            "due_on": "Conversations count from the first day to the due date, both included.",
            "goal": "Three is a good start. Programs use 3 to 5.",
            "different_people": "Students then hear several perspectives.",
        }
        widgets: ClassVar[dict[str, Any]] = {
            "required_step": forms.RadioSelect,
        }
        field_classes: ClassVar[dict[str, type[forms.Field]]] = {"starts_on": DayField, "due_on": DayField}
        error_messages: ClassVar[dict[str, dict[str, str]]] = {
            "name": {"required": "Give the cohort a name."},
            "term": {"required": "Choose the term."},
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        steps: Any = self.fields["required_step"]
        steps.choices = [
            (RequiredStep.HELD, "Held: logged, and its time is past"),
            (RequiredStep.THANKED, "Thanked: and the person was thanked"),
            (RequiredStep.REFLECTED, "Reflected: thanked, and reflected on"),
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, due = cleaned.get("starts_on"), cleaned.get("due_on")
        if first and due and due < first:
            self.add_error("due_on", "The due date must not be before the first day.")
        return cleaned

    def _update_errors(self, errors: ValidationError) -> None:
        # What is true of several fields is said beside one: of the days above, of the name by the action under its
        # lock, which knows a second press.
        errors.error_dict.pop(NON_FIELD_ERRORS, None)
        super()._update_errors(errors)  # type: ignore[misc]  # not in the stubs

    @property
    def settings(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


def proposed(*, campus_goal: int, today: date, terms: list[Term]) -> dict[str, Any]:
    """What a new cohort begins with: the term that is running or comes next, from today to its end or for ten weeks."""
    term = next((each for each in sorted(terms, key=lambda each: each.starts_on) if each.ends_on >= today), None)
    starts_on = max(today, term.starts_on) if term else today
    ten_weeks = starts_on + timedelta(weeks=10)
    due_on = min(ten_weeks, term.ends_on) if term else ten_weeks
    return {"term": term, "starts_on": starts_on, "due_on": due_on, "goal": campus_goal, "different_people": True}


def moved(cohort: Cohort, *, terms: list[Term]) -> dict[str, Any]:
    """What a copy of this cohort begins with: the next term, as far into it and within it, or its own."""
    later = [each for each in terms if each.starts_on > cohort.term.starts_on]
    term = min(later, key=lambda each: each.starts_on) if later else cohort.term
    starts_on, due_on = cohort.starts_on, cohort.due_on
    if later:
        shift = term.starts_on - cohort.term.starts_on
        starts_on = max(starts_on + shift, term.starts_on)
        starts_on = starts_on if starts_on < term.ends_on else term.starts_on
        due_on = max(min(due_on + shift, term.ends_on), starts_on)
    kept = {name: getattr(cohort, name) for name in ("name", "goal", "required_step", "different_people")}
    return {**kept, "term": term, "starts_on": starts_on, "due_on": due_on}


class AdviserForm(forms.Form):
    adviser = forms.ModelChoiceField(
        label="Add an adviser",
        queryset=User.objects.none(),
        empty_label="Choose",
        help_text="They see each student’s progress here, and what students share with their advisers.",
        error_messages={"required": "Choose an adviser."},
    )

    def __init__(self, *args: Any, cohort: Cohort, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["adviser"]
        field.queryset, field.label_from_instance = eligible_advisers(), with_address
        self.cohort = cohort
