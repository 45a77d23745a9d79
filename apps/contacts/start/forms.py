from typing import Any, ClassVar

from django import forms
from django.forms.formsets import BaseFormSet

from apps.contacts.identity import Choice, Found
from apps.contacts.models import Contact, Source
from apps.contacts.rows import NameRow
from apps.contacts.start import actions
from apps.contacts.which_one import AddsSomeone, newest_of
from apps.core.form_fields import OneLineField
from apps.students.forms import StudiesForm
from apps.students.models import Student


class AboutYouForm(StudiesForm):
    """The four questions: name, studies, fields of interest, time zone."""

    field_order = ("name",)

    name = OneLineField(
        label="Your name, as you like it",
        max_length=60,
        help_text="This is how people here see you.",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": "Add the name that people should see."},
    )

    class Meta(StudiesForm.Meta):
        widgets: ClassVar[dict[str, Any]] = {
            **StudiesForm.Meta.widgets,
            "major": forms.TextInput(attrs={"autocomplete": "off"}),
            "year": forms.TextInput(attrs={"autocomplete": "off"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].initial = self.instance.user.display_name


class NameForm(AddsSomeone, NameRow):
    """One name of a rung."""

    def __init__(self, *args: Any, source: Source, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.source = source
        self.fields["full_name"].widget.attrs["autocomplete"] = "off"

    def told(self) -> Contact:
        told = super().told()
        told.source = self.source
        return told

    def find(self, choice: Choice) -> Found:
        return actions.asked_across_rungs(super().find(choice), told=self.told(), choice=choice)


class BaseNames(BaseFormSet):
    """The names of one rung. `example` is a name as one would write it; `may_be_empty` where the student goes
    elsewhere.
    """

    def __init__(
        self, *args: Any, student: Student, source: Source, example: str, may_be_empty: bool, **kwargs: Any
    ) -> None:
        self.source = source
        self.may_be_empty = may_be_empty
        kwargs["form_kwargs"] = {"student": student, "rows": {}, "source": source}
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            self.form_kwargs["newest"] = newest_of(student)
        for form, label in zip(self.forms, ("A name", "One more"), strict=False):
            form.fields["full_name"].label = label
        for form in self.forms[:1]:
            form.fields["full_name"].help_text = f"“{example}” is enough. You can add the rest later."

    def clean(self) -> None:
        if not any(self.errors) and not self.named() and not self.may_be_empty:
            nobody = forms.ValidationError(f"Add a name, or skip {self.source.label}.")
            if not self.forms:
                raise nobody
            self.forms[0].add_error("full_name", nobody)

    def named(self) -> list[NameForm]:
        """The rows that name somebody."""
        return [form for form in self.forms if form.cleaned_data.get("full_name")]

    def people(self) -> list[actions.Named]:
        return [
            actions.Named(form.cleaned_data["full_name"], form.cleaned_data["contact"], form.key)
            for form in self.named()
        ]


NamesFormSet: type[BaseNames] = forms.formset_factory(  # type: ignore[assignment]
    NameForm, formset=BaseNames, extra=2, max_num=2, absolute_max=2
)
