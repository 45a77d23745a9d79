import re
from datetime import date, timedelta
from xml.etree import ElementTree

import pytest
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from apps.advising.pace import Pace
from apps.dashboards import charts

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
