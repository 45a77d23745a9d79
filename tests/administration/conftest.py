from collections.abc import Callable

import pytest
from django.test import Client

from apps.accounts.models import User


@pytest.fixture
def ada(make_administrator: Callable[..., User]) -> User:
    """An administrator."""
    return make_administrator(full_name="Ada Winters", email="ada@campus.example")


@pytest.fixture
def office(ada: User, client_of: Callable[[User], Client]) -> Client:
    """Ada's browser."""
    return client_of(ada)
