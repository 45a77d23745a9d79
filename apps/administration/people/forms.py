from typing import Any, cast

from allauth.account.models import EmailAddress
from django import forms
from django.core.exceptions import ValidationError

from apps.accounts.models import Role, User
from apps.administration.base import with_address
from apps.administration.meanwhile import FollowsItsRow
from apps.administration.members.actions import eligible_advisers, eligible_coaches
from apps.cohorts.models import Caseload, Membership
from apps.students.models import Student


class PersonForm(forms.ModelForm):
    def clean_email(self) -> str:
        """The address in lower case. One that another person signs in with is taken."""
        email = self.cleaned_data["email"].strip().lower()
        if EmailAddress.objects.filter(email__iexact=email).exclude(user=self.instance.pk).exists():
            raise ValidationError("Someone already has this email address.", code="unique")
        return email

    def clean_role(self) -> str:
        """No student looks after others, and nobody stops being a student while the program still counts them."""
        role = self.cleaned_data["role"]
        if self.instance.pk is None:
            return role
        if role == Role.STUDENT and Caseload.objects.filter(adviser=self.instance.pk).exists():
            raise ValidationError("They look after cohorts. Give those to another adviser first.")
        if role == Role.STUDENT and Membership.objects.filter(coach=self.instance.pk).exists():
            raise ValidationError("They coach students. Give those another coach first.")
        if role != Role.STUDENT and Student.objects.current().filter(user=self.instance.pk).exists():
            raise ValidationError("They are a student here. Archive their student record first: nothing in it is lost.")
        return role


class NewPersonForm(PersonForm):
    invite = forms.BooleanField(
        label="Invite by email",
        required=False,
        initial=True,
        help_text="Tells them at once that they have an account, and how to sign in. If it is off, nobody is told, "
        "and you can choose “Invite again” in the list of people later.",
    )


_WORDS: dict[str, Any] = {
    "fields": ["full_name", "preferred_name", "last_name", "email", "role"],
    "labels": {"full_name": "Name", "preferred_name": "Preferred name", "last_name": "Last name", "email": "Email"},
    "help_texts": {
        "full_name": "The name on record.",
        "last_name": "Lists are in the order of last names. If it is empty, the whole name counts.",
    },
    "error_messages": {
        "full_name": {"required": "Add the name that people should see."},
        "email": {"required": "Add the email address.", "invalid": "Write the whole address, such as name@campus.edu."},
        "role": {"required": "Choose a role.", "invalid_choice": "Choose one of the roles."},
    },
}


class StaffForm(FollowsItsRow, PersonForm):
    """Name, address and role. Nobody changes their own address or role."""

    class Meta:
        model = User
        fields = _WORDS["fields"]
        labels = _WORDS["labels"]
        help_texts = _WORDS["help_texts"]
        error_messages = _WORDS["error_messages"]

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].widget = forms.RadioSelect(choices=Role.choices)
        if self.instance.pk == by.pk:
            for name in ("email", "role"):
                self.fields[name].disabled = True
                self[name].help_text = "Only another administrator can change this."


class NewStaffForm(NewPersonForm):
    field_order = ["full_name", "email", "role", "preferred_name", "last_name", "invite"]

    class Meta:
        model = User
        fields = _WORDS["fields"]
        labels = _WORDS["labels"]
        help_texts = {**_WORDS["help_texts"], "preferred_name": "", "last_name": ""}
        error_messages = _WORDS["error_messages"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].widget = forms.RadioSelect(choices=Role.choices)
        self.fields["invite"].label = "Invite them by email"
        self.fields["invite"].help_text = "They get a link that signs them in. If it is off, nobody is told yet."


class HandOverForm(forms.Form):
    """To one other person who may look after cohorts, or where there are none to hand over, who may coach."""

    to = forms.ChoiceField(
        label="Hand over to",
        error_messages={"required": "Choose who takes over.", "invalid_choice": "Choose from the list."},
    )
    deactivate = forms.BooleanField(
        label="Deactivate the account afterwards", required=False, help_text="It signs them out at once, everywhere."
    )

    def __init__(self, *args: Any, leaving: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        has_cohorts = leaving.caseloads.exists()
        people = (eligible_advisers() if has_cohorts else eligible_coaches()).exclude(pk=leaving.pk)
        self._people = {str(one.pk): one for one in people}
        words = "An adviser or an administrator" if has_cohorts else "An adviser"
        self.fields["to"].help_text = f"{words} who may sign in. Only an adviser coaches students."
        offered = [(key, with_address(one)) for key, one in self._people.items()]
        cast(forms.ChoiceField, self.fields["to"]).choices = [("", "Choose"), *offered]
        if not leaving.is_active:
            del self.fields["deactivate"]

    def clean_to(self) -> User:
        return self._people[self.cleaned_data["to"]]
