from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from apps.accounts.models import User
from apps.core import clock
from apps.privacy.deletion.actions import carry_out
from apps.privacy.models import Deletion, Way
from apps.students.models import AboutMe, Student


@pytest.mark.parametrize("way", Way)
def test_who_is_deleted_before_the_page_gets_their_lock_gets_404_or_is_emptied_again(
    way: Way, phone: Client, alice: Student, make_administrator: Callable[..., User]
) -> None:
    by, request = make_administrator(), Deletion.objects.create(student=alice, asked_at=clock.now())
    waiting = [request]

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
