"""No reminder lost, none sent twice: the whole engine under faults, judged by the mail server.

`make chaos` runs the full form, `make test` a short one with the same parts. SEED=7 repeats a run.
"""

from collections.abc import Iterator

import pytest

from tests.chaos.harness import Harness
from tests.chaos.series import Result, Series
from tests.chaos.sink import Weather

pytestmark = pytest.mark.chaos
# No wind, and time enough to hit a message on either side of the moment at which it is taken.
SLOW = Weather(latency=0.3)


@pytest.fixture(scope="module")
def harness(tmp_path_factory: pytest.TempPathFactory, django_db_blocker) -> Iterator[Harness]:
    folder = tmp_path_factory.mktemp("chaos")
    with django_db_blocker.unblock(), Harness(folder) as harness:
        yield harness
        print(f"\n\n{harness.table()}\n")


def settled(harness: Harness, series: Series) -> Result:
    """The series at its end, when all its reminders have ended; with its last words when they do not."""
    is_settled = series.settle(seconds=harness.size.settle)
    result = harness.keep(series.result())
    if not is_settled or result.verdict.faults:
        print(series.last_words(), result.verdict, sep="\n")
    assert is_settled, "some reminders never ended"
    return result


def add_everything(series: Series) -> None:
    """Workers whose clocks disagree, two beats, and each wake-up five times."""
    for hours in (0, 2, -2):
        series.add_worker(hours_off=hours)
    for _ in range(2):
        series.add_beat()


def test_everything_at_once(harness: Harness) -> None:
    size = harness.size
    with harness.series("everything at once", count=size.everything) as series:
        add_everything(series)
        series.weather(size.plan(series.seed), waves=size.waves, patience=size.patience)
        result = settled(harness, series)
        assert result.verdict.faults == {}
        assert series.leaks() == []
    assert result.kills >= (40 if harness.is_full else 5)
    # Or it would have proved little.
    assert min(result.stops, result.flushes, result.restarts, result.silences, result.interrupted) > 0
    assert result.verdict.doubts <= result.silences + result.interrupted


def test_with_a_provider_that_can_be_asked(harness: Harness) -> None:
    size = harness.size
    with harness.series("a provider to ask", count=size.provider, has_provider=True) as series:
        add_everything(series)
        plan = size.plan(series.seed, share=size.others)
        series.weather(plan, waves=size.waves, patience=size.patience)
        result = settled(harness, series)
        assert result.verdict.faults == {}
        assert result.verdict.doubts == 0
        assert series.leaks() == []
        assert series.record.asked["200"] > 0
    assert min(result.kills, result.silences + result.interrupted) > 0


def test_without_a_broker_and_when_it_is_back(harness: Harness) -> None:
    size, services = harness.size, harness.services
    of_broker = ("flush_valkey", "kill_a_worker", "kill_a_beat")
    with harness.series("no Valkey, then back", count=size.no_broker) as series:
        services.stop_valkey()
        try:
            for _ in range(2):
                series.add_loop()
            plan = size.plan(series.seed, share=size.others, but_for=of_broker)
            series.weather(plan, waves=size.waves, patience=size.patience, until=0.6)
        finally:
            services.start_valkey()
        series.add_worker()
        series.add_beat()
        series.weather(["kill_a_hand", "kill_a_worker", "flush_valkey"], waves=2, patience=size.patience, since=0.6)
        result = settled(harness, series)
        assert result.verdict.faults == {}
        assert series.leaks() == []
    assert min(result.kills, result.silences + result.interrupted) > 0
    assert result.verdict.doubts <= result.silences + result.interrupted


@pytest.mark.parametrize(
    ("deliverer", "moment", "fault"), [("mark_then_send", "whole", "lost"), ("send_then_mark", "taken", "doubled")]
)
def test_the_harness_catches_a_naive_deliverer(harness: Harness, deliverer: str, moment: str, fault: str) -> None:
    """The same judge, kills alone, in fair weather."""
    name = deliverer.replace("_", " ")
    with harness.series(name, count=harness.size.naive, weather=SLOW) as series:
        series.add_worker(deliverer=deliverer, each_wake_up=1)
        series.add_beat(each_wake_up=1)
        series.weather([f"kill_a_hand@{moment}"] * 3, waves=1, patience=harness.size.patience)
        series.settle(seconds=harness.size.settle)
        result = harness.keep(series.result())
    found = result.verdict.faults
    assert found.get(fault) or found.get(f"{fault}_invitations")
    # Caught for what it does, and for nothing else.
    assert set(found) <= {fault, f"{fault}_invitations"}
