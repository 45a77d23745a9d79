"""What the columns of a roster may be read as, and how it is guessed.

A column is read only where its heading, a person or an earlier file says what it is. A file without a header is guessed
by what is in it, and always asked about.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum

from apps.administration.imports.checked import NOT_READ, Column, How
from apps.administration.models import Import, RememberedColumn
from apps.administration.roster.values import YEARS, graduation_of, is_of_campus, status_of
from apps.core.folding import fold

EXAMPLES = 3


class Field(StrEnum):
    NUMBER = "student_number"
    LAST_FIRST = "name_last_first"
    FIRST_LAST = "name_first_last"
    LAST = "last_name"
    FIRST = "first_name"
    MIDDLE = "middle_name"
    PREFERRED = "preferred_name"
    EMAIL = "email"
    COHORT = "cohort"
    STATUS = "status"
    MAJOR = "major"
    YEAR = "year"
    GRADUATES = "graduates_on"


LABELS: dict[str, str] = {
    Field.NUMBER: "Student number",
    Field.LAST_FIRST: "Name, last name first",
    Field.FIRST_LAST: "Name, first name first",
    Field.LAST: "Last name",
    Field.FIRST: "First name",
    Field.MIDDLE: "Middle name",
    Field.PREFERRED: "Preferred name",
    Field.EMAIL: "Email",
    Field.COHORT: "Cohort",
    Field.STATUS: "Status",
    Field.MAJOR: "Major",
    Field.YEAR: "Year of study",
    Field.GRADUATES: "Graduation date",
}
WHOLE_NAME = "name"  # a heading of the whole name, whose order the cells tell
PERSONAL_EMAIL = "personal email"

# Headings, folded, the surest first. Where several columns of a file have one, the surest is read.
_KNOWN: dict[str, str] = {
    Field.NUMBER: """
        student number|student id|student id number|student id no|studentid|student no|student|campus id|university id
        college id|sis user id|sis id|banner id|emplid|empl id|employee id emplid|school id|id number|record id|student sis id
        person id|uid|spriden id|cwid|gid|ref id|user id|student identifier|id
    """,
    Field.LAST: "last name|surname|family name|lastname|legal last name|last|student last name|primary last name",
    Field.FIRST: """
        first name|given name|firstname|legal first name|given names|first|student first name|first names
        primary first name|forename
    """,
    Field.MIDDLE: "middle name|middle initial|middle|mi|middle names|legal middle name|middlename",
    Field.PREFERRED: """
        preferred name|preferred first name|chosen name|chosen first name|preferred|nickname|goes by|known as|name used
        lived name|name in use|preferred given name|call me|affirmed name
    """,
    WHOLE_NAME: """
        student name|full name|name|learner name|legal name|name last first|last name first name|last first
        name first last|first and last name|first last|student full name|your name|display name|student s name|participant
    """,
    Field.EMAIL: """
        campus email|university email|school email|college email|student email|institutional email|email institutional
        edu email|email address institutional|institutional email address|campus email address|student email address
        university email address|school email address|email address|email|e mail|e mail address|mail
        primary email|preferred email|sis login id|login id|username|user name|login|work email|student e mail
    """,
    PERSONAL_EMAIL: """
        personal email|home email|other email|private email|alternate email|personal email address|secondary email
        email personal|alternative email|non campus email|home email address
    """,
    Field.COHORT: "cohort|cohort name|program cohort|group|section|section name|class section|course section|sections",
    Field.STATUS: """
        status|enrollment status|registration status|reg status|enrolment status|student status|enrl status
        course status|participation status|program status|state
    """,
    Field.MAJOR: """
        major|majors|program plan|program and plan|program|plan|primary major|academic program|academic plan|degree program
        program of study|primary program of study|primary program|field of study|major 1|curriculum|acad plan|prog plan
    """,
    Field.YEAR: """
        class standing|class level|year of study|class year|academic level|student level|classification|standing|year in school
        year|level|school year|acad level|student classification|grade level|class|academic standing year
    """,
    Field.GRADUATES: """
        graduation date|exp grad|expected graduation|expected graduation date|expected grad|grad date|anticipated graduation
        anticipated graduation date|exp grad date|exp grad term|expected grad term|expected completion date
        graduation term|graduation|grad term|expected graduation term|completion date|expected grad date|graduation year
        expected graduation year|grad year|degree date|projected graduation
    """,
}
# Where the heading has one of these, the column is about somebody else, or nothing that anybody asked for.
_OTHERS = re.compile(
    r"\b(parent|guardian|mother|father|spouse|emergency|advis[eo]r|advis[eo]rs|instructor|counsel?or|teacher|faculty|coach"
    r"|ssn|social security|birth|dob|gpa|phone|mobile|address line|street|city|zip|hold|note|notes|comment|comments|gender"
    r"|sex|race|ethnicity|pell|visa|citizenship|password|pin)\b"
)
_ADVISER = re.compile(r"\b(advis[eo]rs?|counsel?ors?|coach)\b")
# Where no heading is known: words that say enough.
_GUESSED: list[tuple[str, str]] = [
    (Field.PREFERRED, r"\b(preferred|chosen|nick)\b.*\bname\b"),
    (Field.LAST, r"\b(last|family|sur) ?name\b"),
    (Field.FIRST, r"\b(first|given) ?names?\b"),
    (PERSONAL_EMAIL, r"\b(personal|home|private|alternate)\b.*\be ?mail\b"),
    (Field.EMAIL, r"\be ?mail\b"),
    (Field.NUMBER, r"\bstudent\b.*\b(id|number|no)\b|\b(campus|university|college|banner)\b.*\bid\b"),
    (Field.GRADUATES, r"\bgrad(uat\w+)?\b.*\b(date|term|year|semester)\b|\b(expected|anticipated)\b.*\bgrad"),
    (Field.COHORT, r"\bcohort\b"),
    (Field.MAJOR, r"\bmajor\b"),
    (Field.YEAR, r"\bclass (standing|level|year)\b"),
    (WHOLE_NAME, r"\b(full|student|your|complete)\b.*\bname\b"),
]


def _listed(words: str) -> list[str]:
    return [heading for line in words.split("\n") for part in line.split("|") if (heading := part.strip())]


_RANKS: dict[str, tuple[str, int]] = {
    heading: (field, rank) for field, words in _KNOWN.items() for rank, heading in enumerate(_listed(words))
}
Cells = Sequence[str]


def folded_heading(text: str) -> str:
    """For comparing: no case, accents, line breaks or marks. "E-Mail\\naddress:" is "e mail address"."""
    return " ".join(re.sub(r"[^\w]+|_", " ", fold(text)).split())


def is_known(heading: str) -> bool:
    """Whether someone may have meant this cell as the heading of a column."""
    folded = folded_heading(heading)
    return folded in _RANKS or (len(folded) < 60 and any(re.search(words, folded) for _, words in _GUESSED))


def remembered() -> dict[str, RememberedColumn]:
    """By the heading, folded."""
    return {one.heading: one for one in RememberedColumn.objects.filter(kind=Import.Kind.STUDENTS)}


def columns_of(
    headings: Sequence[str],
    *,
    cells: Callable[[int], Cells],
    chosen: Mapping[str, str],
    earlier: Mapping[str, RememberedColumn],
    domains: Sequence[str],
) -> tuple[list[Column], list[str]]:
    """Each column with what it is read as, and what is to be said of that. `cells` are those of a column by its place,
    `chosen` is by its number from 1, as text.
    """
    columns = [Column(place + 1, heading.strip()[:80]) for place, heading in enumerate(headings)]
    said: list[str] = []
    free = []
    for place, column in enumerate(columns):
        folded = folded_heading(headings[place])
        if str(column.number) in chosen:
            column.read_as, column.how = _field(chosen[str(column.number)]), How.CHOSEN
        elif folded in earlier:
            column.read_as, column.how = _field(earlier[folded].read_as), How.REMEMBERED
            column.since = earlier[folded].at.isoformat()
        elif folded:
            free.append((place, folded))
    _guess(columns, free, cells, domains, said)
    _keep_one_of_each(columns, said)
    return columns, said


def columns_by_content(
    width: int, *, cells: Callable[[int], Cells], chosen: Mapping[str, str], cohorts: Iterable[str]
) -> list[Column]:
    """The same for a file without a header: each is a guess."""
    columns = [Column(place + 1, "") for place in range(width)]
    names: list[Column] = []
    known = {fold(name) for name in cohorts}
    for place, column in enumerate(columns):
        if chosen:
            column.read_as = _field(chosen.get(str(column.number), NOT_READ))
            column.how = How.CHOSEN if str(column.number) in chosen else How.NOT_ASKED_FOR
            continue
        kind = _kind_of([cell for cell in cells(place) if cell.strip()], known)
        taken = {one.read_as for one in columns}
        if kind == WHOLE_NAME:
            names.append(column)
        elif kind and kind not in taken:
            column.read_as, column.how = kind, How.GUESSED
    if len(names) > 1:
        names[0].read_as, names[1].read_as = Field.LAST, Field.FIRST
        names = names[:2]
    elif names:
        names[0].read_as = _order_of(cells(names[0].number - 1))
    for column in names:
        column.how = How.GUESSED
    return columns


def add_examples(columns: Iterable[Column], *, cells: Callable[[int], Cells]) -> None:
    """Some of what stands in the columns that are read, and in no other."""
    for column in columns:
        if column.read_as:
            filled = (" ".join(cell.split())[:60] for cell in cells(column.number - 1) if cell.strip())
            column.examples = list(dict.fromkeys(filled))[:EXAMPLES]


def _field(key: str) -> str:
    return key if key in LABELS else NOT_READ


def _guess(
    columns: list[Column], free: list[tuple[int, str]], cells: Callable[[int], Cells], domains: Sequence[str], said: list[str]
) -> None:
    taken = {column.read_as for column in columns if column.read_as}
    candidates: dict[str, list[tuple[tuple[int, float, int], int, str]]] = {}
    for place, folded in free:
        if folded in _RANKS and not (folded in {"username", "user name", "login", "login id", "sis login id"} and not _mostly_addresses(cells(place))):
            field, rank = _RANKS[folded]
            how = How.KNOWN if rank < 4 else How.GUESSED
        elif _OTHERS.search(folded):
            continue
        else:
            field = next((field for field, words in _GUESSED if re.search(words, folded)), NOT_READ)
            rank, how = 100, How.GUESSED
        if not field:
            continue
        candidates.setdefault(field, []).append(((rank, -_fitness(field, cells(place), domains), place), place, how))
    if Field.EMAIL not in candidates and Field.EMAIL not in taken and PERSONAL_EMAIL in candidates:
        candidates[Field.EMAIL] = candidates[PERSONAL_EMAIL]
        said.append("There is only a personal email column, so that one is read.")
    candidates.pop(PERSONAL_EMAIL, None)
    has_parts = bool({Field.LAST, Field.FIRST} & (candidates.keys() | taken))
    whole = candidates.pop(WHOLE_NAME, [])
    if whole and not has_parts and not taken & {Field.LAST_FIRST, Field.FIRST_LAST}:
        _, place, how = min(whole)
        candidates[_order_of(cells(place), folded_heading(columns[place].heading))] = [((0, 0, 0), place, how)]
    # "Student" heads the numbers in some systems and the names in others.
    for place, folded in free:
        if folded == "student" and not has_parts and not whole and _looks_like_names(cells(place)):
            candidates[_order_of(cells(place))] = [((0, 0, 0), place, How.GUESSED)]
            candidates[Field.NUMBER] = [one for one in candidates.get(Field.NUMBER, []) if one[1] != place]
    for field, found in candidates.items():
        # A column that says nothing of the kind, such as "Class" with numbers of courses, is not read.
        for _, place, how in sorted(found):
            if field not in taken and _fits(field, cells(place)):
                columns[place].read_as, columns[place].how = field, how
                taken.add(field)


def _keep_one_of_each(columns: list[Column], said: list[str]) -> None:
    seen: dict[str, Column] = {}
    for column in columns:
        if not column.read_as:
            continue
        if first := seen.get(column.read_as):
            said.append(
                f"Columns {first.number} and {column.number} are both read as {LABELS[column.read_as].lower()}: "
                f"only column {first.number} is."
            )
            column.read_as = NOT_READ
        else:
            seen[column.read_as] = column


def adviser_is_named(headings: Iterable[str]) -> bool:
    return any(_ADVISER.search(folded_heading(heading)) for heading in headings)


def _fitness(field: str, cells: Cells, domains: Sequence[str]) -> float:
    """Of two columns of one heading the one with more of what it should have."""
    filled = [cell for cell in cells if cell.strip()]
    if field == Field.EMAIL:
        return sum(is_of_campus(cell.strip().lower(), domains) for cell in filled) * 2 + len(filled)
    return len(filled)


def _fits(field: str, cells: Cells) -> bool:
    filled = [cell for cell in cells if cell.strip()]
    if not filled:
        return True
    if field == Field.YEAR:
        return _share(filled, lambda cell: fold(cell.strip()) in YEARS or bool(re.search("[a-z]", fold(cell)))) > 0.5
    if field == Field.NUMBER:
        return _share(filled, lambda cell: bool(re.search(r"\d|#", cell))) > 0.5
    return True


def _order_of(cells: Cells, heading: str = "") -> str:
    filled = [cell for cell in cells if len(cell.split()) > 1 or "," in cell]
    if re.search(r"^(name )?last(,? name)? first", heading):
        return Field.LAST_FIRST
    return Field.LAST_FIRST if _share(filled, lambda cell: "," in cell) >= 0.5 else Field.FIRST_LAST


def _looks_like_names(cells: Cells) -> bool:
    filled = [cell for cell in cells if cell.strip()]
    return _share(filled, lambda cell: sum(map(str.isalpha, cell)) > len(cell) / 2 and "@" not in cell) > 0.6


def _mostly_addresses(cells: Cells) -> bool:
    return _share([cell for cell in cells if cell.strip()], lambda cell: "@" in cell) > 0.5


def _share(cells: Sequence[str], is_so: Callable[[str], bool]) -> float:
    return sum(map(is_so, cells)) / len(cells) if cells else 0


def _kind_of(filled: Sequence[str], cohorts: set[str]) -> str:
    """What a column without a heading may be, by the most of its cells."""
    if not filled:
        return NOT_READ
    numbers = Counter(bool(re.fullmatch(r"[@A-Za-z]{0,2}\d{5,10}", cell.strip())) for cell in filled)
    if _share(filled, lambda cell: bool(re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", cell.strip()))) > 0.6:
        return Field.EMAIL
    if numbers[True] > len(filled) * 0.6 and not _share(filled, lambda cell: len(cell.strip()) == 10) > 0.5:
        return Field.NUMBER
    if _share(filled, lambda cell: fold(cell.strip()) in YEARS) > 0.6:
        return Field.YEAR
    if _share(filled, lambda cell: fold(" ".join(cell.split())) in cohorts) > 0.6:
        return Field.COHORT
    if _share(filled, lambda cell: len(cell.strip()) > 3 and status_of(cell) is not None) > 0.6:
        return Field.STATUS
    if _share(filled, lambda cell: not cell.strip().isdigit() and bool(graduation_of(cell).value)) > 0.6:
        return Field.GRADUATES
    if _looks_like_names(filled) and not _share(filled, lambda cell: cell.strip().isupper() and len(cell) < 6) > 0.6:
        return WHOLE_NAME
    return NOT_READ
