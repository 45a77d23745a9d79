"""What one cell of a roster says: a student number, an address, a status, the day of graduation.

Each reading returns the value with what a person should know about it. What can't be read is refused in words, never
guessed.
"""

import calendar
import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from html import unescape

from apps.core.folding import fold
from apps.core.tables.values import NotAnAddress, addresses, is_blank, is_error
from apps.core.text import LONGEST_LINE, one_line
from apps.students.models import Student

_FOR_THE_WEB = re.compile(r"&(?:#\d{2,5}|#x[0-9a-f]{2,5}|[a-z]{2,8});", re.IGNORECASE)
_TEXT_FORMULA = re.compile(r'\s*="((?:[^"]|"")*)"\s*')


@dataclass(slots=True)
class Read:
    """`problem` refuses the row. `others` are what else it might be."""

    value: str = ""
    said: list[str] = field(default_factory=list)
    problem: str = ""
    others: list[str] = field(default_factory=list)


def line_of(text: str) -> str:
    """The text of a cell on one line; too long a one is no value, and is cut where it is refused anyway."""
    return one_line(text[:LONGEST_LINE])


def as_text(text: str) -> str:
    """The text of a formula that is nothing but a text, as a spreadsheet is made to keep zeros: `="01234567"`. Signs as
    a web page writes them are what they stand for: `O&#39;Brien`.
    """
    found = _TEXT_FORMULA.fullmatch(text)
    text = found[1].replace('""', '"') if found else text
    return unescape(text) if _FOR_THE_WEB.search(text) else text


# Student numbers

_SCIENTIFIC = re.compile(r"^(\d)(?:\.(\d+))?e\+?(\d{1,3})$", re.IGNORECASE)
_FLOAT = re.compile(r"^(\d+)\.0+$|^(\d{4,}),0{1,2}$")
_THOUSANDS = re.compile(r"^\d{1,3}(?:(?:,\d{3})+|(?:\.\d{3}){2,})$")
_LABEL = re.compile(r"^(?:#|(?:student )?(?:id|no|number)\b\.?|student\b)\s*[:#.]?\s*(?=\d)", re.IGNORECASE)
# What somebody noted behind a number: `20481246*`, `20481245 (new)`.
_BEHIND = re.compile(r"(?<=\w)\s*(?:\([^)\d]*\)|[*.,;:/†'’\"]+)$")
_SEVERAL = re.compile(r"\d{4}\s*(?:[/;,|&]|\band\b|\bor\b)\s*\D{0,3}\d{4}", re.IGNORECASE)
_DAY = re.compile(r"^\d{1,2}/\d{1,2}/(?:\d{2}|\d{4})$")
_SOCIAL_SECURITY = re.compile(r"^\d{3}-\d{2}-\d{4}$")
A_DATE = "The student number is a date: a spreadsheet may have made one of it."
LONGEST_NUMBER = Student._meta.get_field("student_number").max_length or 0


def number_of(text: str) -> Read:
    text = as_text(_in_our_digits(unicodedata.normalize("NFKC", line_of(text))))
    text = text.lstrip("'’`").strip()
    if text and set(text) == {"#"}:
        return Read(problem="The student number is only ######: the column was too narrow when the file was made.")
    if is_blank(text):
        return Read(said=["The student number is an error of the spreadsheet."] if is_error(text) else [])
    if short := _SCIENTIFIC.match(text):
        decimals, exponent = short[2] or "", int(short[3])
        if len(decimals.rstrip("0")) == exponent and len(decimals) < LONGEST_NUMBER:
            whole_number = short[1] + decimals.rstrip("0")
            return Read(whole_number, said=[f"The number {text} is read as {whole_number}."])
        return Read(problem=f"The student number reads {text}: a spreadsheet shortened it, and its digits are gone.")
    if _SOCIAL_SECURITY.match(text):
        return Read(problem="This looks like a Social Security number and is not kept.")
    if whole := _FLOAT.match(text):
        return Read(whole[1] or whole[2], said=[f"The number {text} is read as {whole[1] or whole[2]}."])
    if _THOUSANDS.match(text) or re.fullmatch(r"[\d ]+", text):
        text = re.sub("[., ]", "", text)
    if text.startswith("="):
        return Read(problem="The student number is a formula. It is never worked out here.")
    if re.search(r".@.+\.", text):
        return Read(problem="There is an email address where the student number should be.")
    text = _LABEL.sub("", text)
    if len(text) < 3 * LONGEST_NUMBER:
        text = _BEHIND.sub("", text)
    if _DAY.match(text):
        return Read(problem=A_DATE)
    if re.fullmatch(r"\d+\.\d+", text):
        return Read(problem=f"The student number reads {text}, and a student number has no fraction.")
    if _SEVERAL.search(text):
        return Read(problem="There are two student numbers in one cell.")
    if len(text) > LONGEST_NUMBER:
        return Read(problem=f"The student number has more than {LONGEST_NUMBER} letters.")
    if not any(letter.isdigit() for letter in text):
        return Read(said=["What stands for the student number has no digit, so it is left out."])
    if text.isdigit() and not text.strip("0"):
        return Read(said=["The student number is only zeros, so it is left out."])
    return Read(text)


def _in_our_digits(text: str) -> str:
    return "".join(str(unicodedata.decimal(letter)) if letter.isdecimal() else letter for letter in text)


_SHAPE = re.compile(r"^(\D*)(\d+)$")


def shape_of(number: str) -> tuple[str, int] | None:
    """What stands before the digits, and how many digits: ("@", 8) of @01234567. None for another kind."""
    match = _SHAPE.match(number)
    return (match[1].upper(), len(match[2])) if match else None


def with_zeros(number: str, digits: int) -> str:
    match = _SHAPE.match(number)
    return match[1] + match[2].zfill(digits) if match else number


# Addresses


def address_of(text: str, *, campus_domains: Collection[str]) -> Read:
    """An address in lower case. Of two addresses the campus's own, where one of them is; otherwise both are `others`.
    Blank for what only says that there is none.
    """
    try:
        found = addresses(text)
    except NotAnAddress as error:
        return Read(problem=str(error))
    if any(not address.isascii() for address in found):
        return Read(problem="Mail can’t be sent to an address with these letters.")
    if len(found) < 2:
        return Read(found[0] if found else "", said=_put_right(text, found))
    own = [address for address in found if is_of_campus(address, campus_domains)]
    if len(own) == 1:
        return Read(own[0], said=[f"There are two addresses. The campus one, {own[0]}, is taken."])
    return Read(others=found)


def is_of_campus(address: str, domains: Collection[str]) -> bool:
    """Whether it is at one of the campus's domains, or below one."""
    domain = address.rpartition("@")[2]
    return any(domain == one or domain.endswith(f".{one}") for one in domains)


def _put_right(text: str, found: list[str]) -> list[str]:
    written = line_of(text).lower()
    if found and written == f"{found[0]}.":
        return ["The full stop behind the address is cut off."]
    return ["The address is put right."] if found and found[0] not in written else []


# Whether someone takes part


class Status(StrEnum):
    ENROLLED = "enrolled"
    WITHDRAWN = "withdrawn"
    WAITING = "waiting"


_ENROLLED = """
enrolled|active|registered|current|currently enrolled|e|en|enr|re|rw|rg|r|re registered|rw web registered
web registered|registered in person|web enrolled|added|yes|y|in progress|full time|part time|ft|pt|full|part|continuing
new|returning|accepted|confirmed|participating|member|student|open|available|re enrolled|reenrolled|readmitted|ok
ac|enrolled active|active enrolled|current student|good standing
true|learner
"""
_WITHDRAWN = """
withdrawn|withdrew|withdraw|wth|wd|w d|w|wdr|wdrn|dropped|drop|d|dropped out|dr|drp|dd|dw|drop web|web dropped|ww
dw drop web|inactive|canceled|cancelled|left|left the program|removed|deleted|unenrolled|not enrolled|no longer enrolled
discontinued|no show|x|drop delete|drop deleted|deleted web|unregistered|not registered|deregistered|course deleted
administratively withdrawn|withdrawn passing|withdrawn failing|wp|wf|course withdrawal|dc|cn
"""
_WAITING = """
waiting|waitlisted|wait listed|wait list|waitlist|on waitlist|on wait list|waiting list|wl|pending|invited|applied
applicant|requested|wt
"""


def _set_of(words: str) -> frozenset[str]:
    return frozenset(word for line in words.split("\n") for word in line.split("|") if word)


_STATUSES = {
    **dict.fromkeys(_set_of(_ENROLLED), Status.ENROLLED),
    **dict.fromkeys(_set_of(_WITHDRAWN), Status.WITHDRAWN),
    **dict.fromkeys(_set_of(_WAITING), Status.WAITING),
}


# "D - Drop", "E-Enrolled", and "Enrolled (Full-time)".
_CODE = re.compile(r"([a-z])[a-z]{0,2}\d?(?:\s+[-:/]\s+|\s*[:/]\s*|-(?=\1))(.{4,})")
_DETAIL = re.compile(r"(.+?)(?:\s+-\s+|\s*\()([^()]+)\)?")
# A day, a place on the list: "Dropped 9/1/2026", "Waitlist #3".
_LONGEST_STATUS = 100
_NUMBERS = re.compile(r"[\s\-(#]+(?:\d{1,4}[/.\-])*\d+\)?$")


def status_of(text: str) -> Status | None:
    """None for a word that nobody has told us."""
    told = fold(text)
    if (status := _status_in(told)) or len(told) > _LONGEST_STATUS:
        return status
    told = _NUMBERS.sub("", told)
    if parts := _CODE.fullmatch(told):
        return _status_in(parts[2])
    if parts := _DETAIL.fullmatch(told):
        first, second = _status_in(parts[1]), _status_in(parts[2])
        return first if first == second else None
    return _status_in(told)


def _status_in(told: str) -> Status | None:
    return _STATUSES.get(" ".join(re.sub(r"[^\w]+", " ", told).split()))


YEARS = _set_of(
    "freshman|freshmen|first year|1st year|sophomore|second year|2nd year|junior|third year|3rd year|senior|"
    "fourth year|4th year|fifth year|graduate|masters|doctoral|undergraduate|fr|so|jr|sr|gr|ug|postbac|non degree|"
    "01 freshman|02 sophomore|03 junior|04 senior"
)

# Graduation

_MONTHS = {name.casefold(): number for number, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name.casefold(): number for number, name in enumerate(calendar.month_abbr) if name} | {"sept": 9}
_SEASONS = {"spring": 5, "spr": 5, "sp": 5, "summer": 8, "sum": 8, "su": 8, "fall": 12, "fa": 12, "fal": 12}
_SEASONS |= {"autumn": 12, "au": 12, "winter": 12, "win": 12, "wi": 12}
_AROUND_A_DAY = re.compile(
    r"[,'’.()*]|\b(?:of|class|term|semester|degree|est(?:imated)?|exp(?:ected)?|tentative|anticipated|projected"
    r"|planned|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|satur|sun)(?:day)?)\b"
)
_FIRST_YEAR, _LAST_YEAR = 1990, 2060
_EPOCH = date(1899, 12, 30)  # of the numbers that spreadsheets keep for days
_SERIALS = range((date(_FIRST_YEAR, 1, 1) - _EPOCH).days, (date(_LAST_YEAR, 1, 1) - _EPOCH).days)


def graduation_of(text: str) -> Read:
    """The ISO date. Of a month or a season its last day; blank, and said, where it can't be told."""
    line = line_of(text)
    if is_blank(line):
        return Read(
            said=["The graduation date is an error of the spreadsheet and is left out."] if is_error(line) else []
        )
    day, note = _day_in(line)
    if day is None or not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        return Read(said=["The graduation date can’t be read and is left out."])
    return Read(day.isoformat(), said=[note] if note else [])


def _day_in(line: str) -> tuple[date | None, str]:
    plain = " ".join(_AROUND_A_DAY.sub(" ", fold(line)).split()).strip("- ")
    if match := re.fullmatch(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[t ][\d:]+.*)?|(20\d\d)(\d\d)(\d\d)", plain):
        year, month, day = match.groups()[:3] if match[1] else match.groups()[3:]
        return _date(int(year), int(month), int(day)), ""
    if match := re.fullmatch(r"(\d{1,2})[-/ ](\d{1,2})[-/ ](\d{2}|\d{4})(?: [\d:]+.*)?", plain):
        return _american(int(match[1]), int(match[2]), _year(match[3]))
    if match := re.fullmatch(r"(\d{4})[-/ ](\d{1,2})", plain):
        return _end_of(int(match[1]), int(match[2])), ""
    if match := re.fullmatch(r"(\d{1,2})[-/ ](\d{4})", plain):
        return _end_of(int(match[2]), int(match[1])), ""
    if match := re.fullmatch(r"(\d{1,2})[- ]([a-z]+)[- ](\d{2}|\d{4})", plain):
        return _date(_year(match[3]), _MONTHS.get(match[2], 0), int(match[1])), ""
    if match := re.fullmatch(r"([a-z]+)[- ](\d{1,2})(?:st|nd|rd|th)?[- ](\d{4})", plain):
        return _date(int(match[3]), _MONTHS.get(match[1], 0), int(match[2])), ""
    if match := re.fullmatch(r"([a-z]+)(?: i{1,3})?[-/ ]?(\d{4}|\d{2})", plain):
        return _end_of(_year(match[2]), _month(match[1])), ""
    if match := re.fullmatch(r"(\d{4})[-/ ]?([a-z]+)", plain):
        return _end_of(int(match[1]), _month(match[2])), ""
    if re.fullmatch(r"\d{5}(?:\.0+)?", plain) and int(plain[:5]) in _SERIALS:
        day = _EPOCH + timedelta(days=int(plain[:5]))
        return day, f"{line} is how a spreadsheet keeps {day:%B} {day.day}, {day.year}: the graduation date is read so."
    if re.fullmatch(r"\d{4}", plain) and _FIRST_YEAR <= int(plain) <= _LAST_YEAR:
        return date(int(plain), 5, 31), f"Only a year is given, {plain}: the graduation date is read as its May 31."
    return None, ""


def _american(month: int, day: int, year: int) -> tuple[date | None, str]:
    # 15/12/2027 can only be the 15th.
    return (_date(year, day, month) if month > 12 >= day else _date(year, month, day)), ""


def _year(digits: str) -> int:
    return int(digits) if len(digits) == 4 else 2000 + int(digits)


def _month(word: str) -> int:
    return _MONTHS.get(word) or _SEASONS.get(word, 0)


def _end_of(year: int, month: int) -> date | None:
    return _date(year, month, calendar.monthrange(year, month)[1]) if 1 <= month <= 12 and 0 < year < 9999 else None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
