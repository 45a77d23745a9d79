"""Fields that every app uses."""

from datetime import timedelta

import pytest
from django import forms
from django.core.exceptions import ValidationError

from apps.core import clock
from apps.core.form_fields import OneLineField
from apps.core.models import LinkField, NameField
from apps.students.models import Student
from tests.factories import make_contact


def test_a_row_knows_when_it_was_made_by_the_databases_clock(alice: Student) -> None:
    contact = make_contact(student=alice)
    contact.refresh_from_db()
    assert abs(clock.now() - contact.created_at) < timedelta(minutes=1)


class TestNameField:
    def test_its_form_cleans(self) -> None:
        assert isinstance(NameField(max_length=20).formfield(), OneLineField)
        assert isinstance(NameField(max_length=20, choices=[("a", "A")]).formfield(), forms.ChoiceField)

    def test_saving_cleans_the_row_in_hand_too(self, alice: Student) -> None:
        contact = make_contact(student=alice, full_name="Rosa\n\u202eDelgado")
        assert contact.full_name == "Rosa Delgado"
        contact.refresh_from_db()
        assert contact.full_name == "Rosa Delgado"

    def test_a_nul_is_refused(self, alice: Student) -> None:
        contact = make_contact(student=alice)
        contact.full_name = "Rosa\x00"
        with pytest.raises(ValidationError):
            contact.full_clean()


class TestLinkField:
    @pytest.mark.parametrize(
        "link", ["javascript:alert(1)", "JAVASCRIPT://x.example/%0a", "ftp://x.example/", "data:text/html,x", "//x"]
    )
    def test_only_pages_of_the_web(self, link: str) -> None:
        with pytest.raises(ValidationError):
            LinkField().clean(link, None)

    @pytest.mark.parametrize(
        ("typed", "kept"),
        [
            ("work.example/rosa", "https://work.example/rosa"),
            ("http://work.example", "http://work.example"),
            ("HTTPS://work.example/ü", "HTTPS://work.example/ü"),
        ],
    )
    def test_without_a_scheme_it_is_https(self, typed: str, kept: str) -> None:
        assert LinkField().formfield().clean(typed).lower() == kept.lower()
