"""A file of rows as people bring it. What it holds decides how it is read, and never the ending of its name."""

import re
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from apps.core.tables import separated, workbook
from apps.core.tables.book import LARGEST_FILE, Book, Unreadable
from apps.core.tables.markup import Broken

_SAVE_AGAIN = "Open it in Excel, LibreOffice or Google Sheets, save it as XLSX or CSV, and choose that file."
_PASSWORD = f"This workbook is protected by a password. {_SAVE_AGAIN} Leave the password out."
_OLD_EXCEL = f"This is a workbook of an old Excel (.xls). {_SAVE_AGAIN}"
_ASK_FOR_ANOTHER = "Ask for a spreadsheet with a row for each person, saved as XLSX or CSV."
_ARCHIVE = "This file is an archive. Unpack it, and choose the XLSX or CSV file in it."
_PICTURE = f"This file is a picture. {_ASK_FOR_ANOTHER}"
_DAMAGED = "This workbook is damaged, or it wasn’t copied as a whole. Save it again, and choose the new file."

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHERS = [
    (b"%PDF", f"This file is a PDF. {_ASK_FOR_ANOTHER}"),
    (b"\x89PNG", _PICTURE),
    (b"\xff\xd8\xff", _PICTURE),
    (b"GIF8", _PICTURE),
    (b"{\\rtf", f"This file is a letter (RTF). {_SAVE_AGAIN}"),
    (b"\x1f\x8b", _ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", _ARCHIVE),
    (b"Rar!", _ARCHIVE),
    # A sheet of Excel 2 to 4 without the container around it.
    (b"\x09\x00\x04\x00", _OLD_EXCEL),
    (b"\x09\x02\x06\x00", _OLD_EXCEL),
    (b"\x09\x04\x06\x00", _OLD_EXCEL),
    (b"\x09\x08\x10\x00", _OLD_EXCEL),
]
_OF_A_TABLE = re.compile(r"\.(csv|tsv|txt|xls|xlsx)\Z", re.IGNORECASE)
_MARKUP = re.compile(rb"<(!doctype|html|head|body|table|meta|style|script|\?xml|!--|svg)\b", re.IGNORECASE)
_NO_TABLES = [
    (re.compile(rb"\[\s*[\[{]|\{\s*\""), "data for a program (JSON)"),
    (re.compile(rb"begin:vcard\b", re.IGNORECASE), "a list of contact cards (vCard)"),
    (re.compile(rb"begin:vcalendar\b", re.IGNORECASE), "a calendar (iCalendar)"),
]
# Lines at the start, as a mail server writes them above a message.
_MAIL = re.compile(
    rb"(from \S+@.*|[a-z][a-z-]+: .*)(\r?\n[ \t].*|\r?\n[a-z][a-z-]+: .*)*\r?\n(received|message-id|content-type): ",
    re.IGNORECASE,
)
_MAIL_PAGE = re.compile(rb"mime-version:\s*1", re.IGNORECASE)


def read(content: bytes, file_name: str = "") -> Book:
    """Raises `Unreadable` with a sentence to show. `file_name` names the sheet of a file that has none."""
    if len(content) > LARGEST_FILE:
        raise Unreadable("This file has more than 10 MB. Leave out columns and sheets that nobody needs.")
    if not content.strip(b" \t\r\n\0"):
        raise Unreadable("This file is empty.")
    if content.startswith(b"PK"):
        return _read_zip(content)
    _refuse_what_is_no_text(content, file_name)
    return separated.read(content, name=file_name.rpartition("/")[2].rpartition(".")[0] or "Sheet")


def _refuse_what_is_no_text(content: bytes, file_name: str) -> None:
    if content.startswith(_OLE):
        encrypted = "EncryptedPackage".encode("utf-16-le") in content
        raise Unreadable(_PASSWORD if encrypted else _OLD_EXCEL)
    for opening, sentence in _OTHERS:
        if content.startswith(opening):
            raise Unreadable(sentence)
    # In UTF-16 there is a NUL beside each sign.
    opening = content[:2000].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if _MARKUP.match(opening) or _MAIL_PAGE.match(opening):
        raise Unreadable(f"This file is a web page{_although(file_name)}. {_SAVE_AGAIN}")
    for signs, what in _NO_TABLES:
        if signs.match(opening):
            raise Unreadable(f"This file is {what} and no table. {_ASK_FOR_ANOTHER}")
    if _MAIL.match(opening):
        raise Unreadable("This file is an email. Save the list that came with it, and choose that file.")


def _although(file_name: str) -> str:
    """Of a file whose name ends as that of a table."""
    ending = _OF_A_TABLE.search(file_name)
    return f", although its name ends in {ending[0].lower()}" if ending else ""


def _read_zip(content: bytes) -> Book:
    try:
        with ZipFile(BytesIO(content)) as archive:
            _refuse_what_is_no_workbook(archive)
            return workbook.read(archive)
    # `zipfile` raises these on what is cut, on a method it doesn't know and on a broken stream; the last is a bad
    # number in the sheet's markup.
    except (BadZipFile, NotImplementedError, EOFError, OSError, RuntimeError, ValueError, Broken) as error:
        raise Unreadable(_DAMAGED) from error


def _refuse_what_is_no_workbook(archive: ZipFile) -> None:
    names = {entry.filename for entry in archive.infolist()}
    if any(entry.flag_bits & 1 for entry in archive.infolist()):
        raise Unreadable(_PASSWORD)
    if "mimetype" in names or "content.xml" in names:
        raise Unreadable(f"This is an OpenDocument file (.ods). {_SAVE_AGAIN}")
    if any(name.endswith(".iwa") or name == "Index.zip" for name in names):
        raise Unreadable("This is a Numbers file. In Numbers, choose File, Export To, Excel, and choose that file.")
    if "xl/workbook.bin" in names:
        raise Unreadable(f"This is a binary workbook (.xlsb). {_SAVE_AGAIN}")
    if any(name.startswith(("word/", "ppt/")) for name in names):
        raise Unreadable(f"This is a text or slides, and no workbook. {_SAVE_AGAIN}")
    if "[Content_Types].xml" not in names:
        raise Unreadable(_ARCHIVE)
    workbook.refuse_bombs(archive)
