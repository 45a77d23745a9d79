import re
from datetime import date, timedelta
from xml.etree import ElementTree

import pytest
from django.template import Context, Template
from hypothesis import example, given, settings
from hypothesis import strategies as st

from apps.advising.pace import Pace
from apps.dashboards import charts

CHART = Template('{% load l10n %}{% localize off %}{% include "dashboards/charts/pace.html" %}{% endlocalize %}')
STARTS = date(2026, 8, 31)


def pace(*, day: int, length: int = 95, goal: int = 42, counted: int = 17) -> Pace:
    return Pace(
        starts_on=STARTS,
        due_on=STARTS + timedelta(days=length),
        today=STARTS + timedelta(days=day),
        goal=goal,
        by_day={STARTS: counted},
    )


@pytest.mark.parametrize("frame", [charts.WIDE, charts.PHONE], ids=["wide", "phone"])
@given(day=st.integers(0, 400), length=st.integers(0, 300), goal=st.integers(1, 5000), part=st.floats(0, 1))
def test_everything_drawn_lies_in_the_frame(frame: charts.Frame, day: int, length: int, goal: int, part: float) -> None:
    drawing = charts.draw(pace(day=day, length=length, goal=goal, counted=int(goal * part)), frame)
    places = re.findall(r"(-?[\d.]+) (-?[\d.]+)", drawing.line + drawing.pace)
    assert places
    for x, y in places:
        assert drawing.frame.left <= float(x) <= frame.wall
        assert frame.top <= float(y) <= frame.floor
    assert frame.top <= float(drawing.now_top) <= frame.floor


Box = tuple[float, float, float, float]  # left, top, right, bottom


def labels(svg: ElementTree.Element, size: int) -> list[tuple[str, Box]]:
    """Each text with the box that it takes at most: letters of two thirds of their size, and what hangs below."""
    found = []
    for text in svg.iter("text"):
        said = "".join(text.itertext())
        x, baseline = float(text.get("x", "")), float(text.get("y", "")) + float(text.get("dy", "0"))
        width = len(said) * size * 0.62
        left = x - width * {"start": 0, "middle": 0.5, "end": 1}[text.get("text-anchor", "start")]
        found.append((said, (left, baseline - size * 0.8, left + width, baseline + size * 0.25)))
    return found


def drawn(svg: ElementTree.Element) -> list[Box]:
    """The boxes of what is drawn: each piece of the lines with the width of its stroke, and the dot."""
    boxes = []
    for path in svg.iter("path"):
        if path.get("class") in ("line", "pace", "today", "axis", "grid"):
            steps = re.findall(r"([MLHV])(-?[\d.]+)(?: (-?[\d.]+))?", path.get("d", ""))
            x = y = 0.0
            for step, one, other in steps:
                was = (x, y)
                x, y = {"H": (float(one), y), "V": (x, float(one))}.get(step) or (float(one), float(other))
                if step != "M":
                    boxes.append((min(x, was[0]) - 2, min(y, was[1]) - 2, max(x, was[0]) + 2, max(y, was[1]) + 2))
    (dot,) = svg.iter("circle")
    x, y, r = (float(dot.get(name, "")) for name in ("cx", "cy", "r"))
    return [*boxes, (x - r, y - r, x + r, y + r)]


def meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


@pytest.mark.parametrize(("frame", "size"), [(charts.WIDE, 13), (charts.PHONE, 17)], ids=["wide", "phone"])
@settings(max_examples=60, deadline=None)
@given(day=st.integers(0, 400), length=st.integers(0, 300), goal=st.integers(1, 5000), part=st.floats(0, 1))
@example(day=0, length=95, goal=75, part=0)  # the first day, with nothing
@example(day=0, length=95, goal=75, part=1)  # all of it on the first day
@example(day=94, length=95, goal=75, part=1)  # just before the due date, all there
@example(day=95, length=95, goal=75, part=0)
@example(day=96, length=95, goal=9999, part=1)  # over
@example(day=40, length=95, goal=75, part=0.42)  # at an even pace
@example(day=0, length=0, goal=1, part=1)
@example(day=1, length=2, goal=2, part=0.5)
@example(day=200, length=300, goal=9999, part=1)  # due in another year
@example(day=130, length=4, goal=9999, part=1)  # over since last year, and short
def test_no_label_is_on_a_line_on_another_or_out_of_the_drawing(
    frame: charts.Frame, size: int, day: int, length: int, goal: int, part: float
) -> None:
    shown = pace(day=day, length=length, goal=goal, counted=int(goal * part))
    context = {"drawing": charts.draw(shown, frame), "pace": shown, "id": "x", "classes": ""}
    svg = ElementTree.fromstring(CHART.render(Context(context)))  # noqa: S314 - our own template
    texts = labels(svg, size)
    assert len(texts) >= 5
    for number, (said, box) in enumerate(texts):
        assert box[0] >= 0, said
        assert box[1] >= 0, said
        assert box[2] <= frame.width, said
        assert box[3] <= frame.height, said
        assert not [other for other, there in texts[number + 1 :] if meet(box, there)], said
        assert not [line for line in drawn(svg) if meet(box, line)], said


def test_the_dot_stands_where_the_numbers_say() -> None:
    drawing = charts.draw(pace(day=95, counted=42), charts.WIDE)
    assert (drawing.now_x, drawing.now_y) == (str(charts.WIDE.wall), str(charts.WIDE.top))
    assert [tick.label for tick in drawing.y_ticks] == ["0", "14", "28", "42"]
    assert [tick.label for tick in drawing.x_ticks] == ["Aug 31", "Oct 2", "Nov 2", "Dec 4"]


def test_where_one_label_needs_its_year_all_have_it() -> None:
    ticks = {frame: charts.draw(pace(day=95, length=200), frame).x_ticks for frame in (charts.WIDE, charts.PHONE)}
    assert [tick.label for tick in ticks[charts.WIDE]] == [
        "Aug 31, 2026",
        "Nov 6, 2026",
        "Jan 11, 2027",
        "Mar 19, 2027",
    ]
    assert [tick.label for tick in ticks[charts.PHONE]] == ["Aug 31, 2026", "Mar 19, 2027"]


@pytest.mark.parametrize(("day", "goal"), [(-1, 42), (3, 0)])
def test_nothing_is_drawn_before_the_start_or_without_students(day: int, goal: int) -> None:
    assert charts.draw(pace(day=day, goal=goal, counted=0), charts.WIDE) is None


def test_the_bar_marks_an_even_pace_while_the_cohort_runs() -> None:
    bar = charts.bar(pace(day=48, goal=40, counted=10))
    assert (bar.filled, bar.mark) == ("75", "150")
    assert bar.label == "10 of 40 counted; an even pace is 20"
    assert charts.bar(pace(day=99)).mark == ""
    assert charts.bar(pace(day=-1)).mark == ""
    assert charts.bar(pace(day=9, goal=0, counted=0)).filled == "0"


def test_the_bar_says_its_numbers_and_what_it_shows() -> None:
    template = Template('{% include "dashboards/charts/bar.html" %}')
    for day, line in ((48, " The line across it shows an even pace."), (99, "")):
        context = {"bar": charts.bar(pace(day=day, goal=40, counted=10)), "width": charts.BAR_WIDTH}
        svg = ElementTree.fromstring(template.render(Context(context)))  # noqa: S314 - our own template
        title, desc = (svg.findtext(name) or "" for name in ("title", "desc"))
        assert title.startswith("10 of 40 counted")
        assert title.endswith(".")
        assert desc == f"The bar shows what counts, out of the goal.{line}"
