"""The writer of reminders: whether each is still wanted, and its mail, just before the hand-off."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from apps.campus.models import Campus
from apps.outbox.models import Message
from apps.outbox.writers import Draft
from apps.reminders import kinds, morning_note
from apps.reminders.decisions import Recipients, decide, rows_of, without_superseded
from apps.reminders.kinds import HEADER, Expected, Kind, Skip
from apps.reminders.models import Reminder
from apps.reminders.morning_note import Wanted


@dataclass
class _Checked:
    """What the causes and recipients of some messages say: these are wanted now, the others later or not."""

    wanted: list[Wanted] = field(default_factory=list)
    skipped: dict[int, str] = field(default_factory=dict)
    moved: dict[int, datetime] = field(default_factory=dict)
    postponed: dict[int, datetime] = field(default_factory=dict)
    broken: dict[int, Exception] = field(default_factory=dict)


def write(messages: Sequence[Message], as_of: datetime) -> Draft:
    """One reminder, checked and composed; or those of one morning note."""
    if messages[0].bundle:
        return _write_note(messages, as_of)
    (message,) = messages
    checked = _Checked()
    _check(message, Campus.objects.current(), as_of, checked)
    mail = None
    for one in checked.wanted:
        mail = one.kind.compose(one.cause, as_of)
        mail = replace(mail, headers={**mail.headers, HEADER: message.key})
    return Draft(mail=mail, skipped=checked.skipped, moved=checked.moved, postponed=checked.postponed)


def _write_note(messages: Sequence[Message], as_of: datetime) -> Draft:
    checked, campus = _Checked(), Campus.objects.current()
    for message in messages:
        try:
            _check(message, campus, as_of, checked)
        except Exception as error:  # one broken cause keeps no other from going
            checked.broken[message.pk] = error
    draft = Draft()
    if checked.wanted:
        user = Reminder.objects.select_related("user").get(message=checked.wanted[0].message).user
        assert user is not None  # noqa: S101 - a note is a person's
        draft = morning_note.draft(checked.wanted, user=user, campus=campus, as_of=as_of)
    return replace(
        draft,
        skipped=checked.skipped,
        moved=checked.moved,
        postponed={**checked.postponed, **draft.postponed},
        broken={**checked.broken, **draft.broken},
    )


def _check(message: Message, campus: Campus, as_of: datetime, checked: _Checked) -> None:
    """Whether it is still wanted, by its cause and by its recipient."""
    slug, _, cause_key = message.key.partition(":")
    kind = kinds.get(slug)
    if kind is None:
        checked.skipped[message.pk] = "kind gone"
        return
    decision, row, cause = _decision(kind, cause_key, campus, as_of)
    if decision is None or row is None:
        checked.skipped[message.pk] = "cause gone"
    elif isinstance(decision, Skip):
        checked.skipped[message.pk] = decision.reason
    elif decision.due_at > as_of:
        checked.moved[message.pk] = decision.due_at
    else:
        if (row.user_id, row.address) != (decision.user_id, decision.address):
            # It goes to the person that its cause names now.
            Reminder.objects.filter(pk=row.pk).update(user=decision.user_id, address=decision.address)
        bundle = morning_note.bundle_of(kind, decision.user_id)
        if bundle != message.bundle:
            # It was written for somebody else's note, or before its kind became part of one: not in this mail.
            Message.objects.filter(pk=message.pk).update(bundle=bundle)
            checked.postponed[message.pk] = as_of
        else:
            checked.wanted.append(Wanted(message, kind, cause))


def _decision(
    kind: Kind[Any], key: str, campus: Campus, as_of: datetime
) -> tuple[Expected | Skip | None, Reminder | None, Any]:
    """With the others of its cause, one of which may take its place."""
    loaded = kind.cause_type.load([key], campus=campus, as_of=as_of)
    decided = decide(kind.cause_type, [key], loaded, as_of=as_of)
    recipients, rows = Recipients(decided), rows_of(decided)
    decided = without_superseded([recipients.respected(one) for one in decided], rows, as_of=as_of)
    decision = next(one.decision for one in decided if one.kind is kind)
    return decision, rows.get((kind.slug, key)), loaded.get(key)
