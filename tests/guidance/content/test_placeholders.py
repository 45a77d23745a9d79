"""Placeholders: filled, left as marked blanks, and refused where nobody could fill them."""

import pytest
from django.core.exceptions import ValidationError

from apps.guidance.content.placeholders import check, fill, pieces


def test_what_is_known_is_filled_and_what_is_not_is_a_marked_blank() -> None:
    text = "Dear {greeting}, {why} Before {by_when}? {why}"
    filled = fill(text, {"greeting": "Kenji", "why": ""}, who="Kenji")
    assert filled.text == "Dear Kenji, [why Kenji] Before [a date]? [why Kenji]"
    assert filled.blanks == ("why", "by_when")


def test_what_fills_it_is_not_filled_again() -> None:
    assert fill("{why}", {"why": "{my_name} {"}).text == "{my_name} {"


@pytest.mark.parametrize("text", ["{campus", "campus}", "{campus} }"])
def test_a_brace_that_stands_alone_is_refused(text: str) -> None:
    with pytest.raises(ValidationError, match="A brace is missing"):
        check(text, ["campus", "major"])


@pytest.mark.parametrize("text", ["{name}", "{}", "{ campus }", "{campus.zone}", "{0}", "{{campus}}", "{campus}}"])
def test_a_placeholder_that_nobody_fills_is_refused_and_the_others_are_named(text: str) -> None:
    with pytest.raises(ValidationError, match=r"Here it knows \{campus\} and \{major\}\."):
        check(text, ["campus", "major"])
    check("{campus} and {major}", ["campus", "major"])


def test_each_that_nobody_fills_is_named_once_and_as_it_was_typed() -> None:
    with pytest.raises(ValidationError) as refused:
        check("{{ request }} {campus} {email} {{ request }} {" + "x" * 100 + "} }", ["campus"])
    assert refused.value.messages == [
        "Acquaint can’t fill {{ request }}, {email} and {" + "x" * 59 + "…. Here it knows {campus}.",
        "A brace is missing or stands alone. Write a placeholder like {campus}, and use parentheses for everything "
        "else.",
    ]


def test_a_text_is_shown_in_stretches() -> None:
    assert pieces("Hi {first name}, see {email}.", {"first name": "Ana {x}"}) == [
        ("Hi ", False),
        ("Ana {x}", True),
        (", see ", False),
        ("{email}", False),
        (".", False),
    ]
