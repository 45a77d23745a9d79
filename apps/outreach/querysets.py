from django.db import models
from django.db.models import OuterRef, Q, Subquery, Value
from django.db.models.functions import Cast, Concat

from apps.outbox.models import Message, State

NO_MORE_MAIL = "no more mail"  # the reason of a skip
CAME_BACK = (State.FAILED, State.SKIPPED)


class OutreachQuerySet(models.QuerySet):
    def with_delivery(self) -> "OutreachQuerySet":
        """With `delivery`, the state of the mail that Acquaint sent, and `delivery_reason`; None for all others."""
        key = Concat(Value("outreach:"), Cast(OuterRef("pk"), models.CharField()))
        mail = Message.objects.filter(key=key)
        return self.annotate(
            delivery=Subquery(mail.values("state")[:1], output_field=models.CharField()),
            delivery_reason=Subquery(mail.values("reason")[:1], output_field=models.CharField()),
        )

    def asking(self) -> "OutreachQuerySet":
        """All but thanks, which ask for nothing. As not `Outreach.is_thanks`."""
        return self.exclude(kind="thanks")

    def gone(self) -> "OutreachQuerySet":
        """Sent, and as far as anybody knows not come back. As `Outreach.is_gone`."""
        sent = self.filter(sent_at__isnull=False).with_delivery()
        return sent.filter(Q(delivery=None) | ~Q(delivery__in=CAME_BACK))

    def owing_thanks(self) -> "OutreachQuerySet":
        """They gave a name, and were not thanked for it. As `Outreach.owes_thanks`."""
        return self.filter(answer="name", thanked_at=None)
