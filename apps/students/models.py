"""Students, with their own time zone and quiet hours."""

import zoneinfo

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models

from apps.accounts.models import User
from apps.campus.models import Campus, FieldOfInterest, validate_time_zone
from apps.core.models import NameField, Timestamped, Versioned, new_version
from apps.reminders.pages.silence import Silence
from apps.reminders.quiet_hours import QuietHours
from apps.students.querysets import StudentQuerySet


@pghistory.track(
    model_name="StudentEvent",
    meta={"verbose_name": "history of students", "verbose_name_plural": "history of students"},
    fields=["time_zone", "quiet_from", "quiet_until", "archived_at"],
)
class Student(Timestamped):
    """Takes part in a program; belongs to one or more cohorts. Archived, not lost, when the program is over."""

    owned_by = "student"

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="student")
    student_number = NameField(max_length=40, blank=True)
    time_zone = models.CharField(
        max_length=64,
        blank=True,
        validators=[validate_time_zone],
        help_text="Leave it empty to use the campus’s time zone.",
    )
    quiet_from = models.TimeField("quiet hours from", null=True, blank=True)
    quiet_until = models.TimeField("quiet hours until", null=True, blank=True)
    interests = models.ManyToManyField(FieldOfInterest, blank=True, related_name="students")
    major = NameField(max_length=120, blank=True, default="", db_default="")
    year = NameField("year of study", max_length=40, blank=True, default="", db_default="")
    graduates_on = models.DateField(
        null=True, blank=True, help_text="From the roster, which often says a month or a season: then its last day."
    )
    start_step = models.CharField(
        max_length=20,
        blank=True,
        default="",
        db_default="",
        help_text="Where the first steps go on; empty before they were begun.",
    )
    start_ended_at = models.DateTimeField(
        null=True, blank=True, help_text="When the student was through the first steps, or asked not to see them."
    )
    archived_at = models.DateTimeField(null=True, blank=True)
    silence: Silence  # of the one that `student_of` has loaded

    objects = StudentQuerySet.as_manager()

    class Meta:
        ordering = ["user__folded_name", "user__display_name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["student_number"],
                condition=~models.Q(student_number=""),
                name="student_number_once",
                violation_error_message="Another student has this student number.",
            ),
            models.CheckConstraint(
                condition=models.Q(quiet_from=None, quiet_until=None)
                | (models.Q(quiet_from__isnull=False, quiet_until__isnull=False)),
                name="student_quiet_hours_both_or_none",
                violation_error_message="Set both quiet hours, or neither.",
            ),
            models.CheckConstraint(
                condition=models.Q(quiet_from=None) | ~models.Q(quiet_from=models.F("quiet_until")),
                name="student_quiet_hours_end",
                violation_error_message="Quiet hours must end at a different time than they begin.",
            ),
        ]

    def __str__(self) -> str:
        return str(self.user)

    def zone(self, campus: Campus) -> zoneinfo.ZoneInfo:
        """The student's own zone; the campus's where none is set or the name no longer exists."""
        try:
            return zoneinfo.ZoneInfo(self.time_zone) if self.time_zone else campus.zone
        except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):  # OSError: the name of a folder of zones
            return campus.zone

    def quiet_hours(self, campus: Campus) -> QuietHours:
        """The student's own, otherwise the campus's, in the student's zone."""
        if self.quiet_from is not None and self.quiet_until is not None:
            return QuietHours(self.zone(campus), self.quiet_from, self.quiet_until)
        return QuietHours(self.zone(campus), campus.quiet_from, campus.quiet_until)


class AboutMe(Timestamped, Versioned):
    """The student's own 40 to 80 words: who I am, what I'm curious about, why. Only the student reads them, and whoever
    they send them to.
    """

    owned_by = "student"

    student = models.OneToOneField(Student, on_delete=models.CASCADE, related_name="about_me")
    text = models.TextField("about me", max_length=2_000, blank=True)

    class Meta:
        triggers = [new_version()]

    def __str__(self) -> str:
        return f"About student {self.student_id}"


def quiet_hours_of(user: User, campus: Campus) -> QuietHours:
    """A student's own, in their zone; for everybody else the campus's."""
    student = Student.objects.filter(user=user).first() if user.is_student else None
    return student.quiet_hours(campus) if student else QuietHours(campus.zone, campus.quiet_from, campus.quiet_until)


def same_student(*, name: str, columns: tuple[str, ...], rows: str) -> pgtrigger.Trigger:
    """Refuse, as a constraint of this `name` would, a row for which `rows` finds nothing. `rows` may use NEW."""
    return pgtrigger.Trigger(
        name=name,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf(*columns),
        when=pgtrigger.Before,
        func=f"""
            IF NOT EXISTS (SELECT {rows}) THEN
                RAISE EXCEPTION '{name}' USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        """,
    )
