import re
from itertools import chain
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from apps.administration.base import ChooseMany, with_address
from apps.administration.site import site
from apps.cohorts.models import Membership
from apps.students.models import Student

_BETWEEN = re.compile(r"""[\s,;<>()"]+""")  # no address has one of these; a name before it may have all of them
_NAMED = 10  # of those who are not found, so many are named
_MOST = 2_000


class _Students(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        """The name with the address, because several may have one name."""
        return with_address(obj)


class AddStudentsForm(forms.ModelForm):
    """Students by name, by email address, or both. A pasted column of a roster is one field, however long."""

    students = _Students(
        label="Find students",
        queryset=Student.objects.changeable().select_related("user"),
        required=False,
        widget=ChooseMany(Membership._meta.get_field("student"), site),
        help_text="Type a name, an email address or a student number.",
    )
    addresses = forms.CharField(
        label="Or paste their email addresses",
        required=False,
        max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 8, "cols": 60}),
        help_text="One on each line, or with commas between them. A name beside an address does no harm.",
    )

    class Meta:
        model = Membership
        fields = ("cohort",)

    def clean_addresses(self) -> list[Student]:
        """The students who have these addresses. Each line must have one, and all must be found."""
        lines = [line for line in self.cleaned_data["addresses"].splitlines() if line.strip(" ,;")]
        on_lines = [[word.lower() for word in _BETWEEN.split(line) if "@" in word] for line in lines]
        if unread := [line.strip() for line, found in zip(lines, on_lines, strict=True) if not found]:
            raise ValidationError(f"There is no email address in {_some(unread)}.")
        addresses = list(dict.fromkeys(chain.from_iterable(on_lines)))
        if len(addresses) > _MOST:
            raise ValidationError(f"Add at most {_MOST:,} students at a time.")
        students = self.fields["students"].queryset.filter(user__email__in=addresses)  # type: ignore[attr-defined]
        known = {student.user.email: student for student in students}
        if unknown := [address for address in addresses if address not in known]:
            raise ValidationError(
                f"No student here has {_some(unknown)}. Nobody was added yet: check the address, or add the person "
                "under People first."
            )
        return [known[address] for address in addresses]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not self.chosen():
            raise ValidationError("Choose at least one student, or paste an email address.")
        return cleaned

    def chosen(self) -> list[Student]:
        """Each student once, however they were named."""
        return list(dict.fromkeys([*self.cleaned_data["students"], *self.cleaned_data["addresses"]]))


def _some(words: list[str]) -> str:
    shown = ", ".join(f"“{word[:80]}”" for word in words[:_NAMED])
    more = len(words) - _NAMED
    return f"{shown} and {more} more" if more > 0 else shown
