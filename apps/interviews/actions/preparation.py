"""The preparation: done, or not done after all."""

from datetime import datetime

from django.db import transaction

from apps.interviews.actions.life import locked
from apps.interviews.errors import NotPossible
from apps.interviews.models import Interview, Preparation, State
from apps.interviews.reminders import refresh_reminders


@transaction.atomic
def finish_preparation(*, interview: Interview, as_of: datetime) -> Preparation:
    """The student is prepared: the reminder of it ends. Said twice, the first time stands.

    Raises NotPossible where no date is agreed, or the conversation is past that.
    """
    interview = locked(interview)
    if interview.state != State.SCHEDULED:
        raise NotPossible("There is no date to prepare for.")
    preparation, _ = Preparation.objects.get_or_create(interview=interview)
    if preparation.finished_at is None:
        preparation.finished_at = as_of
        preparation.save(update_fields=["finished_at"])
        refresh_reminders(interview, as_of=as_of)
    return preparation


@transaction.atomic
def withdraw_preparation(*, interview: Interview, as_of: datetime) -> None:
    """Not prepared after all: the reminder comes back if its time is still to come."""
    interview = locked(interview)
    Preparation.objects.filter(interview=interview).update(finished_at=None)
    refresh_reminders(interview, as_of=as_of)
