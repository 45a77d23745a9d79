from datetime import date
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError

from apps.accounts.models import User
from apps.administration.meanwhile import FollowsItsRow
from apps.administration.people.forms import PersonForm
from apps.administration.students.admin import StudentForm
from apps.cohorts.models import Cohort, Term
from apps.core.templatetags.dates import short_day
from apps.students.models import Student


class StudentAccountForm(FollowsItsRow, PersonForm):
    class Meta:
        model = User
        fields = ["full_name", "preferred_name", "last_name", "email"]
        labels = {"full_name": "Name", "email": "Email"}
        help_texts = {
            "full_name": "The name on record.",
            "preferred_name": "Everybody reads this in place of the name on record.",
            "last_name": "Lists are in the order of last names. If it is empty, the whole name counts.",
            "email": "If you change it, the old address can’t sign in any more, and links that were mailed to it stop "
            "working.",
        }
        error_messages = {
            "full_name": {"required": "Add the student’s name."},
            "email": {
                "required": "Add the email address.",
                "invalid": "Write the whole address, such as name@campus.edu.",
            },
        }


class StudentRecordForm(FollowsItsRow, StudentForm):
    class Meta:
        model = Student
        fields = ["student_number", "graduates_on"]
        labels = {"graduates_on": "Graduation date"}
        help_texts = {"graduates_on": ""}
        widgets = {"graduates_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}
        error_messages = {"graduates_on": {"invalid": "Write the date like 5/20/2027."}}

    def clean_graduates_on(self) -> date | None:
        day: date | None = self.cleaned_data["graduates_on"]
        if day and not 2000 <= day.year <= 2100:
            raise ValidationError("Check the year: it should be between 2000 and 2100.")
        return day


class MoveForm(forms.Form):
    """From a cohort that some of the chosen students are in, or from none, to one that is not over."""

    leaving = forms.ChoiceField(
        label="They leave",
        required=False,
        error_messages={"invalid_choice": "None of them is in that cohort any more. Choose again."},
    )
    to = forms.ChoiceField(
        label="They join",
        help_text="Conversations count there when they were held between these dates.",
        error_messages={"required": "Choose the cohort they join.", "invalid_choice": "Choose from the list."},
    )

    def __init__(self, *args: Any, students: list[Student], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        theirs = Cohort.objects.filter(memberships__student__in=students).distinct().order_by("-due_on", "name", "pk")
        self._leaving = {str(one.pk): one for one in theirs}
        over_terms = Term.objects.filter(ends_on__lt=today).values("pk")
        open_ones = Cohort.objects.filter(archived_at=None).exclude(due_on__lt=today, term__in=over_terms)
        self._to = {str(one.pk): one for one in open_ones.order_by("-due_on", "name", "pk")}
        stay = [("", "None: they stay where they are")]
        leaving, to = (cast(forms.ChoiceField, self.fields[name]) for name in ("leaving", "to"))
        leaving.choices = stay + [(key, one.name) for key, one in self._leaving.items()]
        to.choices = [("", "Choose"), *((key, _with_dates(one)) for key, one in self._to.items())]

    def clean_leaving(self) -> Cohort | None:
        return self._leaving.get(self.cleaned_data["leaving"])

    def clean_to(self) -> Cohort:
        return self._to[self.cleaned_data["to"]]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("to") and cleaned["to"] == cleaned.get("leaving"):
            self.add_error("to", ValidationError("They would leave this cohort. Choose another one."))
        return cleaned


def _with_dates(cohort: Cohort) -> str:
    return f"{cohort.name} ({short_day(cohort.starts_on)} to {short_day(cohort.due_on)})"
