from collections.abc import Iterable
from typing import Any

from apps.accounts.models import User
from apps.audit.models import Action, Entry


def record_view(
    *,
    actor: User,
    page: str,
    student_ids: Iterable[int],
    filter: dict[str, Any] | None = None,
) -> None:
    """Write one row for one look at one or many students' records. `student_ids` are ids of Student."""
    _record(Action.VIEWED, actor, page, student_ids, filter)


def record_export(*, actor: User, page: str, student_ids: Iterable[int], filter: dict[str, Any] | None = None) -> None:
    """The same, where the records leave in a file."""
    _record(Action.EXPORTED, actor, page, student_ids, filter)


def record_change(
    *, actor: User | None, page: str, student_ids: Iterable[int], account: User | None = None, reason: str = ""
) -> None:
    """Write one row for one change to one or many students' records, or to the account of anybody. `student_ids` are
    ids of Student, and nobody is the `actor` of what a command does.

    `reason` is cut to what the log holds; it must not repeat private text, nor a name or an address.
    """
    Entry.objects.create(
        actor=actor,
        action=Action.CHANGED,
        page=page,
        student_ids=sorted(student_ids),
        account=account,
        reason=reason[: Entry._meta.get_field("reason").max_length],
    )


def _record(action: Action, actor: User, page: str, student_ids: Iterable[int], filter: dict[str, Any] | None) -> None:
    Entry.objects.create(actor=actor, action=action, page=page, student_ids=sorted(student_ids), filter=filter or {})
