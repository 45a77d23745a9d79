import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.http import HttpResponse
from django.test import Client, RequestFactory

from apps.accounts.models import User
from apps.core import clock
from apps.privacy.deletion.actions import LONGEST_REQUEST, carry_out
from apps.privacy.middleware import GoneMeanwhileMiddleware
from apps.privacy.models import Deletion, Way
from apps.students.models import AboutMe, Student


@pytest.mark.parametrize("way", Way)
def test_who_is_deleted_before_the_page_gets_their_lock_gets_404_or_is_emptied_again(
    way: Way, phone: Client, alice: Student, make_administrator: Callable[..., User]
) -> None:
    by, request = make_administrator(), Deletion.objects.create(student=alice, asked_at=clock.now())
    waiting = [request]
    # The one of this test stands in the transaction of the page, and goes when that is rolled back.
    Deletion.objects.create(student_id=7, asked_at=clock.now(), way=way, carried_out_at=clock.now())

    def delete_first(execute: Any, statement: str, *rest: Any) -> Any:
        if "FOR NO KEY UPDATE" in statement and waiting:
            carry_out(deletion=waiting.pop(), way=way, by=by, as_of=clock.now())
        return execute(statement, *rest)

    with connection.execute_wrapper(delete_first):
        answer = phone.post("/settings/about-me/", {"text": "I like rivers. " * 12, "version": ""})
    assert not waiting
    if way == Way.GONE:
        assert answer.status_code == 404
        assert not AboutMe.objects.exists()
    else:
        assert answer.status_code < 500


def _missed(caplog: pytest.LogCaptureFixture) -> HttpResponse | None:
    """The answer of a view that looks for a student who is not there."""
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    try:
        Student.objects.get(user__email="alice@campus.example")
    except Student.DoesNotExist as error:
        with caplog.at_level(logging.INFO):
            return GoneMeanwhileMiddleware(lambda request: HttpResponse()).process_exception(request, error)
    raise AssertionError


@pytest.mark.django_db
def test_where_nobody_was_deleted_lately_it_stays_a_fault(caplog: pytest.LogCaptureFixture) -> None:
    done = {"student_id": 7, "asked_at": clock.now(), "way": Way.GONE}
    Deletion.objects.create(**done)
    Deletion.objects.create(**done | {"student_id": 8}, carried_out_at=clock.now() - LONGEST_REQUEST)
    assert _missed(caplog) is None
    assert "gone_meanwhile" not in caplog.text


@pytest.mark.django_db
def test_the_404_stands_in_the_log_with_its_place(caplog: pytest.LogCaptureFixture) -> None:
    at = clock.now() - LONGEST_REQUEST + timedelta(minutes=1)
    Deletion.objects.create(student_id=7, asked_at=at, way=Way.GONE, carried_out_at=at)
    answer = _missed(caplog)
    assert answer
    assert answer.status_code == 404
    assert "gone_meanwhile" in caplog.text
    assert "'DoesNotExist'" in caplog.text
    assert "query.py" in caplog.text  # no line of ours raised it
    assert "alice" not in caplog.text
