"""What the columns of a roster may be read as, and how it is guessed.

A column is read only where its heading, a person or an earlier file says what it is. A file without a header is guessed
by what is in it, and always asked about.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from apps.administration.imports.checked import NOT_READ, Column, How
from apps.administration.models import LONGEST_HEADING, Import, RememberedColumn
from apps.administration.roster.headings import (
    ABOUT_OTHERS,
    ADVISER,
    GUESSED,
    LABELS,
    LOGINS,
    MAY_BE_STATUS,
    PERSONAL_EMAIL,
    STRIPPED,
    WHOLE_NAME,
    Field,
    rank_of,
    spaced,
)
from apps.administration.roster.values import YEARS, graduation_of, is_of_campus, number_of, status_of
from apps.core.folding import fold
from apps.core.tables.book import folded
from apps.core.text import one_line

EXAMPLES = 3
# Words, as "1st Year" and "U1", and no course as "UNIV 101".
_BORN_BEFORE = "2015"  # a day before it is one of birth, and not of graduation
_A_YEAR = re.compile(r"(?!.*\d{2}.*[a-z]|.*[a-z].*\d{2}).*[a-z].*")
# A key that a program made up: 3f2b1c00-1111-2222-3333-444455556666.
_KEY = re.compile(r"\{?[0-9a-f]{8}(-?[0-9a-f]{4}){3}-?[0-9a-f]{12}\}?", re.IGNORECASE)

Cells = Sequence[str]


def remembered() -> dict[str, RememberedColumn]:
    """By the heading, folded."""
    return {one.heading: one for one in RememberedColumn.objects.filter(kind=Import.Kind.STUDENTS)}


def columns_of(
    headings: Sequence[str],
    *,
    cells: Callable[[int], Cells],
    chosen: Mapping[int, str],
    earlier: Mapping[str, RememberedColumn],
    domains: Sequence[str],
    cohorts: Iterable[str] = (),
) -> tuple[list[Column], list[str]]:
    """Each column with what it is read as, and what is to be said of that. `cells` are those of a column by its place,
    `chosen` is by its number from 1.
    """
    columns = [Column(place + 1, one_line(heading[:200])[:80]) for place, heading in enumerate(headings)]
    said: list[str] = []
    free = []
    for place, column in enumerate(columns):
        words = spaced(headings[place])
        if column.number in chosen:
            column.read_as, column.how = _field(chosen[column.number]), How.CHOSEN
        elif (before := earlier.get(folded(headings[place])[:LONGEST_HEADING])) and (
            before.read_as or not _tells_who(words)
        ):
            column.read_as, column.how = _field(before.read_as), How.REMEMBERED
            column.since = before.at.isoformat()
        elif words:
            free.append((place, words))
    _guess(columns, free, cells, domains, {fold(name) for name in cohorts}, said)
    _keep_one_of_each(columns, said)
    return columns, said


def columns_by_content(
    width: int, *, cells: Callable[[int], Cells], chosen: Mapping[int, str], cohorts: Iterable[str]
) -> list[Column]:
    """The same for a file without a header: each is a guess."""
    columns = [Column(place + 1, "") for place in range(width)]
    names: list[Column] = []
    known = {fold(name) for name in cohorts}
    for column in columns:
        if column.number in chosen:
            column.read_as, column.how = _field(chosen[column.number]), How.CHOSEN
    for place, column in enumerate(columns):
        if column.how == How.CHOSEN:
            continue
        kind = _kind_of([cell for cell in cells(place) if cell.strip()], known)
        taken = {one.read_as for one in columns}
        if kind == WHOLE_NAME:
            names.append(column)
        elif kind and kind not in taken:
            column.read_as, column.how = kind, How.GUESSED
    if {Field.LAST, Field.FIRST, Field.LAST_FIRST, Field.FIRST_LAST} & {column.read_as for column in columns}:
        names = []
    elif len(names) > 1:
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
            found: dict[str, None] = {}  # in their order, each once
            for cell in cells(column.number - 1):
                if cell.strip() and not (column.read_as == Field.NUMBER and number_of(cell).problem):
                    found[" ".join(cell.split())[:60]] = None
                if len(found) == EXAMPLES:
                    break
            column.examples = list(found)


def _tells_who(heading: str) -> bool:
    """Whether it is what students are known by, which one file may leave out, and the next one reads again."""
    field, _ = rank_of(heading) or (NOT_READ, 0)
    return field in (Field.NUMBER, Field.EMAIL)


def _field(key: str) -> str:
    return key if key in LABELS else NOT_READ


def _guess(
    columns: list[Column],
    free: list[tuple[int, str]],
    cells: Callable[[int], Cells],
    domains: Sequence[str],
    cohorts: Collection[str],
    said: list[str],
) -> None:
    taken = {column.read_as for column in columns if column.read_as}
    candidates: dict[str, list[tuple[tuple[int, float, int], int, str]]] = {}
    for place, heading in free:
        if heading in LOGINS and not _has_addresses(cells(place)):
            continue
        if known := rank_of(heading):
            field, rank = known
        elif ABOUT_OTHERS.search(heading):
            continue
        else:
            field, rank = next((field for field, words in GUESSED if re.search(words, heading)), NOT_READ), 100
        if field == Field.EMAIL and not known and any(cells(place)) and not _has_addresses(cells(place)):
            continue  # an address for letters
        if not field or (field == Field.STATUS and _is_no_status(heading, rank, cells(place))):
            continue
        if field == Field.NUMBER and _is_count(heading, cells(place)):
            continue
        how: str = How.KNOWN if rank < 4 else How.GUESSED
        if field == Field.EMAIL and _is_of_campus(cells(place), domains):
            rank -= 1000  # of "Email" and "Email 2" the one with the campus's own
        if field == Field.COHORT and _share(cells(place), lambda cell: fold(" ".join(cell.split())) in cohorts) > 0.5:
            rank -= 1000  # of "Cohort code" and "Cohort description" the one that names cohorts of the term
        candidates.setdefault(field, []).append(((rank, -_fitness(field, cells(place), domains), place), place, how))
    if Field.EMAIL not in candidates and Field.EMAIL not in taken and PERSONAL_EMAIL in candidates:
        candidates[Field.EMAIL] = candidates[PERSONAL_EMAIL]
        said.append("There is only a personal email column, so that one is read.")
    candidates.pop(PERSONAL_EMAIL, None)
    has_parts = bool({Field.LAST, Field.FIRST} & (candidates.keys() | taken))
    whole = candidates.pop(WHOLE_NAME, [])
    if whole and not has_parts and not taken & {Field.LAST_FIRST, Field.FIRST_LAST}:
        _, place, how = min(whole)
        candidates[_order_of(cells(place), spaced(columns[place].heading))] = [((0, 0, 0), place, how)]
    # "Student" heads the numbers in some systems and the names in others.
    for place, heading in free:
        if heading == "student" and not has_parts and not whole and _looks_like_names(cells(place)):
            candidates[_order_of(cells(place))] = [((0, 0, 0), place, How.GUESSED)]
            candidates[Field.NUMBER] = [one for one in candidates.get(Field.NUMBER, []) if one[1] != place]
    for field, found in candidates.items():
        # A column that says nothing of the kind, such as "Class" with numbers of courses, is not read.
        for _, place, how in sorted(found):
            if field not in taken and _fits(field, cells(place)):
                columns[place].read_as, columns[place].how = field, how
                taken.add(field)
                same = [one for one in columns if spaced(one.heading) == spaced(columns[place].heading)]
                if len(same) > 1:
                    said.append(
                        f"{len(same)} columns are headed “{columns[place].heading}”. Column {place + 1} is read."
                    )


def _keep_one_of_each(columns: list[Column], said: list[str]) -> None:
    seen: dict[str, Column] = {}
    for column in sorted(columns, key=lambda one: one.how != How.CHOSEN):
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
    return any(ADVISER.search(spaced(heading)) for heading in headings)


def _fitness(field: str, cells: Cells, domains: Sequence[str]) -> float:
    """Of two columns of one heading the one with more of what it should have."""
    filled = [cell for cell in cells if cell.strip()]
    if field == Field.EMAIL:
        return sum(is_of_campus(cell.strip().lower(), domains) for cell in filled) * 2 + len(filled)
    return len(filled)


def _is_of_campus(cells: Cells, domains: Sequence[str]) -> bool:
    filled = [cell for cell in cells if cell.strip()]
    return _share(filled, lambda cell: is_of_campus(cell.strip().lower(), domains)) > 0.5


def _fits(field: str, cells: Cells) -> bool:
    filled = [cell for cell in cells if cell.strip()]
    if not filled:
        return True
    if field == Field.YEAR:
        return _share(filled, lambda cell: fold(cell.strip()) in YEARS or bool(_A_YEAR.fullmatch(fold(cell)))) > 0.5
    if field == Field.NUMBER:
        return _share(filled, lambda cell: bool(re.search(r"\d|#", cell))) > 0.2
    return True


def _is_no_status(heading: str, rank: int, cells: Cells) -> bool:
    """Whether a heading that says little of a status stands above something else, such as the state of an address."""
    if heading not in MAY_BE_STATUS and rank < STRIPPED:
        return False
    shortest = 3 if heading == "state" else 1  # OK is Oklahoma
    filled = [cell.strip() for cell in cells if cell.strip()]
    return _share(filled, lambda cell: len(cell) >= shortest and status_of(cell) is not None) < 0.5


def _is_count(heading: str, cells: Cells) -> bool:
    """Whether rows are only counted below "ID", or have the key of another system that nobody is known by."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    if filled and all(_KEY.fullmatch(cell) for cell in filled):
        return True
    numbers = [int(cell) for cell in filled if len(cell) < 6 and cell.isascii() and cell.isdigit()]
    return "student" not in heading and bool(numbers) and numbers == [*range(1, len(filled) + 1)]


def _order_of(cells: Cells, heading: str = "") -> str:
    filled = [cell for cell in cells if len(cell.split()) > 1 or "," in cell]
    if re.search(r"^((student |full |legal )?name )?last(,? name)? first", heading):
        return Field.LAST_FIRST
    return Field.LAST_FIRST if _share(filled, lambda cell: "," in cell) >= 0.5 else Field.FIRST_LAST


def _looks_like_names(cells: Cells) -> bool:
    # "Chidi Okafor (20481234)" is a name, too.
    filled = [text for cell in cells if (text := re.sub(r"\(.*?\)", "", cell).strip())]
    return _share(filled, lambda cell: sum(map(str.isalpha, cell)) > len(cell) / 2 and "@" not in cell) > 0.6


def _has_addresses(cells: Cells) -> bool:
    return _share([cell for cell in cells if cell.strip()], lambda cell: "@" in cell) > 0.3


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
    if _share(filled, lambda cell: not cell.strip().isdigit() and graduation_of(cell).value > _BORN_BEFORE) > 0.6:
        return Field.GRADUATES
    if _looks_like_names(filled) and not _share(filled, lambda cell: cell.strip().isupper() and len(cell) < 6) > 0.6:
        return WHOLE_NAME
    return NOT_READ
