"""Refused forms speak our words, also the libraries' and those without messages of their own."""

import pytest
from django import forms

from apps.core import wording
from apps.students.models import Student


class Plain(forms.Form):
    text = forms.CharField(max_length=5)
    day = forms.DateField()
    hour = forms.TimeField()
    number = forms.IntegerField(max_value=3)
    one = forms.ChoiceField(choices=[("a", "A")])
    several = forms.MultipleChoiceField(choices=[("a", "A")])
    row = forms.ModelChoiceField(Student.objects.all())


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("text", "a\x00b", wording.NUL),
        ("text", "abcdef", "Use at most 5 characters. This has 6."),
        ("text", "", "Fill this in."),
        ("day", "12 October", "Write a date like 10/12/2026."),
        ("hour", "13:00 pm", "Write a time of day, such as 9:30 pm."),
        ("number", "three", "Write a whole number, such as 3."),
        ("number", "4", "Use 3 or less."),
        ("one", "zzz", wording.CHOOSE),
        ("several", ["zzz"], "One of these is not in the list. Choose again."),
        ("row", "12", wording.CHOOSE),
    ],
)
def test_a_plain_field(field: str, value: object, says: str) -> None:
    assert Plain({field: value}).errors[field] == [says]


def test_a_form_s_own_words_win() -> None:
    field = forms.CharField(error_messages={"required": "Add a name."})
    with pytest.raises(forms.ValidationError, match="Add a name."):
        field.clean("")


def test_too_many_rows() -> None:
    rows = forms.formset_factory(Plain, max_num=1, validate_max=True)({"form-TOTAL_FORMS": 2, "form-INITIAL_FORMS": 0})
    assert rows.non_form_errors() == ["Use at most 1 of these."]


@pytest.mark.django_db
def test_the_administration(client_of, make_administrator) -> None:
    office = client_of(make_administrator())
    answer = office.post("/admin/accounts/user/add/", {"full_name": "N" * 121, "role": "queen", "email": "n"})
    assert answer.status_code == 422
    errors = answer.context["adminform"].form.errors
    assert errors["full_name"] == ["Use at most 120 characters. This has 121."]
    assert errors["role"] == [wording.CHOOSE]
    assert errors["email"] == ["Write the whole address, such as name@campus.edu."]
