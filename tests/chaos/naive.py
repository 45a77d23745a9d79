"""Two deliverers as one would first write them, kept as proof that the harness can fail.

Each takes one due message after the other under a row lock, so that two workers never meet on the same one, and
neither forgets its work when Valkey does. What they lack is the hand-off: a crash between the mail server and the mark.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.db.models.functions import Now

from apps.core import clock
from apps.outbox import tasks, writers
from apps.outbox.models import Lane, Message, State
from apps.outbox.server.transport import Transport


def mark_then_send(**_: Any) -> None:
    """Loses what it had marked when it is killed before the mail server has the message."""
    with Transport() as transport:
        while row := _next(_mark):
            _send(row, transport)


def send_then_mark(**_: Any) -> None:
    """Sends again what the mail server has already when it is killed before its mark is committed."""
    with Transport() as transport:

        def send_and_mark(row: Message) -> None:
            _send(row, transport)
            _mark(row)

        while _next(send_and_mark):
            pass


DELIVERERS: dict[str, Callable[..., None]] = {
    "mark_then_send": mark_then_send,
    "send_then_mark": send_then_mark,
}


def take_the_place_of_ours(name: str) -> None:
    """In this process, and those forked from it, a wake-up calls the deliverer of that name."""
    tasks.deliver_until_done = DELIVERERS[name]


def _next(work: Callable[[Message], None]) -> Message | None:
    """The message that waited longest and that nobody else works at, after `work` on it; None when nothing is due."""
    with transaction.atomic():
        for lane in Lane:
            ready = Message.objects.ready(lane=lane)
            if row := ready.select_for_update(of=("self",), skip_locked=True).first():
                work(row)
                return row
    return None


def _message_id(row: Message) -> str:
    return f"<{row.pk}@campus.example>"


def _mark(row: Message) -> None:
    sent = {"state": State.SENT, "message_id": _message_id(row)}
    Message.objects.filter(pk=row.pk).update(**sent, handed_off_at=Now(), sent_at=Now(), ended_at=Now())


def _send(row: Message, transport: Transport) -> None:
    mail = writers.draft([row], as_of=clock.now()).mail
    assert mail
    transport.send(replace(mail, message_id=_message_id(row)), before_data=lambda: None)
