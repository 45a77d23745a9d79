"""The program's questions: retired, and asked again."""

from apps.guidance.actions import set_retired
from apps.guidance.models import ReflectionQuestion


def test_only_what_changes_is_told(db: None) -> None:
    asked = ReflectionQuestion.objects.create(text="Why?", position=90)
    retired = ReflectionQuestion.objects.create(text="How?", position=91, retired=True)
    stale = [asked, ReflectionQuestion.objects.get(pk=retired.pk)]
    assert set_retired(questions=stale, retired=True) == [asked]
    assert set_retired(questions=stale, retired=True) == []
    assert set_retired(questions=stale, retired=False) == [asked, retired]
    assert not ReflectionQuestion.objects.filter(retired=True, pk__in=[asked.pk, retired.pk]).exists()
