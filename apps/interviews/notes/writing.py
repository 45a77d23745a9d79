"""Writing a note. What a device made of an older text goes into the one that stands there now."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from apps.core.text import one_line
from apps.interviews.actions import locked
from apps.interviews.models import Interview
from apps.interviews.notes.merging import merge
from apps.interviews.notes.models import LONGEST, Note

MOST_NOTES = 60  # of one interview
_MOST_DEVICES = 50  # whose last change is remembered
_HEADING = 300


class NotWritten(Exception):
    """Nothing was changed. The message is for the person who wrote the note `key`."""

    def __init__(self, key: str, message: str) -> None:
        super().__init__(message)
        self.key = key


@transaction.atomic
def write_note(
    *,
    interview: Interview,
    key: str,
    heading: str,
    base: str,
    body: str,
    follow_up: bool | None = None,
    device: str = "",
    n: int = 0,
    as_of: datetime,
) -> Note:
    """Merge what `body` made of `base` into the note, at whatever state its interview is.

    A `device` counts its changes of one note by `n`: one that is in already changes nothing. None for `follow_up`
    leaves it as it is. A note that has neither words nor a mark is not kept while it is new. Raises NotWritten where
    the text would be too long, and for one note too many.
    """
    base, body = _plain(base), _plain(body)
    if len(body) > LONGEST:
        raise NotWritten(key, f"That is longer than {LONGEST:,} letters. Shorten it. Until then it is kept here only.")
    interview = locked(interview)
    note = Note.objects.filter(interview=interview, key=key).first() or Note(interview=interview, key=key)
    if device and n <= note.written.get(device, {"n": 0})["n"]:
        return note
    note.body = merge(base, body, note.body)
    if len(note.body) > LONGEST:
        raise NotWritten(
            key,
            f"With what another device wrote here, that is longer than {LONGEST:,} letters. Shorten it. Until then it "
            "is kept here only.",
        )
    note.heading = one_line(heading[:_HEADING]) or note.heading
    note.follow_up = note.follow_up if follow_up is None else follow_up
    if note.pk is None:
        if not note.has_something:
            return note
        if interview.notes.count() >= MOST_NOTES:
            raise NotWritten(key, f"There are {MOST_NOTES} notes here already. Write this under one of them.")
    if device:
        note.written[device] = {"n": n, "at": as_of.isoformat()}
        last = sorted(note.written, key=lambda known: note.written[known]["at"])[-_MOST_DEVICES:]
        note.written = {known: note.written[known] for known in last}
    note.save()
    return note


@transaction.atomic
def write_notes(*, interview: Interview, changes: Iterable[dict[str, Any]], as_of: datetime) -> None:
    """All of them or none, which is NotWritten. The changes of one page."""
    for change in changes:
        write_note(interview=interview, as_of=as_of, **change)


def _plain(text: str) -> str:
    """As a textarea has it. What the database does not take, such as half of an emoji, becomes a question mark."""
    return text.replace("\r\n", "\n").replace("\x00", "").encode(errors="replace").decode()
