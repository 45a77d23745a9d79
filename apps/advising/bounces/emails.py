from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import User
from apps.campus.models import Campus
from apps.cohorts.models import Cohort
from apps.core.mail import OutgoingMail, build
from apps.outbox.models import HardBounce
from apps.reminders import kinds
from apps.reminders.pages import links
from apps.students.models import Student

BOUNCED_GROUP = "address_bounced"


def address_bounced(
    *, adviser: User, student: Student, cohort: Cohort, bounce: HardBounce, campus: Campus, as_of: datetime
) -> OutgoingMail:
    """To an adviser: since when mail to this student does not arrive, what that stopped, and what helps. The address is
    what tells two students of one name apart.
    """
    with timezone.override(campus.zone):
        return build(
            template="advising/emails/address_bounced",
            to=adviser.email,
            from_email=campus.sender,
            reply_to=campus.reply_to,
            opt_out_url=links.opt_out_url(user=adviser, group=BOUNCED_GROUP),
            context={
                "adviser": adviser,
                "student": student,
                "cohort": cohort,
                "address": bounce.address,
                "since": bounce.created_at,
                "as_of": as_of,
                "campus": campus,
                "student_url": settings.SITE_URL + reverse("dashboards:student", args=[cohort.pk, student.pk]),
                "opt_out_kind": kinds.group(BOUNCED_GROUP).label,
                "opt_out_about": student.user.display_name,
                "preferences_url": settings.SITE_URL + reverse("reminders:preferences"),
            },
        )
