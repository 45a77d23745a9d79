"""One worker of the drain: `python -m tests.bench.drain ours|bare [mails]`. Says "ready", waits, says "done".

`ours` sends what is due as any worker does. `bare` is the floor: a loop over finished mails on one SMTP conversation,
with one durable commit for each.
"""

import os
import pickle
import smtplib
import sys
from pathlib import Path
from typing import TextIO

import django
from django.core.checks import run_checks


def _ours() -> None:
    from apps.outbox.tasks import deliver_until_done

    deliver_until_done(worker=f"bench-{os.getpid()}", seconds=600)


def _bare(mails: Path) -> None:
    from django.conf import settings
    from django.db import connection

    with smtplib.SMTP(settings.EMAIL_HOST, settings.EMAIL_PORT) as smtp, connection.cursor() as cursor:
        for pk, sender, to, message in pickle.loads(mails.read_bytes()):
            smtp.sendmail(sender, [to], message)
            cursor.execute("UPDATE outbox_message SET sent_at = now(), state = 'sent', ended_at = now(), "
                           "handed_off_at = now(), message_id = 'x' WHERE id = %s", [pk])  # fmt: skip


def _connect_durably() -> None:
    """A commit of this very session is on the disk, or there is nothing to measure."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('fsync'), current_setting('synchronous_commit')")
        assert cursor.fetchone() == ("on", "on")


def _say_apart_from_the_logs() -> TextIO:
    """Where our two words go. The logs are written as always, to nowhere: a pipe that nobody empties stops a worker."""
    said = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    return said


if __name__ == "__main__":
    said = _say_apart_from_the_logs()
    django.setup()
    run_checks()  # as Celery does before it forks its workers: the addresses are loaded once, not by each
    _connect_durably()
    print("ready", file=said)
    sys.stdin.readline()
    _ours() if sys.argv[1] == "ours" else _bare(Path(sys.argv[2]))
    print("done", file=said)
