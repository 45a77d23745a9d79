"""Whether a file is what it was brought as: no table, volunteers among students, or a roster among volunteers."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from statistics import median

from apps.administration.imports.checked import Checked, Option, Outcome, Question, Result
from apps.administration.models import Import
from apps.administration.roster.headings import is_known
from apps.administration.volunteers.columns import known_headings
from apps.core.tables.book import Book, Sheet, Unreadable, folded

# The question, and the name of its answer.
KIND = "kind"

_NO_TABLE = (
    "This file is a text and no table. Choose a CSV or XLSX file with a row for each person, below a row of headings "
    "such as {headings}."
)
_HEADINGS = {Import.Kind.STUDENTS: "Student ID, Name and Email", Import.Kind.VOLUNTEERS: "Name, Email and Willing"}
_WORDS_OF_A_HEADING = 8
_WORDS_OF_A_CELL = 4  # more than half of them have no more


def refuse_what_is_no_table(book: Book, kind: str) -> None:
    """Raises Unreadable for a letter, a note or an email: its lines are no rows."""
    knows = _knower(kind)
    if not any(_is_table(sheet, knows) for sheet in book.sheets):
        raise Unreadable(_NO_TABLE.format(headings=_HEADINGS[Import.Kind(kind)]))


def ask_about_kind(checked: Checked, *, kind: str, answers: Mapping[str, str]) -> None:
    """Where the headings are those of the other kind, this is the one question until somebody has answered it."""
    [other] = set(Import.Kind) - {kind}
    theirs = _known_to_one(other, kind, checked)
    if len(theirs) <= len(_known_to_one(kind, other, checked)):
        return
    if len(theirs) < 2 and "student" not in folded(theirs[0]):
        return
    question = Question(
        KIND,
        f"Is this a file of {other}?",
        f"You chose it as a file of {kind}, and it has columns such as {_listed(theirs)}.",
        [
            Option(other, f"Yes, check it as a file of {other}"),
            Option(kind, f"No, these are {kind}"),
        ],
        [row.row for row in checked.rows],
        kind if answers.get(KIND) == kind else "",
    )
    if question.answer:
        checked.questions.insert(0, question)
        return
    checked.questions, checked.columns, checked.said, checked.missing = [question], [], [], []
    checked.rows = [Outcome(one.row, one.who, Result.ASKED, question=KIND, plan=one.plan) for one in checked.rows]


def _known_to_one(kind: str, other: str, checked: Checked) -> list[str]:
    """The headings that say something in a file of this kind, and nothing in one of the other."""
    knows, other_knows = _knower(kind), _knower(other)
    headings = dict.fromkeys(column.heading for column in checked.columns if column.heading)
    return [heading for heading in headings if knows(heading) and not other_knows(heading)]


def _knower(kind: str) -> Callable[[str], bool]:
    if kind == Import.Kind.STUDENTS:
        return is_known
    known = known_headings()
    return lambda heading: folded(heading) in known


def _is_table(sheet: Sheet, knows: Callable[[str], bool]) -> bool:
    """Whether a row has headings; or the rows are about as long as each other and have a few words in each cell; or
    each is one address or number. Of a text, a comma parts the sentences.
    """
    rows = [[cell.text.strip() for cell in row.cells if cell.text.strip()] for row in sheet.rows]
    for texts in rows[:50]:
        if sum(map(knows, texts)) > 1 and max(len(text.split()) for text in texts) <= _WORDS_OF_A_HEADING:
            return True
    alone = [texts[0] for texts in rows if len(texts) == 1]
    if len(alone) * 2 >= len(rows):
        return sum(map(_is_address_or_number, alone)) * 2 >= len(alone)
    [(_, usual)] = Counter(map(len, rows)).most_common(1)
    words = median(len(text.split()) for texts in rows for text in texts)
    return usual * 3 >= len(rows) and words <= _WORDS_OF_A_CELL


def _is_address_or_number(text: str) -> bool:
    return " " not in text and ("@" in text or text.isdecimal())


def _listed(headings: Iterable[str]) -> str:
    *first, last = [f"“{heading}”" for heading in list(headings)[:4]]
    return f"{', '.join(first)} and {last}" if first else last
