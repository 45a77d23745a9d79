"""What the page of an import shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.core.paginator import Page
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode

from apps.administration.imports.checked import How, Result
from apps.administration.imports.numbers import Numbers
from apps.administration.imports.progress import Progress, progress_of
from apps.administration.imports.rows import ticks
from apps.administration.imports.work import STAY_OUT
from apps.administration.models import Import, ImportedRow
from apps.core.pages import page_of
from apps.core.templatetags.dates import month_day
from apps.core.text import row_id

A_PAGE = 50
QUESTIONS = 10  # at once
_CHIPS = {
    Result.NEW: ("done", "plus", "New"),
    Result.CHANGED: ("", "pencil", "Changed"),
    Result.UNCHANGED: ("", "check", "Unchanged"),
    Result.ASKED: ("ask", "circle-question-mark", "Asked"),
    Result.REFUSED: ("bad", "x", "Refused"),
    Result.SKIPPED: ("", "minus", "Skipped"),
    ImportedRow.MISSING: ("", "users", "Not in the file"),
}
_SAID = {
    Result.NEW: "Went in.",
    Result.CHANGED: "Went in.",
    Result.UNCHANGED: "Nothing to change.",
    Result.ASKED: "The question was not answered.",
    Result.REFUSED: "Stayed out.",
    Result.SKIPPED: "Stayed out.",
}
_WOULD = _SAID | {
    Result.NEW: "Would go in.",
    Result.CHANGED: "Would go in.",
    Result.REFUSED: "Would stay out.",
    Result.SKIPPED: "Would stay out.",
}
_TABS = (Result.NEW, Result.CHANGED, Result.UNCHANGED, Result.ASKED, Result.REFUSED, Result.SKIPPED)
_HOW = {
    How.KNOWN: "By its heading",
    How.GUESSED: "Guessed",
    How.REMEMBERED: "As last time",
    How.CHOSEN: "You chose",
    How.NOT_ASKED_FOR: "Nobody asked for it",
}


@dataclass(frozen=True)
class Line:
    """A row of the table, or somebody who is missing from the file."""

    row: ImportedRow
    ticks: list[tuple[str, str, bool]]
    is_done: bool
    question_url: str

    @property
    def chip(self) -> tuple[str, str, str]:
        return _CHIPS[self.row.outcome]  # type: ignore[index]

    @property
    def outcome_said(self) -> str:
        """Where nothing else is said of a row, such as of one that went in, whose name is gone."""
        return (_SAID if self.is_done else _WOULD)[Result(self.row.outcome)]

    @property
    def changes(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.row.said.get("changes", [])
        return found


class DryRun:
    """The page of one that was checked, and the list of one that is done."""

    def __init__(self, row: Import, request: HttpRequest, *, sent: Mapping[str, str] | None = None) -> None:
        """`sent` is what was chosen on the page, where it is shown once more."""
        self.row, self._request, self._sent = row, request, sent or {}
        self.numbers = Numbers(row)
        self.checked: dict[str, Any] = row.checked
        for one in self.checked.get("questions", []):
            one["shown"] = self._sent.get(f"answer-{one['key']}") or one["answer"] or one.get("proposed", "")
        for column in self.checked.get("columns", []):
            column["shown"] = self._sent.get(f"column-{column['number']}", column["read_as"])

    @property
    def unchosen(self) -> str:
        """The question whose button was pressed without an answer; empty where there is none."""
        pressed = self._sent.get("check", "")
        has_answer = bool(self._sent.get(f"answer-{pressed}"))
        return "" if has_answer else next((one["key"] for one in self.unanswered if one["key"] == pressed), "")

    @property
    def shown(self) -> str:
        """Which outcome alone is shown; empty for all rows, and of one that is done for those that stayed out."""
        wanted = self._request.GET.get("show", "")
        return wanted if wanted in (*_TABS, ImportedRow.MISSING) else ""

    @property
    def _is_done(self) -> bool:
        return self.row.state == Import.State.DONE

    @cached_property
    def page(self) -> Page[ImportedRow]:
        rows: QuerySet[ImportedRow] = self.row.rows.all()
        if self.shown:
            rows = rows.filter(outcome=self.shown)
        elif self._is_done:
            rows = rows.filter(outcome__in=STAY_OUT)
        else:
            rows = rows.exclude(outcome=ImportedRow.MISSING)
        return page_of(self._request, rows, A_PAGE)

    @cached_property
    def lines(self) -> list[Line]:
        found = []
        for each in self.page:
            marks = [] if self._is_done else ticks(each, self.row.choices)
            found.append(Line(each, marks, self._is_done, self._url_of(each.said.get("question", ""))))
        return found

    @property
    def student_ids(self) -> list[int]:
        """Whose records are shown."""
        return [line.row.student_id for line in self.lines if line.row.student_id]

    @property
    def tabs(self) -> list[tuple[str, int, str, bool]]:
        """Label, number, address and whether it is the one that is shown."""
        out = ("", "Stayed out", self.numbers.staying_out)
        numbers = [out if self._is_done else ("", "All rows", self.numbers.total)]
        numbers += [(name, _CHIPS[name][2], self.numbers.of(name)) for name in _TABS if self.numbers.of(name)]
        return [(label, number, self.at(name), name == self.shown) for name, label, number in numbers]

    def at(self, outcome: str) -> str:
        return f"{self._request.path}{'?' if outcome else ''}{urlencode({'show': outcome} if outcome else {})}#dry"

    @property
    def missing_url(self) -> str:
        return self.at(ImportedRow.MISSING)

    @property
    def is_missing_shown(self) -> bool:
        return self.shown == ImportedRow.MISSING

    @cached_property
    def columns(self) -> list[dict[str, Any]]:
        """Those that are read, with how we know."""
        read = [column for column in self.checked.get("columns", []) if column["read_as"]]
        return [{**column, "how": self._how(column), "is_long": _is_long(column)} for column in read]

    @cached_property
    def has_addresses_to_take(self) -> bool:
        """Whether addresses would change, of which each is to be ticked by itself."""
        untaken = [{"key": "email", "chosen": False}]
        return self.shown == Result.CHANGED and self.row.rows.filter(said__changes__contains=untaken).exists()

    @property
    def unread(self) -> list[dict[str, Any]]:
        return [column for column in self.checked.get("columns", []) if not column["read_as"]]

    def _how(self, column: Mapping[str, Any]) -> str:
        if column["how"] == How.REMEMBERED and column["since"]:
            zone, now = self._request.zone, self._request.now  # type: ignore[attr-defined]
            return f"As on {month_day(datetime.fromisoformat(column['since']).astimezone(zone), now)}"
        return _HOW.get(column["how"], "")

    @cached_property
    def unanswered(self) -> list[dict[str, Any]]:
        """The questions without an answer, each with its `number`, which the address may ask for."""
        waiting = [one for one in self.checked.get("questions", []) if not one["answer"]]
        create = reverse("administration:new_cohort")
        for number, one in enumerate(waiting, start=1):
            one["number"] = number
            one["create_url"] = f"{create}?{urlencode({'import': self.row.pk, 'name': one.get('cohort', '')})}"
        return waiting

    @property
    def questions(self) -> list[dict[str, Any]]:
        """Those that are shown: a few, with the one that the address asks for."""
        wanted = row_id(self._request.GET.get("question", "")) or 1
        first = (min(wanted, len(self.unanswered) or 1) - 1) // QUESTIONS * QUESTIONS
        return self.unanswered[first : first + QUESTIONS]

    @property
    def proposals(self) -> int:
        """How many of those shown have an answer that is only proposed."""
        return sum(bool(one.get("proposed")) for one in self.questions)

    def _url_of(self, question: str) -> str:
        """Where a row's own question is; empty where it is not open."""
        number = next((one["number"] for one in self.unanswered if one["key"] == question), None)
        if number is None:
            return ""
        query = self._request.GET.copy()
        query["question"] = str(number)
        return f"?{query.urlencode()}#question-{number}"

    @property
    def remembers(self) -> bool:
        return any(one.get("is_remembered") for one in self.answered)

    @property
    def answered(self) -> list[dict[str, Any]]:
        return [one for one in self.checked.get("questions", []) if one["answer"]]


def _is_long(column: Mapping[str, Any]) -> bool:
    """Whether its examples stand one under another."""
    return any("," in example for example in column["examples"]) or len("".join(column["examples"])) > 40


def progress_for(row: Import) -> Progress | None:
    return progress_of(row.pk) if row.began_at else None
