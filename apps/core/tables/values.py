"""What stands in a cell, as the thing that its column is about. Each takes the text of a cell."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator

from apps.core.spreadsheets import would_be_taken
from apps.core.text import LONGEST_LINE, one_line

_MARKS = {"", ".", "-", "--", "---", "–", "—", "?", "/"}
_NOTHING = {"n/a", "na", "n.a.", "none", "null", "nil", "(none)", "(blank)", "not applicable", "nan", "\\n"}
_ERROR = re.compile(r"#(?:N/A|REF!|NAME\?|VALUE!|DIV/0!|NULL!|NUM!|SPILL!|CALC!|GETTING_DATA|#+)", re.IGNORECASE)
# Where several stand in one cell.
_BETWEEN = re.compile(r"\s*[;,|]\s*|\s+(?:/|and|or)\s+", re.IGNORECASE)
_COMMENT = re.compile(r"\s+\([^()@]*\)$")  # c@example.edu (school)
_IN_ANGLES = re.compile(r"<([^<>]*)>")
_LONGEST_ADDRESS = 254
_LONGEST_CELL = 2_000  # of addresses

_validate = EmailValidator(allowlist=[])


class NotAnAddress(Exception):  # noqa: N818 - it is said as a sentence
    """Its text is the reason, without the address."""


def plain(text: str) -> str:
    """On one line, cleaned, and without the apostrophe that keeps a spreadsheet from reckoning: `'00481236`. The one of
    `'t Hooft` stays. A formula is the text that it is. Empty where the line is longer than any that is meant.
    """
    if len(text) > LONGEST_LINE:
        return ""
    line = one_line(text)
    return line[1:].strip() if line.startswith("'") and would_be_taken(line[1:]) else line


def is_error(text: str) -> bool:
    """`#N/A`, `#REF!`, and the `######` of a column that was too narrow."""
    return bool(_ERROR.fullmatch(text.strip()))


def is_blank(text: str) -> bool:
    """Nothing, or a word for it. Not for a surname: Null is one."""
    return is_blank_name(text) or one_line(text).lower() in _NOTHING


def is_blank_name(text: str) -> bool:
    """Nothing, a mark alone, an error or N/A. Null and None are names."""
    line = one_line(text)
    return line in _MARKS or is_error(line) or line.lower() in ("n/a", "#n/a")


def addresses(text: str) -> list[str]:
    """The addresses in the cell, in lower case, each once, none where it is blank. A domain in other letters is in
    the form that mail has for it. Raises `NotAnAddress`.
    """
    if len(text) > _LONGEST_CELL:
        raise NotAnAddress("This email address is too long.")
    text = text.strip()
    if re.search(r"[\r\n\v\f\x85\u2028\u2029]|_x000[ad]_", text, re.IGNORECASE):
        raise NotAnAddress("There is more than one line in the email address.")
    line = plain(unicodedata.normalize("NFKC", text))
    if is_blank(line):
        return []
    named = _IN_ANGLES.findall(line)
    pieces = named or _BETWEEN.split(line)
    if not named and " " in line and all(_looks_whole(piece) for piece in line.split()):
        pieces = line.split()
    found = [_address(piece) for piece in pieces if piece.strip()]
    if not found:
        raise NotAnAddress("This isn’t an email address.")
    return list(dict.fromkeys(found))


def _looks_whole(piece: str) -> bool:
    return re.fullmatch(r"[^@\s;,|]+@[^@\s;,|]+\.[^@\s;,|]+", piece) is not None


def _address(piece: str) -> str:
    piece = _COMMENT.sub("", piece.strip()).strip("()[]").strip()
    if piece[:1] == piece[-1:] and piece[:1] in ("'", '"'):
        piece = piece[1:-1].strip()
    piece = (
        re.sub(r"^(?:mailto|e-?mail):\s*", "", piece, flags=re.IGNORECASE).partition("?")[0].removesuffix(".").lower()
    )
    if " " in piece:
        raise NotAnAddress("There is a space in the email address.")
    name, _, domain = piece.rpartition("@")
    if domain and not name.isascii():
        raise NotAnAddress("Mail can’t be sent to an address with these letters.")
    try:
        # The form for mail of a domain in other letters.
        address = f"{name}@{domain if domain.isascii() else domain.encode('idna').decode()}"
        _validate(address)
    except (UnicodeError, ValidationError) as error:
        raise NotAnAddress("This isn’t an email address.") from error
    if len(address) > _LONGEST_ADDRESS or "[" in domain or '"' in name:
        raise NotAnAddress("This isn’t an email address.")
    if domain.endswith(".invalid"):  # RFC 2606
        raise NotAnAddress("No mail reaches this address.")
    return address
