"""What the tests ask of a page of the administration."""

from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.core.not_saved.shown import Shown


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


def sent_by(page) -> dict[str, list[str]]:
    """What the form of this page sends when nothing is typed and “Save” is pressed, as a browser does it."""
    forms = Shown(page.text, page.request["PATH_INFO"]).forms
    form = next(form for form in forms if ("_save", "Save") in (button for button, _ in form.buttons))
    sent: dict[str, list[str]] = {"_save": ["Save"]}
    for name, value in form.holds:
        sent.setdefault(name, []).append(value)
    return sent
