from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from apps.campus.models import Campus
from apps.interviews.actions import NotPossible, locked
from apps.interviews.causes import refresh_reminders
from apps.interviews.models import Interview, State
from apps.preparation.models import ChecklistTick


@transaction.atomic
def finish_preparation(*, interview: Interview, as_of: datetime, campus: Campus | None = None) -> Interview:
    """Record that the student is prepared, and end the reminder. The first time stands when it is repeated.

    Raises NotPossible unless a date is agreed and the conversation is neither held nor closed.
    """
    interview = locked(interview)
    if interview.state != State.SCHEDULED:
        raise NotPossible("There is no date to prepare for.")
    if interview.prepared_at is None:
        interview.prepared_at = as_of
        interview.save(update_fields=["prepared_at"])
        refresh_reminders(interview, campus=campus, as_of=as_of)
    return interview


@transaction.atomic
def withdraw_preparation(*, interview: Interview, as_of: datetime, campus: Campus | None = None) -> Interview:
    """Undo the preparation. The reminder comes back if its time is still to come."""
    interview = locked(interview)
    interview.prepared_at = None
    interview.save(update_fields=["prepared_at"])
    refresh_reminders(interview, campus=campus, as_of=as_of)
    return interview


@transaction.atomic
def tick(*, interview: Interview, ticked: Collection[str], unticked: Collection[str]) -> None:
    """Tick these lines of the checklist, and take the ticks of those away. All others stay as they are."""
    interview = locked(interview)
    ticks = [ChecklistTick(interview=interview, item=item) for item in ticked]
    ChecklistTick.objects.bulk_create(ticks, ignore_conflicts=True)
    ChecklistTick.objects.filter(interview=interview, item__in=unticked).delete()
