from datetime import datetime

from django.db import transaction

from apps.interviews.actions import NotPossible, locked
from apps.interviews.models import Interview
from apps.reflection.models import Reflection, ReflectionAnswer


@transaction.atomic
def save_reflection(
    *,
    interview: Interview,
    answers: dict[int, str],
    nerves_before: int | None,
    nerves_after: int | None,
    verdict: str,
    shared: bool,
    as_of: datetime,
) -> Reflection:
    """Save the answers (by question id; an empty one is removed) and finish the reflection.

    The first time it was finished stands. Raises NotPossible before the conversation is held.
    """
    interview = locked(interview)
    if not interview.is_held:
        raise NotPossible("Log the conversation first; then reflect on it.")
    reflection, _ = Reflection.objects.get_or_create(interview=interview)
    reflection.nerves_before, reflection.nerves_after = nerves_before, nerves_after
    reflection.verdict, reflection.shared = verdict, shared
    reflection.save()
    if interview.reflected_at is None:
        interview.reflected_at = as_of
        interview.save(update_fields=["reflected_at"])
    reflection.answers.filter(question__in=[question_id for question_id, text in answers.items() if not text]).delete()
    ReflectionAnswer.objects.bulk_create(
        (
            ReflectionAnswer(reflection=reflection, question_id=question_id, text=text)
            for question_id, text in answers.items()
            if text
        ),
        update_conflicts=True,
        unique_fields=["reflection", "question"],
        update_fields=["text"],
    )
    return reflection
