"""Who is reminded of what, and who turned which group of kinds off. What became of it is the message's to say."""

import pgtrigger
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from apps.core.models import Timestamped
from apps.outbox.models import Message
from apps.reminders.querysets import ReminderQuerySet


class Reminder(models.Model):
    """A message that the system sends because a time has come: once for each kind and cause.

    Written in the transaction of what causes it, together with its message in the outbox.
    """

    owned_by = "student"

    message = models.OneToOneField(Message, on_delete=models.CASCADE, related_name="reminder")
    kind = models.CharField(max_length=40)
    cause_key = models.CharField(max_length=100)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="reminders",
    )
    address = models.EmailField(blank=True)

    objects = ReminderQuerySet.as_manager()

    class Meta:
        ordering = ("-message__due_at", "-pk")
        constraints = [
            models.UniqueConstraint(fields=["kind", "cause_key"], name="reminder_once_per_kind_and_cause"),
            models.CheckConstraint(
                condition=Q(user__isnull=False, address="") | (Q(user__isnull=True) & ~Q(address="")),
                name="reminder_user_or_address",
            ),
            models.CheckConstraint(
                condition=~Q(kind="") & ~Q(cause_key=""),
                name="reminder_kind_and_cause_named",
            ),
        ]
        triggers = [
            # Whatever deletes a person's reminders, their messages go along.
            pgtrigger.Trigger(
                name="message_goes_along",
                operation=pgtrigger.Delete,
                when=pgtrigger.After,
                func="DELETE FROM outbox_message WHERE id = OLD.message_id; RETURN NULL;",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.cause_key}"

    @property
    def key(self) -> str:
        """The one id from cause to mail: known before the row is, in every log line about it and in the mail itself."""
        return f"{self.kind}:{self.cause_key}"

    def clean(self) -> None:
        """The recipient as the database wants it: exactly one of a user and an address."""
        if bool(self.user_id) == bool(self.address):
            raise ValidationError("Name a person or an address, one of the two.", code="recipient")


class OptOut(Timestamped):
    """One person turned one group of kinds off. The row is the state: turning it on again removes the row."""

    owned_by = "student"

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="reminder_opt_outs",
    )
    group = models.SlugField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "group"], name="opt_out_once_per_user_and_group")]

    def __str__(self) -> str:
        return self.group
