"""A notice to the owner of an account of what happened to it."""

from datetime import datetime

from apps.accounts.models import User
from apps.core.mail import OutgoingMail
from apps.outbox.models import Audience, Lane
from apps.outbox.posted import post


def post_notice(what: str, mail: OutgoingMail, *, user: User, as_of: datetime) -> None:
    """Send it once for this change, which happened to `user` at `as_of`. It goes with the codes, ahead of reminders."""
    post(
        key=f"{what}:{user.pk}:{as_of:%Y%m%dT%H%M%S%f}",
        mail=mail,
        audience=Audience.STUDENT if user.is_student else Audience.STAFF,
        resend_when_unanswered=True,
        as_of=as_of,
        lane=Lane.CODE,
    )
