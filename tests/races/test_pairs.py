"""All pairs of what writes more than one row: no 500, no deadlock, no lost word, and what always holds still does."""

import os
from collections import Counter
from collections.abc import Iterator
from itertools import combinations_with_replacement

import pytest
from django.db import connection

from tests import databases
from tests.races.acts import ACTS
from tests.races.racing import Found, Races

ROUNDS = int(os.environ.get("RACE_ROUNDS", "1"))


def _deadlocks() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush()")
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        return cursor.fetchone()[0]


@pytest.mark.proof
@pytest.mark.django_db(transaction=True)
def test_pairs(sink, capsys):
    seed = int(os.environ.get("SEED", "7"))
    before = _deadlocks()
    only = os.environ.get("RACE_ONLY", "")
    races = Races(seed=seed)
    table = {}
    import time
    began = time.monotonic()
    for first, second in combinations_with_replacement(ACTS, 2):
        if only and only not in (first.name, second.name):
            continue
        table[first.name, second.name] = races.run(first, second, rounds=ROUNDS)
        databases.empty()
    races.close()
    with capsys.disabled():
        print(f"\nseed {seed}, {len(table)} pairs, {ROUNDS} rounds, {time.monotonic() - began:.1f} s, deadlocks {_deadlocks() - before}")
        total = Counter()
        for names, found in table.items():
            if found.faults:
                print(f"{' | '.join(names):55} {dict(found.faults)}")
                total.update(found.faults)
        print(total)
    assert not total
