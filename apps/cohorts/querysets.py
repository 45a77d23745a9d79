from datetime import date, timedelta

from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Value, When

from apps.accounts.models import User

STAYS = timedelta(weeks=4)  # after its due date a cohort stays on the pages of the present, at least


class CohortQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> "CohortQuerySet":
        """Advisers see the cohorts they look after and those of the students they coach, administrators all, everyone
        else none. Whom they see there is for `MembershipQuerySet.visible_to` to say.
        """
        return self if user.is_administrator else self.of_caseload(user)

    def of_caseload(self, user: User) -> "CohortQuerySet":
        """Those that this person looks after or coaches someone in; an administrator may look after some, too."""
        if not (user.is_adviser or user.is_administrator):
            return self.none()
        coached = Q(pk__in=user.coached_memberships.values("cohort")) if user.is_adviser else Q(pk=None)
        return self.filter(Q(pk__in=user.caseloads.values("cohort")) | coached)

    def with_reach(self, user: User) -> "CohortQuerySet":
        """Each says in `is_advised` whether this person looks after it, and so reads what is shared, and in
        `is_administered` whether they see it all because they are an administrator.
        """
        advised = Q(pk__in=user.caseloads.values("cohort"))
        return self.annotate(is_advised=advised, is_administered=Value(user.is_administrator))

    def not_long_over(self, *, today: date) -> "CohortQuerySet":
        """Until the term is over, and four weeks after the due date at least; none that is archived."""
        return self.not_archived().filter(Q(due_on__gte=today - STAYS) | Q(term__ends_on__gte=today))

    def not_archived(self) -> "CohortQuerySet":
        return self.filter(archived_at=None)

    def archived(self) -> "CohortQuerySet":
        return self.exclude(archived_at=None)

    def ended_last(self, *, today: date) -> "CohortQuerySet":
        """The soonest due first; behind them those whose due date is past, the latest of these first."""
        to_come = Case(When(due_on__gte=today, then="due_on"))
        return self.order_by(to_come.asc(nulls_last=True), "-due_on", "name", "pk")


class MembershipQuerySet(models.QuerySet):
    """A student in a cohort is what staff see: their record there, and nothing of another cohort."""

    def visible_to(self, user: User) -> "MembershipQuerySet":
        """Whose progress and dates this person sees: administrators all, advisers the students of the cohorts they look
        after, a coach the students whose membership names them, everyone else none.
        """
        return self if user.is_administrator else self.shared_with(user)

    def shared_with(self, user: User) -> "MembershipQuerySet":
        """Whose shared words this person reads: as their cohort's adviser, whatever their role in the staff, or as
        their coach.
        """
        if not (user.is_adviser or user.is_administrator):
            return self.none()
        coached = Q(coach=user) if user.is_adviser else Q(pk=None)
        advised = Q(cohort__in=user.caseloads.order_by().values("cohort"))
        return self.filter(advised | coached)

    def with_reach(self, user: User) -> "MembershipQuerySet":
        """Each says in `is_shared` whether the student shares with this person, and in `is_advised` whether this person
        looks after the cohort.
        """
        advised = Exists(user.caseloads.filter(cohort=OuterRef("cohort")))
        shared = MembershipQuerySet(self.model).shared_with(user).filter(pk=OuterRef("pk"))
        return self.annotate(is_shared=Exists(shared), is_advised=advised)
