"""Whatever color a campus likes can be read, or is refused with one that can."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.campus.colors import contrast, is_readable, named, nearest_readable, style_sheet

PAPERS = ("#faf6ee", "#fffdf9", "#f2ecdf", "#ffffff")
DARK = ("#1e1a19", "#292422", "#342e2b")
COLORS = st.integers(0, 2**24 - 1).map("#{:06x}".format)


def tokens(sheet: str) -> tuple[dict[str, str], dict[str, str]]:
    """Those of light, and of dark."""
    light, dark, *_ = (dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block)) for block in sheet.split("{ ")[1:])
    return light, dark


@pytest.mark.parametrize(
    ("typed", "color"), [("3D3A9E", "#3d3a9e"), (" #3d3a9e ", "#3d3a9e"), ("#abc", "#aabbcc"), ("red", ""), ("#12", "")]
)
def test_a_color_is_read_as_people_write_it(typed: str, color: str) -> None:
    assert named(typed) == color


def test_acquaint_s_own_can_be_read() -> None:
    assert is_readable("#3d3a9e")
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@given(COLORS)
@settings(max_examples=60, deadline=None)
def test_the_nearest_can_be_read_and_is_the_color_itself_where_that_can(color: str) -> None:
    nearest = nearest_readable(color)
    assert is_readable(nearest)
    assert all(contrast(nearest, paper) >= 4.5 for paper in PAPERS)
    if is_readable(color):
        assert nearest == color


@given(COLORS)
@settings(max_examples=60, deadline=None)
def test_its_style_sheet_can_be_read_in_light_and_in_dark(color: str) -> None:
    light, dark = tokens(style_sheet(nearest_readable(color)))
    assert all(contrast(dark["iris"], paper) >= 4.5 for paper in DARK)
    for scheme in (light, dark):
        for color_of_words in ("iris", "iris-deep"):
            assert contrast(scheme[color_of_words], scheme["iris-tint"]) >= 4.5
            assert contrast(scheme[color_of_words], scheme["on-iris"]) >= 4.5
