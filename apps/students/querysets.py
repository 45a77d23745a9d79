from typing import TYPE_CHECKING

from django.db import models

from apps.accounts.models import Role, anonymized

if TYPE_CHECKING:
    from apps.students.models import Student  # noqa: F401 - the row type below


class StudentQuerySet(models.QuerySet["Student"]):
    """Who may see a student is decided by the caseload, one floor up: `CohortQuerySet.visible_to`."""

    def changeable(self) -> "StudentQuerySet":
        """Of people who are students. The record of whoever works here now only rests, and of who was anonymized only
        the counts are left.
        """
        return self.filter(user__role=Role.STUDENT).exclude(anonymized("user"))

    def current(self) -> "StudentQuerySet":
        """Not archived."""
        return self.filter(archived_at=None)
