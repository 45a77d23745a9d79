from collections.abc import Iterable

from django.db import transaction

from apps.guidance.models import ReflectionQuestion


@transaction.atomic
def set_retired(*, questions: Iterable[ReflectionQuestion], retired: bool) -> list[ReflectionQuestion]:
    """Retire these questions, or ask them again. Their answers stay. Returns those that changed."""
    chosen = ReflectionQuestion.objects.filter(pk__in=[question.pk for question in questions])
    changed = list(chosen.exclude(retired=retired).select_for_update().order_by("pk"))
    for question in changed:
        question.retired = retired
        question.save(update_fields=["retired"])
    return changed
