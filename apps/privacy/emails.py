from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import User
from apps.campus.models import Campus
from apps.core.mail import OutgoingMail, build
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
