from django.utils import timezone

from apps.administration.joining import links
from apps.campus.models import Campus
from apps.cohorts.models import Cohort
from apps.core.mail import OutgoingMail, build


def joining(*, cohort: Cohort, email: str, campus: Campus) -> OutgoingMail:
    """A link, and nothing that a stranger typed: anybody may ask for it in anybody's name. The cohort's name, which may
    tell of whoever joins, stands behind the link.
    """
    with timezone.override(campus.zone):
        return build(
            template="administration/emails/joining",
            to=email,
            from_email=campus.sender,
            reply_to=campus.reply_to,
            context={
                "campus": campus,
                "link": links.address(cohort, email),
                "hours": int(links.WORKS_FOR.total_seconds()) // 3600,
            },
        )
