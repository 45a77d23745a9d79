"""A student's own file of everything that is theirs, and their request to be deleted."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q

from apps.accounts.models import User
from apps.core.models import Timestamped
from apps.students.models import Student

KEPT = timedelta(days=7)  # a file, after it was made
TRIES = 3  # to make it; more would fail, too


class DownloadQuerySet(models.QuerySet["Download"]):
    def visible_to(self, user: User) -> "DownloadQuerySet":
        """The student alone. Without the file, which only its download reads."""
        own = self.filter(student__user=user) if user.is_student else self.none()
        return own.defer("content").annotate(has_file=Q(content__isnull=False))

    def waiting(self) -> "DownloadQuerySet":
        return self.filter(made_at=None, tries__lt=TRIES)


class Download(Timestamped):
    """All that is a student's in one ZIP file. One a student: to ask again empties the one before. A row that waits is
    the cause of the work; a worker that is killed leaves it waiting.
    """

    owned_by = "student"

    student = models.OneToOneField(Student, on_delete=models.CASCADE, related_name="download")
    requested_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0, help_text="Counted before each, so that none goes on forever.")
    made_at = models.DateTimeField(null=True, blank=True)
    content = models.BinaryField(null=True, help_text="Emptied after seven days.")

    has_file: bool  # of one that was loaded by `visible_to`

    objects = DownloadQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(content=None) | Q(made_at__isnull=False), name="download_made_has_time")
        ]

    def __str__(self) -> str:
        return f"Download {self.pk}"

    @property
    def is_waiting(self) -> bool:
        return self.made_at is None and self.tries < TRIES

    @property
    def has_failed(self) -> bool:
        return self.made_at is None and not self.is_waiting

    @property
    def version(self) -> str:
        """What the form that asks for a new one carries: a second press finds another."""
        return self.requested_at.isoformat()


class Way(models.TextChoices):
    """What becomes of a student who asked to be deleted."""

    GONE = "gone", "Really gone"
    ANONYMIZED = "anonymized", "Anonymized, so that counts stay right"


class DeletionQuerySet(models.QuerySet["Deletion"]):
    def open(self) -> "DeletionQuerySet":
        """Asked for, and neither withdrawn nor carried out."""
        return self.filter(withdrawn_at=None, carried_out_at=None)


class Deletion(models.Model):
    """A student's request to be deleted. It holds ids only, and stays as the proof of what was done."""

    owned_by = "campus"

    student = models.ForeignKey(Student, null=True, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+")
    asked_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    way = models.CharField(max_length=10, choices=Way, blank=True)
    carried_out_at = models.DateTimeField(null=True, blank=True)
    carried_out_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = DeletionQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["student"], condition=Q(withdrawn_at=None, carried_out_at=None), name="deletion_one_open"
            ),
            models.CheckConstraint(condition=Q(way="") | Q(way__in=Way.values), name="deletion_way_known"),
            models.CheckConstraint(
                condition=Q(carried_out_at=None) | Q(withdrawn_at=None) & ~Q(way=""), name="deletion_carried_out_a_way"
            ),
        ]

    def __str__(self) -> str:
        return f"Deletion {self.pk}"

    @property
    def message_key(self) -> str:
        """Of the last mail to the student, which is removed once it has gone."""
        return f"{LAST_MAIL}{self.pk}"


LAST_MAIL = "deletion:"
