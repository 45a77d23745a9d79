"""The preparation of one interview. Prepared is what the student says is prepared."""

import pghistory
from django.db import models

from apps.core.models import Timestamped
from apps.interviews.models.interview import Interview


@pghistory.track(
    model_name="PreparationEvent",
    meta={"verbose_name": "history of preparations", "verbose_name_plural": "history of preparations"},
    fields=["finished_at"],
)
class Preparation(Timestamped):
    """One for each interview. Done is `finished_at`, UTC: from then on no reminder asks for it."""

    owned_by = "student"

    interview = models.OneToOneField(Interview, on_delete=models.CASCADE, related_name="preparation")
    finished_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"Preparation for interview {self.interview_id}"
