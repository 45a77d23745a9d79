"""What advisers do for students: hands they answer, talks, nudges, notes, and reflections they read and answer."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from apps.advising.querysets import AdviserNoteQuerySet, HandQuerySet, NudgedQuerySet, NudgeQuerySet
from apps.cohorts.models import Cohort
from apps.core.models import NameField, Timestamped
from apps.interviews.steps import Step
from apps.reflection.models import Reflection
from apps.students.models import Student


def _adviser(related_name: str) -> models.ForeignKey:
    return models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name=related_name)


class Talk(Timestamped):
    """“We talked”: once for an adviser, a student and a day on campus. No word of what was said."""

    owned_by = "student"

    student = models.ForeignKey(Student, on_delete=models.CASCADE, related_name="talks")
    adviser = _adviser("talks")
    day = models.DateField()

    class Meta:
        ordering = ["-day", "-pk"]
        constraints = [models.UniqueConstraint(fields=["student", "adviser", "day"], name="talk_once_a_day")]
        indexes = [models.Index(fields=["student", "-day"], name="talk_of_student")]

    def __str__(self) -> str:
        return f"Talk {self.pk}"


class Nudge(Timestamped):
    """A message from an adviser to one or more students, as it was written, with its merge fields."""

    owned_by = "campus"

    adviser = _adviser("nudges")
    # What the form carries: a second press, or the same form from another tab, finds the first one's row.
    token = models.UUIDField(unique=True, editable=False)
    subject = NameField(max_length=150)
    body = models.TextField(max_length=3000)

    objects = NudgeQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(subject="") & ~Q(body=""), name="nudge_says_something"),
        ]
        indexes = [models.Index(fields=["adviser", "-created_at"], name="nudge_of_adviser")]

    def __str__(self) -> str:
        return f"Nudge {self.pk}"


class Nudged(models.Model):
    """One student whom a nudge goes to, as a student of `cohort`. It leaves at `leaves_at`, in their waking hours,
    unless it is stopped before. Its message in the outbox says what became of it.
    """

    owned_by = "student"

    nudge = models.ForeignKey(Nudge, on_delete=models.CASCADE, related_name="nudged")
    student = models.ForeignKey(Student, on_delete=models.CASCADE, related_name="nudged")
    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="+")
    leaves_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True, blank=True)

    # Of one that was loaded `with_reach`.
    is_shared: bool

    objects = NudgedQuerySet.as_manager()

    class Meta:
        ordering = ["leaves_at", "pk"]
        verbose_name_plural = "nudged"
        constraints = [models.UniqueConstraint(fields=["nudge", "student"], name="nudged_once")]
        indexes = [
            models.Index(fields=["student", "-leaves_at"], condition=Q(stopped_at=None), name="nudged_student_last")
        ]

    def __str__(self) -> str:
        return f"Nudged {self.pk}"

    @property
    def message_key(self) -> str:
        """Of its message in the outbox."""
        return f"nudge:{self.pk}"


class Hand(models.Model):
    """A student's call for help, at a step or at none. Up until the student takes it down, or an adviser answers it
    with a talk or a nudge. It carries no word of what they wrote.
    """

    owned_by = "student"

    student = models.ForeignKey(Student, on_delete=models.CASCADE, related_name="hands")
    step = models.CharField(max_length=20, choices=Step, blank=True)
    raised_at = models.DateTimeField(db_default=Now(), editable=False)
    taken_back_at = models.DateTimeField(null=True, blank=True)
    # Taking the answer back puts the hand up again.
    talk = models.ForeignKey(Talk, on_delete=models.SET_NULL, null=True, blank=True, related_name="hands")
    nudged = models.ForeignKey(Nudged, on_delete=models.SET_NULL, null=True, blank=True, related_name="hands")

    objects = HandQuerySet.as_manager()

    class Meta:
        ordering = ["-raised_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["student"], condition=Q(taken_back_at=None, talk=None, nudged=None), name="hand_one_up"
            ),
            models.CheckConstraint(condition=Q(step="") | Q(step__in=Step.values), name="hand_step_known"),
        ]

    def __str__(self) -> str:
        return f"Hand {self.pk}"


class AdviserNote(Timestamped):
    """What an adviser noted about a student of a cohort. The advisers of that cohort read it, and the student does."""

    owned_by = "student"

    student = models.ForeignKey(Student, on_delete=models.CASCADE, related_name="adviser_notes")
    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="adviser_notes")
    author = _adviser("+")
    text = models.TextField(max_length=2000)
    # Set by the form: a second press writes no second note.
    token = models.UUIDField(unique=True, editable=False)

    objects = AdviserNoteQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="adviser_note_says_something")]

    def __str__(self) -> str:
        return f"Adviser's note {self.pk}"


class ReflectionRead(models.Model):
    """This person has read the reflection as it was shared. The row is the state: taking it away puts it back on the
    list. Shared anew after `read_at`, it is on the list again.
    """

    owned_by = "student"

    reflection = models.ForeignKey(Reflection, on_delete=models.CASCADE, related_name="read_by")
    adviser = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    read_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "reflections read"
        constraints = [models.UniqueConstraint(fields=["reflection", "adviser"], name="reflection_read_once")]

    def __str__(self) -> str:
        return f"Reflection {self.reflection_id} read"


class ReflectionComment(Timestamped):
    """With it an adviser or a coach answers a shared reflection. The student keeps it when they share no more."""

    owned_by = "student"

    reflection = models.ForeignKey(Reflection, on_delete=models.CASCADE, related_name="comments")
    author = _adviser("+")
    text = models.TextField(max_length=2000)
    token = models.UUIDField(unique=True, editable=False)

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="reflection_comment_says_something")]

    def __str__(self) -> str:
        return f"Comment {self.pk}"
