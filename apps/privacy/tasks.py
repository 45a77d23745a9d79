from collections.abc import Callable
from functools import partial

import structlog
from celery import shared_task

from apps.core import clock
from apps.core.operations.logs import place_of
from apps.privacy.deletion.actions import anonymize_again, forget_last_mails, lately_anonymized
from apps.privacy.download import actions

_log = structlog.get_logger(__name__)


@shared_task(name=actions.MAKE, ignore_result=True)
def make_downloads() -> None:
    """Run twice, late or never, it changes only the hour: who waits is in the rows."""
    actions.make_waiting()


@shared_task(name="apps.privacy.tasks.clear_away", ignore_result=True)
def clear_away() -> None:
    """What is kept for a while only: files of seven days ago, the address of a last mail that has gone, and what was
    saved at the moment of a deletion. What fails, also of one student, keeps nothing else from going.
    """
    as_of = clock.now()
    _on_its_own(partial(actions.empty_old, as_of=as_of))
    _on_its_own(forget_last_mails)
    for student in lately_anonymized(as_of=as_of):
        _on_its_own(partial(anonymize_again, student=student, as_of=as_of))


def _on_its_own(step: Callable[[], object]) -> None:
    try:
        step()
    except Exception as error:
        # Not its text nor a traceback with values: they may name somebody.
        _log.error("not_cleared_away", error=type(error).__name__, at=place_of(error))
