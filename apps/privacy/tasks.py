from celery import shared_task

from apps.core import clock
from apps.privacy.deletion.actions import anonymize_again, forget_last_mails
from apps.privacy.download import actions


@shared_task(name=actions.MAKE, ignore_result=True)
def make_downloads() -> None:
    """Run twice, late or never, it changes only the hour: who waits is in the rows."""
    actions.make_waiting()


@shared_task(name="apps.privacy.tasks.clear_away", ignore_result=True)
def clear_away() -> None:
    """What is kept for a while only: files of seven days ago, the address of a last mail that has gone, and what was
    saved at the moment of a deletion.
    """
    as_of = clock.now()
    actions.empty_old(as_of=as_of)
    anonymize_again(as_of=as_of)
    forget_last_mails()
