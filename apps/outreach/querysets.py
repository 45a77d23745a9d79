from django.db import models
from django.db.models import OuterRef, Subquery, Value
from django.db.models.functions import Cast, Concat

from apps.outbox.models import Message


class OutreachQuerySet(models.QuerySet):
    def with_delivery(self) -> "OutreachQuerySet":
        """With `delivery`, the state of the mail that Acquaint sent; None for all others."""
        key = Concat(Value("outreach:"), Cast(OuterRef("pk"), models.CharField()))
        mail = Message.objects.filter(key=key).values("state")[:1]
        return self.annotate(delivery=Subquery(mail, output_field=models.CharField()))

    def owing_thanks(self) -> "OutreachQuerySet":
        """They gave a name, and were not thanked for it. As `Outreach.owes_thanks`."""
        return self.filter(answer="name", thanked_at=None)
