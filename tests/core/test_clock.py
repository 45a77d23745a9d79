"""The one clock is the database's."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import transaction

from apps.core import clock


@pytest.mark.django_db
def test_it_is_aware_and_in_utc() -> None:
    now = clock.now()
    assert now.utcoffset() == timedelta(0)
    assert abs(now - datetime.now(UTC)) < timedelta(minutes=1)


@pytest.mark.django_db
def test_it_moves_within_a_transaction() -> None:
    with transaction.atomic():
        assert clock.now() < clock.now()


@pytest.mark.django_db
def test_a_machine_whose_clock_is_wrong_gets_the_same_answer() -> None:
    before = clock.now()
    with time_machine.travel(datetime(2001, 1, 1, tzinfo=UTC)):
        assert before < clock.now() < before + timedelta(minutes=1)
