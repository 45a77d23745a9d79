from datetime import UTC, date, datetime

import pytest

from apps.advising.attention import Attention, Overdue
from apps.campus.models import Campus
from apps.dashboards.table import Line, attention_rows, lines, overdue_lines, told_apart
from apps.interviews.progress import Row
from apps.interviews.steps import Step
from tests.advising.test_attention import row

TODAY = date(2026, 10, 13)


def line(row: Row, *needing: Attention) -> Line:
    (found,) = lines(rows=[row], needing=needing, campus=Campus(), today=TODAY)
    return found


def test_each_step_is_a_cell_with_its_label_and_number() -> None:
    cells = line(row(ask=2, prepare=1)).cells
    assert cells.count("<td") == 5
    for label in ("Ask", "Prepare", "Meet", "Thank", "Reflect"):
        assert f'data-label="{label}"' in cells
    assert '<span class="cell">2</span>' in cells
    assert cells.count("cell--0") == 3


def test_a_stuck_step_says_so_in_words_even_with_nothing_at_it() -> None:
    cells = line(row(), Attention(row(), Step.ASK, "", datetime(2026, 10, 1, tzinfo=UTC))).cells
    assert '<span class="cell cell--now">0<span class="visually-hidden">, stuck</span>' in cells


def test_late_thanks_are_edged_for_everybody_who_owes_them() -> None:
    cells = line(row(thank=14, overdue_thanks=9)).cells
    assert '<span class="cell cell--now">14<span class="visually-hidden">, 9 overdue</span>' in cells


def test_the_stones_say_what_they_show() -> None:
    stones = line(row(counted=1, would_count=2)).stones
    assert 'aria-label="1 of 3 count, 1 under way"' in stones
    assert [stones.count(f'class="{state}"') for state in ("full", "half", "none")] == [1, 1, 1]


@pytest.mark.parametrize(
    ("last_moved", "said"),
    [
        (None, "Not yet"),
        (datetime(2026, 10, 14, 3, tzinfo=UTC), "Today"),  # still the 13th on campus
        (datetime(2026, 10, 13, 3, tzinfo=UTC), "Oct 12"),
    ],
)
def test_the_last_move_is_told_in_the_campuss_days(last_moved: datetime | None, said: str) -> None:
    assert line(row(last_moved=last_moved)).moved == said


@pytest.mark.parametrize("clock", [True, False])
def test_who_needs_attention_is_amber_with_a_clock_or_without(clock: bool) -> None:
    stuck = Attention(row(), Step.ASK, "", datetime(2026, 10, 1, tzinfo=UTC), clock=clock)
    (html,) = attention_rows(needing=[stuck], students_url="")
    assert '<span class="chip chip--now">' in html
    assert ("<svg" in html) == clock


def test_whom_no_mail_reaches_is_stuck_at_no_step() -> None:
    lost = Attention(row(), None, "Mail to them has not arrived for 3 days", datetime(2026, 10, 1, tzinfo=UTC))
    (html,) = attention_rows(needing=[lost], students_url="")
    assert '<span class="chip chip--now">Mail</span>' in html
    assert "cell--now" not in line(row(), lost).cells


def test_the_overdue_are_told_since_when_in_the_campuss_zone_and_how_many_where_it_is_not_one() -> None:
    midnight, noon = datetime(2026, 10, 12, 4, 5, tzinfo=UTC), datetime(2026, 10, 13, 16, tzinfo=UTC)
    overdue = [Overdue(row(overdue_thanks=1), midnight), Overdue(row(overdue_thanks=2), noon)]
    one, two = overdue_lines(overdue=overdue, campus=Campus(), students_url="/s/")
    assert '<time datetime="2026-10-12T04:05:00+00:00">Oct 12, 12:05 am EDT</time>' in one
    assert '<span class="muted">since' in one
    assert '<span class="muted">2, since <time datetime="2026-10-13T16:00:00+00:00">Oct 13, 12:00 pm EDT</time>' in two


def test_of_two_with_one_name_each_has_the_address_after_it() -> None:
    several = [row(name="Jo", email="zihan@x.example"), row(name="jo", email="josefa@x.example"), row(name="Joan")]
    assert [each.name for each in told_apart(several)] == ["Jo (zihan@x.example)", "jo (josefa@x.example)", "Joan"]


def test_a_name_is_escaped_wherever_it_stands() -> None:
    marked = row(name="<b>Ana</b>", overdue_thanks=1)
    stuck = Attention(marked, Step.ASK, "", datetime(2026, 10, 1, tzinfo=UTC))
    overdue = [Overdue(marked, datetime(2026, 10, 1, tzinfo=UTC))]
    found = [
        line(marked).html,
        *attention_rows(needing=[stuck], students_url=""),
        *overdue_lines(overdue=overdue, campus=Campus(), students_url=""),
    ]
    assert ["&lt;b&gt;Ana&lt;/b&gt;" in html and "<b>" not in html for html in found] == [True] * 3
