from collections.abc import Iterable
from datetime import date

from django.db import transaction

from apps.core.locking import in_lock_order
from apps.volunteers.models import Volunteer


@transaction.atomic
def pause(*, volunteers: Iterable[Volunteer], until: date) -> list[Volunteer]:
    """Pause them up to and including `until`, a date in the campus's zone.

    Returns those whose pause changed. A longer pause stays, and volunteers who have withdrawn are left alone.
    """
    paused = [
        one
        for one in in_lock_order(Volunteer.objects.filter(pk__in=[one.pk for one in volunteers]))
        if one.withdrawn_at is None and (one.paused_until is None or one.paused_until < until)
    ]
    for volunteer in paused:
        volunteer.paused_until = until
        volunteer.save(update_fields=["paused_until"])
    return paused


@transaction.atomic
def resume(*, volunteers: Iterable[Volunteer]) -> list[Volunteer]:
    """End their pause. Returns those who were paused."""
    chosen = Volunteer.objects.filter(pk__in=[one.pk for one in volunteers])
    resumed = list(in_lock_order(chosen.filter(paused_until__isnull=False, withdrawn_at=None)))
    for volunteer in resumed:
        volunteer.paused_until = None
        volunteer.save(update_fields=["paused_until"])
    return resumed
