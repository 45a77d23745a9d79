"""No reminder lost, none sent twice: the whole engine under faults, judged by the mail server.

`make chaos` runs the full form, `make proof` a short one with the same parts. SEED=7 repeats a run.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from tests.chaos.harness import Harness
from tests.chaos.logs import claims, wake_ups
from tests.chaos.series import Result, Series
from tests.chaos.sink import MOMENTS, Weather

pytestmark = pytest.mark.chaos
# No wind, and time enough to hit a message on either side of the moment at which it is taken.
SLOW = Weather(latency=0.3)
# What must have befallen some mail: by the stage of the conversation, and the answer.
NAMED = {
    "RCPT 421", "RCPT 451", "RCPT 550", "RCPT hang", "BODY drop", "BODY hang",
    "DOT 421", "DOT 451", "DOT drop", "DOT hang",
}  # fmt: skip


@pytest.fixture(scope="module")
def harness(tmp_path_factory: pytest.TempPathFactory, django_db_blocker) -> Iterator[Harness]:
    folder = tmp_path_factory.mktemp("chaos")
    with django_db_blocker.unblock(), Harness(folder) as harness:
        yield harness
        print(f"\n\n{harness.table()}\n")


def settled(harness: Harness, series: Series) -> Result:
    """The series at its end, when all its reminders have ended and all its processes were up to then."""
    is_settled = series.settle(seconds=harness.size.settle)
    result = harness.keep(series.result())
    assert is_settled, "some reminders never ended"
    assert series.faults.fallen == []
    return result


def add_everything(series: Series) -> None:
    """Workers whose clocks disagree, two beats, and each wake-up five times."""
    for hours in (0, 2, -2):
        series.add_worker(hours_off=hours)
    for _ in range(2):
        series.add_beat()


def test_everything_at_once(harness: Harness) -> None:
    size = harness.size
    with harness.series("everything at once", count=size.everything, reserve=size.reserve) as series:
        add_everything(series)
        series.weather(size.plan(series.seed), waves=size.waves, patience=size.patience)
        result = settled(harness, series)
        assert result.verdict.faults == {}
        assert result.verdict.doubts <= result.silences + result.interrupted
        assert series.leaks() == []
        # Or it would have proved little.
        assert series.sink.faults.keys() >= NAMED
        assert max(wake_ups(series.logs).values()) >= 5
        assert_clocks_are_off(series)
        assert result.kills >= (40 if harness.is_full else 5)
        assert min(result.stops, result.flushes, result.restarts, result.silences) > 0
        assert result.interrupted >= (result.kills // 2 if harness.is_full else 1)
        assert not harness.is_full or result.interrupted_at.keys() >= set(MOMENTS)


def assert_clocks_are_off(series: Series) -> None:
    """Each worker claimed, at times that are as many hours off as was asked for."""
    for name, hours in series.hours_off.items():
        times = [claim.at - timedelta(hours=hours) for claim in claims(series.folder / f"{name}.log")]
        assert times, f"{name} claimed nothing"
        assert series.begun_at <= min(times) <= max(times) <= datetime.now(UTC)


def test_with_a_provider_that_can_be_asked(harness: Harness) -> None:
    size = harness.size
    has = {"count": size.provider, "reserve": size.reserve, "has_provider": True}
    with harness.series("a provider to ask", **has) as series:
        add_everything(series)
        plan = size.plan(series.seed, share=size.others)
        series.weather(plan, waves=size.waves, patience=size.patience)
        result = settled(harness, series)
        assert result.verdict.faults == {}
        assert result.verdict.doubts == 0
        assert series.leaks() == []
        # It had every answer to give: the weather lets some be taken without an answer, and some go nowhere.
        assert min(series.record.asked[answer] for answer in ("503", "found", "not found")) > 0
        assert min(result.kills, result.stops, result.silences + result.interrupted) > 0


def test_without_a_broker_and_when_it_is_back(harness: Harness) -> None:
    size, services = harness.size, harness.services
    of_broker = ("flush_valkey", "kill_a_worker", "kill_a_beat")
    with harness.series("no Valkey, then back", count=size.no_broker, reserve=size.reserve) as series:
        services.stop_valkey()
        try:
            for _ in range(2):
                series.add_loop()
            plan = size.plan(series.seed, share=size.others, but_for=of_broker)
            series.weather(plan, waves=size.waves, patience=size.patience, until=0.6)
            # The loops alone do it, as long as there is no broker.
            half = series.planted // 2
            assert series.wait_until(lambda: len(series.sink.taken_at) >= half, seconds=size.settle)
        finally:
            services.start_valkey()
        back_at = datetime.now(UTC)
        series.add_worker()
        series.add_beat()
        plan = ["kill_a_hand", "kill_a_worker", "flush_valkey"]
        series.weather(plan, waves=size.waves, patience=size.patience, since=0.6, until=0.8)
        feed_until_both_claim(series, back_at)
        result = settled(harness, series)
        assert result.verdict.faults == {}
        assert result.verdict.doubts <= result.silences + result.interrupted
        assert series.leaks() == []
        assert who_claimed(series, back_at) == {"loop", "celery"}
        assert min(result.kills, result.stops, result.silences + result.interrupted) > 0


def who_claimed(series: Series, since: datetime) -> set[str]:
    """Of loops and Celery's workers."""
    return {claim.worker.partition("-")[0] for log in series.logs for claim in claims(log) if claim.at > since}


def feed_until_both_claim(series: Series, since: datetime) -> None:
    """The last of the mail comes bit by bit, as one claim may take all that there is."""
    for share in (0.84, 0.88, 0.92, 0.96, 1.0):
        series.wait_until(lambda: len(who_claimed(series, since)) == 2, seconds=2.0, every=0.2)
        series.plant(share)


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
        result = settled(harness, series)
        assert series.sink.taken_at, "no mail flowed"
        found = result.verdict.faults
        # Caught for what it does, by no more than the kills that made it do so, and for nothing else.
        assert found.keys() <= {fault, f"{fault}_invitations"}
        assert 1 <= sum(map(len, found.values())) <= result.kills
