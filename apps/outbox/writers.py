"""Who checks and composes a message just before its hand-off. Apps above register theirs in `AppConfig.ready`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from django.core.exceptions import ImproperlyConfigured

from apps.core.mail import OutgoingMail
from apps.outbox.models import Message


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What is to become of messages that would leave as one mail, by id: not wanted any more, and why; due at another
    time; not before a time, though due; what is wrong with them. All others leave as `mail`, which is None where
    nothing leaves.
    """

    mail: OutgoingMail | None = None
    skipped: Mapping[int, str] = field(default_factory=dict)
    moved: Mapping[int, datetime] = field(default_factory=dict)
    postponed: Mapping[int, datetime] = field(default_factory=dict)
    broken: Mapping[int, Exception] = field(default_factory=dict)


class Writer(Protocol):
    def __call__(self, messages: Sequence[Message], as_of: datetime) -> Draft:
        """Of one message, or of a bundle's. No transaction is open, and no row is locked."""
        ...


_writers: dict[str, Writer] = {}


def register(name: str, writer: Writer) -> None:
    """From now on this one writes the messages that name it. Raises ImproperlyConfigured when the name is taken."""
    if not name or name in _writers:
        raise ImproperlyConfigured(f"The writer {name!r} needs a name of its own.")
    _writers[name] = writer


def draft(messages: Sequence[Message], *, as_of: datetime) -> Draft:
    """What the writer of these messages says, which is one for a bundle."""
    writer = _writers.get(messages[0].writer)
    if writer is None:
        return Draft(skipped={message.pk: "writer gone" for message in messages})
    return writer(messages, as_of)
