"""Which rows leave as one mail: of a bundle, all that is ready and was not tried in vain."""

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.db.models import BooleanField, ExpressionWrapper, F, Q
from django.db.models.functions import Greatest, Now

if TYPE_CHECKING:
    from apps.outbox.models import Message
    from apps.outbox.querysets import MessageQuerySet

_TIMELY_AT = Greatest(F("due_at"), F("postponed_to"), F("not_before"))
# After so many attempts a row leaves its bundle: one of them may be what kills each worker that has it, or what the
# mail server does not want. Fewer where nobody lived to say what went wrong.
_ALONE_AFTER_DEATHS, _ALONE_AFTER_ANSWERS = 3, 10
_A_WHILE = timedelta(seconds=30)  # until the mail of a bundle that is under way has its answer, mostly


def begin(messages: "MessageQuerySet", claimed: "Message", *, token: UUID, begun: Mapping[str, Any]) -> "list[Message]":
    """All that leave as one mail with the claimed row, with `begun` written to them. Empty where `token` does not hold
    the row any more, or its mail is under way.

    Of two workers with messages of one bundle the later one takes over all of it, unless the mail is under way already.
    """
    with transaction.atomic(durable=True):
        own, together = _lock(messages, claimed, token=token)
        messages.filter(pk__in=[row.pk for row in together]).update(token=token, **begun)
        if own and own not in together:
            messages.filter(pk=own.pk).update(token=None, leased_until=None, not_before=Now() + _A_WHILE)
    return together


def _lock(messages: "MessageQuerySet", claimed: "Message", *, token: UUID) -> "tuple[Message | None, list[Message]]":
    """The claimed row, and all that leave as one mail with it; every due row of its bundle is locked until the
    transaction ends. None instead of the row where `token` does not hold it any more, or its mail is under way.
    """
    rows: Any = messages.due().filter(bundle=claimed.bundle).alias(timely_at=_TIMELY_AT)
    rows = rows.annotate(
        is_held=_whether(Q(token=token, leased_until__gt=Now())),
        is_timely=_whether(Q(timely_at__lte=Now())),
    )
    # Always in the same order, so that two workers never wait for each other.
    locked = list(rows.order_by("pk").select_for_update(of=("self",)))
    own = next((row for row in locked if row.pk == claimed.pk and row.is_held), None)
    if own is None or own.handed_off_at:
        return None, []
    return own, _together(own, locked)


def _together(own: Any, locked: list[Any]) -> list[Any]:
    """First, by itself, what may have arrived as one mail already. Nothing while a mail of the bundle is under way."""
    if any(row.handed_off_at for row in locked):
        return []
    doubtful = [row for row in locked if row.resent_uncertain and row.is_timely]
    if doubtful:
        first = own if own in doubtful else doubtful[0]
        return [row for row in doubtful if row.message_id == first.message_id]
    if _goes_alone(own):
        return [own]
    return [row for row in locked if row.is_timely and not _goes_alone(row)]


def _goes_alone(row: "Message") -> bool:
    return row.attempts >= (_ALONE_AFTER_ANSWERS if row.reason else _ALONE_AFTER_DEATHS)


def _whether(condition: Q) -> ExpressionWrapper:
    return ExpressionWrapper(condition, BooleanField())
