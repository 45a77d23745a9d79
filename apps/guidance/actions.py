from collections.abc import Iterable

from django.db import transaction

from apps.guidance.models import ReflectionQuestion


@transaction.atomic
def set_retired(*, questions: Iterable[ReflectionQuestion], retired: bool) -> list[ReflectionQuestion]:
    """Ask these no more, or again. Answers stay either way. Returns those that changed; two clicks change once."""
    chosen = ReflectionQuestion.objects.filter(pk__in=[question.pk for question in questions])
    changed = list(chosen.exclude(retired=retired).select_for_update().order_by("pk"))
    for question in changed:
        question.retired = retired
        question.save(update_fields=["retired"])
    return changed
