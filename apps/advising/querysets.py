from datetime import date

from django.db import models
from django.db.models import Exists, OuterRef

from apps.accounts.models import User
from apps.cohorts.models import Cohort, Membership


class HandQuerySet(models.QuerySet):
    def up(self) -> "HandQuerySet":
        """Neither taken back nor answered."""
        return self.filter(taken_back_at=None, talk=None, nudged=None)

    def up_for(self, user: User, *, today: date) -> "HandQuerySet":
        """Those that are up and that this person answers: of students who share with them in a cohort that is not long
        over. `today` is on campus.
        """
        current = Cohort.objects.not_long_over(today=today)
        theirs = Membership.objects.shared_with(user).filter(cohort__in=current.order_by().values("pk"))
        return self.up().filter(student__in=theirs.order_by().values("student"))


class NudgeQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> "NudgeQuerySet":
        """For the adviser who wrote it alone."""
        return self.none() if user.is_student else self.filter(adviser=user)


class NudgedQuerySet(models.QuerySet):
    def with_reach(self, user: User) -> "NudgedQuerySet":
        """Each says in `is_shared` whether its student shares with this person."""
        shared = Membership.objects.shared_with(user).filter(student=OuterRef("student"))
        return self.annotate(is_shared=Exists(shared))


class AdviserNoteQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> "AdviserNoteQuerySet":
        """The student, and who looks after the cohort; a coach who does not reads none."""
        if user.is_student:
            return self.filter(student__user=user)
        return self.filter(cohort__in=user.caseloads.order_by().values("cohort"))
