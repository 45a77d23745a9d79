from django.db import models
from django.db.models import Exists, OuterRef

from apps.outbox.models import HardBounce


class StudentQuerySet(models.QuerySet):
    """Which students. Who may see them is decided by the caseload, one floor up: `CohortQuerySet.visible_to`."""

    def current(self) -> "StudentQuerySet":
        """Not archived."""
        return self.filter(archived_at=None)

    def with_mail(self) -> "StudentQuerySet":
        """With `takes_no_mail`: a mail server said so of the student's address, and nothing is sent there."""
        return self.annotate(takes_no_mail=Exists(HardBounce.objects.filter(address=OuterRef("user__email"))))
