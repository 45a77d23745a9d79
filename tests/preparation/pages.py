"""The pages to prepare on, as a browser without a script sees and sends them."""

import re
from html import unescape

from django.test import Client
from django.urls import reverse

from apps.interviews.models import Interview


def url(name: str, interview: Interview, *more: object) -> str:
    return reverse(f"preparation:{name}", args=[interview.pk, *more])


def shown(phone: Client, interview: Interview, name: str = "prepare") -> str:
    answer = phone.get(url(name, interview))
    assert answer.status_code == 200
    return answer.content.decode()


def sent(page: str, **typed: str) -> dict[str, str]:
    """As a browser sends the research sheet, with what was typed into it."""
    held = re.findall(r'<input type="hidden" name="(initial-[a-z_]+)"(?: value="([^"]*)")?', page)
    words = re.findall(r'<textarea name="([a-z_]+)"[^>]*id="id_(?!text)[^>]*>\n([^<]*)</textarea>', page)
    return {name: unescape(value) for name, value in [*held, *words]} | typed


def found(interview: Interview) -> dict[str, str]:
    return dict(interview.research.values_list("slot", "body"))
