"""The writer of reminders: whether each is still wanted, and its mail, just before the hand-off."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from apps.core.mail import OutgoingMail
from apps.outbox.models import Message
from apps.outbox.writers import Draft
from apps.reminders import kinds
from apps.reminders.decisions import Recipients, decide, rows_of, without_superseded
from apps.reminders.kinds import Expected, Skip
from apps.reminders.models import Reminder

HEADER = "X-Reminder"


def write(messages: Sequence[Message], as_of: datetime) -> Draft:
    """One reminder, checked and composed."""
    (message,) = messages
    slug, _, cause_key = message.key.partition(":")
    kind = kinds.get(slug)
    if kind is None:
        return Draft(skipped={message.pk: "kind gone"})
    loaded = kind.cause_type.load([cause_key], as_of)
    decided = decide(kind.cause_type, [cause_key], loaded, as_of=as_of)
    recipients, rows = Recipients(decided), rows_of(decided)
    decided = without_superseded([recipients.respected(one) for one in decided], rows, as_of=as_of)
    decision = next(one.decision for one in decided if one.kind is kind)
    row = rows.get((slug, cause_key))
    if decision is None or row is None:
        return Draft(skipped={message.pk: "cause gone"})
    if isinstance(decision, Skip):
        return Draft(skipped={message.pk: decision.reason})
    if decision.due_at > as_of:
        return Draft(moved={message.pk: decision.due_at})
    _note_recipient(row, decision)
    return Draft(mail=with_keys(kind.compose(loaded[cause_key], as_of), [message]))


def _note_recipient(row: Reminder, expected: Expected) -> None:
    """It goes to whom its cause names now."""
    if (row.user_id, row.address) != (expected.user_id, expected.address):
        Reminder.objects.filter(pk=row.pk).update(user=expected.user_id, address=expected.address)


def with_keys(mail: OutgoingMail, messages: Sequence[Message]) -> OutgoingMail:
    """The mail says of which causes it is."""
    return replace(mail, headers={**mail.headers, HEADER: ", ".join(message.key for message in messages)})
