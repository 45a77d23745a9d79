from datetime import date

from django.db import models
from django.db.models import Case, When

from apps.accounts.models import User


class CohortQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> "CohortQuerySet":
        """Advisers see the cohorts they look after, administrators all, everyone else none."""
        if user.is_administrator:
            return self
        if user.is_adviser:
            return self.filter(caseloads__adviser=user)
        return self.none()

    def ended_last(self, *, today: date) -> "CohortQuerySet":
        """The soonest due first; behind them those whose due date is past, the latest of these first."""
        to_come = Case(When(due_on__gte=today, then="due_on"))
        return self.order_by(to_come.asc(nulls_last=True), "-due_on", "name", "pk")
