"""Opening the page of a link, and pressing its button."""

import re

from django.test import Client
from django.urls import reverse

from apps.interviews.by_link import links
from apps.interviews.models import Interview

SAID = {"learned": "Rivers move.", "format": "phone"}


def address(interview: Interview, page: str = "log_by_link") -> str:
    return reverse(f"interviews:{page}", args=[links.token(interview)])


def token_of(page: str) -> str:
    (token,) = re.findall(r'name="page_token" value="([^"]+)"', page)
    return token


def press(client: Client, url: str, **said: str):  # noqa: ANN201 - the test client's own kind of answer
    """Open the page, fill it in and press its button."""
    token = token_of(client.get(url).text)
    return client.post(url, {**SAID, "page_token": token, **said})


def as_it_is(interview: Interview) -> tuple:
    interview.refresh_from_db()
    return interview.is_held, interview.exit, interview.learned, interview.link_used_round


UNTOUCHED = (False, "", "Dams leak.", None)
