"""The texts that a message starts from, and what the hints say about them."""

import pytest

from apps.campus.models import Campus
from apps.guidance.coach.hints import hints
from apps.guidance.coach.rules import Rule
from apps.guidance.content.entries import Channel, MessageKind, Template
from apps.guidance.content.placeholders import MESSAGE
from apps.guidance.content.shipped import shipped
from apps.guidance.limits import limit_of
from apps.outreach.composing.writing import greet, put_in, rules_for, start

FILLED = {
    "greeting": "Dr. Lopez",
    "my_name": "Wei Chen",
    "who_i_am": "a junior in physics",
    "about_me": "I'm a junior in physics at Fairhaven State, and I build small telescopes on weekends.",
    "campus": "Fairhaven State",
    "introduced_by": "Maria Ruiz",
    "where_we_met": "the energy panel",
    "by_when": "May 15",
    "role": "grid engineer",
    "organization": "Corvid Power",
    "field": "energy",
    "course": "Physics 201",
    "office_hours": "Tuesday, May 5 at 2:00 p.m.",
    "asked_on": "April 20",
}
# As much as a channel has room for.
WHY = {
    Channel.EMAIL: "I saw that you went from physics to power grids, which is what I'm thinking about.",
    Channel.TEXT: "You went from physics to power grids, which I'm thinking about.",
    Channel.LINKEDIN: "You went from physics to power grids.",
}


def _found(template: Template, known: dict[str, str]) -> set[Rule]:
    body = start(template, known, who="Dr. Lopez").body
    limit = limit_of(Campus(), template.channel)
    return {hint.rule for hint in hints(body, limit=limit, rules=rules_for(MessageKind(template.kind)))}


@pytest.mark.parametrize("template", shipped(Template).values(), ids=lambda template: template.key)
def test_a_shipped_text_gets_no_hint_but_for_what_is_still_to_fill_in(template: Template) -> None:
    filled = {**FILLED, "why": WHY[Channel(template.channel)]}
    assert set(filled) == set(MESSAGE)
    assert _found(template, filled) == set()
    # Why this person is one of the blanks.
    assert _found(template, {}) <= {Rule.UNFILLED, Rule.NO_REASON}


@pytest.mark.parametrize(
    ("text", "why", "said"),
    [
        ("I thought of you. [why Rosa] Would you", "you changed jobs", "I thought of you. You changed jobs. Would you"),
        ("Hi Rosa,\n\n[why Rosa]", "you changed jobs!", "Hi Rosa,\n\nYou changed jobs!"),
        ("[why Rosa]", "iPads are your work", "iPads are your work."),
        ("I ask because [why Rosa], and", "you changed jobs", "I ask because you changed jobs, and"),
        ("Hi Rosa, [why Rosa] Could we", "you changed jobs", "Hi Rosa, you changed jobs. Could we"),
    ],
)
def test_the_words_for_a_blank_fit_the_sentence(text: str, why: str, said: str) -> None:
    assert put_in(text, {"why": why}, "Rosa") == said


@pytest.mark.parametrize("opening", ["Hi Rosa,", "Hi Aunt Rosa,"])
def test_what_they_are_called_is_put_in_once(opening: str) -> None:
    text = greet(f"{opening}\n\nRosa, [why Rosa]", "Rosa", "Aunt Rosa")
    assert text == "Hi Aunt Rosa,\n\nRosa, [why Aunt Rosa]"
