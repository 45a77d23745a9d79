"""Leaving an interview out of one cohort's count, with a reason that the student sees; and the way back."""

from django.db import transaction

from apps.accounts.models import User
from apps.cohorts.models import Cohort
from apps.core.locking import in_lock_order
from apps.interviews.actions import NotPossible, locked
from apps.interviews.models import Exclusion, Interview


@transaction.atomic
def exclude(*, interview: Interview, cohort: Cohort, adviser: User, reason: str) -> Exclusion:
    """It no longer counts in `cohort`. Left out already, it keeps the reason that the student has read.

    Raises NotPossible before it is held, for a student of another cohort, and without a reason.
    """
    in_lock_order(Cohort.objects).get(pk=cohort.pk)
    interview = locked(interview)
    reason = reason.strip()
    if not interview.is_held:
        raise NotPossible("Only a conversation that was held can be left out.")
    if not cohort.memberships.filter(student_id=interview.student_id).exists():
        raise NotPossible("This student is not in this cohort.")
    if not reason:
        raise NotPossible("Say why: the student sees the reason.")
    exclusion, _ = Exclusion.objects.get_or_create(
        interview=interview, cohort=cohort, defaults={"adviser": adviser, "reason": reason}
    )
    return exclusion


@transaction.atomic
def take_back_exclusion(*, interview: Interview, cohort: Cohort) -> None:
    """It counts again by the rule alone. Where nothing was left out, nothing changes."""
    interview = locked(interview)
    Exclusion.objects.filter(interview=interview, cohort=cohort).delete()
