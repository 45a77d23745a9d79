"""One order of locks, so that no two transactions wait for each other:

    cohort, student, contact, interview, account, all other rows, messages of the outbox

and rows of one table in the order of their keys. An act locks what it changes or removes in this order, and before it
reads what it decides by. Nobody takes an earlier lock while holding a later one.

A student's row stands for all that is theirs: whatever changes, adds or removes a person, a conversation, a note or a
referral locks the student first. So what was read under that lock is still there when the transaction commits.

A foreign key locks the row that it names, when the transaction commits, and never waits for `in_lock_order`: only for
whoever deletes that row, or changes its key or another of its unique columns. Such a one takes all its locks first.
"""

from typing import TypeVar

from django.db.models import Manager, Model, QuerySet

Row = TypeVar("Row", bound=Model)


def in_lock_order(rows: QuerySet[Row] | Manager[Row]) -> QuerySet[Row]:
    """These rows, not those joined to them, locked until the transaction ends."""
    return rows.select_for_update(of=("self",), no_key=True).order_by("pk")
