"""The outbox: one row for each thing to deliver; which addresses bounce; what was seen at work."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Now

from apps.core.models import Timestamped
from apps.core.templatetags.dates import clock_and_zone, short_day
from apps.outbox.querysets import NO_BODY, READY_AT, MessageQuerySet


class State(models.TextChoices):
    """What became of a message. `uncertain`: handed to the mail server, which never answered."""

    DUE = "due", "Due"
    SENT = "sent", "Sent"
    SKIPPED = "skipped", "Skipped"
    FAILED = "failed", "Failed"
    UNCERTAIN = "uncertain", "Uncertain"


class Audience(models.TextChoices):
    """Who a message is for."""

    STUDENT = "student", "Student"
    VOLUNTEER = "volunteer", "Volunteer"
    STAFF = "staff", "Staff"
    INVITATION = "invitation", "Invitation"
    SIGN_IN = "sign_in", "Whoever signs in"
    CONTACT = "contact", "Someone a student writes to"


class Lane(models.TextChoices):
    """Who waits for a message. Sign-in mail has workers of its own; all others take what is wanted now before what can
    wait.
    """

    CODE = "code", "Sign-in"
    NOW = "now", "Now"
    LATER = "later", "Later"


class Message(Timestamped):
    """One thing to deliver, exactly once, and the only place that says what became of it.

    It carries its own text (`posted`), or names a `writer` that checks whether it is still wanted and composes it just
    before the hand-off. All times are UTC, by the database's clock. A broker that forgets or repeats itself changes
    nothing.
    """

    owned_by = "nobody"

    State = State

    # The idempotency key, such as "thank_you_first:interview:7:1". It stands in the logs and in the mail itself.
    key = models.CharField(max_length=160, unique=True)
    writer = models.SlugField(max_length=40, blank=True, db_index=False)
    audience = models.CharField(max_length=10, choices=Audience)
    # Whether it goes again, under the same Message-ID, after a hand-off that nobody answered.
    resend_when_unanswered = models.BooleanField()
    # Rows of one bundle that are ready leave as one mail.
    bundle = models.CharField(max_length=60, blank=True)
    lane = models.CharField(max_length=5, choices=Lane, default=Lane.LATER)
    # Of a message with a writer it is the last one known; it goes to the one that the writer says.
    address = models.EmailField(max_length=254, blank=True)

    subject = models.TextField(blank=True)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    from_email = models.TextField(blank=True)
    reply_to = models.TextField(blank=True)
    headers = models.JSONField(default=dict, blank=True)
    attachments = models.JSONField(default=list, blank=True)

    due_at = models.DateTimeField()
    # From then on it is of no use, such as a code: it ends unsent. Null: never.
    expires_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.DUE)
    # Why it was skipped or failed, or what the mail server last said. Never personal data.
    reason = models.CharField(max_length=60, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    # Later than it is due, by choice: its writer leaves it for another day. `not_before`: when it is tried again.
    postponed_to = models.DateTimeField(null=True, blank=True)
    not_before = models.DateTimeField(null=True, blank=True)
    # The claim: who holds the fencing token may hand the message over until the lease ends.
    token = models.UUIDField(null=True, blank=True, editable=False)
    leased_until = models.DateTimeField(null=True, blank=True, editable=False)
    # Made at the first hand-off and kept over retries, so that a mail that may have arrived comes under it again.
    message_id = models.CharField(max_length=255, blank=True)
    handed_off_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    # How many times it was put back after a hand-off that nobody answered: it may have arrived more than once.
    resent_uncertain = models.PositiveSmallIntegerField(default=0)

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ("-due_at", "-pk")
        constraints = [
            models.CheckConstraint(condition=~Q(key=""), name="message_has_key"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="message_state_known"),
            models.CheckConstraint(condition=Q(audience__in=Audience.values), name="message_audience_known"),
            models.CheckConstraint(condition=Q(lane__in=Lane.values), name="message_lane_known"),
            models.CheckConstraint(
                condition=~Q(state=State.DUE, writer="") | (~Q(address="") & ~Q(subject="")),
                name="message_posted_has_body",
            ),
            models.CheckConstraint(
                # What was posted is gone once it has ended; what a writer composes is never kept.
                condition=Q(state=State.DUE, writer="") | Q(**NO_BODY),
                name="message_body_only_while_due",
            ),
            models.CheckConstraint(
                condition=Q(state=State.DUE, ended_at__isnull=True) | (~Q(state=State.DUE) & Q(ended_at__isnull=False)),
                name="message_ended_unless_due",
            ),
            models.CheckConstraint(
                condition=Q(state=State.SENT, sent_at__isnull=False) | (~Q(state=State.SENT) & Q(sent_at__isnull=True)),
                name="message_sent_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.SENT) | Q(handed_off_at__isnull=False),
                name="message_sent_was_handed_off",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.UNCERTAIN) | Q(handed_off_at__isnull=False) | Q(resent_uncertain__gt=0),
                name="message_uncertain_was_handed_off",
            ),
            models.CheckConstraint(
                condition=Q(handed_off_at__isnull=True) | ~Q(message_id=""),
                name="message_handed_off_has_message_id",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[State.SKIPPED, State.FAILED]) | ~Q(reason=""),
                name="message_ended_says_why",
            ),
            models.CheckConstraint(
                condition=Q(leased_until__isnull=True) | Q(token__isnull=False),
                name="message_lease_has_token",
            ),
        ]
        indexes = [
            # The claim reads the head of this index, once for each lane, however long the backlog: a row that waits for
            # its time, its retry or another worker's lease sorts behind the ready ones.
            models.Index(
                "lane",
                READY_AT,
                "id",
                condition=Q(state=State.DUE, handed_off_at__isnull=True),
                name="message_ready",
            ),
            models.Index(
                fields=["leased_until"],
                condition=Q(state=State.DUE, handed_off_at__isnull=False),
                name="message_handed_off",
            ),
            models.Index(fields=["bundle"], condition=Q(state=State.DUE) & ~Q(bundle=""), name="message_bundle_due"),
            models.Index(
                fields=["bundle", "handed_off_at"],
                condition=~Q(bundle="") & (Q(handed_off_at__isnull=False) | Q(resent_uncertain__gt=0)),
                name="message_bundle_went",
            ),
            models.Index(fields=["due_at"], condition=Q(state=State.DUE), name="message_due"),
            models.Index(
                fields=["expires_at"],
                condition=Q(state=State.DUE, handed_off_at__isnull=True, expires_at__isnull=False),
                name="message_expires",
            ),
            models.Index(fields=["ended_at"], condition=~Q(state=State.DUE), name="message_ended"),
            # The delivery log, page by page.
            models.Index(fields=["-due_at", "-id"], name="message_log"),
        ]

    @property
    def goes_at(self) -> datetime:
        """When it is to go: when it is due, or later by choice."""
        return max(self.due_at, self.postponed_to or self.due_at)

    def __str__(self) -> str:
        return self.key


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
    """What must be at work for mail to go: each says by a heartbeat that it is."""

    BEAT = "beat", "The clock (beat)"
    WORKER = "worker", "The workers"
    CODES = "codes", "The workers of sign-in mail"
    RECONCILE = "reconcile", "The comparison of rows with what should exist"


class HeartbeatManager(models.Manager["Heartbeat"]):
    def beat(self, part: Part) -> None:
        """This part is at work now, by the database's clock."""
        row = Heartbeat(part=part, seen_at=Now())  # type: ignore[misc]
        self.bulk_create([row], update_conflicts=True, unique_fields=["part"], update_fields=["seen_at"])

    def last_seen(self) -> dict[Part, datetime]:
        """By part; one that was never at work is missing."""
        return {Part(part): seen_at for part, seen_at in self.values_list("part", "seen_at")}

    def was_seen(self, part: Part, *, within: timedelta) -> bool:
        """Whether it was at work in this last stretch of time, by the database's clock."""
        return self.filter(part=part, seen_at__gt=Now() - within).exists()


class Heartbeat(models.Model):
    """When a part was last at work, by the database's clock. One row a part, whichever process was it."""

    owned_by = "nobody"

    part = models.CharField(max_length=20, choices=Part, primary_key=True)
    seen_at = models.DateTimeField()

    objects = HeartbeatManager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(part__in=Part.values), name="heartbeat_part_known")]

    def __str__(self) -> str:
        return self.part


class Standstill(models.Model):
    """A time in which mail stood still: noticed, told to the administrators, over. All UTC."""

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
        return f"{short_day(self.noticed_at)}, {clock_and_zone(self.noticed_at)}"
