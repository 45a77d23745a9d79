from collections.abc import Iterable

from django.db import transaction

from apps.core.locking import in_lock_order
from apps.guidance.models import ReflectionQuestion


@transaction.atomic
def set_retired(*, questions: Iterable[ReflectionQuestion], retired: bool) -> list[ReflectionQuestion]:
    """Retire these questions, or ask them again. Their answers stay. Returns those that changed."""
    chosen = ReflectionQuestion.objects.filter(pk__in=[question.pk for question in questions])
    changed = list(in_lock_order(chosen.exclude(retired=retired)))
    for question in changed:
        question.retired = retired
        question.save(update_fields=["retired"])
    return changed
