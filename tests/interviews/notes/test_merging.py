"""Two devices, one text: every word stays, none is there twice."""

import re
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.interviews.notes.merging import merge
from tests.effort import takes_at_most

SPACES = st.sampled_from([" ", "\n", "  ", "\n\n"])


@dataclass(frozen=True)
class Case:
    base: str
    mine: str
    current: str
    taken_out: set[str]


def _joined(words: list[str], spaces: list[str]) -> str:
    return "".join(space + word for space, word in zip(spaces, words, strict=False)).lstrip()


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """A base of words that are all different, and two sides that take words out and write new ones anywhere."""
    was = [f"b{n}" for n in range(draw(st.integers(0, 8)))]
    spaces = draw(st.lists(SPACES, min_size=40, max_size=40))
    sides, taken_out = [], set()
    for letter in "mc":
        side, n = [], 0
        for word in [*was, ""]:
            for _ in range(draw(st.integers(0, 2))):
                side.append(f"{letter}{n}")
                n += 1
            if word and draw(st.booleans()):
                side.append(word)
            elif word:
                taken_out.add(word)
        sides.append(_joined(side, spaces))
    return Case(_joined(was, spaces), *sides, taken_out)


def _of(letter: str, text: str) -> list[str]:
    return [word for word in text.split() if word[0] == letter]


@given(cases())
def test_every_new_word_is_there_once_and_in_its_order(case: Case) -> None:
    merged = merge(case.base, case.mine, case.current)
    assert _of("m", merged) == _of("m", case.mine)
    assert _of("c", merged) == _of("c", case.current)


@given(cases())
def test_what_one_side_took_out_goes_and_all_else_stays(case: Case) -> None:
    merged = merge(case.base, case.mine, case.current)
    assert _of("b", merged) == [word for word in case.base.split() if word not in case.taken_out]


@given(cases())
def test_where_one_side_changed_nothing_the_other_stands_as_it_is(case: Case) -> None:
    assert merge(case.base, case.base, case.current) == case.current
    assert merge(case.base, case.mine, case.base) == case.mine
    assert merge(case.base, case.mine, case.mine) == case.mine


@given(cases())
def test_a_change_that_is_in_already_writes_nothing(case: Case) -> None:
    merged = merge(case.base, case.mine, case.current)
    assert merge(case.base, case.mine, merged).split() == merged.split()


@pytest.mark.parametrize(
    ("base", "mine", "current", "merged"),
    [
        ("", "They build maps.", "Ask about GIS.", "Ask about GIS.\nThey build maps."),
        ("one two", "one mine two", "one other two", "one other\nmine\ntwo"),
        ("They wor", "They work", "They wor\nAsk Ana.", "They work\nAsk Ana."),
        ("They wor", "They work", "They wor nights.", "They work\nnights."),
        ("wor", "work", "Ask Ana.\nwor", "Ask Ana.\nwork"),
        ("a long day", "a short day", "a day", "a short day"),
        ("a long day", "a day", "a short day", "a short day"),
        ("up early", "early", "up early today", "early today"),
        ("one", "one\n\ntwo", "zero one", "zero one\n\ntwo"),
        ("one two", "one\ntwo", "one two three", "one\ntwo three"),
        ("", "We met.", "We met. They were kind.", "We met. They were kind."),
        ("", "We met. They were kind.", "We met.", "We met. They were kind."),
        ("", "not", "it is not so bad", "it is not so bad\nnot"),
        ("one", "", "one two", "two"),
        ("地図を描く。", "地図を描く。川も。", "今日、地図を描く。", "今日、地図を描く。川も。"),
        ("地図", "地図A", "地図\n川", "地図\n川\nA"),
    ],
)
def test_two_texts_become_one(base: str, mine: str, current: str, merged: str) -> None:
    assert merge(base, mine, current) == merged


EFFORT = 200  # some twenty times what it takes; comparing each letter with each takes far longer
HOSTILE = {
    "one word": ("a " * 5000, "a b " * 2500, "b a " * 2500),
    "two words": ("a b " * 2500, "b b a " * 1666, "a a b " * 1666),
    "few words": tuple(" ".join(str(n * n % k) for n in range(1200)) for k in (11, 13, 17)),
    "turned around": tuple(" ".join(f"x{n}" for n in range(1200)[::step]) for step in (1, -1, 2)),
    "no words": (" " * 10_000, "\n" * 10_000, "\t" * 9_999 + "x"),
}


def test_letters_without_spaces_take_no_longer() -> None:
    texts = "的" * 10_000, "的一" * 5_000, "二的" * 5_000
    takes_at_most(EFFORT, lambda: merge(*texts))
    merged = merge(*texts)
    assert (merged.count("一"), merged.count("二")) == (5_000, 5_000)


@pytest.mark.parametrize("case", sorted(HOSTILE))
def test_no_text_takes_long(case: str) -> None:
    base, mine, current = HOSTILE[case]
    takes_at_most(EFFORT, lambda: merge(base, mine, current))
    merged = merge(base, mine, current)
    assert set(re.findall(r"\S+", merged)) >= set(current.split()) - set(base.split())
