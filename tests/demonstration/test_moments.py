"""Moments around now, whatever the time is now."""

import random
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from apps.demonstration.moments import Moments


def test_recent_conversations_find_a_waking_hour_at_every_hour_of_a_year() -> None:
    zone = ZoneInfo("America/New_York")
    for hour in range(366 * 24):
        now = datetime(2026, 1, 1, 0, 40, tzinfo=UTC) + timedelta(hours=hour)
        moments = Moments(now=now, zone=zone, rng=random.Random(1))
        for wanted, at_least, at_most in ((18, 6, 22), (30, 26, 44), (4, 2, 18), (192, 184, 201)):
            found = moments.hours_ago(wanted, at_least=at_least, at_most=at_most)
            assert timedelta(hours=at_least) <= now - found <= timedelta(hours=at_most)
            assert 9 <= found.astimezone(zone).hour < 20
        assert (moments.working_hour(1) - now) > timedelta(0)
        assert timedelta(days=1) < now - moments.working_hour(-2)
