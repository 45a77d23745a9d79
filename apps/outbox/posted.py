"""Messages that carry their own text: sent once because of an act, and written in the act's transaction."""

from base64 import b64decode, b64encode
from datetime import datetime

from django.db import transaction

from apps.core.mail import Attachment, OutgoingMail
from apps.outbox.bounces import BOUNCED
from apps.outbox.models import Audience, HardBounce, Message
from apps.outbox.workers import wake_after_commit
from apps.outbox.writers import Draft


@transaction.atomic
def post(*, key: str, mail: OutgoingMail, audience: Audience, resend_when_unanswered: bool, as_of: datetime) -> Message:
    """Send this mail once, at once, whatever the hour, when the transaction commits; a second post under the same key
    changes nothing and gives the first one's row.

    `resend_when_unanswered`: whether it goes again when a mail server took it and never answered. Its text is kept
    until it has ended.
    """
    row = Message(
        key=key,
        audience=audience,
        resend_when_unanswered=resend_when_unanswered,
        goes_first=True,
        due_at=as_of,
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
    wake_after_commit()
    return Message.objects.get(key=key)


def draft(message: Message) -> Draft:
    """The mail as it was posted, unless its address takes no mail."""
    if HardBounce.objects.filter(address=message.address.lower()).exists():
        return Draft(skipped={message.pk: BOUNCED})
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
