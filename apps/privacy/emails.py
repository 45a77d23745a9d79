from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import User
from apps.campus.models import Campus
from apps.core.locking import in_lock_order
from apps.core.mail import OutgoingMail, build
from apps.outbox.models import Message
from apps.privacy.models import KEPT, Download, Way


def download_ready(*, download: Download, campus: Campus) -> OutgoingMail:
    """The link leads behind the sign-in."""
    until = (download.made_at or download.requested_at) + KEPT
    return _build("download_ready", download.student.user, campus, until=until.astimezone(campus.zone))


def deletion_asked(*, user: User, campus: Campus, as_of: datetime) -> OutgoingMail:
    """So that whoever did not ask can withdraw it."""
    return _build("deletion_asked", user, campus, as_of=as_of)


def deletion_done(*, user: User, way: str, campus: Campus) -> OutgoingMail:
    """The last one. `user` as it was before."""
    return _build("deletion_done", user, campus, is_gone=way == Way.GONE)


# The mail above that the student may still do something about, by its key.
_TO_ACT_ON = Q(key__startswith="deletion_asked:") | Q(key__startswith="download:")


def follow_address(moved: Mapping[str, str]) -> None:
    """What still waits of this mail goes to the person's new address, by their former one: the next owner of that must
    not learn what they asked for, and they must. Within a transaction, before anybody's row is locked.
    """
    for message in in_lock_order(Message.objects.untouched().filter(_TO_ACT_ON, address__in=moved)):
        message.address = moved[message.address]
        message.save(update_fields=["address"])


def _build(template: str, user: User, campus: Campus, **context: object) -> OutgoingMail:
    with timezone.override(campus.zone):
        return build(
            template=f"privacy/emails/{template}",
            to=user.email,
            from_email=campus.sender,
            reply_to=campus.reply_to,
            context={
                "campus": campus,
                "person": user,
                "action_url": settings.SITE_URL + reverse("privacy:my_data"),
                **context,
            },
        )
