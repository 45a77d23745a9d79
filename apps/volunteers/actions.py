from collections.abc import Iterable
from datetime import date

from django.db import transaction

from apps.volunteers.models import Volunteer


@transaction.atomic
def pause(*, volunteers: Iterable[Volunteer], until: date) -> list[Volunteer]:
    """No new requests up to and including `until`, a date in the campus's zone.

    Returns those whose pause changed: a longer one stays, and who has withdrawn is left alone.
    """
    paused = [
        one
        for one in Volunteer.objects.select_for_update().filter(pk__in=[one.pk for one in volunteers])
        if one.withdrawn_at is None and (one.paused_until is None or one.paused_until < until)
    ]
    for volunteer in paused:
        volunteer.paused_until = until
        volunteer.save(update_fields=["paused_until"])
    return paused


@transaction.atomic
def resume(*, volunteers: Iterable[Volunteer]) -> list[Volunteer]:
    """Open to requests again, as far as their number each term allows. Returns those whose pause ended."""
    resumed = list(
        Volunteer.objects.select_for_update().filter(
            pk__in=[one.pk for one in volunteers], paused_until__isnull=False, withdrawn_at=None
        )
    )
    for volunteer in resumed:
        volunteer.paused_until = None
        volunteer.save(update_fields=["paused_until"])
    return resumed
