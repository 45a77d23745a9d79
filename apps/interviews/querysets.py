from datetime import datetime

from django.db import models

from apps.accounts.models import User
from apps.campus.models import Format
from apps.interviews.calendar.entry import MARGIN


class InterviewQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> "InterviewQuerySet":
        """An interview opens to its student alone. Advisers read through `progress`, which knows what they may see."""
        return self.filter(student__user=user) if user.is_student else self.none()

    def held(self) -> "InterviewQuerySet":
        return self.filter(logged_at__isnull=False)

    def open(self) -> "InterviewQuerySet":
        """Neither held nor at a side exit."""
        return self.filter(logged_at=None, exit="")

    def meeting(self, *, starts_at: datetime, ends_at: datetime) -> "InterviewQuerySet":
        """Open ones whose date meets this time, each with its margin after it; messages take no time of the day."""
        dated = self.open().exclude(format=Format.MESSAGES)
        return dated.filter(starts_at__lt=ends_at + MARGIN, ends_at__gt=starts_at - MARGIN).order_by("starts_at")

    def in_order_of_need(self) -> "InterviewQuerySet":
        """Open ones first, then held ones, then the side exits; in each the newest date first."""
        need = models.Case(
            models.When(exit="", logged_at=None, then=0),
            models.When(exit="", then=1),
            default=2,
            output_field=models.IntegerField(),
        )
        return self.annotate(need=need).order_by("need", models.F("starts_at").desc(nulls_last=True), "-pk")
