from typing import Any

from django import forms

from apps.contacts.models import Contact, Source
from apps.students.models import Student


class ContactForm(forms.ModelForm):
    """Only the name is needed. Who introduced them can only be one of the student's own people."""

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
            "name_shared",
        ]
        labels = {
            "full_name": "Name",
            "organization": "Where?",
            "introduced_by": "Introduced by",
            "profile_link": "Link to their profile",
            "name_shared": "My adviser may see this name",
        }
        help_texts = {
            "name_shared": "Otherwise your adviser sees only what the person does and where.",
        }
        error_messages = {
            "full_name": {"required": "Add a name. A first name is fine."},
            "introduced_by": {"invalid_choice": "Choose one of your own people."},
            "email": {"invalid": "Check the email: it should look like name@example.org."},
            "profile_link": {"invalid": "Paste the whole link; it starts with https://"},
        }

    def __init__(self, *args: Any, student: Student, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Contact.objects.filter(student=student).exclude(pk=self.instance.pk)
        self.fields["introduced_by"].queryset = others  # type: ignore[attr-defined]
        self.fields["introduced_by"].empty_label = "Nobody, or someone not in my people"  # type: ignore[attr-defined]
        for name in ("full_name", "call_them"):
            self.fields[name].widget.attrs["autocomplete"] = "off"
        self.fields["source"].choices = [("", "Choose, if you like"), *Source.choices]  # type: ignore[attr-defined]
