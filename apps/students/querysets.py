from django.db import models


class StudentQuerySet(models.QuerySet):
    """Who may see a student is decided by the caseload, one floor up: `CohortQuerySet.visible_to`."""

    def current(self) -> "StudentQuerySet":
        """Not archived."""
        return self.filter(archived_at=None)
