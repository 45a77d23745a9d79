"""Who was last at work, and when: one row a part in the database, so that it is known without a broker."""

from datetime import datetime, timedelta

from django.db.models.functions import Now

from apps.outbox.models import Heartbeat, Part


def beat(part: Part) -> None:
    """This part is at work now, by the database's clock."""
    row = Heartbeat(part=part, seen_at=Now())  # type: ignore[misc]
    Heartbeat.objects.bulk_create([row], update_conflicts=True, unique_fields=["part"], update_fields=["seen_at"])


def last_seen() -> dict[Part, datetime]:
    """By part; one that was never at work is missing."""
    return {Part(part): seen_at for part, seen_at in Heartbeat.objects.values_list("part", "seen_at")}


def was_seen(part: Part, *, within: timedelta) -> bool:
    """Whether it was at work in this last stretch of time, by the database's clock."""
    return Heartbeat.objects.filter(part=part, seen_at__gt=Now() - within).exists()
