from itertools import pairwise

import pytest

from apps.contacts.models import Source, Warmth
from apps.contacts.start import ladder


def test_the_walk_visits_every_rung_once_and_ends() -> None:
    assert [ladder.following(rung) for rung in Source] == [*list(Source)[1:], None]
    assert [ladder.before(rung) for rung in Source] == [None, *list(Source)[:-1]]


@pytest.mark.parametrize(
    ("rung", "words"),
    [
        (Source.FAMILY, "the first of 11 groups of people you know"),
        (Source.FORMER_COLLEAGUES, "the eleventh of 11 groups of people you know"),
        (Source.REFERRAL, "the first of 6 groups of people that someone or something connects you with"),
        (Source.CHANCE, "the third of 3 groups of people who are new to you"),
    ],
)
def test_where_one_stands(rung: Source, words: str) -> None:
    assert ladder.place_in_words(rung) == words


def test_the_known_rungs_end_before_the_referral() -> None:
    beyond = [rung for rung in Source if ladder.is_beyond_the_known(rung)]
    assert beyond[0] is Source.REFERRAL
    assert len(beyond) == 9


def test_every_rung_stands_in_one_group_and_has_one_tick() -> None:
    groups = ladder.groups()
    assert [heading for heading, _ in groups] == ["You know them", "Someone connects you", "New to you"]
    assert [rung for _, rungs in groups for rung in rungs] == list(Source)
    ticks = ladder.ticks(Source.TEACHERS, with_names={"family", "teachers", "linkedin", ""})
    states = {Source.FAMILY: "was", Source.TEACHERS: "is", Source.LINKEDIN: "was"}
    assert [tick.state for tick in ticks] == [states.get(rung, "") for rung in Source]
    steps = [after.x - before.x for before, after in pairwise(ticks)]
    assert [step > 16 for step in steps] == [one.warmth is not two.warmth for one, two in pairwise(Source)], (
        "a gap between two groups"
    )
    assert len(Warmth) == 3
