from django.db import models

from apps.accounts.models import User


class CohortQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> "CohortQuerySet":
        """Advisers see the cohorts they look after, administrators all, everyone else none."""
        if user.is_administrator:
            return self
        if user.is_adviser:
            return self.filter(caseloads__adviser=user)
        return self.none()
