"""What becomes of mail about somebody's own data, of their download and of their deletion alike."""

from collections.abc import Mapping

from django.db.models import Q

from apps.core.locking import in_lock_order
from apps.outbox.models import Message

# What the person may still do something about, by the keys under which it is posted.
_TO_ACT_ON = Q(key__startswith="deletion_asked:") | Q(key__startswith="download:")


def follow_addresses(moved: Mapping[str, str]) -> None:
    """What waits for these addresses goes to those that their owners have from now on: the next owner of a former one
    must not learn what was asked for, and whoever asked must. Within a transaction, and all changes of addresses that
    belong together at once: one may be given away and be somebody else's in the same file.
    """
    waiting = Message.objects.untouched().filter(_TO_ACT_ON)
    theirs = [pk for pk, address in waiting.values_list("pk", "address") if address in moved]
    for message in in_lock_order(waiting.filter(pk__in=theirs)):
        message.address = moved[message.address]
        message.save(update_fields=["address"])
