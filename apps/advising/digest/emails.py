from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import User
from apps.advising.caseload import needs_address
from apps.advising.digest.contents import Digest
from apps.campus.models import Campus
from apps.core.mail import OutgoingMail, build
from apps.reminders import kinds
from apps.reminders.pages import links

DIGEST_GROUP = "adviser_digest"
_NAMED = 10  # of those who asked for help, so many are named


def adviser_digest(*, adviser: User, digest: Digest, campus: Campus, as_of: datetime) -> OutgoingMail:
    """To an adviser, on Monday. The links open the filtered list; a name leads to the student's page."""
    home = settings.SITE_URL + needs_address(adviser)
    with timezone.override(campus.zone):
        return build(
            template="advising/emails/adviser_digest",
            to=adviser.email,
            from_email=campus.sender,
            reply_to=campus.reply_to,
            opt_out_url=links.opt_out_url(user=adviser, group=DIGEST_GROUP),
            context={
                "adviser": adviser,
                "digest": digest,
                "hands": [
                    {"name": name, "url": _url("dashboards:student", need.row.cohort_id, need.row.student_id)}
                    for name, need in digest.hands[:_NAMED]
                ],
                "more_hands": len(digest.hands[_NAMED:]),
                "reasons": [
                    {"label": reason.label, "number": number, "url": f"{home}?reason={reason}"}
                    for reason, number in digest.reasons
                ],
                "cohorts": [{"line": line, "url": _url("dashboards:cohort", line.cohort.pk)} for line in digest.lines],
                "as_of": as_of,
                "campus": campus,
                "home_url": home,
                "reflections_url": f"{settings.SITE_URL}/reflections/",
                "opt_out_kind": kinds.group(DIGEST_GROUP).label,
                "preferences_url": _url("reminders:preferences"),
            },
        )


def _url(name: str, *args: int) -> str:
    return settings.SITE_URL + reverse(name, args=args)
