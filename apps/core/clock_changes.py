"""When the clocks of a zone go forward or back."""

from bisect import bisect_left
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

_MINUTE, _DAY = timedelta(minutes=1), timedelta(days=1)


def clock_changes(zone: ZoneInfo, *, since: datetime, until: datetime) -> Iterator[datetime]:
    """Each moment after `since`, up to `until`, at which clocks in `zone` begin to show another time, as UTC. No zone
    changes twice within a day.
    """
    day, until = since.astimezone(UTC).replace(second=0, microsecond=0), until.astimezone(UTC)
    while day < until:
        following = min(day + _DAY, until)
        if _offset(zone, following) != _offset(zone, day):
            yield _first_change(zone, day, following)
        day = following


def _first_change(zone: ZoneInfo, since: datetime, until: datetime) -> datetime:
    minutes = range((until - since) // _MINUTE + 1)
    return since + _MINUTE * bisect_left(
        minutes, True, key=lambda minute: _offset(zone, since + minute * _MINUTE) != _offset(zone, since)
    )


def _offset(zone: ZoneInfo, at: datetime) -> timedelta | None:
    return at.astimezone(zone).utcoffset()


def after_skipped(wall: datetime, zone: ZoneInfo) -> datetime:
    """The first moment after the hour that the clocks in `zone` skip, and in which `wall`, naive, would lie. UTC."""
    earlier, later = (wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (1, 0))
    return next(clock_changes(zone, since=earlier, until=later))
