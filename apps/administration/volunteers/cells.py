"""A cell of a list of volunteers, as people write it, as what it means. Raises `Refused` with the reason."""

import re
from collections.abc import Callable
from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from apps.campus.models import Format
from apps.campus.zones import zone_named
from apps.core.folding import fold
from apps.core.models import validate_link
from apps.core.tables.values import NotAnAddress, addresses, is_blank_name, plain
from apps.core.text import one_line

MOST_REQUESTS = 20
_SHOWN = 40  # of a cell, in a reason
_LONGEST_TOPICS = 1000
_LONGEST_NAME = 120

_YES = {"y", "yes", "yeah", "true", "x", "1", "✓", "✔", "ok", "willing", "agreed", "sure", "si"}
_NO = {"n", "no", "false", "0", "not now", "no thanks", "declined", "not willing", "none", "never"}
_ANY = {"any", "all", "either", "anything", "any format", "no preference", "both", "whatever works"}
_FORMATS = {
    fold(word): value
    for value, words in {
        Format.IN_PERSON: "in person, inperson, in-person, face to face, coffee, on campus, meet, at work",
        Format.VIDEO: "video, video call, zoom, teams, microsoft teams, google meet, facetime, skype, virtual, online",
        Format.PHONE: "phone, phone call, call, telephone, cell",
        Format.MESSAGES: "messages, message, email, e-mail, email or messages, mail, text, chat, linkedin",
    }.items()
    for word in words.split(", ")
}
_BETWEEN = re.compile(r"[;,|/&\n]|\band\b|\bor\b", re.IGNORECASE)


class Refused(Exception):  # noqa: N818 - it is the reason that the row stays out
    """Its text is a sentence."""


def line(label: str) -> Callable[[str], str]:
    """One line of at most 120 letters: a formula is the text that it is. "" where the cell says nothing."""

    def read(text: str) -> str:
        found = "" if is_blank_name(text) else plain(text)
        if len(found) > _LONGEST_NAME or (not found and len(text) > _LONGEST_NAME):
            raise Refused(f"{label} is longer than {_LONGEST_NAME} letters.")
        return found

    return read


def email(text: str) -> str:
    try:
        found = addresses(text)
    except NotAnAddress as error:
        raise Refused(str(error)) from error
    if not found:
        raise Refused("There is no email address.")
    if len(found) > 1:
        raise Refused("There are several email addresses. Leave the one to write to.")
    return found[0]


def yes(text: str) -> bool | None:
    """None where it is neither yes nor no."""
    said = fold(plain(text)).strip(" .!")
    if is_blank_name(text) or said in _NO or said.startswith("no,"):
        return False
    return True if said in _YES or said.startswith("yes,") else None


def class_year(text: str, *, today: date) -> int | None:
    """'07, 2007, class of 2007. None where the cell says nothing."""
    if is_blank_name(text):
        return None
    found = re.fullmatch(r"(?:class of\s*)?['’‘]?(\d{4}|\d{2})(?:\.0|-\d\d-\d\d)?", one_line(text).lower())
    if not found:
        raise Refused(f"“{_shown(text)}” is no class year.")
    year = int(found[1])
    if year < 100:
        # Somebody of '31 may be a student still; of '40, nobody is.
        year += 2000 if year <= today.year % 100 + 6 else 1900
    if not 1900 <= year <= today.year + 10:
        raise Refused(f"“{_shown(text)}” is no class year.")
    return year


def capacity(text: str) -> int | None:
    """None where the cell says nothing."""
    if is_blank_name(text):
        return None
    found = re.fullmatch(r"(\d{1,3})(?:\.0+)?", plain(text))
    if not found:
        raise Refused(f"“{_shown(text)}” is no number of requests each term.")
    if int(found[1]) > MOST_REQUESTS:
        raise Refused(f"{int(found[1])} requests each term are more than {MOST_REQUESTS}.")
    return int(found[1])


def time_zone(text: str) -> str:
    """ "" where the cell says nothing: the campus's."""
    if is_blank_name(text):
        return ""
    zone = zone_named(plain(text))
    if not zone:
        raise Refused(f"“{_shown(text)}” is no time zone that we know. Write Eastern or America/New_York.")
    return zone


def formats(text: str) -> list[str]:
    """[] where the cell says nothing."""
    if is_blank_name(text):
        return []
    words = [fold(" ".join(word.split())) for word in _BETWEEN.split(text)]
    if any(word in _ANY for word in words) or fold(plain(text)) in _ANY:
        return list(Format.values)
    found = set()
    for word in filter(None, words):
        if word not in _FORMATS:
            raise Refused(f"“{_shown(word)}” is no way to talk that we know: in person, video, phone or messages.")
        found.add(_FORMATS[word])
    return [value for value in Format.values if value in found]


def fields(text: str) -> list[str]:
    """The names, as they are written."""
    if is_blank_name(text):
        return []
    names = (plain(name) for name in re.split(r"[;|\n]", text))
    return list(dict.fromkeys(name for name in names if name and not is_blank_name(name)))


def topics(text: str) -> str:
    if is_blank_name(text):
        return ""
    said = "\n".join(filter(None, map(plain, text.splitlines())))
    if len(said) > _LONGEST_TOPICS or len(text) > 4 * _LONGEST_TOPICS:
        raise Refused(f"What they are happy to be asked about is longer than {_LONGEST_TOPICS} letters.")
    return said


def link(text: str) -> str:
    """ "" where the cell says nothing."""
    found = "" if is_blank_name(text) else plain(text)
    if not found:
        return ""
    found = found if "://" in found or found.lower().startswith("javascript:") else f"https://{found}"
    try:
        URLValidator(schemes=["http", "https"])(found)
        validate_link(found)
    except ValidationError as error:
        raise Refused("The profile link is no link to a web page.") from error
    if len(found) > 300:
        raise Refused("The profile link is longer than 300 letters.")
    return found


def _shown(text: str) -> str:
    said = one_line(text)
    return said if len(said) <= _SHOWN else f"{said[:_SHOWN]}…"
