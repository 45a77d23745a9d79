"""What the tests ask of a page of the administration."""

from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext


def errors(page) -> dict[str, list[str]]:
    """What the refused form says, by field."""
    assert page.status_code == 422
    return dict(page.context["adminform"].form.errors)


def said(page) -> list[str]:
    """The messages that the page shows."""
    return [str(message) for message in get_messages(page.wsgi_request)]


def queries(browser: Client, address: str) -> int:
    """How many questions this page asks of the database."""
    with CaptureQueriesContext(connection) as asked:
        assert browser.get(address).status_code == 200
    return len(asked)
