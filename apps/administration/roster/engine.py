"""The roster of students: what a file would do, and doing it. The web's task and the command call these two."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from apps.accounts.models import User
from apps.administration.imports.checked import (
    Checked,
    How,
    Missing,
    Outcome,
    Result,
    missing_choice,
)
from apps.administration.imports.kinds import refuse_what_is_no_table
from apps.administration.models import Import
from apps.administration.roster import asking
from apps.administration.roster.agreeing import refuse_contradictions
from apps.administration.roster.asking import Questions, numbers_possible
from apps.administration.roster.carrying_out import Work, chosen_missing, lock
from apps.administration.roster.columns import (
    add_examples,
    adviser_is_named,
    columns_by_content,
    columns_of,
    remembered,
)
from apps.administration.roster.headings import LABELS, Field, is_known
from apps.administration.roster.judging import Deed, Judge
from apps.administration.roster.known import Known, cohorts_offered, load, members_of, usual_digits
from apps.administration.roster.lines import Line, lines_of
from apps.administration.roster.remembered import said_of
from apps.campus.models import Campus
from apps.cohorts.models import Cohort
from apps.core.tables.book import Book, Row, Sheet, Unreadable, folded, header_of, rows_named
from apps.core.tables.reading import read

Report = Callable[[int, int], None]

_NO_STUDENTS = "No column says who is who: choose which column has the student number or the email address."
_CHANGED_MEANWHILE = "This changed after the file was checked, so nothing was done. Check the file again."


def check(
    *,
    content: bytes,
    file_name: str,
    cohort: Cohort | None = None,
    sheet: str = "",
    columns: Mapping[int, str] | None = None,
    answers: Mapping[str, str] | None = None,
    choices: Mapping[str, Any] | None = None,
    by: User | None = None,
    as_of: datetime,
    report: Report = lambda done, of: None,
) -> Checked:
    """What each row would do; nothing is written. `cohort` is that of the rows that name none. `columns` say what
    each is read as, by its number from 1. Raises `apps.core.tables.book.Unreadable`.
    """
    campus = Campus.objects.current()
    today = as_of.astimezone(campus.zone).date()
    earlier = remembered()
    book = read(content, file_name)
    refuse_what_is_no_table(book, Import.Kind.STUDENTS)
    chosen = _sheet_of(book, sheet, set(earlier))
    header = header_of(chosen, _headings_in(chosen, set(earlier)))
    checked = Checked(sheet=chosen.name, sheets=[one.name for one in book.sheets], header_row=header)
    checked.fields = list(LABELS.items())
    _say_about_sheets(checked, book, chosen)
    body = [row for row in chosen.rows if header is None or row.number > header]
    names = [one.name for one in cohorts_offered(cohort=cohort, today=today)]
    headings = _headings(chosen, header)
    _read_columns(checked, chosen, body, headings, columns or {}, earlier, campus, names)
    places = {column.read_as: column.number - 1 for column in checked.columns if column.read_as}
    report(0, len(body))
    above = [row for row in chosen.rows if header is not None and row.number < header]
    lines = lines_of(body, places, domains=campus.email_domains, headings=headings, cohorts=names, above=above)
    no_people = {line.row for line in lines if line.result == Result.SKIPPED}
    people = [row for row in body if row.number not in no_people]
    add_examples(checked.columns, cells=lambda place: [row.cells[place].text for row in people])
    if not body:
        checked.said.append("There are no rows below the headings.")
    has_cohort = cohort is not None or any(line.cohort for line in lines)
    _say_about_columns(checked, places, headings, has_cohort=has_cohort)
    questions = Questions(answers or {})
    if header is None:
        asking.ask_about_columns(lines, questions)
    asking.ask_about_hidden_rows(lines, questions)
    known = _load(lines, campus=campus, cohort=cohort, as_of=as_of)
    asking.ask_about_status(lines, questions)
    asking.ask_about_numbers(lines, known, questions)
    asking.ask_about_addresses(lines, questions)
    refuse_contradictions(lines)  # before the rows of a cohort may be left out: they say what they say all the same
    asking.ask_about_cohorts(lines, known, questions, default=cohort.pk if cohort else None)
    checked.said += [said_of(question) for question in questions.asked.values() if question.is_remembered]
    report(len(body) // 2, len(body))
    plans = {line.row: {"line": line.copy()} for line in lines}
    judge = Judge(known, questions, choices or {})
    checked.rows = judge.judge(lines)
    _keep_plans(checked.rows, judge, plans)
    checked.missing = _missing(lines, judge, choices or {})
    checked.questions = questions.say_rows()
    report(len(body), len(body))
    return checked


def carry_out(
    checked: Checked,
    *,
    choices: Mapping[str, Any] | None = None,
    by: User | None = None,
    as_of: datetime,
    report: Report = lambda done, of: None,
) -> dict[str, int]:
    """Do it, inside the caller's transaction. Returns the rows by what became of them, which `checked.rows` then says.

    All is judged again under the locks. A row that would now do something else than was shown stays out and is refused.
    `report` may raise, to stop.
    """
    choices = choices or {}
    lock(checked, choices)
    campus = Campus.objects.current()
    lines = [row.plan["line"].copy() for row in checked.rows]
    for line, row in zip(lines, checked.rows, strict=True):
        if row.outcome == Result.ASKED and not line.questions:
            line.questions = [row.question]  # whoever asks it, the row waits
    answers = {question.key: question.answer for question in checked.questions}
    known = _load(lines, campus=campus, cohort=None, as_of=as_of)
    for line in lines:
        if line.cohort_id and line.cohort_id not in known.groups:
            line.end(Result.REFUSED, _CHANGED_MEANWHILE)
    judge = Judge(known, Questions(answers), choices)
    shown = {row.row: row for row in checked.rows}
    outcomes = judge.judge(lines)
    deeds = []
    for deed in judge.deeds:
        if deed.outcome.outcome == Result.UNCHANGED or _is_as_shown(shown[deed.line.row], deed):
            deeds.append(deed)
        else:
            deed.outcome.outcome, deed.outcome.reasons, deed.outcome.changes = Result.REFUSED, [_CHANGED_MEANWHILE], []
    for outcome in outcomes:
        outcome.plan = shown[outcome.row].plan
        if outcome.outcome == Result.ASKED and shown[outcome.row].outcome != Result.ASKED:
            outcome.outcome, outcome.reasons, outcome.question = Result.REFUSED, [_CHANGED_MEANWHILE], ""
        outcome.question = outcome.question or shown[outcome.row].question
    for deed in deeds:
        if deed.outcome.outcome == Result.CHANGED and not deed.taken:
            deed.outcome.outcome, deed.outcome.changes = Result.UNCHANGED, []
            deed.outcome.reasons = [*deed.outcome.reasons, "What differs was not chosen, so it stays as it is."]
    Work(deeds, chosen_missing(checked, choices), known, campus=campus, as_of=as_of, report=report).do()
    checked.rows = outcomes
    return checked.counts


# The file


def _sheet_of(book: Book, name: str, earlier: set[str]) -> Sheet:
    """The one that was chosen; otherwise the visible one with the most headings that are known."""
    for sheet in book.sheets:
        if sheet.name == name:
            return sheet
    visible = [sheet for sheet in book.sheets if not sheet.hidden]
    if not visible:
        raise Unreadable("All sheets of this workbook are hidden. Show the one with the students, and save it.")
    return max(visible, key=lambda sheet: _known_headings(sheet, earlier))


def _known_headings(sheet: Sheet, earlier: set[str]) -> int:
    header = header_of(sheet, _headings_in(sheet, earlier))
    return sum(bool(text.strip()) and is_known(text) for text in _headings(sheet, header)) if header else 0


def _headings_in(sheet: Sheet, earlier: set[str]) -> set[str]:
    """Of the first rows the cells that may be headings, folded."""
    found = (cell.text for row in sheet.rows[:50] for cell in row.cells if cell.text and len(cell.text) < 200)
    return {folded(text) for text in found if is_known(text) or folded(text) in earlier} - {""}


def _headings(sheet: Sheet, header: int | None) -> list[str]:
    row = next((row for row in sheet.rows if row.number == header), None)
    width = len(sheet.rows[0].cells) if sheet.rows else 0
    return [cell.text for cell in row.cells] if row else [""] * width


def _read_columns(
    checked: Checked,
    sheet: Sheet,
    body: Sequence[Row],
    headings: Sequence[str],
    chosen: Mapping[int, str],
    earlier: Mapping[str, Any],
    campus: Campus,
    cohorts: Iterable[str],
) -> None:
    def cells(place: int) -> list[str]:
        return [row.cells[place].text for row in body if place < len(row.cells)]

    if checked.header_row is None:
        checked.columns = columns_by_content(len(headings), cells=cells, chosen=chosen, cohorts=cohorts)
    else:
        hidden = {place + 1: "" for place in sheet.hidden_columns if place + 1 not in chosen}
        checked.columns, said = columns_of(
            headings,
            cells=cells,
            chosen={**hidden, **chosen},
            earlier=earlier,
            domains=campus.email_domains,
            cohorts=cohorts,
        )
        for column in checked.columns:
            if column.number in hidden:
                column.how = How.NOT_ASKED_FOR
        checked.said += said


def _say_about_sheets(checked: Checked, book: Book, chosen: Sheet) -> None:
    if len(book.sheets) > 1:
        others = [sheet for sheet in book.sheets if sheet is not chosen]
        named = ", ".join(f"“{sheet.name}”{' (hidden)' if sheet.hidden else ''}" for sheet in others)
        checked.said.append(f"Sheet “{chosen.name}” is read. Not read: {named}.")
    checked.said += chosen.said
    hidden = [row.number for row in chosen.rows if row.hidden]
    if hidden:
        listed = rows_named(hidden)
        checked.said.append(
            f"{listed[0].upper()}{listed[1:]} {'is' if len(hidden) == 1 else 'are'} hidden in the file."
        )
    if chosen.hidden_columns:
        checked.said.append("Columns that are hidden in the file are not read.")


def _say_about_columns(
    checked: Checked, places: Mapping[str, int], headings: Sequence[str], *, has_cohort: bool
) -> None:
    if Field.EMAIL not in places and Field.NUMBER not in places:
        checked.said.insert(0, _NO_STUDENTS)
    elif Field.EMAIL not in places:
        checked.said.insert(0, "There is no email column, so this file can only find students who are known by number.")
    elif Field.NUMBER not in places:
        checked.said.append("There is no column of student numbers, so students are known by their addresses.")
    if adviser_is_named(headings):
        checked.said.append("Advisers are not read from a roster. Choose them on the cohort’s page.")
    if Field.COHORT not in places and not has_cohort:
        checked.said.append("No column names a cohort, so people are added without one.")


# The rows


def _load(lines: Sequence[Line], *, campus: Campus, cohort: Cohort | None, as_of: datetime) -> Known:
    digits = usual_digits()
    return load(
        numbers=numbers_possible(lines, usual_digits=digits),
        emails={email for line in lines for email in (line.email, *line.others) if email},
        campus=campus,
        cohort=cohort,
        also={line.cohort_id for line in lines if line.cohort_id},
        today=as_of.astimezone(campus.zone).date(),
        usual_digits=digits,
    )


def _keep_plans(rows: Iterable[Outcome], judge: Judge, plans: Mapping[int, dict[str, Any]]) -> None:
    """What `carry_out` needs: the line before it was judged, whom it is about, and what it waits for."""
    deeds = {deed.line.row: deed for deed in judge.deeds}
    for row in rows:
        row.plan = plans[row.row]
        if deed := deeds.get(row.row):
            row.plan["cohorts"] = [*([deed.joins] if deed.joins else []), *deed.leaves]
            if deed.person:
                row.plan |= {"user_id": deed.person.user_id, "student_id": deed.person.student_id}
        if row.row in judge.addresses.waiting:
            row.plan["waits"] = True


def _is_as_shown(shown: Outcome, deed: Deed) -> bool:
    now = deed.outcome
    # A number or an address may have gone to somebody else, for whom the changes are the same.
    if deed.person and deed.person.user_id != shown.plan.get("user_id"):
        return False
    if shown.plan.get("waits") and now.outcome == Result.NEW:
        return True
    same = [(change.key, change.before, change.after) for change in shown.changes]
    return shown.outcome == now.outcome and same == [(one.key, one.before, one.after) for one in now.changes]


def _missing(lines: Sequence[Line], judge: Judge, choices: Mapping[str, Any]) -> list[Missing]:
    """Who is in a cohort of the file, and in no row of the file for it, whatever became of that row."""
    known = judge.known
    cohorts = {line.cohort_id for line in lines if line.cohort_id} & known.groups.keys()
    here: set[tuple[int, int]] = set()
    anywhere: set[int] = set()
    for line in lines:
        numbers = numbers_possible([line], usual_digits=known.usual_digits)
        people = [known.by_number.get(number.casefold()) for number in numbers]
        owner = known.by_email.get(line.email)
        if owner and not (owner.number and line.number):  # otherwise the row is about another number
            people.append(owner)
        for person in people:
            if person and person.student_id:
                if line.cohort_id:
                    here.add((person.student_id, line.cohort_id))
                elif line.cohort:  # of a cohort that is asked about
                    anywhere.add(person.student_id)
    for deed in judge.deeds:
        if deed.person and deed.person.student_id:
            here |= {(deed.person.student_id, cohort) for cohort in deed.leaves}
            if deed.archives:
                anywhere.add(deed.person.student_id)
    found = []
    for cohort, student, name in members_of(cohorts):
        if (student, cohort) not in here and student not in anywhere:
            key = missing_choice(student_id=student, cohort_id=cohort)
            found.append(Missing(student, name, known.groups[cohort].name, cohort, bool(choices.get(key))))
    return found
