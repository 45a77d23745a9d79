"""Messages that carry their own text: sent once because of an act, and written in the act's transaction."""

from base64 import b64decode, b64encode
from collections.abc import Callable
from datetime import datetime

from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction

from apps.core.mail import Attachment, OutgoingMail
from apps.outbox.bounces import BOUNCED
from apps.outbox.models import Audience, HardBounce, Lane, Message
from apps.outbox.querysets import TOO_LATE
from apps.outbox.workers import DELIVER, DELIVER_CODES, wake_after_commit
from apps.outbox.writers import Draft

WhyNot = Callable[[Message], str | datetime]
_asked: dict[Audience, WhyNot] = {}
_WAKES = {Lane.CODE: DELIVER_CODES, Lane.NOW: DELIVER, Lane.LATER: DELIVER}


def ask_before(audience: Audience, why_not: WhyNot) -> None:
    """Before each hand-off to this audience, `why_not` says why the message may not go any more, or until when it
    waits; empty where it may go. Apps above register theirs in `AppConfig.ready`. Raises ImproperlyConfigured where
    the audience has one.
    """
    if audience in _asked:
        raise ImproperlyConfigured(f"Two ask before a hand-off to the audience {audience!r}.")
    _asked[audience] = why_not


@transaction.atomic
def post(
    *,
    key: str,
    mail: OutgoingMail,
    audience: Audience,
    resend_when_unanswered: bool,
    as_of: datetime,
    lane: Lane = Lane.NOW,
    due_at: datetime | None = None,
    expires_at: datetime | None = None,
    keep: bool = True,
) -> Message:
    """Send this mail once, when the transaction commits, whatever the hour; a second post under the same key changes
    nothing and gives the first one's row.

    `due_at`: then, instead of at once; no worker is woken for it.

    `resend_when_unanswered`: whether it goes again when a mail server took it and never answered. `expires_at`: from
    then on it does not go any more. Its text is kept until it has ended. Without `keep` all the same is done, in the
    same time, and nothing is sent: no page tells by its time that nobody has this address. For the lane CODE alone;
    `key` must then be new.
    """
    row = Message(
        key=key,
        audience=audience,
        resend_when_unanswered=resend_when_unanswered,
        lane=lane,
        due_at=due_at or as_of,
        expires_at=expires_at,
        address=mail.to,
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        from_email=mail.from_email,
        reply_to=mail.reply_to,
        headers=dict(mail.headers),
        attachments=[
            {"name": file.name, "type": file.type, "content": b64encode(file.content).decode()}
            for file in mail.attachments
        ],
    )
    Message.objects.bulk_create([row], ignore_conflicts=True)
    if due_at is None:
        wake_after_commit(_WAKES[lane])
    row = Message.objects.get(key=key)
    if lane == Lane.CODE:
        # Not rolled back, as a commit waits for the disk and a rollback does not; and asked for what is kept, too.
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM outbox_message WHERE key = %s AND NOT %s", [key, keep])
    return row


def draft(message: Message, *, as_of: datetime) -> Draft:
    """The mail as it was posted, unless its time is over, because its worker was held up, its address takes no mail, or
    it may not go any more, or not yet (`ask_before`).
    A code or link to sign in is tried all the same: if it comes back, the address takes mail again.
    """
    if message.expires_at and message.expires_at <= as_of:
        return Draft(skipped={message.pk: TOO_LATE})
    is_tried = message.audience == Audience.SIGN_IN
    if not is_tried and HardBounce.objects.filter(address=message.address.lower()).exists():
        return Draft(skipped={message.pk: BOUNCED})
    ask = _asked.get(Audience(message.audience))
    if ask and (why := ask(message)):
        pk = message.pk
        return Draft(skipped={pk: why}) if isinstance(why, str) else Draft(postponed={pk: why})
    mail = OutgoingMail(
        to=message.address,
        subject=message.subject,
        text=message.text,
        html=message.html,
        from_email=message.from_email,
        reply_to=message.reply_to,
        headers=message.headers,
        attachments=tuple(
            Attachment(name=file["name"], type=file["type"], content=b64decode(file["content"]))
            for file in message.attachments
        ),
    )
    return Draft(mail=mail)
