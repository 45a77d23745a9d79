from allauth.account.models import EmailAddress
from django import forms
from django.core.exceptions import ValidationError

from apps.accounts.models import Role
from apps.cohorts.models import Caseload
from apps.students.models import Student


class PersonForm(forms.ModelForm):
    def clean_email(self) -> str:
        """The address in lower case. One that another person signs in with is taken."""
        email = self.cleaned_data["email"].strip().lower()
        if EmailAddress.objects.filter(email__iexact=email).exclude(user=self.instance.pk).exists():
            raise ValidationError("Someone already has this email address.", code="unique")
        return email

    def clean_role(self) -> str:
        """No student looks after a cohort, and nobody stops being a student while the program still counts them."""
        role = self.cleaned_data["role"]
        if role == Role.STUDENT and Caseload.objects.filter(adviser=self.instance.pk).exists():
            raise ValidationError("They look after cohorts. Give those to another adviser first.")
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
