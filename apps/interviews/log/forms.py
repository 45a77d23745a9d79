from typing import Any

from django import forms

from apps.contacts.models import Contact, Source
from apps.core.folding import fold
from apps.core.form_fields import OneLineField
from apps.core.versions import VersionedForm
from apps.interviews.life.forms import ConversationForm
from apps.students.models import Student


class ConfirmForm(ConversationForm, VersionedForm):
    """It happened: when, how long, how, and what was learned. Only a conversation that is over is taken."""

    learned = forms.CharField(
        label="One thing you learned",
        help_text="A few words are enough. Your thank-you note starts from them.",
        max_length=10_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        ends_at = self.ends_at()
        if ends_at is None:
            return cleaned
        if cleaned["held_at"] > self.as_of:
            self.add_error("held_at", "That is still to come. Log a conversation once it has happened.")
        elif ends_at > self.as_of:
            self.add_error("minutes", "That would end later than now. Shorten it, or log it when it is over.")
        return cleaned


class WhichOneField(forms.ModelChoiceField):
    """People of one name, told apart by what they do and where."""

    def label_from_instance(self, obj: Contact) -> str:
        return ", ".join(part for part in (obj.full_name, obj.description) if part)


class LogForm(ConfirmForm):
    """Who, when, how long, how, what I learned. A name the student knows already is that contact."""

    field_order = ("contact_name", "contact", "role")  # as the page does: what is missing is told in this order

    version = None  # type: ignore[assignment]  # it makes a conversation, and changes none that was opened

    contact_name = OneLineField(
        label="Who did you talk to?",
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off", "list": "people"}),
        error_messages={"required": "Add a name. A first name is fine."},
    )
    contact = WhichOneField(
        label="Which one?",
        queryset=Contact.objects.none(),
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Choose one of your own people."},
    )
    role = OneLineField(label="What do they do?", max_length=120, required=False)
    organization = OneLineField(label="Where?", max_length=120, required=False)
    source = forms.ChoiceField(
        label="How do you know them?", choices=[("", "Choose, if you like"), *Source.choices], required=False
    )

    def __init__(self, *args: Any, student: Student, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.student = student
        self.fields["contact"].queryset = Contact.objects.filter(student=student)  # type: ignore[attr-defined]

    @property
    def asks_which_contact(self) -> bool:
        """Whether several people have this name, and the form must ask which one."""
        return self.is_bound and "contact" in self.errors

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        name = cleaned.get("contact_name")
        chosen = cleaned.get("contact")
        if name and chosen and fold(chosen.full_name) != fold(name):
            cleaned["contact"] = None  # the name was changed after the choice: what is typed is meant
        if name and not cleaned.get("contact") and "contact" not in self.errors:
            same_name = Contact.objects.filter(student=self.student).named(name)
            if len(same_name[:2]) > 1:
                self.add_error("contact", f"You know more than one {name}. Say which one it was.")
                self.fields["contact"].queryset = same_name  # type: ignore[attr-defined]
        return cleaned
