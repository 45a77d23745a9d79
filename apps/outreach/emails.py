"""The message as Acquaint sends it for a student: their words, and below them who sent it and how to stop it."""

from email.utils import parseaddr

from django.template.loader import render_to_string

from apps.campus.models import Campus
from apps.core.mail import OutgoingMail, named_address
from apps.core.text import one_line
from apps.outreach.models import Outreach
from apps.outreach.no_more_mail import no_more_mail_url


def message(outreach: Outreach, *, campus: Campus) -> OutgoingMail:
    """Text alone, as a person writes. Answers go to the student; no cohort is named, because its name may disclose
    something.
    """
    user = outreach.student.user
    url = no_more_mail_url(outreach.recipient)
    context = {"outreach": outreach, "student": user, "campus": campus, "no_more_mail_url": url}
    return OutgoingMail(
        to=outreach.recipient,
        subject=one_line(outreach.subject),
        text=render_to_string("outreach/emails/message.txt", context).strip() + "\n",
        from_email=named_address(f"{user.display_name} via {campus.name}", parseaddr(campus.sender)[1]),
        reply_to=named_address(user.display_name, user.email),
        headers={
            # A person wrote it, so a holiday notice is an answer worth having.
            "Auto-Submitted": "no",
            "X-Auto-Response-Suppress": "None",
            "List-Unsubscribe": f"<{url}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )
