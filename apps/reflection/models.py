"""The reflection after a conversation, shared with advisers only where the student says so."""

import pghistory
from django.db import models
from django.db.models import Q

from apps.core.models import Timestamped, Versioned, new_version
from apps.guidance.models import ReflectionQuestion
from apps.interviews.models import Interview
from apps.reflection.querysets import ReflectionQuerySet


class Verdict(models.TextChoices):
    """What the conversation did to the idea of this work."""

    CLOSER = "closer", "Closer to it"
    NO_CHANGE = "no_change", "No change"
    RULED_OUT = "ruled_out", "Ruled it out"


NERVES = (1, 5)


@pghistory.track(
    model_name="ReflectionEvent",
    meta={"verbose_name": "history of reflections", "verbose_name_plural": "history of reflections"},
    fields=["shared_at"],
)
class Reflection(Timestamped, Versioned):
    """One for each interview. When it was finished stands on the interview; what is not finished is a draft."""

    owned_by = "student"

    interview = models.OneToOneField(Interview, on_delete=models.CASCADE, related_name="reflection")
    nerves_before = models.PositiveSmallIntegerField(null=True, blank=True)
    nerves_after = models.PositiveSmallIntegerField(null=True, blank=True)
    verdict = models.CharField(max_length=10, choices=Verdict, blank=True)
    shared_at = models.DateTimeField(
        "shared", null=True, blank=True, help_text="Since when advisers and the coach may read it; empty: they may not."
    )

    objects = ReflectionQuerySet.as_manager()

    class Meta:
        triggers = [new_version()]
        constraints = [
            models.CheckConstraint(
                condition=(Q(nerves_before=None) | Q(nerves_before__range=NERVES))
                & (Q(nerves_after=None) | Q(nerves_after__range=NERVES)),
                name="reflection_nerves_1_to_5",
            ),
            models.CheckConstraint(
                condition=Q(verdict="") | Q(verdict__in=Verdict.values),
                name="reflection_verdict_known",
            ),
        ]

    def __str__(self) -> str:
        return f"Reflection on interview {self.interview_id}"

    @property
    def is_shared(self) -> bool:
        return self.shared_at is not None


class ReflectionAnswer(models.Model):
    """One answer to one of the program's questions."""

    owned_by = "student"

    reflection = models.ForeignKey(Reflection, on_delete=models.CASCADE, related_name="answers")
    question = models.ForeignKey(ReflectionQuestion, on_delete=models.PROTECT, related_name="answers")
    text = models.TextField(max_length=10_000)

    class Meta:
        ordering = ["question__position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["reflection", "question"], name="answer_once_a_question"),
            models.CheckConstraint(condition=~Q(text=""), name="answer_says_something"),
        ]

    def __str__(self) -> str:
        return f"Answer {self.pk}"
