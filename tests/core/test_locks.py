"""One at a time, across connections."""

import threading

import pytest
from django.db import connection

from apps.core.locks import only_one


@pytest.mark.django_db(transaction=True)
def test_another_connection_is_turned_away_until_the_first_leaves() -> None:
    found: list[bool] = []

    def try_it(number: int) -> None:
        def other() -> None:
            with only_one(number) as alone:
                found.append(alone)
            connection.close()

        thread = threading.Thread(target=other)
        thread.start()
        thread.join(10)

    with only_one(77) as alone:
        assert alone
        try_it(77)
        try_it(78)
    try_it(77)
    assert found == [False, True, True]
