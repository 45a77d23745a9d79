import time
from collections.abc import Callable

import pytest
from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY,
    AUTHENTICATION_METHODS_SESSION_KEY,
)
from django.test import Client

from apps.accounts.models import User


@pytest.fixture
def ada(make_administrator: Callable[..., User]) -> User:
    """An administrator."""
    return make_administrator(full_name="Ada Winters", email="ada@campus.example")


@pytest.fixture
def office(ada: User, client_of: Callable[[User], Client]) -> Client:
    """Ada's browser, in which she has just signed in by a code."""
    browser = client_of(ada)
    session = browser.session
    session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(ada.pk)
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "code", "at": time.time()}]
    session.save()
    return browser
