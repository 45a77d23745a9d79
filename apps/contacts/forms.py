from typing import Any

from django import forms
from django.utils.functional import lazy
from django.utils.text import get_text_list

from apps.cohorts.readers import readers_of
from apps.contacts.models import Cadence, Contact, Source
from apps.contacts.which_one import AddsSomeone, choices_of
from apps.core.form_fields import OneLineField
from apps.core.versions import VersionedForm
from apps.students.models import Student


def _who_sees(student_id: int) -> str:
    """Before the name is shared: with whom, by name."""
    others = "Otherwise your adviser sees only what the person does and where."
    readers = readers_of(student_id)
    return f"Then {get_text_list(readers, 'and')} can see it, too. {others}" if readers else others


class ContactForm(AddsSomeone, VersionedForm, forms.ModelForm):
    """Only the name is needed. Who introduced them can only be one of the student's own people. A new name may be
    someone whom they know; what they change of a person is taken as it is.
    """

    QUICK = ("full_name", "contact", "role", "organization", "source")
    field_order = QUICK

    class Meta:
        model = Contact
        fields = [
            "full_name",
            "call_them",
            "role",
            "organization",
            "source",
            "introduced_by",
            "name_use",
            "email",
            "phone",
            "profile_link",
            "notes",
            "keep_in_touch_months",
            "may_mentor",
            "name_shared",
        ]
        widgets = {  # noqa: RUF012 - as Django's
            "notes": forms.Textarea(attrs={"rows": 3}),
            "name_use": forms.RadioSelect(attrs={"class": "pick--list"}),
        }
        labels = {
            "full_name": "Name",
            "organization": "Where?",
            "introduced_by": "Introduced by",
            "name_use": "May you say who sent you?",
            "profile_link": "Link to their profile",
            "notes": "Your notes",
            "keep_in_touch_months": "Keep in touch",
            "may_mentor": "They might become a mentor",
            "name_shared": "My adviser may see this name",
        }
        help_texts = {
            "name_use": "If someone introduced you: how it stands with their name.",
            "keep_in_touch_months": "How often you’d like to write to them again.",
            "notes": "For you alone: what you should remember about this person.",
        }
        error_messages = {
            "full_name": {"required": "Add a name. A first name is fine."},
            "introduced_by": {"invalid_choice": "Choose one of your own people."},
            "name_use": {"invalid_choice": "Choose one of these."},
            "keep_in_touch_months": {"invalid_choice": "Choose one of these."},
            "email": {"invalid": "Check the email: it should look like name@example.org."},
            "profile_link": {"invalid": "Paste the whole link; it starts with https://"},
        }

    def __init__(self, *args: Any, student: Student, **kwargs: Any) -> None:
        super().__init__(*args, student=student, **kwargs)
        if self.instance.pk:
            del self.fields["contact"], self.fields["newest"]
            # Only what was changed here is saved: the rest may have been changed elsewhere meanwhile.
            for name in self.Meta.fields if self._tells_what_it_held() else ():
                self.fields[name].show_hidden_initial = True
        self.fields["version"].initial = self.instance.version if self.instance.pk else ""
        others = Contact.objects.filter(student=student).exclude(pk=self.instance.pk)
        offered = others.active() | others.filter(pk=self.instance.introduced_by_id)
        self.fields["introduced_by"].queryset = others  # type: ignore[attr-defined]
        self.fields["introduced_by"].choices = lambda: [  # type: ignore[attr-defined]
            ("", "Nobody, or someone not in my people"),
            *choices_of(offered),
        ]
        self.fields["name_shared"].help_text = lazy(_who_sees, str)(student.pk)  # asked where it is shown
        for name in ("full_name", "call_them"):
            self.fields[name].widget.attrs["autocomplete"] = "off"
        self.fields["source"].choices = [("", "Choose, if you like"), *Source.choices]  # type: ignore[attr-defined]
        self.fields["name_use"].required = False  # nobody may have introduced them
        cadences = [("", "Not planned"), *Cadence.choices]
        self.fields["keep_in_touch_months"].choices = cadences  # type: ignore[attr-defined]

    def _tells_what_it_held(self) -> bool:
        """A script sends the values alone."""
        return not self.is_bound or self.add_initial_prefix("full_name") in self.data

    def clean_name_use(self) -> str:
        return self.cleaned_data["name_use"] or self.instance.name_use

    @property
    def needs_more(self) -> bool:
        """Whether a field beyond the QUICK ones holds an error."""
        return any(name in self.errors for name in self.fields if name not in self.QUICK)


class JustMetForm(AddsSomeone):
    """A name and one word, and how they met."""

    field_order = ("full_name", "contact", "word", "source")

    full_name = OneLineField(
        label="Their name",
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Add a name. A first name is fine."},
    )
    word = OneLineField(
        label="One word to remember them by",
        help_text="Where you met, or what they do: “bus 14”, “bridges”.",
        max_length=120,
        required=False,
    )
    source = forms.ChoiceField(
        label="How did you meet?",
        choices=[(Source.CHANCE, "By chance"), (Source.GUESTS, "They gave a talk")],
        initial=Source.CHANCE,
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Choose one of these."},
    )

    def clean_source(self) -> str:
        return self.cleaned_data["source"] or Source.CHANCE

    def told(self) -> Contact:
        told = super().told()
        told.notes = self.cleaned_data.get("word", "")
        return told
