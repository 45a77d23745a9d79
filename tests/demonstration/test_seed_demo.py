"""What the command refuses."""

from collections.abc import Callable
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from apps.accounts.models import User


@pytest.mark.django_db
def test_where_debug_is_off_it_refuses_and_touches_nothing() -> None:
    with pytest.raises(CommandError, match="published password"):
        call_command("seed_demo", stdout=StringIO())
    assert not User.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("number", ["0", "-5", "10", "abc", "130", "250", "1e3", "", "٢٥٠", "1000025", "9" * 30])
def test_a_size_it_cannot_make_is_refused_before_anything_is_made(number: str, seed: Callable[..., str]) -> None:
    with pytest.raises(CommandError, match="--students"):
        seed(f"--students={number}")
    assert not User.objects.exists()
