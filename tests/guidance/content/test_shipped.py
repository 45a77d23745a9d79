"""The shipped content: complete, and nothing in it that pages cannot show or fill."""

import re

import pytest

from apps.campus.models import Campus
from apps.contacts.models import Source
from apps.core.templatetags.icons import icon
from apps.guidance.content.entries import (
    BankQuestion,
    Channel,
    Entry,
    Field,
    MessageKind,
    Place,
    PrimerPart,
    Rung,
    Slot,
    Template,
)
from apps.guidance.content.placeholders import fill
from apps.guidance.content.shipped import BrokenContent, read, shipped
from apps.guidance.limits import limit_of

# What a student with much to say knows.
KNOWN = {
    "greeting": "Dr. Halvorsen",
    "my_name": "Lupita Hernández",
    "who_i_am": "a second-year environmental science student",
    "about_me": " ".join(["word"] * 60),
    "campus": "Fairhaven State",
    "introduced_by": "Maria Oyelaran",
    "where_we_met": "the September career fair",
    "why": "I read about the creek days you run.",
    "by_when": "Friday, October 16",
    "field": "environment and agriculture",
    "office_hours": "Tuesday at two",
    "asked_on": "Monday, October 5",
}
TEMPLATES = list(shipped(Template).values())
QUESTION = "[[question]]\nkey='a'\ntext='How?'\ntheme='life'\n"


def test_every_source_has_its_rung_and_places_to_look_and_no_other_has() -> None:
    assert list(shipped(Rung)) == Source.values
    where = {rung for place in shipped(Place).values() for rung in place.rungs}
    assert where == set(Source.values)
    assert {slot for place in shipped(Place).values() for slot in place.slots} == set(Slot.values)


def test_every_icon_is_drawn() -> None:
    for place in shipped(Place).values():
        icon(place.icon)


def test_a_field_leads_to_fields_that_are_there_and_says_why() -> None:
    fields = shipped(Field).values()
    names = {field.name for field in fields}
    for field in fields:
        assert len(field.titles) >= 8
        assert len(field.neighbors) >= 2
        for neighbor in field.neighbors:
            assert neighbor.name in names - {field.name}
            assert neighbor.why.endswith(".")


@pytest.mark.parametrize("channel", Channel)
def test_every_source_has_a_request_to_start_from_in_every_channel(channel: Channel) -> None:
    for kind in (MessageKind.CONVERSATION, MessageKind.WHO_DO_YOU_KNOW):
        ours = [one for one in TEMPLATES if (one.kind, one.channel) == (kind, channel)]
        assert {source for one in ours for source in one.sources} == set(Source.values)
    for kind in (MessageKind.FOLLOW_UP, MessageKind.LAST_FOLLOW_UP):
        assert [one for one in TEMPLATES if (one.kind, one.channel) == (kind, channel)]


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: template.key)
def test_a_filled_message_fits_its_channel_and_asks_for_something_small(template: Template) -> None:
    filled = fill(template.body, KNOWN)
    assert filled.blanks == ()
    assert not limit_of(Campus(), template.channel).is_passed_by(filled.text)
    assert re.search(r"\b[Tt]hank", filled.text)
    assert "20 minutes" in filled.text
    assert re.search(r"\b(if|fine to say no|whenever|any)\b", filled.text, re.IGNORECASE), "no way out"
    assert bool(template.subject) == (template.channel == Channel.EMAIL)
    assert not re.search("[’“”…]", filled.text), "a text message with one costs more"


@pytest.mark.parametrize(
    ("kind", "text", "said"),
    [
        (PrimerPart, "part", "primer.toml is no TOML: "),
        (PrimerPart, "", "primer.toml must hold [[part]] and nothing else, and holds nothing."),
        (PrimerPart, "[[parts]]", "primer.toml must hold [[part]] and nothing else, and holds parts."),
        (PrimerPart, '[[part]]\nkey="a"\ntitle=""', "primer.toml, “a”: text is missing."),
        (PrimerPart, '[[part]]\nkey="a"\ntitle=""\ntext=""\nbody=""', "primer.toml, “a”: body is not known here."),
        (PrimerPart, '[[part]]\nkey="a"\ntitle=1\ntext=""', "primer.toml, “a”: title must be a text."),
        (PrimerPart, '[[part]]\nkey="a"\ntitle=""\ntext="{name}"', "“a”: Acquaint can’t fill {name}. Here it knows "),
        (PrimerPart, '[[part]]\nkey="a"\ntitle=""\ntext="{campus"', "“a”: A brace is missing or stands alone."),
        (PrimerPart, '[[part]]\nkey="a"\ntitle=""\ntext=""\n' * 2, "primer.toml, “a”: this key is there twice."),
        (Place, '[[place]]\nkey="a"\nlabel=""\ntext=""\nicon=""', "“a”: it stands at no rung and at no slot."),
        (
            Place,
            '[[place]]\nkey="a"\nlabel=""\ntext=""\nicon=""\nrungs="family"',
            "“a”: rungs must be a list of texts.",
        ),
        (
            Place,
            '[[place]]\nkey="a"\nlabel=""\ntext=""\nicon=""\nslots=["x"]',
            "“a”: x is none of path, organization, ",
        ),
        (
            Place,
            '[[place]]\nkey="a"\nlabel=""\ntext=""\nicon=""\nslots=["pay"]\nurl="javascript:x"',
            "“a”: url must start with https://",
        ),
        (BankQuestion, f"{QUESTION}starter=1", "“a”: starter must be true or false."),
        (BankQuestion, f"{QUESTION}suits='family'", "“a”: suits must be a list of texts."),
        (BankQuestion, f"{QUESTION}suits=['family', 'moon']", "“a”: moon is none of new, senior, "),
        (BankQuestion, QUESTION.replace("life", "moon"), "“a”: moon is none of path, daily_work, "),
        (Template, '[[template]]\nkey="a"\nname=""\nkind="x"\nemail=""', "“a-email”: x is none of conversation, "),
    ],
)
def test_a_file_with_a_mistake_names_it(kind: type[Entry], text: str, said: str) -> None:
    with pytest.raises(BrokenContent) as broken:
        read(kind, text)
    assert said in str(broken.value)
