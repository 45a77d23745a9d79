"""What a migration does to the rows that are there."""

from datetime import timedelta
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection

from apps.core import clock
from apps.interviews.models import Exit, Interview
from apps.students.models import Student
from tests.factories import make_contact, make_interview

replies = import_module("apps.interviews.migrations.0003_replies_to_earlier_requests")


def asked(student: Student, **changes: object) -> Interview:
    interview = make_interview(student=student, contact=make_contact(student=student))
    Interview.objects.filter(pk=interview.pk).update(asked_at=clock.now() - timedelta(days=9), **changes)
    return interview


@pytest.mark.parametrize("at_once", [1, 1000])
def test_earlier_requests_get_the_time_of_their_answer(
    db: None, alice: Student, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr(replies, "_AT_ONCE", at_once)
    answered = clock.now() - timedelta(days=2)
    start = clock.now() + timedelta(days=1)
    date = asked(alice, scheduled_at=answered, starts_at=start, ends_at=start + timedelta(minutes=20), minutes=20)
    no = asked(alice, exit=Exit.DECLINED, exited_at=answered)
    silence = asked(alice)
    gave_up = asked(alice, exit=Exit.NO_REPLY, exited_at=answered)
    for _ in range(2):  # cut and run again
        replies.note_replies(apps, SimpleNamespace(connection=connection))

    found = dict(Interview.objects.values_list("pk", "replied_at"))
    assert found == {date.pk: answered, no.pk: answered, silence.pk: None, gave_up.pk: None}
