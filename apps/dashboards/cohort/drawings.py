"""The charts of a cohort as SVG and as tables of the same numbers, ready to print.

As in `table`, each form is rendered once and cached, and holds places and labels but no number that is counted: those
are filled in each time.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from apps.advising.pace import Pace
from apps.core.templatetags.dates import month_day
from apps.dashboards import charts
from apps.dashboards.charts import BARS_PHONE, BARS_WIDE, PHONE, WIDE, Bars, Beam, Drawing
from apps.dashboards.cohort.table import fill, fill_each

_POINT = '<tr><th scope="row"><time datetime="{}">{}</time></th><td class="r">{} of {}</td><td class="r">{}</td></tr>'
_BAR_ROW = '<tr><th scope="row">{}</th><td class="r">{}</td></tr>'
_X_TICK = '<text x="{}" y="{}" text-anchor="{}">{}</text>'
_Y_TICK = """
    <path d="M{} {}H{}" class="{}"/>
    <text x="{}" y="{}" dy="4" text-anchor="end">{}</text>
  """


@dataclass(frozen=True, slots=True)
class DrawnPace:
    """The pace for a wide page and for a phone, and the same numbers as `rows` of a table."""

    wide: SafeString
    phone: SafeString
    rows: SafeString


def drawn_pace(pace: Pace) -> DrawnPace | None:
    """None where `charts.draw` draws nothing."""
    wide, phone = charts.draw(pace, WIDE), charts.draw(pace, PHONE)
    if wide is None or phone is None:
        return None
    points = ((point.day, point.label, point.counted, pace.goal, point.even) for point in pace.points)
    rows = fill_each(_POINT, points, between="\n      ")
    return DrawnPace(_pace(pace, wide, is_phone=False), _pace(pace, phone, is_phone=True), rows)


def _pace(pace: Pace, drawing: Drawing, *, is_phone: bool) -> SafeString:
    frame = drawing.frame
    return fill(
        _form("pace", is_phone=is_phone, over=pace.is_over),
        width=frame.width,
        height=frame.height,
        starts=month_day(pace.starts_on, pace.today),
        due=month_day(pace.due_on, pace.today),
        today=month_day(pace.today, pace.today),
        counted=pace.now.counted,
        even=pace.now.even,
        goal=pace.goal,
        y_ticks=_y_ticks(drawing),
        x_ticks=fill_each(_X_TICK, ((t.at, frame.height - 8, t.anchor, t.label) for t in drawing.x_ticks)),
        area=drawing.area,
        pace=drawing.pace,
        line=drawing.line,
        now_x=drawing.now_x,
        now_y=drawing.now_y,
        now_top=drawing.now_top,
        left=frame.left,
        floor=frame.floor,
        wall=frame.wall,
        said_at=frame.said,
        even_at=frame.even,
        goal_at=frame.even if pace.is_over else frame.said,  # beside the shorter of the two lines
    )


def _y_ticks(drawing: Drawing) -> SafeString:
    left, wall = drawing.frame.left, drawing.frame.wall
    ticks = (
        (left, tick.at, wall, "grid" if place else "axis", left - 10, tick.at, tick.label)
        for place, tick in enumerate(drawing.y_ticks)
    )
    return fill_each(_Y_TICK, ticks)


@dataclass(frozen=True, slots=True)
class DrawnBars:
    """Bars for a wide page and for a phone, each with the lines of its drawing, and the same numbers as `rows` of a
    table.
    """

    wide: Bars
    wide_lines: SafeString
    phone: Bars
    phone_lines: SafeString
    rows: SafeString


def drawn_bars(numbers: Iterable[tuple[str, int]], *, of: int) -> DrawnBars:
    """As `charts.bars`."""
    numbers = list(numbers)
    wide, phone = charts.bars(numbers, of=of, width=BARS_WIDE), charts.bars(numbers, of=of, width=BARS_PHONE)
    rows = fill_each(_BAR_ROW, ((beam.label, beam.said) for beam in wide.beams))
    return DrawnBars(wide, _beams(wide), phone, _beams(phone), rows)


def _beams(bars: Bars) -> SafeString:
    lines = (_beam(beam, bars.width, bars.thick) for beam in bars.beams)
    return mark_safe("".join(lines))  # noqa: S308  # nosec B308 B703 - each is a rendered template


def _beam(beam: Beam, width: int, thick: int) -> SafeString:
    place = {"label": beam.label, "baseline": beam.baseline, "top": beam.top, "width": width, "thick": thick}
    return fill(_form("beam", some=beam.filled != "0", **place), said=beam.said, filled=beam.filled)


@lru_cache(maxsize=200)
def _form(part: str, **shown: object) -> str:
    return render_to_string(f"dashboards/charts/{part}.html", shown)
