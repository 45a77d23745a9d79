"""One line of a roster as it was read, before anybody looks at who is known already."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

from apps.administration.imports.checked import Result
from apps.administration.roster.headings import Field, is_known, spaced
from apps.administration.roster.names import name_of
from apps.administration.roster.values import (
    A_DATE,
    Read,
    Status,
    address_of,
    as_text,
    graduation_of,
    line_of,
    number_of,
    status_of,
)
from apps.core.folding import fold, has_words
from apps.core.tables.book import Cell, Kind, Row
from apps.core.tables.values import is_blank, is_error

_TOTAL = re.compile(
    r"^(grand |sub)?totals?\b|^(count|sum|average)\b|^\d+ (students?|records?|rows)\b"
    r"|.\b(sub)?total\W*$|.\s(count|average)\W*$|^(n|students?|headcount|enrollment|participants)\s*[:=]\s*\d+$",
    re.IGNORECASE,
)
_FURNITURE = re.compile(
    r"^(end of (report|list|file)|page \d+|printed|generated|exported|report (run|date)|run date|points possible"
    r"|notes?:|source:|select all|clear all|find \| view all|first \d+|\*+|confidential|this (report|document)"
    r"|as of \d|rows? \d+|showing \d+|student, test$|test student|\{\"importid\")",
    re.IGNORECASE,
)
_TEST_STUDENT = re.compile(r"^(student, test|test student)$", re.IGNORECASE)
_DATES = re.compile(
    r"^(\d{1,2}-(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)|(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)-\d{1,2})$",
    re.IGNORECASE,
)


# What a column of roles has for who is meant.
_ROLES = {"student", "learner", "member"}
# "Section: Fall A", and "Fall A (12 students)".
_KIND_OF_GROUP = re.compile(
    r"^(?:section|sec|group|cohort|team|class|course|lab|term|advisor|adviser|program)\b[\s:#-]*"
)
_COUNTED = re.compile(r"\s*[-–:(]+\s*\d+\s*(?:students?|records?|people|rows|enrolled)?\s*\)?$|\s*:$", re.IGNORECASE)
_NAMING = (Field.NUMBER, Field.LAST_FIRST, Field.FIRST_LAST, Field.LAST, Field.FIRST)


@dataclass(slots=True)
class Line:
    """What is read of a row. `result` and `why` are set where its fate needs nothing but the file. `questions` are the
    keys of those it waits for; `others` the addresses it may have; `status_in_words` one that nobody has told us.
    """

    row: int
    number: str = ""
    email: str = ""
    full_name: str = ""
    last_name: str = ""
    preferred_name: str = ""
    is_damaged: bool = False
    is_suggested: bool = False
    major: str = ""
    year: str = ""
    graduates_on: str = ""
    cohort: str = ""
    cohort_id: int | None = None
    is_a_date: bool = False
    status: str = ""
    status_in_words: str = ""
    is_hidden: bool = False
    others: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)
    result: str = ""
    why: str = ""

    @property
    def who(self) -> str:
        """The name as people will read it, which may not be the one on record."""
        name, last = self.preferred_name, self.last_name
        if not name or self.is_damaged:
            return self.full_name or self.number or self.email
        return name if not last or has_words(name, last) or has_words(last, name.split()[-1]) else f"{name} {last}"

    @property
    def takes_part(self) -> bool:
        return self.status in ("", Status.ENROLLED)

    @property
    def is_number_asked(self) -> bool:
        """Whether it waits for the answer whether its number lost a zero."""
        return any(key.startswith("short:") for key in self.questions)

    def end(self, result: str, why: str) -> None:
        """The first reason counts."""
        if not self.result:
            self.result, self.why = result, why

    def copy(self) -> "Line":
        return replace(self, others=[*self.others], said=[*self.said], questions=[*self.questions])


# Of the lines of one person


def first_of(lines: Iterable[Line], name: str) -> str:
    """What the first of them with anything there says."""
    return next((value for line in lines if (value := getattr(line, name))), "")


def lead_of(lines: Iterable[Line]) -> Line | None:
    """The one that goes in and counts for the name and the address."""
    return next((line for line in lines if not line.result and not line.questions and line.takes_part), None)


def end_all(lines: Iterable[Line], result: str, why: str) -> None:
    for line in lines:
        line.end(result, why)


# Of a file


def lines_of(
    rows: Iterable[Row],
    places: Mapping[str, int],
    *,
    domains: Collection[str],
    headings: Collection[str],
    cohorts: Collection[str],
    above: Iterable[Row] = (),
) -> list[Line]:
    """`places` says in which cell each field stands. Rows with nothing in them are left out. `cohorts` are the names
    that a heading between the rows may have, or one of those `above` the headings of the columns: what it says holds
    for the rows below that don't say it themselves.
    """
    known = {spaced(heading) for heading in headings if heading.strip()}
    offered = {fold(name): name for name in cohorts}
    lines = []
    cohort, status = "", ""
    for row in above:
        cohort = offered.get(_group_in(row, places, offered) or "", cohort)
    for row in rows:
        if not any(cell.text.strip() for cell in row.cells):
            continue
        if (group := _group_in(row, places, offered)) is not None:
            cohort, status = offered.get(group, ""), status_of(group) or ""
            line = Line(row=row.number, is_hidden=row.hidden)
            line.end(Result.SKIPPED, "A heading of the rows below, not a student.")
        else:
            line = _line(row, places, domains, known)
            if not line.result:
                _take_from_above(line, cohort=cohort, status=status)
        lines.append(line)
    return lines


def _group_in(row: Row, places: Mapping[str, int], cohorts: Collection[str]) -> str | None:
    """The heading of a group of rows, folded: "Fall A" of "Section: Fall A (12 students)". It stands alone in its row,
    and is no name of a person.
    """
    texts = {cell.text.strip() for cell in row.cells if cell.text.strip()}
    if len(texts) != 1 or row.damage:
        return None
    status = places.get(Field.STATUS, len(row.cells))
    if status < len(row.cells) and row.cells[status].text.strip():
        return None  # of one row that lost the rest
    text = line_of(texts.pop())
    if len(text) > 150 or "@" in text or re.search(r"\d{5}", text) or _TOTAL.search(text) or _FURNITURE.search(text):
        return None
    bare = fold(_COUNTED.sub("", text))
    for group in (bare, _KIND_OF_GROUP.sub("", bare)):
        if group in cohorts or (len(group) > 3 and status_of(group)):
            return group
    is_heading = bool(_KIND_OF_GROUP.match(bare)) or text.endswith(":")
    named = {place for field, place in places.items() if field in (*_NAMING, Field.EMAIL) and field != Field.NUMBER}
    in_names = any(row.cells[place].text.strip() for place in named if place < len(row.cells))
    is_read = any(row.cells[place].text.strip() for place in places.values() if place < len(row.cells))
    is_note = "=" in text[1:] if in_names else is_read and not any(map(str.isdigit, text))
    return bare if is_heading or is_note else None


def _take_from_above(line: Line, *, cohort: str, status: str) -> None:
    if cohort and not line.cohort:
        line.cohort = cohort
    if status and not line.status and not line.status_in_words:
        line.status = status
        if status != Status.ENROLLED:
            line.said.append("The heading above the row says so.")


def _line(row: Row, places: Mapping[str, int], domains: Collection[str], headings: set[str]) -> Line:
    line = Line(row=row.number, is_hidden=row.hidden)
    cells = {field: row.cells[place] for field, place in places.items() if place < len(row.cells)}
    texts = {field: as_text(cell.text) for field, cell in cells.items()}
    if row.damage:
        line.end(Result.REFUSED, row.damage)
        return line
    if not any(_says_something(text) or cells[field].kind == Kind.FORMULA for field, text in texts.items()):
        line.end(Result.SKIPPED, "There is nothing in the columns that are read.")
        return line
    if why := _is_no_student(row, texts, headings):
        line.end(Result.SKIPPED, why)
        return line
    _forget_formulas(cells, texts, line)
    _read_number(cells, texts, line)
    _read_name(texts, line)
    _read_address(texts, domains, line)
    _read_place(cells, texts, line)
    _read_studies(texts, line)
    if not line.result and not line.number and not line.email and not line.others:
        line.end(Result.REFUSED, "There is no student number and no email address.")
    return line


def _says_something(text: str) -> bool:
    """Not for a line of dashes below the headings. A `?` was a letter."""
    return any(sign.isalnum() or sign in "?#\ufffd" for sign in text)


def _is_no_student(row: Row, texts: Mapping[str, str], headings: set[str]) -> str:
    """Why this is a total, a note or a header and not a student; empty for a student."""
    has_address = "@" in texts.get(Field.EMAIL, "")
    # Mary Total and Basie Count are people; a sum in the column of numbers is shorter.
    is_test = _TEST_STUDENT.search(texts.get(Field.LAST_FIRST, "").strip())
    is_numbered = not is_test and re.fullmatch(r"\D{0,3}[\d,. ]{5,}", texts.get(Field.NUMBER, "").strip())
    naming = [] if has_address or is_numbered else [texts.get(field, "").strip() for field in _NAMING]
    # The word may stand in any column, but not beside a name.
    has_name = any(letter.isalpha() for text in naming for letter in text)
    anywhere = [] if has_address or is_numbered or has_name else [cell.text.strip() for cell in row.cells]
    if any(_TOTAL.search(text) for text in (*naming, *anywhere)):
        return "A total, not a student."
    if any(_FURNITURE.search(text) for text in naming):
        return "A note of the report, not a student."
    if has_address or any(letter.isdigit() for letter in texts.get(Field.NUMBER, "")):
        return ""
    filled = [text.strip() for text in texts.values() if text.strip()]
    said_above = sum(spaced(text) in headings or is_known(text) for text in filled)
    return "The header again, not a student." if 1 < len(filled) < said_above * 2 else ""


def _forget_formulas(cells: Mapping[str, Cell], texts: dict[str, str], line: Line) -> None:
    for place, cell in cells.items():
        if cell.kind != Kind.FORMULA:
            continue
        if place in (Field.EMAIL, Field.COHORT, Field.STATUS, *_NAMING):
            line.end(Result.REFUSED, "A cell has a formula without its value. Save the file with its values.")
        else:
            line.said.append("A cell has a formula without its value and is left out.")
        texts[place] = ""


def _read_number(cells: Mapping[str, Cell], texts: Mapping[str, str], line: Line) -> None:
    is_date = Field.NUMBER in cells and cells[Field.NUMBER].kind == Kind.DATE
    number = Read(problem=A_DATE) if is_date else number_of(texts.get(Field.NUMBER, ""))
    line.number = number.value
    line.said += number.said
    if number.problem:
        line.end(Result.REFUSED, number.problem)


def _read_name(texts: Mapping[str, str], line: Line) -> None:
    last_first = Field.LAST_FIRST in texts
    name = name_of(
        whole=texts.get(Field.LAST_FIRST if last_first else Field.FIRST_LAST, ""),
        last_first=last_first,
        last=texts.get(Field.LAST, ""),
        first=texts.get(Field.FIRST, ""),
        middle=texts.get(Field.MIDDLE, ""),
        suffix=texts.get(Field.SUFFIX, ""),
        preferred=texts.get(Field.PREFERRED, ""),
    )
    line.full_name, line.last_name, line.preferred_name = name.full, name.last, name.preferred
    line.is_damaged, line.is_suggested = name.is_damaged, name.is_suggested
    line.said += name.said
    if name.number and not line.number:
        line.number = name.number
    if name.has_left:
        line.status = Status.WITHDRAWN
        line.said.append("A mark of withdrawal stands behind the name.")
    if name.problem:
        line.end(Result.REFUSED, name.problem)


def _read_address(texts: Mapping[str, str], domains: Collection[str], line: Line) -> None:
    if is_error(texts.get(Field.EMAIL, "")):
        line.said.append("The address is an error of the spreadsheet.")
    address = address_of(texts.get(Field.EMAIL, ""), campus_domains=domains)
    line.email, line.others = address.value, address.others
    line.said += address.said
    if address.problem:
        line.end(Result.REFUSED, address.problem)


def _read_place(cells: Mapping[str, Cell], texts: Mapping[str, str], line: Line) -> None:
    for place, name in ((Field.COHORT, "cohort"), (Field.STATUS, "status")):
        if is_error(texts.get(place, "")):
            line.said.append(f"The {name} is an error of the spreadsheet and is left out.")
    cohort = line_of(texts.get(Field.COHORT, ""))
    if cohort and not is_blank(cohort):
        line.cohort = cohort[:120]
        line.is_a_date = bool(_DATES.match(cohort)) or cells[Field.COHORT].kind == Kind.DATE
    told = line_of(texts.get(Field.STATUS, ""))
    if told and not is_blank(told) and not line.status:
        status = status_of(told)
        if status:
            # "Student" says what they are, and not that they are back.
            line.status = status if fold(told) not in _ROLES else ""
        else:
            line.status_in_words = told[:60]
    if told and line.status == Status.WITHDRAWN:
        line.said.append(f"Marked as withdrawn (“{told[:60]}”).")


def _read_studies(texts: Mapping[str, str], line: Line) -> None:
    for name, place in (("major", Field.MAJOR), ("year", Field.YEAR)):
        text = texts.get(place, "")
        value = line_of(text)
        longest = _LONGEST[name]
        if is_error(text):
            line.said.append(f"The {_SAID[name]} is an error of the spreadsheet and is left out.")
        elif "?" in value or "\ufffd" in value:
            line.said.append(f"The file has lost letters of the {_SAID[name]}, so it is left out.")
        elif len(value) > longest:
            line.said.append(f"The {_SAID[name]} has more than {longest} letters and is left out.")
        elif not is_blank(value):
            setattr(line, name, value)
    day = graduation_of(texts.get(Field.GRADUATES, ""))
    line.graduates_on = day.value
    line.said += day.said


_SAID = {"major": "major", "year": "year of study"}
_LONGEST = {"major": 120, "year": 40}  # as Student has them
