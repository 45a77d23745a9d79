"""Two people, or a person and a worker, press at the same moment: nobody gets a 500, nobody waits for each other in a
circle, no word is lost, and what always holds still does.

`make proof` presses the pairs that once went wrong and some of the others, each time other ones; `make chaos` presses
all. SEED=7 repeats a choice, RACE_ROUNDS=10 presses each pair ten times.
"""

import os
from collections.abc import Callable, Iterator
from itertools import combinations_with_replacement
from random import Random, SystemRandom

import pytest
from django.contrib.messages import get_messages
from django.db import connection

from tests import databases
from tests.races.acts import ACTS, Act
from tests.races.racing import Found, Races
from tests.races.world import make_world

Pair = tuple[Act, Act]
Run = Callable[[list[Pair], int], dict[str, Found]]

_BY_NAME = {act.name: act for act in ACTS}
PAIRS: list[Pair] = list(combinations_with_replacement(ACTS, 2))
ONCE_WRONG: list[Pair] = [
    (_BY_NAME[first], _BY_NAME[second])
    for first, second in (
        ("plan", "remove contact"),
        ("edit contact", "remove contact"),
        ("edit contact", "merge"),
        ("plan", "merge"),
        ("add, introduced by", "remove contact"),
        ("add, introduced by", "merge"),
        ("edit, introduced by", "remove contact"),
        ("log", "remove contact"),
        ("they named someone", "merge who was asked"),
        ("thank", "undo the log"),
        ("add students", "add students"),
        ("add students", "add students, other order"),
        ("add students", "add a cohort"),
        ("add a cohort", "add a cohort"),
        ("archive", "add students"),
        ("archive", "invite again"),
        ("archive", "bring back"),
        ("log", "really gone"),
        ("log", "anonymize"),
        ("really gone", "anonymize"),
        ("really gone", "make files"),
        ("really gone", "ask for the file"),
        ("really gone", "take the deletion back"),
    )
]
SOME = 25  # of all pairs, in `make proof`
SEED = int(os.environ.get("SEED") or SystemRandom().randrange(10**6))
IS_FULL = os.environ.get("ACQUAINT_CHAOS") == "full"
_WORLDS = 15  # after so many rounds the database is emptied, or the worker would look at all that was


@pytest.fixture
def race(sink: object) -> Iterator[Run]:
    before = _deadlocks()
    races = Races(dice=Random(SEED))

    def run(pairs: list[Pair], rounds: int) -> dict[str, Found]:
        rounds = int(os.environ.get("RACE_ROUNDS", rounds))
        table: dict[str, Found] = {}
        worlds = 0
        for first, second in pairs:
            table[f"{first.name} | {second.name}"] = races.run(first, second, rounds=rounds)
            worlds += rounds
            if worlds >= _WORLDS:
                databases.empty()
                worlds = 0
        print(f"\nSEED={SEED}: {len(pairs)} pairs, {rounds} rounds each, {_deadlocks() - before} deadlocks")
        for pair, found in table.items():
            print(f"{pair:55} {dict(found) or '-'}")
        return {pair: found for pair, found in table.items() if found}

    yield run
    races.close()
    assert _deadlocks() == before


def _deadlocks() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot(), pg_stat_force_next_flush()")
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        return cursor.fetchone()[0]


@pytest.mark.proof
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("act", [act for act in ACTS if act.browser], ids=lambda act: act.name)
def test_pressed_alone_each_does_what_it_is_for(act: Act) -> None:
    world = make_world(archived=act.needs_archived)
    answer = act.press(world, world.browser(act.browser), "Brook Alone")
    assert answer is not None
    assert answer.status_code == 302, answer.text
    assert not answer["Location"].startswith("/accounts/")
    assert {message.level_tag for message in get_messages(answer.wsgi_request)} <= {"success"}


@pytest.mark.proof
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("without_locks", "first", "second"),
    [
        ("apps.contacts.actions", "edit contact", "remove contact"),
        ("apps.administration.members.actions", "add students", "add a cohort"),
    ],
)
def test_a_lock_that_is_missing_is_seen(
    without_locks: str, first: str, second: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(f"{without_locks}.in_lock_order", lambda rows: rows)
    races = Races(dice=Random(SEED))
    assert any(races.run(_BY_NAME[first], _BY_NAME[second], rounds=1) for _ in range(100))
    races.close()


@pytest.mark.proof
@pytest.mark.django_db(transaction=True)
def test_what_once_went_wrong(race: Run) -> None:
    assert race(ONCE_WRONG, 2) == {}


@pytest.mark.chaos
@pytest.mark.django_db(transaction=True)
def test_all_pairs_are_safe(race: Run) -> None:
    assert race(PAIRS if IS_FULL else Random(SEED).sample(PAIRS, SOME), 2 if IS_FULL else 1) == {}
