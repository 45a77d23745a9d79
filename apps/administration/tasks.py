from celery import shared_task

from apps.administration.imports import work
from apps.core import clock

# Of a file of 50,000 rows, and on a slow machine. What is cut off leaves nothing behind.
_LONGEST_SECONDS = 30 * 60


@shared_task(name=work.TASK, ignore_result=True, time_limit=_LONGEST_SECONDS)
def work_on_import(pk: int) -> None:
    """Run twice, late or never, it does nothing twice."""
    work.work_on(pk)


@shared_task(name="apps.administration.tasks.look_after_imports", ignore_result=True)
def look_after_imports() -> None:
    work.look_after_all(clock.now())
