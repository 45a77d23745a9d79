"""An adviser's decision that an interview does not count in one cohort, with a reason that the student sees."""

import pghistory
from django.conf import settings
from django.db import models

from apps.cohorts.models import Cohort
from apps.core.models import Timestamped
from apps.interviews.models.interview import Interview


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
    model_name="ExclusionEvent",
    meta={"verbose_name": "history of exclusions", "verbose_name_plural": "history of exclusions"},
    fields=["interview", "cohort", "adviser"],
)
class Exclusion(Timestamped):
    """One interview left out of one cohort's count."""

    owned_by = "student"

    interview = models.ForeignKey(Interview, on_delete=models.CASCADE, related_name="exclusions")
    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="exclusions")
    adviser = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300, help_text="The student sees it.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["interview", "cohort"], name="exclusion_once"),
            models.CheckConstraint(condition=~models.Q(reason=""), name="exclusion_has_reason"),
        ]

    def __str__(self) -> str:
        return f"Interview {self.interview_id} does not count in cohort {self.cohort_id}"
