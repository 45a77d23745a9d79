"""Forms for the people that the interviewee named: two rows are shown, one is required."""

from collections.abc import Sequence
from typing import Any

from django import forms

from apps.contacts.identity import Alike, alike
from apps.contacts.models import Contact, NameUse
from apps.contacts.which_one import AsksWhichOne
from apps.core.form_fields import OneLineField
from apps.network.actions import Named


class ReferralForm(AsksWhichOne):
    """One person. A row without a name is left out."""

    field_order = ("full_name", "contact")

    full_name = OneLineField(label="Name", max_length=120, required=False)
    role = OneLineField(label="What do they do?", max_length=120, required=False)
    name_use = forms.ChoiceField(
        label="May you say who sent you?",
        choices=NameUse.choices,
        initial=NameUse.NOT_YET,
        widget=forms.RadioSelect,
        required=False,
    )

    def __init__(self, *args: Any, rows: dict[str, Contact], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = rows  # by key, whom the rows above named; this one is added once it is clean

    @property
    def key(self) -> str:
        """What the question of a row below names this row by."""
        return f"row{(self.prefix or '').rpartition('-')[2]}"

    def among(self) -> Sequence[Alike]:
        found = [(key, alike(self.told(), [contact])) for key, contact in self.rows.items()]
        return [Alike(one.contact, one.likeness, key) for key, [*ones] in found for one in ones]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("role") and not cleaned.get("full_name"):
            self.add_error("full_name", "Add the name that goes with it.")
        if cleaned.get("full_name") and not self.errors:
            if self.known in self.rows.values():
                self.add_error("full_name", "You named them above.")
            else:
                self.rows[self.key] = self.known or self.told()
        return cleaned


class SamePersonForm(forms.Form):
    """Which of the student's other people is the same person as `contact`."""

    other = forms.ModelChoiceField(
        label="Who is the same person?",
        queryset=Contact.objects.none(),
        widget=forms.HiddenInput,  # each person of the page has a button of their own
        error_messages={"required": "Choose who it is.", "invalid_choice": "Choose one of your own people."},
    )

    def __init__(self, *args: Any, contact: Contact, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Contact.objects.filter(student=contact.student_id).exclude(pk=contact.pk)
        self.fields["other"].queryset = others  # type: ignore[attr-defined]


class BaseReferralFormSet(forms.BaseFormSet):
    """The rows together. `interviewee` is whom the student talked to: they do not name themselves."""

    def __init__(self, *args: Any, interviewee: Contact, **kwargs: Any) -> None:
        self.interviewee = interviewee
        kwargs["form_kwargs"] = {"student": interviewee.student, "rows": {}}
        super().__init__(*args, **kwargs)

    def clean(self) -> None:
        for form in self.forms:
            if form.known == self.interviewee and form.known:
                more = "what they do" if " " in form.cleaned_data["full_name"] else "a last name, or what they do,"
                form.add_error("full_name", f"You talked to them already. Add {more} if it is someone else.")
        if not any(self.errors) and not self.people():
            nobody = forms.ValidationError("Add at least one name.")
            if not self.forms:
                raise nobody
            self.forms[0].add_error("full_name", nobody)

    def named(self) -> list[ReferralForm]:
        """The rows that name somebody."""
        return [form for form in self.forms if form.cleaned_data.get("full_name")]

    def people(self) -> list[Named]:
        people = []
        for form in self.named():
            row = form.cleaned_data
            name_use = NameUse(row["name_use"] or NameUse.NOT_YET)
            people.append(Named(row["full_name"], row["role"], name_use, row["contact"], form.key))
        return people


ReferralFormSet: type[BaseReferralFormSet] = forms.formset_factory(  # type: ignore[assignment]
    ReferralForm, formset=BaseReferralFormSet, extra=2, max_num=5, absolute_max=10
)
