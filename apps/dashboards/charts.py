"""Geometry of the charts: numbers become places in the viewBox of an SVG that a template draws. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from apps.advising.pace import Pace
from apps.core.templatetags.dates import short_day

BAR_WIDTH = 300
# Of a drawing of bars, in units of its viewBox.
BARS_WIDE, BARS_PHONE = 480, 320
_LINE, _THICK = 48, 12


@dataclass(frozen=True, slots=True)
class Tick:
    at: str
    label: str
    anchor: str = "middle"


@dataclass(frozen=True, slots=True)
class Frame:
    """The size of a drawing and the margins around its plot, in units of the viewBox; `digit` is one's width.

    What is said of now stands on two lines above the plot, at `said` and `even`: wherever the lines of the plot run,
    they meet no words.
    """

    width: int
    height: int
    left: int
    right: int
    said: int
    even: int
    top: int
    bottom: int
    y_ticks: int
    months: bool
    digit: int

    @property
    def floor(self) -> int:
        return self.height - self.bottom

    @property
    def wall(self) -> int:
        return self.width - self.right


WIDE = Frame(640, 258, left=42, right=40, said=14, even=33, top=50, bottom=32, y_ticks=3, months=True, digit=8)
PHONE = Frame(320, 276, left=35, right=8, said=17, even=38, top=56, bottom=34, y_ticks=1, months=False, digit=12)


@dataclass(frozen=True, slots=True)
class Drawing:
    """The pace chart as paths and places. Every coordinate is text with a point, whatever the language."""

    frame: Frame
    line: str
    area: str
    pace: str
    x_ticks: list[Tick]
    y_ticks: list[Tick]
    now_x: str
    now_y: str
    now_top: str


def draw(pace: Pace, frame: Frame) -> Drawing | None:
    """The drawing of a cohort that has started and has students; otherwise None, and the sentence stands alone."""
    points = pace.points
    if not points or not pace.goal:
        return None
    # `left` has room for a goal of two digits.
    frame = replace(frame, left=frame.left + frame.digit * max(0, len(str(pace.goal)) - 2))

    def x(day: date) -> float:
        return frame.left + pace.fraction(day) * (frame.wall - frame.left)

    def y(number: float) -> float:
        return frame.floor - number / pace.goal * (frame.floor - frame.top)

    path = "L".join(f"{_n(x(point.day))} {_n(y(point.counted))}" for point in points)
    now = points[-1]
    now_x, now_y = x(now.day), y(now.counted)
    return Drawing(
        frame=frame,
        line=f"M{path}",
        area=f"M{_n(x(points[0].day))} {frame.floor}L{path}V{frame.floor}Z",
        pace=f"M{frame.left} {frame.floor}L{frame.wall} {frame.top}",
        x_ticks=_x_ticks(pace, frame, x),
        y_ticks=[Tick(_n(y(number)), str(number)) for number in _levels(pace.goal, frame.y_ticks)],
        now_x=_n(now_x),
        now_y=_n(now_y),
        now_top=_n(max(frame.top, min(now_y, y(now.even)) - 16)),
    )


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of what counts, with a mark where an even pace would be, on a ground `BAR_WIDTH` wide."""

    filled: str
    mark: str
    label: str


def bar(pace: Pace) -> Bar:
    """The bullet chart of one cohort. No mark before the start, after the end, or without students."""
    now, running = pace.now, pace.goal and pace.has_started and not pace.is_over
    label = f"{now.counted} of {pace.goal} counted"
    return Bar(
        filled=_n(BAR_WIDTH * now.counted / pace.goal if pace.goal else 0),
        mark=_n(BAR_WIDTH * now.even / pace.goal) if running else "",
        label=f"{label}; an even pace is {now.even}" if running else label,
    )


@dataclass(frozen=True, slots=True)
class Beam:
    """A line of `Bars`: its words and how many of all, above a bar of that length."""

    label: str
    said: str
    filled: str
    baseline: int
    top: int


@dataclass(frozen=True, slots=True)
class Bars:
    """A bar below its words for each number: wherever a bar ends, it meets none."""

    width: int
    height: int
    thick: int
    beams: list[Beam]
    desc: str


def bars(numbers: Iterable[tuple[str, int]], *, of: int, width: int) -> Bars:
    """One line for each label and number, of at most `of`, which is not 0."""
    numbers = list(numbers)
    beams = [
        Beam(label, f"{number} of {of}", _n(width * number / of), place * _LINE + 16, place * _LINE + 24)
        for place, (label, number) in enumerate(numbers)
    ]
    desc = "; ".join(f"{beam.label}: {beam.said}" for beam in beams)
    return Bars(width, len(numbers) * _LINE - _LINE + 40, _THICK, beams, f"{desc}.")


def _levels(goal: int, parts: int) -> list[int]:
    return sorted({0, goal, *(round(goal * part / parts) for part in range(1, parts))})


def _x_ticks(pace: Pace, frame: Frame, x) -> list[Tick]:  # noqa: ANN001 - a closure of `draw`
    # Where one label needs its year, all have it.
    years = {day.year for day in (pace.starts_on, pace.due_on, pace.today)}
    as_of = pace.today if len(years) == 1 else None
    ends = [
        Tick(str(frame.left), short_day(pace.starts_on, as_of), "start"),
        Tick(str(frame.wall), short_day(pace.due_on, as_of), "end"),
    ]
    if not frame.months or pace.starts_on == pace.due_on:
        return ends
    total = (pace.due_on - pace.starts_on).days
    between = sorted({pace.starts_on + timedelta(days=round(total * part / 3)) for part in (1, 2)})
    # The whole label at an end, and half of the one beside it.
    room = 1.5 * frame.digit * max(len(tick.label) for tick in ends)
    inner = [
        Tick(_n(x(day)), short_day(day, as_of)) for day in between if frame.left + room <= x(day) <= frame.wall - room
    ]
    return [ends[0], *inner, ends[1]]


def _n(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
