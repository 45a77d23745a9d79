"""Addresses that take no mail, and whether a mail server that says so can be believed."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Now

from apps.outbox.models import Audience, HardBounce, Message, State
from apps.outbox.retry import persist

BOUNCED = "address bounced"  # the reason of a skip
MANY = 10
WITHIN = timedelta(minutes=10)


def fail_and_remember(*, pks: list[int], address: str, token: UUID, reason: str, as_of: datetime) -> int:
    """These will not be tried again, and nothing goes to this address any more. Returns how many the token held."""

    def write() -> int:
        with transaction.atomic():
            HardBounce.objects.get_or_create(address=address.lower(), defaults={"answer": reason[:20]})
            return Message.objects.fail(dict.fromkeys(pks, reason), token=token, as_of=as_of)

    return persist(write)


def are_too_many() -> bool:
    """Whether it said so of ten addresses or more within ten minutes, and took fewer mails than that meanwhile. Mail to
    staff is not counted: advisers are told of each bounce, and their mailboxes may well be there.

    Then it is more likely its list of mailboxes that is gone than all those people: nobody else is given up for now.
    """
    since = Now() - WITHIN
    bounced = HardBounce.objects.filter(created_at__gt=since).count()
    if bounced < MANY:
        return False
    taken = Message.objects.filter(state=State.SENT, ended_at__gt=since).exclude(audience=Audience.STAFF)
    return taken.count() < bounced
