"""What the outbox itself has to say: to the administrators, when reminders stand still."""

from django.conf import settings
from django.urls import reverse

from apps.campus.models import Campus
from apps.core.mail import OutgoingMail, build
from apps.outbox.models import Standstill


def standstill(*, to: str, greeting: str, standstill: Standstill) -> OutgoingMail:
    """Reminders stand still: since when, what that means, and where to look. Times are UTC, as in the logs."""
    campus = Campus.objects.current()
    return build(
        template="outbox/emails/standstill",
        to=to,
        from_email=campus.sender,
        reply_to=campus.reply_to,
        context={
            "greeting": greeting,
            "campus": campus,
            "standstill": standstill,
            "log_url": settings.SITE_URL + reverse("admin:outbox_message_changelist"),
        },
    )
