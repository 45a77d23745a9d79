from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from apps.advising.caseload import LastNudge, Standing
from apps.advising.needing import Need
from apps.advising.reasons import Case, HandUp, Reason
from apps.campus.models import Campus
from apps.dashboards.cohort.table import Line, attention_rows, late_lines, lines, told_apart
from apps.interviews.progress import Row
from apps.interviews.steps import Step
from tests.advising.test_reasons import RUNNING, row

TODAY = date(2026, 10, 13)


def need(
    row: Row,
    step: Step | None = Step.ASK,
    why: str = "",
    detail: str = "",
    reason: Reason = Reason.STILL,
    **marks: bool,
) -> Need:
    since = datetime(2026, 10, 1, tzinfo=UTC)
    return Need(Case(row, RUNNING), reason, "pause", why, detail, since, step, **marks)


def attention(*needs: Need, nudged: datetime | None = None, choosing: bool = True) -> list[str]:
    last = LastNudge(1, nudged, "Dana Whitfield", 7) if nudged else None
    standing = dict.fromkeys((each.row.student_id for each in needs), Standing(nudge=last))
    as_of = datetime(2026, 10, 13, 14, tzinfo=UTC)
    return attention_rows(
        needing=needs, students_url="/s/", standing=standing, campus=Campus(), as_of=as_of, choosing=choosing
    )


def line(row: Row, *needing: Need) -> Line:
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
    cells = line(row(), need(row())).cells
    assert '<span class="cell cell--now">0<span class="visually-hidden">, stuck</span>' in cells


def test_late_thanks_are_edged_for_everybody_who_owes_them() -> None:
    cells = line(row(thank=14, late_thank_yous=9)).cells
    assert '<span class="cell cell--now">14<span class="visually-hidden">, 9 late</span>' in cells


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
def test_a_reason_is_amber_where_a_time_runs_out(clock: bool) -> None:
    (html,) = attention(need(row(), clock=clock))
    assert ("why--clock" in html) == clock


def test_whom_no_mail_reaches_is_stuck_at_no_step() -> None:
    lost = need(row(), None, "Mail bounces", "Since Friday, October 9", reason=Reason.BOUNCES)
    (html,) = attention(lost)
    assert '<span class="chip chip--now">Mail</span>' in html
    assert '<b>Mail bounces</b><span class="sub">Since Friday, October 9</span></span></td>' in html
    assert "cell--now" not in line(row(), lost).cells


def test_a_hand_may_be_raised_at_no_step() -> None:
    (html,) = attention(need(row(), None, reason=Reason.HAND))
    assert '<span class="chip chip--now">No step named</span>' in html


def test_bounces_are_said_beside_another_reason() -> None:
    (html,) = attention(need(row(), why="Why", detail="Since when", bounces=True))
    assert '<b>Why</b><span class="sub">Since when</span><span class="sub">Mail bounces, too</span>' in html


@pytest.mark.parametrize(
    ("leaves_at", "said"),
    [
        (datetime(2026, 10, 10, 14, 1, tzinfo=UTC), "nudged Saturday"),
        (datetime(2026, 10, 10, 14, tzinfo=UTC), ""),
        (datetime(2026, 10, 13, 3, tzinfo=UTC), "nudged yesterday"),  # on campus
        (datetime(2026, 10, 14, 12, tzinfo=UTC), "a nudge leaves tomorrow"),
    ],
)
def test_a_nudge_of_the_last_three_days_is_said(leaves_at: datetime, said: str) -> None:
    (html,) = attention(need(row()), nudged=leaves_at)
    assert ("udge" in html) == bool(said)
    assert said in html


@pytest.mark.parametrize(
    ("who", "hand", "said"),
    [
        (row(), None, "A nudge leaves them out now: nudged Saturday"),
        (row(unreached_since=datetime(2026, 10, 1, tzinfo=UTC)), None, "A nudge leaves them out now: mail bounces"),
        (row(), HandUp(datetime(2026, 10, 12, tzinfo=UTC)), "Nudged Saturday"),  # they asked for help since
    ],
)
def test_who_cannot_be_nudged_is_marked_before_anybody_ticks_them(who: Row, hand: HandUp | None, said: str) -> None:
    asked = replace(need(who), case=Case(who, RUNNING, hand))
    on = datetime(2026, 10, 10, 15, tzinfo=UTC)
    (html,) = attention(asked, nudged=on)
    assert f'<span class="sub">{said}</span>' in html
    assert ("data-no-nudge" in html) is said.startswith("A nudge leaves")
    (html,) = attention(asked, nudged=on, choosing=False)
    assert '<span class="sub">Nudged Saturday</span>' in html


@pytest.mark.parametrize(
    ("done", "hand", "quiet"),
    [
        (Standing(talked_on=TODAY), None, True),
        (Standing(talked_on=date(2026, 10, 12)), None, False),
        (Standing(talked_on=TODAY), HandUp(datetime(2026, 10, 13, tzinfo=UTC)), False),
        (Standing(nudge=LastNudge(1, datetime(2026, 10, 13, 5, tzinfo=UTC), "Dana", 7)), None, True),
        (Standing(nudge=LastNudge(1, datetime(2026, 10, 14, 12, tzinfo=UTC), "Dana", 7)), None, True),
        (Standing(nudge=LastNudge(1, datetime(2026, 10, 13, 3, tzinfo=UTC), "Dana", 7)), None, False),  # on campus
    ],
)
def test_what_was_done_today_is_set_apart_in_a_word(done: Standing, hand: HandUp | None, quiet: bool) -> None:
    who = replace(need(row()), case=Case(row(), RUNNING, hand))
    as_of = datetime(2026, 10, 13, 14, tzinfo=UTC)
    standing = {who.row.student_id: done}
    (html,) = attention_rows(
        needing=[who], students_url="/s/", standing=standing, campus=Campus(), as_of=as_of, choosing=True
    )
    assert ("Done today" in html) is ('class="is-quiet"' in html) is quiet


def test_a_row_can_be_chosen_by_whoever_may_act() -> None:
    (html,) = attention(need(row(student_id=7)))
    assert 'type="checkbox" name="s" value="7" aria-label="Choose Ines Duarte"' in html
    (html,) = attention(need(row(student_id=7)), choosing=False)
    assert "checkbox" not in html


def test_late_thank_yous_are_told_since_when_in_the_campuss_zone_and_how_many_where_it_is_not_one() -> None:
    ended_at_midnight, ended_at_noon = datetime(2026, 10, 11, 4, 5, tzinfo=UTC), datetime(2026, 10, 12, 16, tzinfo=UTC)
    late = [
        row(late_thank_yous=2, late_thank_yous_since=ended_at_noon),
        row(late_thank_yous=1, late_thank_yous_since=ended_at_midnight),
    ]
    one, two = late_lines(rows=[row(), *late], campus=Campus(), students_url="/s/")
    assert '<time datetime="2026-10-12T04:05:00+00:00">Oct 12, 12:05 am EDT</time>' in one
    assert '<span class="muted">since' in one
    assert (
        '<span class="muted">2 thank-yous, since <time datetime="2026-10-13T16:00:00+00:00">Oct 13, 12:00 pm EDT</time>'
        in two
    )


def test_of_two_with_one_name_each_has_the_address_after_it() -> None:
    several = [row(name="Jo", email="zihan@x.example"), row(name="jo", email="josefa@x.example"), row(name="Joan")]
    assert [each.name for each in told_apart(several)] == ["Jo (zihan@x.example)", "jo (josefa@x.example)", "Joan"]


def test_a_name_is_escaped_wherever_it_stands() -> None:
    marked = row(name="<b>Ana</b>", late_thank_yous=1, late_thank_yous_since=datetime(2026, 10, 1, tzinfo=UTC))
    found = [
        line(marked).html,
        *attention(need(marked)),
        *late_lines(rows=[marked], campus=Campus(), students_url=""),
    ]
    assert ["&lt;b&gt;Ana&lt;/b&gt;" in html and "<b>Ana" not in html for html in found] == [True] * 3
