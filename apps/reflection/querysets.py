from django.db import models

from apps.accounts.models import User
from apps.cohorts.models import Membership


class ReflectionQuerySet(models.QuerySet):
    def shared(self) -> "ReflectionQuerySet":
        """Finished, and shared at present."""
        return self.filter(shared_at__isnull=False, interview__reflected_at__isnull=False)

    def visible_to(self, user: User) -> "ReflectionQuerySet":
        """The student's own; for staff what is shared by the students who share with them."""
        if user.is_student:
            return self.filter(interview__student__user=user)
        students = Membership.objects.shared_with(user).order_by().values("student")
        return self.shared().filter(interview__student__in=students)
