"""The cohort's tables and lists, ready to print: a line for each student, for each who needs attention, and for
each who owes a late thank-you.

Rows and cells have few forms, so each form is rendered once and cached: a table of 250 students then costs little
more than its query. The cached forms hold no student's values; those are filled in, escaped, each time.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from html import escape
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from apps.advising.caseload import Standing
from apps.advising.needing import Need
from apps.advising.nudges.chosen import LeftOut, not_now
from apps.advising.reasons import Reason
from apps.campus.models import Campus
from apps.core import text
from apps.core.templatetags.dates import clock_and_zone, near_day, short_day
from apps.core.templatetags.parts import stone_states
from apps.interviews.deadlines import mark
from apps.interviews.progress import Row
from apps.interviews.steps import Step

STEPS = (Step.ASK, Step.PREPARE, Step.MEET, Step.THANK, Step.REFLECT)


@dataclass(frozen=True, slots=True)
class Line:
    """One student: the cells of the five steps, the stones of the goal, the local day of the last move in words, and
    the whole row with all of them in it.
    """

    row: Row
    cells: SafeString
    stones: SafeString
    moved: str
    html: SafeString


def told_apart(rows: Sequence[Row]) -> list[Row]:
    """The rows in the order given; where several have one name, the email address stands after it."""
    names = text.told_apart((row.name, row.email) for row in rows)
    return [row if row.name == name else replace(row, name=name) for row, name in zip(rows, names, strict=True)]


def lines(
    *,
    rows: Iterable[Row],
    needing: Iterable[Need],
    campus: Campus,
    today: date,
    students_url: str = "",
    here: str = "",
) -> list[Line]:
    """The rows in the order given; a step is edged where `needing` has the student stuck or a thank-you is late.

    `students_url` with a student's id and a slash is the address of that student's page; `here` behind it, from
    `core/pages.py`, leads back.
    """
    stuck_at = {each.row.student_id: each.step for each in needing}
    return [_line(row, stuck_at.get(row.student_id), campus, today, students_url, here) for row in rows]


def _line(row: Row, stuck_at: Step | None, campus: Campus, today: date, students_url: str, here: str) -> Line:
    each = (_cell(step, getattr(row, step.value), _trouble(row, step, stuck_at)) for step in STEPS)
    cells = mark_safe("".join(each))  # noqa: S308  # nosec B308 B703 - each is a rendered template
    stones = _stones(row.counted, row.under_way, row.goal)
    moved_on = row.last_moved.astimezone(campus.zone).date() if row.last_moved else None
    moved = _moved(moved_on, today)
    html = fill(
        _form("row", moved_on=moved_on is not None, archived=row.is_archived),
        email=row.email,
        counted=row.counted,
        student_id=row.student_id,
        url=f"{students_url}{row.student_id}/{here}",
        name=row.name,
        cells=cells,
        stones=stones,
        reflected=row.reflected,
        held=row.held,
        moved_on=moved_on,
        moved=moved,
    )
    return Line(row=row, cells=cells, stones=stones, moved=moved, html=html)


def _trouble(row: Row, step: Step, stuck_at: Step | None) -> str:
    if row.is_archived:
        return ""
    if step is Step.THANK and row.owes_thanks:
        return f"{row.late_thank_yous} late"
    return "stuck" if step is stuck_at else ""


def _moved(moved_on: date | None, today: date) -> str:
    if moved_on is None:
        return "Not yet"
    return "Today" if moved_on == today else short_day(moved_on, today)


def attention_rows(
    *,
    needing: Iterable[Need],
    students_url: str,
    here: str = "",
    standing: Mapping[int, Standing],
    campus: Campus,
    as_of: datetime,
    choosing: bool,
) -> list[SafeString]:
    """The rows of who needs attention, in the order given, each with a box to tick where there is `choosing`;
    `students_url` and `here` as for `lines`.
    """
    return [
        _attention_row(
            each,
            f"{students_url}{each.row.student_id}/{here}",
            choosing,
            nudged=_nudged(standing[each.row.student_id], campus, as_of),
            no_nudge=no_nudge(each, standing[each.row.student_id], campus, as_of) if choosing else "",
            done=is_done(each, standing[each.row.student_id], campus, as_of),
        )
        for each in needing
    ]


def no_nudge(need: Need, standing: Standing, campus: Campus, as_of: datetime) -> str:
    """Why a nudge leaves them out now, in a few words; nothing where it goes to them."""
    why = not_now(need.case, standing, as_of)
    if why is LeftOut.BOUNCES:
        return "mail bounces"
    nudged = _nudged(standing, campus, as_of) if why else ""
    return f"{nudged[:1].lower()}{nudged[1:]}"


def is_done(need: Need, standing: Standing, campus: Campus, as_of: datetime) -> bool:
    """Whether somebody talked with them or nudged them today, on campus, and they have not asked for help since."""
    if need.case.hand:
        return False
    today = as_of.astimezone(campus.zone).date()
    nudged_on = standing.nudge and standing.nudge.leaves_at.astimezone(campus.zone).date()
    return any(on and on >= today for on in (nudged_on, standing.talked_on))


def _attention_row(need: Need, url: str, choosing: bool, *, nudged: str, no_nudge: str, done: bool) -> SafeString:
    return fill(
        _form(
            "attention_row",
            icon=need.icon,
            clock=need.clock,
            bounces=need.bounces,
            nudged=bool(nudged),
            no_nudge=bool(no_nudge),
            by_mail=need.reason is Reason.BOUNCES,
            done=done,
            choosing=choosing,
        ),
        student_id=need.row.student_id,
        url=url,
        name=need.row.name,
        step=need.step.label if need.step else "Mail" if need.reason is Reason.BOUNCES else "No step named",
        why=need.why,
        detail=need.detail,
        nudged=nudged,
        no_nudge=no_nudge,
        counted=need.row.counted,
        goal=need.row.goal,
    )


def _nudged(standing: Standing, campus: Campus, as_of: datetime) -> str:
    """A nudge so near that another one would be too many; otherwise nothing."""
    last = standing.nudge
    if not last or not last.is_recent(as_of):
        return ""
    on = near_day(last.leaves_at.astimezone(campus.zone).date(), as_of.astimezone(campus.zone).date())
    return f"Nudged {on}" if last.leaves_at <= as_of else f"A nudge leaves {on}"


def late_lines(*, rows: Iterable[Row], campus: Campus, students_url: str, here: str = "") -> list[SafeString]:
    """Who owes a late thank-you, the longest first, and since when in the campus's zone; `students_url` and
    `here` as for `lines`.
    """
    late = (row for row in rows if row.owes_thanks)
    longest_first = sorted(late, key=lambda row: (row.late_thank_yous_since, row.folded_name))
    return [_late_line(row, campus, students_url, here) for row in longest_first]


def _late_line(row: Row, campus: Campus, students_url: str, here: str) -> SafeString:
    assert row.late_thank_yous_since is not None  # noqa: S101 - of these alone
    since = mark(end=row.late_thank_yous_since, hours=campus.thank_you_hours)
    return fill(
        _form("late_line", several=row.late_thank_yous > 1),
        url=f"{students_url}{row.student_id}/{here}",
        name=row.name,
        number=row.late_thank_yous,
        since=since.isoformat(timespec="seconds"),
        said=_moment(since.astimezone(campus.zone)),
    )


def _moment(local: datetime) -> str:
    return f"{short_day(local, local)}, {clock_and_zone(local)}"


def fill(form: str, **values: Any) -> SafeString:
    """As `format_html`, for forms with many values: a number has nothing to escape, and what is left is escaped without
    Django's look for words to be translated later.
    """
    safe = {name: _safe(value) for name, value in values.items()}
    return mark_safe(form.format(**safe))  # noqa: S308  # nosec B308 B703 - all of it is escaped


def fill_each(form: str, lines: Iterable[Iterable[Any]], *, between: str = "") -> SafeString:
    """The same in place of `format_html_join`; each of `lines` fills the form once."""
    filled = (form.format(*map(_safe, values)) for values in lines)
    return mark_safe(between.join(filled))  # noqa: S308  # nosec B308 B703 - all of it is escaped


def _safe(value: Any) -> Any:
    return value if type(value) in (int, SafeString) else escape(str(value))


@lru_cache(maxsize=200)
def _form(part: str, **shown: bool | str) -> str:
    return render_to_string(f"dashboards/parts/{part}.html", shown)


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
