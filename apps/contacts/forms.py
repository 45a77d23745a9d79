from typing import Any

from django import forms

from apps.contacts.models import Contact, Source
from apps.contacts.which_one import AsksWhichOne, choices_of
from apps.core.versions import VersionedForm
from apps.students.models import Student


class ContactForm(AsksWhichOne, VersionedForm, forms.ModelForm):
    """Only the name is needed. Who introduced them can only be one of the student's own people. A new name may be
    someone whom they know; what they change of a person is taken as it is.
    """

    field_order = ("full_name", "contact")

    class Meta:
        model = Contact
        fields = [
            "full_name",
            "call_them",
            "role",
            "organization",
            "source",
            "introduced_by",
            "email",
            "phone",
            "profile_link",
            "notes",
            "name_shared",
        ]
        widgets = {"notes": forms.Textarea(attrs={"rows": 3})}  # noqa: RUF012 - as Django's
        labels = {
            "full_name": "Name",
            "organization": "Where?",
            "introduced_by": "Introduced by",
            "profile_link": "Link to their profile",
            "name_shared": "My adviser may see this name",
        }
        help_texts = {
            "notes": "For you alone: what you should remember about this person.",
            "name_shared": "Otherwise your adviser sees only what the person does and where.",
        }
        error_messages = {
            "full_name": {"required": "Add a name. A first name is fine."},
            "introduced_by": {"invalid_choice": "Choose one of your own people."},
            "email": {"invalid": "Check the email: it should look like name@example.org."},
            "profile_link": {"invalid": "Paste the whole link; it starts with https://"},
        }

    def __init__(self, *args: Any, student: Student, **kwargs: Any) -> None:
        super().__init__(*args, student=student, **kwargs)
        if self.instance.pk:
            del self.fields["contact"]
        self.fields["version"].initial = self.instance.version if self.instance.pk else ""
        others = Contact.objects.filter(student=student).exclude(pk=self.instance.pk)
        self.fields["introduced_by"].queryset = others  # type: ignore[attr-defined]
        self.fields["introduced_by"].choices = lambda: [  # type: ignore[attr-defined]
            ("", "Nobody, or someone not in my people"),
            *choices_of(others),
        ]
        for name in ("full_name", "call_them"):
            self.fields[name].widget.attrs["autocomplete"] = "off"
        self.fields["source"].choices = [("", "Choose, if you like"), *Source.choices]  # type: ignore[attr-defined]
