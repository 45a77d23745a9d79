"""What a number of a workbook looks like to a person: an ID with its zeros, a date."""

import re
from datetime import datetime, time
from math import isfinite

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

from apps.core.tables.book import Cell, Kind
from apps.core.tables.markup import Take

# Dates in the formats of East Asia, which have no code in the file.
_DATES_BY_NUMBER = {*range(27, 37), *range(50, 59)}
_FROM_HERE_ON_DIGITS_ARE_LOST = 10**15
_CONDITION = re.compile(r"\[[^\]]*\]")
# Zeros, and signs that stand as they are: `00000000`, `000-00-0000`, `"N"0000000`.
_ZEROS = re.compile(r'(?:0|[-\s/()]|\\.|"[^"]*")+')
_SIGN = re.compile(r'\\(.)|"([^"]*)"|(.)', re.DOTALL)


class Styles:
    def __init__(self, *, date_1904: bool) -> None:
        self._epoch = CALENDAR_MAC_1904 if date_1904 else CALENDAR_WINDOWS_1900
        self._codes = dict(BUILTIN_FORMATS)
        self._numbers: list[int] = []
        self._looks: dict[int, tuple[bool, str]] = {}
        self._inside = ""

    def start(self, name: str, attributes: dict[str, str]) -> Take | None:
        if name == "numFmt":
            if self._inside != "dxfs":
                self._codes[int(attributes["numFmtId"])] = attributes["formatCode"]
        elif name == "xf":
            if self._inside == "cellXfs":
                self._numbers.append(int(attributes.get("numFmtId", "0")))
        elif name in ("cellXfs", "cellStyleXfs", "dxfs"):
            self._inside = name
        return None

    def cell(self, value: str, style: int) -> Cell:
        number = float(value)
        if style not in self._looks:
            self._looks[style] = self._look(style)
        is_date, code = self._looks[style]
        if is_date:
            return self._date(number)
        if not number.is_integer() or abs(number) >= _FROM_HERE_ON_DIGITS_ARE_LOST:
            return Cell(f"{number:.15g}" if isfinite(number) else value, Kind.NUMBER)
        return Cell(_with_zeros(int(number), code), Kind.NUMBER)

    def _look(self, style: int) -> tuple[bool, str]:
        number = self._numbers[style] if 0 <= style < len(self._numbers) else 0
        code = self._codes.get(number, "General")
        if is_timedelta_format(code):
            return False, "General"
        return number in _DATES_BY_NUMBER or is_date_format(code), _CONDITION.sub("", code).partition(";")[0]

    def _date(self, serial: float) -> Cell:
        try:
            found = from_excel(serial, self._epoch)
        except (OverflowError, ValueError):
            return Cell("########", Kind.ERROR)  # so Excel shows it
        if isinstance(found, datetime) and found.time() == time():
            return Cell(found.date().isoformat(), Kind.DATE)
        return Cell(found.isoformat(timespec="seconds"), Kind.DATE)


def _with_zeros(number: int, code: str) -> str:
    if number < 0 or "0" not in code or not _ZEROS.fullmatch(code):
        return str(number)
    signs = [(escaped or quoted or plain or "", plain == "0") for escaped, quoted, plain in _SIGN.findall(code)]
    digits = list(str(number).zfill(sum(is_digit for _, is_digit in signs)))
    more = len(digits) - sum(is_digit for _, is_digit in signs)
    said = []
    for sign, is_digit in signs:
        if is_digit:
            said += digits[: more + 1]
            del digits[: more + 1]
            more = 0
        else:
            said.append(sign)
    return "".join(said)
