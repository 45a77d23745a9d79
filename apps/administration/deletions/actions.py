"""Carry out a student's request to be deleted."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from apps.accounts.models import User
from apps.administration.models import Import, ImportedRow
from apps.core.locking import in_lock_order
from apps.privacy.deletion import actions
from apps.privacy.deletion.actions import NotCarriedOut
from apps.privacy.models import Deletion, Way

_OPEN = (Import.State.CHECKING, Import.State.CHECKED, Import.State.RUNNING)


def open_files() -> QuerySet[Import]:
    """Of any kind: one of students that was brought as one of volunteers is asked about, and lies there as it is."""
    return Import.objects.filter(state__in=_OPEN).without_file().order_by("pk")


@transaction.atomic
def carry_out(*, deletion: Deletion, way: Way, by: User, as_of: datetime) -> None:
    """As in `privacy`, and what the rows of earlier files said of students is emptied, too. Raises NotCarriedOut, also
    while a file is open: it may name this one, and would bring them back.
    """
    actions.carry_out(deletion=deletion, way=way, by=by, as_of=as_of)
    files = list(in_lock_order(Import.objects.all()).defer("content", "checked"))
    if still_open := [one.file_name for one in files if one.state in _OPEN]:
        named = ", ".join(f"“{name}”" for name in still_open[:3])
        more = f" and {len(still_open) - 3} more" if len(still_open) > 3 else ""
        raise NotCarriedOut(
            f"A file is open, and it may name this student: {named}{more}. Add its rows first, or press “Change "
            "nothing” on its page."
        )
    ImportedRow.objects.filter(of__in=files).delete()
    Import.objects.filter(pk__in=[one.pk for one in files]).update(
        content=None, checked={}, seen="", choices={}, answers={}
    )
