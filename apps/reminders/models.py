"""The outbox: one row for each reminder; who turned which kind off, what bounces, and what was seen at work."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest, Lower

from apps.core.models import Timestamped
from apps.reminders.querysets import ReminderQuerySet

# One rule for "who gets it", shared by constraint and code: a person with an account, or a bare address.
_HAS_USER = Q(user__isnull=False, address="")
_HAS_ADDRESS = Q(user__isnull=True) & ~Q(address="")


class State(models.TextChoices):
    """What became of a reminder. `uncertain`: handed to the mail server, which never answered."""

    DUE = "due", "Due"
    SENT = "sent", "Sent"
    SKIPPED = "skipped", "Skipped"
    FAILED = "failed", "Failed"
    UNCERTAIN = "uncertain", "Uncertain"


class Reminder(Timestamped):
    """A message that the system sends because a time has come: once for each kind and cause.

    Written in the transaction of what causes it. All times are UTC, by the database's clock. The row is the
    only memory: a broker that forgets or repeats itself changes nothing.
    """

    owned_by = "student"

    State = State

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
    due_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.DUE)
    # Why it was skipped or failed, or what the mail server last said. Never personal data.
    reason = models.CharField(max_length=60, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(null=True, blank=True)
    # The claim: who holds the fencing token may hand the message over until the lease ends.
    token = models.UUIDField(null=True, blank=True, editable=False)
    leased_until = models.DateTimeField(null=True, blank=True, editable=False)
    # Made once at the first hand-off and kept over retries: the idempotency key.
    message_id = models.CharField(max_length=255, blank=True)
    handed_off_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    # How many times it was put back after a hand-off that nobody answered: it may have arrived more than
    # once.
    resent_uncertain = models.PositiveSmallIntegerField(default=0)

    objects = ReminderQuerySet.as_manager()

    class Meta:
        ordering = ("-due_at", "-pk")
        constraints = [
            models.UniqueConstraint(fields=["kind", "cause_key"], name="reminder_once_per_kind_and_cause"),
            models.CheckConstraint(condition=_HAS_USER | _HAS_ADDRESS, name="reminder_user_or_address"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="reminder_state_known"),
            models.CheckConstraint(
                condition=~Q(kind="") & ~Q(cause_key=""),
                name="reminder_kind_and_cause_named",
            ),
            models.CheckConstraint(
                condition=Q(state=State.DUE, ended_at__isnull=True) | (~Q(state=State.DUE) & Q(ended_at__isnull=False)),
                name="reminder_ended_unless_due",
            ),
            models.CheckConstraint(
                condition=Q(state=State.SENT, sent_at__isnull=False) | (~Q(state=State.SENT) & Q(sent_at__isnull=True)),
                name="reminder_sent_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.SENT) | Q(handed_off_at__isnull=False),
                name="reminder_sent_was_handed_off",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.UNCERTAIN) | Q(handed_off_at__isnull=False) | Q(resent_uncertain__gt=0),
                name="reminder_uncertain_was_handed_off",
            ),
            models.CheckConstraint(
                condition=Q(handed_off_at__isnull=True) | ~Q(message_id=""),
                name="reminder_handed_off_has_message_id",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[State.SKIPPED, State.FAILED]) | ~Q(reason=""),
                name="reminder_ended_says_why",
            ),
            models.CheckConstraint(
                condition=Q(leased_until__isnull=True) | Q(token__isnull=False),
                name="reminder_lease_has_token",
            ),
        ]
        indexes = [
            # The claim reads the head of this index and nothing else, however long the backlog: a row that
            # waits for its time, its backoff or another worker's lease sorts behind the ones that are ready.
            models.Index(
                Greatest(F("due_at"), F("not_before"), F("leased_until")),
                F("id"),
                condition=Q(state=State.DUE, handed_off_at__isnull=True),
                name="reminder_ready",
            ),
            models.Index(
                fields=["leased_until"],
                condition=Q(state=State.DUE, handed_off_at__isnull=False),
                name="reminder_handed_off",
            ),
            models.Index(
                fields=["kind", "due_at"],
                condition=Q(state=State.DUE),
                name="reminder_due_by_kind",
            ),
            models.Index(
                fields=["ended_at"],
                condition=~Q(state=State.DUE),
                name="reminder_ended",
            ),
            # The delivery log, page by page.
            models.Index(fields=["-due_at", "-id"], name="reminder_log"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.cause_key}"

    @property
    def trace(self) -> str:
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


class HardBounce(Timestamped):
    """A mail server said that this address takes no mail, now or ever. The row is the state: while it is there nothing
    is sent to that address; taking it away tries again. `answer` is the server's code, never its words.
    """

    owned_by = "nobody"

    address = models.EmailField(max_length=254, unique=True)
    answer = models.CharField(max_length=20)

    class Meta:
        ordering = ("-created_at", "-pk")
        verbose_name = "address that bounces"
        verbose_name_plural = "addresses that bounce"
        constraints = [
            models.CheckConstraint(
                condition=~Q(address="") & Q(address=Lower("address")),
                name="hard_bounce_address_in_lower_case",
            ),
        ]

    def __str__(self) -> str:
        return self.address


class Part(models.TextChoices):
    """What must be at work for a reminder to go: each says by a heartbeat that it is."""

    BEAT = "beat", "The clock (beat)"
    WORKER = "worker", "The workers"
    RECONCILE = "reconcile", "The comparison of rows with what should exist"


class Heartbeat(models.Model):
    """When a part was last at work, by the database's clock. One row a part, whichever process was it."""

    owned_by = "nobody"

    part = models.CharField(max_length=20, choices=Part, primary_key=True)
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(part__in=Part.values), name="heartbeat_part_known")]

    def __str__(self) -> str:
        return self.part


class Standstill(models.Model):
    """A time in which reminders stood still: noticed, told to the administrators by mail, over. All UTC."""

    owned_by = "nobody"

    noticed_at = models.DateTimeField()
    why = models.CharField(max_length=120)
    told_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-noticed_at",)
        constraints = [
            models.UniqueConstraint(
                models.Value(1), condition=Q(ended_at__isnull=True), name="standstill_one_at_a_time"
            ),
            models.CheckConstraint(condition=~Q(why=""), name="standstill_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.noticed_at:%Y-%m-%d %H:%M}"
