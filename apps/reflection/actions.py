from datetime import datetime

from django.db import transaction

from apps.core.versions import refuse_older
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
    seen: str | None = None,
) -> Reflection:
    """Save the answers (by question id; an empty one is removed) and finish the reflection.

    The first time it was finished stands. Raises NotPossible before the conversation is held, and EditedElsewhere where
    the reflection is not the version `seen` any more.
    """
    interview = locked(interview)
    if not interview.is_held:
        raise NotPossible("Log the conversation first; then reflect on it.")
    reflection, is_new = Reflection.objects.get_or_create(interview=interview)
    before = (reflection.nerves_before, reflection.nerves_after, reflection.verdict, reflection.is_shared)
    said = (nerves_before, nerves_after, verdict, shared)
    written = dict(reflection.answers.filter(question__in=answers).values_list("question_id", "text"))
    same_answers = written == {question_id: text for question_id, text in answers.items() if text}
    refuse_older(None if is_new else reflection, seen, is_same=before == said and same_answers)
    reflection.nerves_before, reflection.nerves_after, reflection.verdict, _ = said
    if shared != reflection.is_shared:
        reflection.shared_at = as_of if shared else None
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
