"""The thank-you note: drafted by the student, read by nobody else."""

import pghistory
from django.db import models
from django.db.models import Q

from apps.core.models import Timestamped
from apps.interviews.models.interview import Interview


class SentHow(models.TextChoices):
    MAIL = "mail", "From my mail app"
    OTHER = "other", "Another way: a card, a message, in person"


@pghistory.track(
    model_name="ThankYouNoteEvent",
    meta={"verbose_name": "history of thank-you notes", "verbose_name_plural": "history of thank-you notes"},
    fields=["sent_at", "sent_how"],
)
class ThankYouNote(Timestamped):
    """One for each interview. Thanked is `sent_at`, UTC: when the student says it went out."""

    owned_by = "student"

    interview = models.OneToOneField(Interview, on_delete=models.CASCADE, related_name="thank_you_note")
    body = models.TextField("your thank-you note", max_length=10_000, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_how = models.CharField(max_length=10, choices=SentHow, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(sent_at=None, sent_how="") | Q(sent_at__isnull=False, sent_how__in=SentHow.values),
                name="thank_you_sent_somehow",
            )
        ]

    def __str__(self) -> str:
        return f"Thank-you note for interview {self.interview_id}"
