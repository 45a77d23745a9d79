"""What the page of an import shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.contrib.humanize.templatetags.humanize import intcomma
from django.core.paginator import Page
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.http import urlencode

from apps.administration.imports.checked import How, Result
from apps.administration.imports.progress import Progress, progress_of
from apps.administration.imports.rows import ticks
from apps.administration.imports.work import STAY_OUT
from apps.administration.models import Import, ImportedRow
from apps.core.pages import page_of
from apps.core.templatetags.dates import month_day

A_PAGE = 50
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
PERSON = {Import.Kind.STUDENTS: ("student", "students"), Import.Kind.VOLUNTEERS: ("volunteer", "volunteers")}


@dataclass(frozen=True)
class Line:
    """A row of the table, or somebody who is missing from the file."""

    row: ImportedRow
    ticks: list[tuple[str, str, bool]]
    is_done: bool

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

    @property
    def question(self) -> str:
        return self.row.said.get("question", "")


class Numbers:
    """How many rows do what; of those that change, only what is chosen."""

    def __init__(self, row: Import) -> None:
        self.row = row
        self.one, self.many = PERSON[Import.Kind(row.kind)]

    def of(self, outcome: str) -> int:
        number: int = self.row.counts.get(outcome, 0)
        return number

    @cached_property
    def _chosen(self) -> dict[str, int]:
        chosen = self.row.rows.filter(is_chosen=True, outcome__in=[Result.CHANGED, ImportedRow.MISSING])
        return dict(chosen.order_by().values_list("outcome").annotate(Count("pk")))

    @property
    def new(self) -> int:
        return self.of(Result.NEW)

    @property
    def total(self) -> int:
        return sum(self.of(result) for result in Result)

    @property
    def changed(self) -> int:
        return self._chosen.get(Result.CHANGED, 0)

    @property
    def leaving(self) -> int:
        return self._chosen.get(ImportedRow.MISSING, 0)

    @property
    def going(self) -> int:
        return self.of(Result.NEW) + self.changed

    @property
    def missing(self) -> int:
        return self.of(ImportedRow.MISSING)

    @property
    def not_right(self) -> int:
        """Those that would go in if the file, or an answer, were another."""
        return self.of(Result.ASKED) + self.of(Result.REFUSED)

    @property
    def staying_out(self) -> int:
        return sum(self.of(result) for result in STAY_OUT)

    @property
    def headline(self) -> str:
        if not self.total:
            return "There are no rows in this file"
        if not self.going:
            return "Nothing to add or change" if not self.not_right else "No row can go in yet"
        if self.going == self.total:
            return f"All {intcomma(self.total)} rows can go in" if self.total > 1 else "The one row can go in"
        return f"{intcomma(self.going)} of {intcomma(self.total)} rows can go in"

    @property
    def sum(self) -> str:
        """ "37 new and 6 changed." """
        said = _counted({"new": self.new, "changed": self.changed})
        leave = f"{intcomma(self.leaving)} {'leaves a cohort' if self.leaving == 1 else 'leave a cohort'}"
        return " ".join(f"{part}." for part in (said, leave if self.leaving else "") if part)

    @property
    def rest(self) -> str:
        """ "4 asked and 2 skipped stay out. 11 are unchanged." """
        out = _counted({result.value: self.of(result) for result in STAY_OUT})
        not_taken, same = self.of(Result.CHANGED) - self.changed, self.of(Result.UNCHANGED)
        is_done = self.row.state == Import.State.DONE
        said = [
            f"{out} {'stays' if self.staying_out == 1 else 'stay'} out." if out and not is_done else "",
            f"{out} stayed out." if out and is_done else "",
            f"{intcomma(not_taken)} {'change is' if not_taken == 1 else 'changes are'} not taken." if not_taken else "",
            f"{intcomma(same)} {'is' if same == 1 else 'are'} unchanged." if same else "",
        ]
        return " ".join(filter(None, said))

    @property
    def button(self) -> str:
        """Empty where there is nothing to do."""
        if self.not_right and self.going:
            return "Add the good ones"
        if self.new:
            return f"Add all {intcomma(self.going)}" if self.going > 1 else f"Add this {self.one}"
        if self.changed:
            return f"Make {intcomma(self.changed)} changes" if self.changed > 1 else "Make this change"
        return "Take them out" if self.leaving else ""

    @property
    def doing(self) -> str:
        """While they go in."""
        number = self.going or self.leaving
        return f"{'Adding' if self.new else 'Changing'} {intcomma(number)} {self.one if number == 1 else self.many}"

    @property
    def came_of_it(self) -> str:
        """When it is done. `counts` are then those of the engine."""
        new, changed, left = self.new, self.of(Result.CHANGED), self.row.counts.get("left", 0)
        who = self.one if new == 1 else self.many
        said = _counted({f"{who} added": new, "changed": changed, "taken out of a cohort": left})
        return said or "Nothing was added or changed"


def _counted(numbers: Mapping[str, int]) -> str:
    """ "37 new, 6 changed and 2 asked"; empty where all are 0."""
    *first, last = [f"{intcomma(number)} {what}" for what, number in numbers.items() if number] or [""]
    return f"{', '.join(first)} and {last}" if first else last


class DryRun:
    """The page of one that was checked, and the list of one that is done."""

    def __init__(self, row: Import, request: HttpRequest) -> None:
        self.row, self._request = row, request
        self.numbers = Numbers(row)
        self.checked: dict[str, Any] = row.checked

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
            found.append(Line(each, [] if self._is_done else ticks(each, self.row.choices), self._is_done))
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
    def may_take_addresses(self) -> bool:
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

    @property
    def question(self) -> dict[str, Any] | None:
        """The first without an answer."""
        return next((one for one in self.checked.get("questions", []) if not one["answer"]), None)

    @property
    def waiting(self) -> int:
        return sum(not one["answer"] for one in self.checked.get("questions", []))

    @property
    def answered(self) -> list[dict[str, Any]]:
        return [one for one in self.checked.get("questions", []) if one["answer"]]


def _is_long(column: Mapping[str, Any]) -> bool:
    """Whether its examples stand one under another."""
    return any("," in example for example in column["examples"]) or len("".join(column["examples"])) > 40


def progress_for(row: Import) -> Progress | None:
    return progress_of(row.pk) if row.began_at else None
