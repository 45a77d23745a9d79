"""The letters of a file that doesn't say how they are written."""

import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, BOM_UTF32_BE, BOM_UTF32_LE

from apps.core.tables.book import Unreadable

_NO_TEXT = (
    "This file isn’t a table of text. Save it as XLSX or CSV in Excel, LibreOffice or Google Sheets, and choose that "
    "file."
)
_MARKS = [
    (BOM_UTF8, "utf-8"),
    (BOM_UTF32_LE, "utf-32-le"),  # opens as UTF-16 does
    (BOM_UTF32_BE, "utf-32-be"),
    (BOM_UTF16_LE, "utf-16-le"),
    (BOM_UTF16_BE, "utf-16-be"),
]
_WINDOWS_1252 = "cp1252"
_A_FEW = 3  # signs that no text has: damage, and not a picture
_ENOUGH = 4_000  # bytes, to tell one from the other
# Of what no table of text has: all control characters but tab, line ends, page ends and the old end of file.
_CONTROL = re.compile("[\x01-\x08\x0e-\x19\x1b-\x1f\x7f]")
# What Windows-1252 has no letter for stays the control character of Latin-1, as browsers read it.
_WINDOWS = {one: bytes([one]).decode("cp1252", "ignore") or chr(one) for one in range(0x80, 0xA0)}
_TRAIL = f"[\x80-\xbf{''.join(_WINDOWS.values())}]"
# Two to four signs that stand for one letter, where UTF-8 was read as Windows-1252.
_TWICE = re.compile(f"[\xc2-\xdf]{_TRAIL}|[\xe0-\xef]{_TRAIL}{{2}}|[\xf0-\xf4]{_TRAIL}{{3}}")
# Letters of a Mac inside a word, which Windows-1252 would have as capitals and signs, and those of Windows, of which
# some are a Mac's dashes and quotation marks.
_MAC_LETTERS = re.compile(
    rb"(?<=[A-Za-z])[\x80-\x84\x86-\x90\x98\x99\x9b\x9d\x9f](?![A-Z])|(?<=[a-z])[\x91\x93-\x97](?=[a-z])"
)
_WINDOWS_LETTERS = re.compile(rb"[A-Za-z][\xc0-\xcf\xd6-\xff]|[\xc0-\xcf\xd6-\xff][A-Za-z]")
_BYTES = {sign: one for one, sign in _WINDOWS.items()}


def decode(content: bytes) -> tuple[str, list[str]]:
    """The text, and sentences about its letters."""
    encoding = next((name for mark, name in _MARKS if content.startswith(mark)), "")
    if encoding:
        content = content[len(next(mark for mark, name in _MARKS if name == encoding)) :]
    else:
        encoding = _utf_16_without_mark(content) or "utf-8"
    said: list[str] = []
    if encoding == "utf-8":
        text = _eight_bits(content, said)
    else:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError as error:
            # A file that was cut; a lone byte at its end does no harm.
            text = content[: error.start].decode(encoding)
            if len(content) - error.start > 4:
                raise Unreadable(_NO_TEXT) from error
    text = text.removeprefix("\ufeff").rstrip("\x1a")
    if "\0" in text:
        if text.count("\0") > max(_A_FEW, len(text) / 100):
            raise Unreadable(_NO_TEXT)
        text = text.replace("\0", "")
        said.append("The file holds signs that no text has (NUL). They were left out.")
    if len(_CONTROL.findall(text[:_ENOUGH])) > max(_A_FEW, len(text[:_ENOUGH]) / 100):
        raise Unreadable(_NO_TEXT)
    return text, said


def written_twice(text: str) -> bool:
    """Whether a letter of `text` was read as Windows-1252 and saved again: `MarÃ­a`."""
    return any(_is_one_letter(found.group()) for found in _TWICE.finditer(text))


def put_right(text: str) -> str:
    """`text` with the letters that were `written_twice` as they were meant."""
    return _TWICE.sub(lambda found: _letter(found.group()), text)


def _letter(signs: str) -> str:
    return bytes(_BYTES.get(sign, ord(sign)) for sign in signs).decode() if _is_one_letter(signs) else signs


def _is_one_letter(signs: str) -> bool:
    try:
        return len(bytes(_BYTES.get(sign, ord(sign)) for sign in signs).decode()) == 1
    except UnicodeDecodeError:
        return False


def _utf_16_without_mark(content: bytes) -> str:
    """Digits, commas and line ends have a NUL beside them, on one side."""
    opening = content[:_ENOUGH]
    first, second = opening[::2].count(0), opening[1::2].count(0)
    enough = len(opening) / 10
    if second > enough and first < second / 10:
        return "utf-16-le"
    return "utf-16-be" if first > enough and second < first / 10 else ""


def _eight_bits(content: bytes, said: list[str]) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        if error.start >= len(content) - 3 and error.reason == "unexpected end of data":
            said.append("The file ends in the middle of a letter. It may have been cut: look at its last row.")
            return content[: error.start].decode()
    # Programs of the Mac that end lines as it once did have its letters, too.
    is_old = b"\n" not in content and b"\r" in content
    is_mac = is_old or len(_MAC_LETTERS.findall(content)) > len(_WINDOWS_LETTERS.findall(content))
    old = "mac_roman" if is_mac else _WINDOWS_1252
    lines = [_line(line, old) for line in content.split(b"\n")]
    if any(more for _, more in lines):
        said.append("The letters of this file are written in two ways. Look at the names with accents.")
    return "\n".join(line for line, _ in lines)


def _line(line: bytes, old: str) -> tuple[str, bool]:
    """The line, and whether it is UTF-8 with letters beyond ASCII."""
    try:
        return line.decode(), not line.isascii()
    except UnicodeDecodeError:
        return line.decode("latin-1").translate(_WINDOWS) if old == _WINDOWS_1252 else line.decode(old), False
