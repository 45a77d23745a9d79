"""A student's file: asked for, made by a worker, told by mail, emptied."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.campus.models import Campus
from apps.core import clock
from apps.outbox.models import Message
from apps.privacy.download.actions import ask, empty_old, make_waiting
from apps.privacy.download.contents import zip_of
from apps.privacy.models import TRIES, Download
from apps.privacy.tasks import make_downloads
from apps.students.models import Student
from tests import factories


@pytest.fixture
def asked(alice: Student, as_of: datetime) -> Download:
    assert ask(student=alice, version="", as_of=as_of)
    return Download.objects.get(student=alice)


def test_a_second_press_is_the_same_request(alice: Student, asked: Download, as_of: datetime) -> None:
    assert not ask(student=alice, version="", as_of=as_of + timedelta(seconds=1))
    make_waiting()
    # The page of the second press was opened before the file was made.
    assert not ask(student=alice, version="", as_of=as_of + timedelta(seconds=9))
    assert Download.objects.get().requested_at == as_of


def test_a_worker_makes_it_once_and_the_student_hears_of_it(asked: Download) -> None:
    make_downloads()
    make_downloads()
    made = Download.objects.get()
    assert bytes(made.content).startswith(b"PK")
    message = Message.objects.get()
    assert message.address == "alice@campus.example"
    assert "/settings/my-data/" in message.text


def test_asked_for_again_it_is_made_anew_and_told_again(alice: Student, asked: Download, as_of: datetime) -> None:
    make_waiting()
    assert ask(student=alice, version=asked.version, as_of=as_of + timedelta(minutes=1))
    assert Download.objects.get().content is None
    make_waiting()
    assert Message.objects.count() == 2


def test_what_fails_is_tried_a_few_times_and_holds_up_nobody(
    asked: Download, monkeypatch: pytest.MonkeyPatch, charlie: Student, as_of: datetime
) -> None:
    def broken(student: Student, **_: object) -> bytes:
        raise OSError(student.pk)

    monkeypatch.setattr("apps.privacy.download.actions.zip_of", broken)
    for _ in range(TRIES):
        with pytest.raises(OSError, match=str(asked.student_id)):
            make_waiting()
    monkeypatch.undo()
    ask(student=charlie, version="", as_of=as_of)
    assert make_waiting() == 1
    failed = Download.objects.get(student=asked.student_id)
    assert failed.has_failed
    assert ask(student=failed.student, version=failed.version, as_of=as_of)
    assert make_waiting() == 1


def test_after_seven_days_it_is_emptied(asked: Download) -> None:
    make_waiting()
    made = Download.objects.get()
    assert empty_old(as_of=made.made_at + timedelta(days=6, hours=23)) == 0
    assert empty_old(as_of=made.made_at + timedelta(days=7)) == 1
    assert Download.objects.get().content is None


def test_a_large_file_takes_as_many_queries_as_a_small_one(alice: Student, campus: Campus) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            zip_of(alice, campus=campus, as_of=clock.now())
        return len(seen)

    for _ in range(1):
        factories.make_question(factories.make_held(alice))
    one = queries()
    for _ in range(3):
        factories.make_question(factories.make_held(alice))
    assert queries() == one
    assert one <= 45
