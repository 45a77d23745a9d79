from datetime import datetime

import pghistory
from django.conf import settings
from django.db import models

from apps.administration.invitations.querysets import InvitationQuerySet
from apps.cohorts.models import Cohort, Term
from apps.core.models import NameField, Timestamped
from apps.students.models import Student


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
    model_name="InvitationEvent",
    meta={"verbose_name": "history of invitations", "verbose_name_plural": "history of invitations"},
)
class Invitation(Timestamped):
    """An invitation to an account (no cohort) or to one cohort. The row is the cause of its mail.

    To invite again makes a new row, so that the record of the earlier mail stays.
    """

    owned_by = "student"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="invitations")
    cohort = models.ForeignKey(Cohort, null=True, blank=True, on_delete=models.CASCADE, related_name="invitations")
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    accepted_at = models.DateTimeField(null=True, blank=True, help_text="When its link was used to sign in.")
    stopped_at = models.DateTimeField(
        null=True, blank=True, help_text="When it was taken back: its link works no more."
    )

    # Of one that was loaded `with_outcome`.
    outcome: str
    sent_at: datetime | None
    why: str | None

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        # Each minute the recent ones are looked at, whatever stands behind them.
        indexes = [models.Index(fields=["created_at"], name="invitation_created_at")]

    def __str__(self) -> str:
        return f"{self.user_id} to {self.cohort_id or 'an account'}"

    @property
    def cause_key(self) -> str:
        return f"invitation:{self.pk}"


class ImportQuerySet(models.QuerySet["Import"]):
    def without_file(self) -> "ImportQuerySet":
        """Each says whether its file is kept still; the file itself is megabytes."""
        return self.defer("content").annotate(is_file_kept=models.Q(content__isnull=False))


class Import(Timestamped):
    """One file of students or volunteers, from the dry run to its end. The file and what its rows say are emptied at
    the end, or after 24 hours; the counts stay.

    Whoever works on one holds a lock of the database until that is over (`imports.work`), and what goes in is one
    transaction, which also ends this row. So a row at work that nobody holds was left by a worker that was killed,
    and nothing of it went in.
    """

    owned_by = "campus"

    class Kind(models.TextChoices):
        STUDENTS = "students", "Students"
        VOLUNTEERS = "volunteers", "Volunteers"

    class State(models.TextChoices):
        CHECKING = "checking", "Being checked"
        CHECKED = "checked", "Checked"
        RUNNING = "running", "Going in"
        DONE = "done", "Done"
        CANCELLED = "cancelled", "Stopped"
        FAILED = "failed", "Failed"

    kind = models.CharField(max_length=20, choices=Kind)
    state = models.CharField(max_length=20, choices=State, default=State.CHECKING)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Empty: a command.",
    )
    cohort = models.ForeignKey(
        Cohort,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Of the rows that name none.",
    )
    file_name = NameField(max_length=200)
    content = models.BinaryField(null=True, help_text="At most 10 MB.")
    sheet = models.CharField(max_length=200, blank=True, default="")
    columns = models.JSONField(default=dict, blank=True, help_text="What a column, by its number, is read as.")
    answers = models.JSONField(default=dict, blank=True, help_text="To the questions about the file, by their names.")
    choices = models.JSONField(default=dict, blank=True, help_text="What was ticked and what was not, by its name.")
    checked = models.JSONField(default=dict, blank=True, help_text="What the check found, but for its rows.")
    seen = models.CharField(
        max_length=64,
        blank=True,
        default="",
        help_text="Of all that the dry run shows; another one is another dry run.",
    )
    counts = models.JSONField(
        default=dict, blank=True, help_text="Rows by outcome: of the dry run, then of what was done."
    )
    problem = models.CharField(max_length=300, blank=True, default="", help_text="Why it failed. No personal data.")
    began_at = models.DateTimeField(null=True, blank=True, help_text="When a worker took it; empty while it waits.")
    stop_asked_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ImportQuerySet.as_manager()
    is_file_kept: bool  # of one that was loaded `without_file`

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind"], condition=models.Q(state="running"), name="import_one_running_of_a_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.created_at:%Y-%m-%d}"

    @property
    def is_at_work(self) -> bool:
        return self.state in (self.State.CHECKING, self.State.RUNNING)


class ImportedRow(models.Model):
    """What one row of the file would do, or did; or a student who is missing from it. A row each, because a page
    shows fifty of twenty thousand. Once it is done, its reasons are left of those that stayed out, for a day.

    It is no student's own: one row may name two of them. It goes with the file, and a deletion takes all of them along.
    So the database holds no constraint: whoever keeps a dry run would wait for a deletion that waits for its import.
    """

    owned_by = "campus"

    MISSING = "missing"

    of = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="rows")
    place = models.PositiveIntegerField(help_text="The row's number in a spreadsheet.")
    outcome = models.CharField(max_length=10)
    is_chosen = models.BooleanField(default=False, help_text="Of a changed or missing one: whether it goes in.")
    student = models.ForeignKey(
        Student,
        null=True,
        blank=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="+",
        help_text="Empty: not known yet.",
    )
    said = models.JSONField(default=dict, help_text="Who, why and what would change.")

    class Meta:
        ordering = ["place", "pk"]
        indexes = [models.Index(fields=["of", "outcome", "place"], name="imported_row_by_outcome")]

    def __str__(self) -> str:
        return f"{self.place}: {self.outcome}"


LONGEST_HEADING = 200


class RememberedColumn(models.Model):
    """What a column of this heading, folded, was read as the last time."""

    owned_by = "campus"

    kind = models.CharField(max_length=20, choices=Import.Kind)
    heading = models.CharField(max_length=LONGEST_HEADING)
    read_as = models.CharField(max_length=40, blank=True, help_text="Empty: it is not read.")
    at = models.DateTimeField(help_text="When it was chosen.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "heading"], name="remembered_column_once")]

    def __str__(self) -> str:
        return f"{self.heading}: {self.read_as}"


LONGEST_NAME = 120


class RememberedCohort(models.Model):
    """Which cohort the rosters of a term mean by this name, folded: as somebody answered. It goes with either."""

    owned_by = "campus"

    term = models.ForeignKey(Term, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=LONGEST_NAME)
    cohort = models.ForeignKey(
        Cohort, null=True, blank=True, on_delete=models.CASCADE, related_name="+", help_text="Empty: these join none."
    )
    stays_out = models.BooleanField(default=False, help_text="Its rows are left out.")
    at = models.DateTimeField(help_text="When it was answered.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["term", "name"], name="remembered_cohort_once")]

    def __str__(self) -> str:
        return f"{self.name}: {self.cohort_id or 'none'}"
