"""The words of the thank-you note: drafted by the student, read by nobody else."""

from django.db import models

from apps.core.models import Timestamped
from apps.interviews.models.interview import Interview


class ThankYouNote(Timestamped):
    """One for each interview. Whether and when it went out stands on the interview."""

    interview = models.OneToOneField(Interview, on_delete=models.CASCADE, related_name="thank_you_note")
    body = models.TextField("your thank-you note", max_length=10_000, blank=True)

    def __str__(self) -> str:
        return f"Thank-you note for interview {self.interview_id}"
