"""Whether the lines of one file agree: two people on one address, two numbers of one person, a row twice."""

from collections.abc import Iterable

from apps.administration.imports.checked import Result
from apps.administration.roster.lines import Line
from apps.administration.roster.names import share_a_word
from apps.administration.roster.values import Status
from apps.core.names.given import given_names_agree
from apps.core.tables.book import rows_named


def refuse_contradictions(lines: Iterable[Line]) -> None:
    """Both rows are refused, each with the other's number, because nobody can tell which is right."""
    alive = [line for line in lines if line.result not in (Result.SKIPPED, Result.REFUSED)]
    for email, those in _grouped((line.email, line) for line in alive).items():
        numbers = list(dict.fromkeys(line.number for line in those if line.number))
        # Whether a zero was lost is asked, and until then they may be one number.
        is_open = any(line.is_number_asked for line in those)
        if len({number.casefold().lstrip("0" if is_open else "") for number in numbers}) > 1:
            _refuse(those, f"have one address, {email}, for two student numbers: {_listed(numbers)}.")
        elif not _are_one_person(those):
            _refuse(those, f"have one address, {email}, for two people.")
    for number, those in _grouped((line.number.casefold(), line) for line in alive).items():
        emails = list(dict.fromkeys(line.email for line in those if line.email))
        shown = those[0].number or number
        if len(emails) > 1:
            _refuse(those, f"have one student number, {shown}, for two addresses: {_listed(emails)}.")
        elif not all(share_a_word(those[0].full_name, line.full_name) for line in those[1:]):
            _refuse(those, f"have one student number, {shown}, for two people.")


def people_of(lines: Iterable[Line]) -> list[list[Line]]:
    """The lines of each person who is still in question, by their number, otherwise by their address. The first is the
    one that counts for the name.
    """
    alive = [line for line in lines if line.result not in (Result.SKIPPED, Result.REFUSED)]
    number_at = {line.email: line.number.casefold() for line in alive if line.email and line.number}
    groups: dict[str, list[Line]] = {}
    for line in alive:
        number = line.number.casefold() or number_at.get(line.email, "")
        groups.setdefault(number or line.email or f"row {line.row}", []).append(line)
    return list(groups.values())


def skip_repeated(people: Iterable[list[Line]]) -> None:
    """A row that says again who is in a cohort. Where one row has the student as withdrawn, or on the waiting list, and
    one as enrolled, they are enrolled.
    """
    for lines in people:
        first: dict[int | None | str, Line] = {}
        out = (Status.WITHDRAWN, Status.WAITING)
        enrolled = {line.cohort_id for line in lines if line.status not in out and not line.questions}
        for line in lines:
            if line.questions:
                continue
            place = line.cohort_id
            if line.status in out and place in enrolled:
                line.end(Result.SKIPPED, "Another row has this student as enrolled in the same cohort.")
            elif place in first:
                line.end(Result.SKIPPED, f"Row {first[place].row} is the same student in the same cohort.")
            else:
                first[place] = line


def _are_one_person(lines: list[Line]) -> bool:
    """Of lines with one address. Where one has no number, the address says nothing without the given names."""
    first, *others = lines
    if all(line.number for line in lines):
        return all(share_a_word(first.full_name, line.full_name) for line in others)
    return all(given_names_agree(first, line) for line in others)


def _refuse(lines: list[Line], why: str) -> None:
    listed = rows_named({line.row for line in lines})
    for line in lines:
        line.end(Result.REFUSED, f"{listed[0].upper()}{listed[1:]} {why}")


def _grouped(pairs: Iterable[tuple[str, Line]]) -> dict[str, list[Line]]:
    """Those of which there are several."""
    groups: dict[str, list[Line]] = {}
    for key, line in pairs:
        if key:
            groups.setdefault(key, []).append(line)
    return {key: lines for key, lines in groups.items() if len(lines) > 1}


def _listed(words: list[str]) -> str:
    return " and ".join(words)
