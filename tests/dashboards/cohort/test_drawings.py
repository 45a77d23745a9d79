import re
from xml.etree import ElementTree

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from apps.dashboards import charts
from apps.dashboards.cohort.drawings import drawn_bars, drawn_pace
from tests.dashboards.test_charts import pace

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


@pytest.mark.parametrize(("device", "frame", "size"), [("wide", charts.WIDE, 13), ("phone", charts.PHONE, 17)])
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
    device: str, frame: charts.Frame, size: int, day: int, length: int, goal: int, part: float
) -> None:
    shown = pace(day=day, length=length, goal=goal, counted=int(goal * part))
    svg = ElementTree.fromstring(getattr(drawn_pace(shown), device))  # noqa: S314 - our own template
    texts = labels(svg, size)
    assert len(texts) >= 5
    for number, (said, box) in enumerate(texts):
        assert box[0] >= 0, said
        assert box[1] >= 0, said
        assert box[2] <= frame.width, said
        assert box[3] <= frame.height, said
        assert not [other for other, there in texts[number + 1 :] if meet(box, there)], said
        assert not [line for line in drawn(svg) if meet(box, line)], said


def test_the_numbers_of_the_pace_stand_in_a_table_too() -> None:
    assert drawn_pace(pace(day=7, goal=42, counted=17)).rows.split("\n")[-1].strip() == (
        '<tr><th scope="row"><time datetime="2026-09-07">Sep 7</time></th>'
        '<td class="r">17 of 42</td><td class="r">3</td></tr>'
    )


@pytest.mark.parametrize(("day", "goal"), [(-1, 42), (3, 0)])
def test_there_is_no_chart_before_the_start_or_without_students(day: int, goal: int) -> None:
    assert drawn_pace(pace(day=day, goal=goal, counted=0)) is None


def test_each_bar_says_its_number_and_none_is_drawn_for_nobody() -> None:
    drawn = drawn_bars([("Asked", 12), ("Held", 0)], of=24)
    assert drawn.wide_lines.count("<rect") == drawn.phone_lines.count("<rect") == 3
    assert '<rect x="0" y="24" width="240" height="12" rx="4" class="bar"/>' in drawn.wide_lines
    assert '<rect x="0" y="24" width="160" height="12" rx="4" class="bar"/>' in drawn.phone_lines
    for said in ("12 of 24", "0 of 24"):
        assert said in drawn.wide_lines
        assert f'<td class="r">{said}</td>' in drawn.rows
