"""Forms for the people that the interviewee named: two rows are shown, one is required."""

from typing import Any

from django import forms

from apps.core.folding import fold
from apps.core.form_fields import OneLineField
from apps.network.actions import Named
from apps.network.models import NameUse


class ReferralForm(forms.Form):
    """One person. A row without a name is left out."""

    full_name = OneLineField(label="Name", max_length=120, required=False)
    role = OneLineField(label="What do they do?", max_length=120, required=False)
    name_use = forms.ChoiceField(
        label="May you say who sent you?",
        choices=NameUse.choices,
        initial=NameUse.NOT_YET,
        widget=forms.RadioSelect,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("role") and not cleaned.get("full_name"):
            self.add_error("full_name", "Add the name that goes with it.")
        return cleaned


class BaseReferralFormSet(forms.BaseFormSet):
    """The rows together. `interviewee` is who the student talked to: they do not name themselves."""

    def __init__(self, *args: Any, interviewee: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.interviewee = interviewee

    def clean(self) -> None:
        named = {fold(self.interviewee): "You talked to them already. Add a last name if it is someone else."}
        for form in self.forms:
            name = form.cleaned_data.get("full_name", "") if hasattr(form, "cleaned_data") else ""
            if fold(name) in named:
                form.add_error("full_name", named[fold(name)])
            elif name:
                named[fold(name)] = "You named them above."
        if not any(self.errors) and not self.people():
            nobody = forms.ValidationError("Add at least one name.")
            if not self.forms:
                raise nobody
            self.forms[0].add_error("full_name", nobody)

    def people(self) -> list[Named]:
        rows = [form.cleaned_data for form in self.forms if form.cleaned_data.get("full_name")]
        return [Named(row["full_name"], row["role"], NameUse(row["name_use"] or NameUse.NOT_YET)) for row in rows]


ReferralFormSet: type[BaseReferralFormSet] = forms.formset_factory(  # type: ignore[assignment]
    ReferralForm, formset=BaseReferralFormSet, extra=2, max_num=5, absolute_max=10
)
