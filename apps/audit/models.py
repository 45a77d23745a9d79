"""Who looked at, changed or exported which student's record, or changed whose account. Rows are only added."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Now

from apps.core.models import AppendOnly


class Action(models.TextChoices):
    VIEWED = "viewed", "Viewed"
    CHANGED = "changed", "Changed"
    EXPORTED = "exported", "Exported"


class Entry(AppendOnly):
    """One look, change or export. A page over many students is one row with the filter used and the students' ids.

    Holds ids only: no name, no address and no private text is copied here.
    """

    owned_by = "campus"

    at = models.DateTimeField(db_default=Now(), editable=False)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="+",
        help_text="Empty: the system, or someone at the server’s console.",
    )
    action = models.CharField(max_length=20, choices=Action)
    page = models.CharField(max_length=60, help_text="Which page, by its URL name.")
    student_ids = ArrayField(models.BigIntegerField(), default=list)
    filter = models.JSONField(default=dict, blank=True)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="+",
        help_text="Whose account was changed.",
    )
    reason = models.CharField("what was done", max_length=200, blank=True)

    class Meta:
        verbose_name_plural = "entries"
        ordering = ["-at", "-pk"]
        indexes = [
            GinIndex(fields=["student_ids"], name="audit_student_ids"),
            models.Index(fields=["-at"], name="audit_at"),
        ]
        constraints = [models.CheckConstraint(condition=models.Q(action__in=Action.values), name="audit_action_known")]

    def __str__(self) -> str:
        return f"{self.get_action_display()} {self.page}"
