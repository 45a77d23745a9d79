"""The Celery app and the only beat schedule: `celery -A config.celery worker`, `celery -A config.celery
beat`.

Celery wakes and works; the rows in Postgres remember. So no task has an ETA and no result is kept, and a tick that
comes late, or often, finds the work done.
"""

import os
from datetime import timedelta
from typing import Any

from celery import Celery
from celery.signals import beat_init, before_task_publish, worker_init, worker_ready, worker_shutting_down
from django.conf import settings

from apps.outbox import workers

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.prod")

app = Celery("acquaint")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.update(
    task_serializer="json",
    accept_content=["json"],
    task_ignore_result=True,
    result_backend=None,
    # A request that wakes a worker waits for a silent broker no longer than this.
    broker_connection_timeout=2,
    broker_connection_retry_on_startup=True,
    # A busy worker must not sit on a tick that an idle one could take.
    worker_prefetch_multiplier=1,
    worker_send_task_events=False,
    # Sign-in mail has workers of its own, which take nothing else: `worker --queues codes`. So has what takes minutes,
    # such as a file of students: no reminder waits behind it.
    task_routes={
        workers.DELIVER_CODES: {"queue": "codes"},
        "apps.administration.tasks.work_on_import": {"queue": "jobs"},
        "apps.privacy.tasks.make_downloads": {"queue": "jobs"},
    },
    # No `expires`: it is judged by the worker's own clock, and one that runs ahead would throw every wake-up away. A
    # wake-up that comes late or often finds the work done.
    beat_schedule={
        "deliver due messages": {
            "task": workers.DELIVER,
            "schedule": settings.REMINDER_DELIVER_SECONDS,
        },
        "deliver codes": {
            "task": workers.DELIVER_CODES,
            "schedule": settings.CODES_DELIVER_SECONDS,
        },
        "reconcile reminders": {
            "task": "apps.reminders.tasks.reconcile_reminders",
            "schedule": settings.REMINDER_RECONCILE_SECONDS,
        },
        "remove expired sessions": {
            "task": "apps.accounts.tasks.remove_expired_sessions",
            "schedule": timedelta(hours=1),
        },
        "make downloads": {
            "task": "apps.privacy.tasks.make_downloads",
            "schedule": timedelta(minutes=1),
        },
        "clear away what is kept for a while": {
            "task": "apps.privacy.tasks.clear_away",
            "schedule": timedelta(minutes=10),
        },
        "look after imports": {
            "task": "apps.administration.tasks.look_after_imports",
            "schedule": timedelta(minutes=1),
        },
    },
)
app.autodiscover_tasks()


@beat_init.connect
def _beat_is_seen(**_: Any) -> None:
    from apps.outbox.monitoring.watch import watch_from_here

    # Before, not after: beat is at work also while the broker is down.
    before_task_publish.connect(_note_beat_at_work, weak=False)
    watch_from_here()


@worker_init.connect
def _workers_share_what_is_asked(**_: Any) -> None:
    workers.prepare_to_stop()


@worker_shutting_down.connect
def _workers_stop(**_: Any) -> None:
    """Celery waits for the task under way; the task ends after the message under way."""
    workers.ask_to_stop()


@worker_ready.connect
def _worker_is_up(**_: Any) -> None:
    """What has waited for a worker does not wait for beat, too, and who asks for a code is told nothing untrue."""
    from apps.outbox.monitoring.watch import watch_from_here

    workers.wake(workers.DELIVER_CODES)
    watch_from_here()


def _note_beat_at_work(**_: Any) -> None:
    from apps.outbox.monitoring.watch import beat_is_at_work

    beat_is_at_work()
