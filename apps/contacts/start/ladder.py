"""The warm-to-cold ladder as a walk: which rung comes next, and where one stands. Pure functions."""

from collections.abc import Collection
from dataclasses import dataclass

from apps.contacts.models import Source, Warmth

FIRST_NAMES = 5  # what a student is asked to begin with, and plenty
RUNGS = tuple(Source)

_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh")
_OF_WHOM = {
    Warmth.KNOWN: "people you know",
    Warmth.CONNECTED: "people that someone or something connects you with",
    Warmth.NEW: "people who are new to you",
}
_HEADINGS = {
    Warmth.KNOWN: "You know them",
    Warmth.CONNECTED: "Someone connects you",
    Warmth.NEW: "New to you",
}
_TICK, _GAP = 16, 12  # of the drawing: from one tick to the next, and more between two groups


def following(rung: Source) -> Source | None:
    """The rung after this one; None after the last."""
    place = RUNGS.index(rung) + 1
    return RUNGS[place] if place < len(RUNGS) else None


def place_in_words(rung: Source) -> str:
    """ "the first of 11 groups of people you know" """
    group = _of(rung.warmth)
    return f"the {_ORDINALS[group.index(rung)]} of {len(group)} groups of {_OF_WHOM[rung.warmth]}"


def before(rung: Source) -> Source | None:
    """The rung before this one; None before the first."""
    place = RUNGS.index(rung)
    return RUNGS[place - 1] if place else None


def is_beyond_the_known(rung: Source) -> bool:
    """Whether the rungs of people whom the student knows all lie behind."""
    return rung.warmth is not Warmth.KNOWN


def groups() -> list[tuple[str, list[Source]]]:
    """All rungs under what they have in common, warmest first."""
    return [(_HEADINGS[warmth], _of(warmth)) for warmth in Warmth]


@dataclass(frozen=True)
class Tick:
    """One rung of the drawing. `state` is `is` for the one of the page, `was` for one with names, otherwise empty."""

    x: int
    state: str


def ticks(rung: Source, *, with_names: Collection[str]) -> list[Tick]:
    states = ["is" if each is rung else "was" if each in with_names else "" for each in RUNGS]
    gaps = [list(Warmth).index(each.warmth) * _GAP for each in RUNGS]
    return [Tick(number * _TICK + gap, state) for number, (gap, state) in enumerate(zip(gaps, states, strict=True))]


def _of(warmth: Warmth) -> list[Source]:
    return [rung for rung in RUNGS if rung.warmth is warmth]
