"""Claiming what is due, when what is not due or long sent has grown a hundredfold."""

from collections.abc import Callable
from datetime import timedelta

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from apps.outbox.models import Lane, Message
from tests.bench import databases, measure

DUE, SMALL, LARGE = 50, 2_000, 200_000

# Half of the backlog waits for its time, half was sent long ago.
_BACKLOG = """
INSERT INTO outbox_message (key, writer, audience, resend_when_unanswered, bundle, lane, address, subject, text,
                            html, from_email, reply_to, headers, attachments, due_at, state, reason, attempts,
                            message_id, handed_off_at, sent_at, ended_at, resent_uncertain, created_at)
SELECT 'bench:backlog:' || n, 'reminders', 'student', true, '',
       (ARRAY['code', 'now', 'later'])[n %% 3 + 1], '', '', '', '', '', '', '{}', '[]',
       moment.at, CASE WHEN past THEN 'sent' ELSE 'due' END, '', past::int,
       CASE WHEN past THEN '<' || n || '@campus.example>' ELSE '' END, CASE WHEN past THEN moment.at END,
       CASE WHEN past THEN moment.at END, CASE WHEN past THEN moment.at END, 0, now() - interval '400 days'
FROM generate_series(1, %(number)s) AS n
CROSS JOIN LATERAL (SELECT n %% 2 = 0 AS past) AS half
CROSS JOIN LATERAL (SELECT now() + (n + 60) * interval '1 minute' * CASE WHEN past THEN -1 ELSE 1 END AS at) AS moment
"""
_READY = """
INSERT INTO outbox_message (key, writer, audience, resend_when_unanswered, bundle, lane, address, subject, text,
                            html, from_email, reply_to, headers, attachments, due_at, state, reason, attempts,
                            message_id, resent_uncertain, created_at)
SELECT 'bench:ready:' || n, 'reminders', 'student', true, '',
       (ARRAY['now', 'later'])[n %% 2 + 1], '', '', '', '', '', '', '{}', '[]',
       now() - n * interval '1 second', 'due', '', 0, '', 0, now()
FROM generate_series(1, %(number)s) AS n
"""


def test_claiming_50_due_reminders_does_not_feel_the_backlog(as_in_production: None) -> None:
    with databases.empty("benchfew") as few, databases.empty("benchmany") as many:
        for backlog, opened in ((SMALL, few), (LARGE, many)):
            _fill(opened, backlog)
        compare_claims(few, many)


def _fill(opened: BaseDatabaseWrapper, backlog: int) -> None:
    with databases.used(opened):
        with connection.cursor() as cursor:
            cursor.execute(_BACKLOG, {"number": backlog})
            cursor.execute(_READY, {"number": DUE})
        assert Message.objects.count() == backlog + DUE
        assert sum(Message.objects.ready(lane=lane).count() for lane in Lane) == DUE
    databases.clean(opened.settings_dict["NAME"])


def compare_claims(few: BaseDatabaseWrapper, many: BaseDatabaseWrapper) -> None:
    with databases.used(many):
        for lane in Lane:
            plan = Message.objects.ready(lane=lane)[:DUE].explain(analyze=True)
            print(f"\nThe claim's plan over {LARGE:,}, lane={lane}:\n{plan}")
    title = f"claiming {DUE} due reminders, backlog of {LARGE:,} against {SMALL:,}"
    measure.compare(title, _claims(many), _claims(few), at_most=1.5, before_each=lambda: _put_back(few, many))


def _claims(opened: BaseDatabaseWrapper) -> Callable[[], None]:
    def take() -> None:
        with databases.used(opened):
            _, taken = Message.objects.claim(limit=DUE, lease=timedelta(minutes=2))
        assert len(taken) == DUE

    return take


def _put_back(*all_opened: BaseDatabaseWrapper) -> None:
    """The same fifty are due again, and what the last claim left behind is cleaned away."""
    for opened in all_opened:
        with databases.used(opened):
            Message.objects.filter(token__isnull=False).update(token=None, leased_until=None)
