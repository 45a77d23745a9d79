"""What the form of the campus takes, and what it says of the rest."""

import pytest

from apps.administration.campus.forms import CampusForm
from apps.campus.models import Campus
from tests.administration.campus.test_views import FIELDS

pytestmark = pytest.mark.django_db


def form(campus: Campus, **changed: str) -> CampusForm:
    return CampusForm({**FIELDS, **changed}, instance=campus, default_sender="no-reply@campus.example")


@pytest.mark.parametrize(
    ("field", "typed", "why"),
    [
        ("name", "", "Add the name"),
        ("name", "\x00", "cannot be kept"),
        ("name", "x" * 200, "at most 120"),
        ("time_zone", "Mars/Olympus", "time zone"),
        ("time_zone", "", "time zone"),
        ("accent", "red", "# and six"),
        ("accent", "#ffcc00", "#816700"),
        ("accent", "#3d3a9e;}body{display:none", "at most 20"),
        ("sender_email", "careers", "whole address"),
        ("sender_email", "careers@cedar.example\r\nBcc: a@b.example", "whole address"),
        ("help_email", "help me", "whole address"),
        ("email_domains", "edu", "“edu” is no domain"),
        ("email_domains", "name@cedar.example", "is no domain"),
        ("email_domains", "https://cedar.example/", "is no domain"),
        ("email_domains", "cedar.example " * 2000, "too long"),
        ("email_domains", "\n".join(f"c{n}.example" for n in range(21)), "at most 20"),
        ("email_domains", "a..example", "is no domain"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(campus: Campus, field: str, typed: str, why: str) -> None:
    errors = form(campus, **{field: typed}).errors
    assert list(errors) == [field]
    assert why in errors[field][0]


@pytest.mark.parametrize(
    ("typed", "domains"),
    [
        ("", []),
        (
            "@Cedar.example\r\n\r\n cedar.example. \r\nstudents.cedar.example",
            ["cedar.example", "students.cedar.example"],
        ),
        ("@fairhaven.example, student.fairhaven.example", ["fairhaven.example", "student.fairhaven.example"]),
        ("a1.example;@b1.example  c1.example,,", ["a1.example", "b1.example", "c1.example"]),
        ("b\u00fccher.example\u200b", ["xn--bcher-kva.example"]),
    ],
)
def test_domains_are_read_as_people_write_them(campus: Campus, typed: str, domains: list[str]) -> None:
    typed_in = form(campus, email_domains=typed)
    assert typed_in.errors == {}
    assert typed_in.cleaned_data["email_domains"] == domains
