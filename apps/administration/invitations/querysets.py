"""What became of an invitation, from its mail and from what the person did since."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Case, CharField, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Cast, Concat, Lower

from apps.cohorts.models import Membership
from apps.outbox.bounces import BOUNCED
from apps.outbox.models import HardBounce
from apps.outbox.querysets import TOO_LATE
from apps.reminders.models import Reminder

USEFUL_FOR = timedelta(days=14)  # neither its mail nor its link is of any use after it
KINDS = ("account_invitation", "cohort_invitation")
NOT_ACCEPTED = "not-accepted"  # of the list: those that wait for a sign-in, whatever became of their mail


class Outcome(models.TextChoices):
    WAITING = "waiting", "Waiting to go"
    SENT = "sent", "Sent"
    ACCEPTED = "accepted", "Accepted"
    TOLD = "told", "Told"
    FORMER = "former", "Former address"
    BOUNCED = "bounced", "Bounced"
    UNCERTAIN = "uncertain", "Uncertain"
    EXPIRED = "expired", "Expired"
    SKIPPED = "skipped", "Not sent"
    STOPPED = "stopped", "Stopped"


class InvitationQuerySet(models.QuerySet):
    def used(self) -> Q:
        """Whoever has signed in since needs its link no more."""
        return Q(accepted_at__isnull=False) | Q(user__last_login__gte=F("created_at"))

    def with_outcome(self, as_of: datetime) -> "InvitationQuerySet":
        """Each says in `outcome` what became of it, in `sent_at` when its mail went, and in `why` why it did not.

        Whoever had signed in before is only told of a cohort: nothing of theirs is open. Whoever left the cohort
        again has a link that works no more.
        """
        key = Concat(Value("invitation:"), Cast("pk", CharField()), output_field=CharField())
        mail = Reminder.objects.filter(kind__in=KINDS, cause_key=OuterRef("key")).order_by()
        went = {
            name: Subquery(mail.values(f"message__{name}")[:1]) for name in ("state", "reason", "sent_at", "address")
        }
        bounces = Exists(HardBounce.objects.filter(address=OuterRef("user__email")))
        membership = Membership.objects.filter(cohort=OuterRef("cohort"), student__user=OuterRef("user"))
        went_elsewhere = (
            Q(mail_state__in=["sent", "uncertain", "failed"]) & ~Q(went_to="") & ~Q(went_to=F("user__email"))
        )
        outcome = Case(
            When(stopped_at__isnull=False, then=Value(Outcome.STOPPED)),
            When(self.used(), then=Value(Outcome.ACCEPTED)),
            When(went_elsewhere & ~Q(bounces), then=Value(Outcome.FORMER)),
            When(Q(mail_state="failed") | Q(why=BOUNCED) | bounces, then=Value(Outcome.BOUNCED)),
            When(Q(mail_state="skipped") & ~Q(why=TOO_LATE), then=Value(Outcome.SKIPPED)),
            When(Q(mail_state="sent", cohort__isnull=False, user__last_login__isnull=False), then=Value(Outcome.TOLD)),
            When(Q(cohort__isnull=False) & ~Exists(membership), then=Value(Outcome.STOPPED)),
            When(created_at__lte=as_of - USEFUL_FOR, then=Value(Outcome.EXPIRED)),
            When(mail_state="uncertain", then=Value(Outcome.UNCERTAIN)),
            When(mail_state="sent", then=Value(Outcome.SENT)),
            default=Value(Outcome.WAITING),
            output_field=CharField(),
        )
        rows = self.alias(key=key).annotate(why=went["reason"], sent_at=went["sent_at"])
        return rows.alias(mail_state=went["state"], went_to=Lower(went["address"])).annotate(outcome=outcome)
