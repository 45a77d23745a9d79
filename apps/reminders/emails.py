"""What the engine itself has to say: to the administrators, when reminders stand still."""

from django.conf import settings
from django.urls import reverse

from apps.accounts.models import User
from apps.campus.models import Campus
from apps.core.mail import OutgoingMail, build
from apps.reminders.models import Standstill


def standstill(*, administrator: User, standstill: Standstill) -> OutgoingMail:
    """Reminders stand still: since when, what that means, and where to look. Times are UTC, as in the logs."""
    campus = Campus.objects.current()
    return build(
        template="reminders/emails/standstill",
        to=administrator.email,
        from_email=campus.sender,
        context={
            "administrator": administrator,
            "campus": campus,
            "standstill": standstill,
            "log_url": settings.SITE_URL + reverse("admin:reminders_reminder_changelist"),
        },
    )
