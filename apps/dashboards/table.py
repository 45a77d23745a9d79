"""The cohort's table, ready to print: a line for each student.

A cell or a row of stones has few forms, so each form is rendered once and kept: a table of 250 students then costs
little more than its query.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from apps.campus.models import Campus
from apps.core.templatetags.parts import stone_states
from apps.dashboards.attention import Attention
from apps.interviews.models import Step
from apps.interviews.progress import Row

STEPS = (Step.ASK, Step.PREPARE, Step.MEET, Step.THANK, Step.REFLECT)


@dataclass(frozen=True, slots=True)
class Line:
    """One student: the cells of the five steps, the stones of the goal, and the local date of the last move."""

    row: Row
    cells: SafeString
    stones: SafeString
    moved_on: str
    moved: str


def lines(*, rows: Iterable[Row], needing: Iterable[Attention], campus: Campus, today: date) -> list[Line]:
    """The rows in the order given; a step is edged where `needing` has the student stuck or a thank-you is late."""
    stuck_at = {each.row.student_id: each.step for each in needing}
    return [_line(row, stuck_at.get(row.student_id), campus, today) for row in rows]


def _line(row: Row, stuck_at: Step | None, campus: Campus, today: date) -> Line:
    moved_on = row.last_moved.astimezone(campus.zone).date() if row.last_moved else None
    cells = (_cell(step, getattr(row, step.value), _trouble(row, step, stuck_at)) for step in STEPS)
    return Line(
        row=row,
        cells=mark_safe("".join(cells)),  # noqa: S308  # nosec B308 B703 - each is a rendered template
        stones=_stones(row.counted, row.under_way, row.goal),
        moved_on=moved_on.isoformat() if moved_on else "",
        moved=_moved(moved_on, today),
    )


def _trouble(row: Row, step: Step, stuck_at: Step | None) -> str:
    if step is Step.THANK and row.overdue_thanks:
        return "overdue"
    return "stuck" if step is stuck_at else ""


def _moved(moved_on: date | None, today: date) -> str:
    if moved_on is None:
        return "Not yet"
    return "Today" if moved_on == today else f"{moved_on:%a} {moved_on.day} {moved_on:%b}"


@lru_cache(maxsize=1000)
def _cell(step: Step, number: int, trouble: str) -> SafeString:
    return render_to_string(
        "dashboards/parts/step_cell.html", {"label": step.label, "number": number, "trouble": trouble}
    )


@lru_cache(maxsize=1000)
def _stones(counted: int, under_way: int, goal: int) -> SafeString:
    return render_to_string(
        "dashboards/parts/row_stones.html",
        {
            "states": stone_states(counted, under_way, goal),
            "counted": counted,
            "under_way": under_way,
            "goal": goal,
        },
    )
