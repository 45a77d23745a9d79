from datetime import date

import pghistory
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from apps.cohorts.querysets import CohortQuerySet, MembershipQuerySet
from apps.core.models import NameField, Timestamped, Versioned, new_version
from apps.students.models import Student

# Terms and cohorts lie inside these; a slip of the finger (year 0202, 9999) does not.
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 12, 31)
_OUTSIDE = "Check the year: it should be between 2000 and 2100."


def _day_field() -> models.DateField:
    return models.DateField(validators=[MinValueValidator(FIRST_DAY, _OUTSIDE), MaxValueValidator(LAST_DAY, _OUTSIDE)])


class RequiredStep(models.TextChoices):
    """The step an interview must have reached to count toward the goal."""

    HELD = "held", "Held"
    THANKED = "thanked", "Thanked"
    REFLECTED = "reflected", "Reflected"


@pghistory.track(
    model_name="TermEvent", meta={"verbose_name": "history of terms", "verbose_name_plural": "history of terms"}
)
class Term(models.Model):
    """The campus's period; capacity and reports are counted by it. Dates are inclusive, in the campus's zone."""

    owned_by = "campus"

    name = NameField(max_length=80, unique=True)
    starts_on = _day_field()
    ends_on = _day_field()

    class Meta:
        ordering = ["-starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")),
                name="term_dates_in_order",
                violation_error_message="The term must not end before it starts.",
            ),
            models.CheckConstraint(
                condition=models.Q(starts_on__gte=FIRST_DAY, ends_on__lte=LAST_DAY),
                name="term_dates_2000_to_2100",
                violation_error_message=_OUTSIDE,
            ),
        ]

    def __str__(self) -> str:
        return self.name


@pghistory.track(
    model_name="CohortEvent", meta={"verbose_name": "history of cohorts", "verbose_name_plural": "history of cohorts"}
)
class Cohort(Versioned, Timestamped):
    """A group of students in a term with a goal. Dates are inclusive, in the campus's zone.

    An archived one is over for all that is of the present: nobody joins it, and nobody is reminded of its goal. Its
    students and what counts in it stay, for whoever could see them.
    """

    owned_by = "campus"

    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="cohorts")
    name = NameField(max_length=120)
    goal = models.PositiveSmallIntegerField(
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(20)],
        help_text="Interviews that count, for each student. Programs use 3 to 5.",
    )
    starts_on = _day_field()
    due_on = _day_field()
    required_step = models.CharField(max_length=10, choices=RequiredStep, default=RequiredStep.HELD)
    different_people = models.BooleanField(
        "only different people count",
        default=True,
        help_text="Students then hear several perspectives.",
    )
    join_code = models.CharField(
        max_length=12,
        blank=True,
        default="",
        db_default="",
        help_text="Whoever has it may join, with a campus address of their own. Empty: nobody joins by themselves.",
    )
    archived_at = models.DateTimeField(null=True, blank=True)
    advisers = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        through="Caseload",
        related_name="advised_cohorts",
        blank=True,
    )
    students = models.ManyToManyField(Student, through="Membership", related_name="cohorts", blank=True)

    # Of one that was loaded `with_reach`.
    is_advised: bool
    is_administered: bool

    objects = CohortQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "name", "pk"]
        triggers = [new_version("term_id", "name", "goal", "starts_on", "due_on", "required_step", "different_people")]
        constraints = [
            models.UniqueConstraint(fields=["term", "name"], name="cohort_name_once_a_term"),
            models.UniqueConstraint(
                fields=["join_code"], condition=~models.Q(join_code=""), name="cohort_join_code_once"
            ),
            models.CheckConstraint(
                condition=models.Q(due_on__gte=models.F("starts_on")),
                name="cohort_dates_in_order",
                violation_error_message="The due date must not be before the start.",
            ),
            models.CheckConstraint(
                condition=models.Q(starts_on__gte=FIRST_DAY, due_on__lte=LAST_DAY),
                name="cohort_dates_2000_to_2100",
                violation_error_message=_OUTSIDE,
            ),
            models.CheckConstraint(condition=models.Q(goal__range=(1, 20)), name="cohort_goal_1_to_20"),
            models.CheckConstraint(
                condition=models.Q(required_step__in=RequiredStep.values),
                name="cohort_required_step_known",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def is_joinable(self, *, today: date) -> bool:
        """Whether someone may still come in by themselves, on this day on campus."""
        return self.archived_at is None and self.due_on >= today

    @property
    def is_seen_whole(self) -> bool:
        """Whether this person sees every student of it, and not only those whom they coach."""
        return self.is_advised or self.is_administered

    @property
    def is_shared(self) -> bool:
        """Whether the students whom this person sees here share with them: with its advisers, and with their own coach.
        An administrator who does not look after it sees them all, and none shares with them.
        """
        return self.is_advised or not self.is_seen_whole


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
    model_name="MembershipEvent",
    meta={"verbose_name": "history of memberships", "verbose_name_plural": "history of memberships"},
)
class Membership(models.Model):
    """A student in a cohort. `coach` accompanies them there; one who looks after no cohort sees their own students and
    nobody else.
    """

    owned_by = "student"

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="memberships")
    student = models.ForeignKey(Student, on_delete=models.CASCADE, related_name="memberships")
    coach = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="coached_memberships",
        limit_choices_to={"role": "adviser"},
    )
    joined_at = models.DateTimeField(auto_now_add=True)

    # Of one that was loaded `with_reach`.
    is_shared: bool
    is_advised: bool

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["cohort", "student"]
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "student"],
                name="membership_once",
                violation_error_message="This student is already in this cohort.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.student_id} in {self.cohort_id}"


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
    model_name="CaseloadEvent",
    meta={"verbose_name": "history of caseloads", "verbose_name_plural": "history of caseloads"},
)
class Caseload(models.Model):
    owned_by = "campus"

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="caseloads")
    adviser = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="caseloads",
        limit_choices_to={"role__in": ["adviser", "administrator"]},
    )

    class Meta:
        ordering = ["cohort", "adviser"]
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "adviser"],
                name="caseload_once",
                violation_error_message="This adviser already looks after this cohort.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.adviser_id} advises {self.cohort_id}"
