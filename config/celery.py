"""The Celery app and the only beat schedule: `celery -A config.celery worker`, `celery -A config.celery
beat`.

Celery wakes and works; the rows in Postgres remember. So no task has an ETA, no result is kept, and a tick
that nobody took in time is dropped, because the next one does the same.
"""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")

DELIVER_SECONDS = 30
RECONCILE_SECONDS = 60

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
    beat_schedule={
        "deliver due reminders": {
            "task": "apps.reminders.tasks.deliver_due_reminders",
            "schedule": DELIVER_SECONDS,
            "options": {"expires": DELIVER_SECONDS - 5},
        },
        "reconcile reminders": {
            "task": "apps.reminders.tasks.reconcile_reminders",
            "schedule": RECONCILE_SECONDS,
            "options": {"expires": RECONCILE_SECONDS - 5},
        },
    },
)
app.autodiscover_tasks()
