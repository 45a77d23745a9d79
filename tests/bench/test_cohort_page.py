"""The cohort page against a signed-in view that does nothing, its raw SQL and its audit row."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.contrib.humanize.templatetags.humanize import apnumber
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.advising.reasons import RULES, Reason
from apps.audit.models import Entry
from apps.campus.models import Campus
from apps.cohorts.models import Cohort
from apps.core.templatetags.parts import of_goal
from apps.outbox.models import HardBounce
from tests.bench import measure, staff_floors
from tests.bench.databases import LargeCampus, opened, used
from tests.bench.reading import Node, by_label, read
from tests.bench.statement import write_audit_row

IN_A_LIST = 12
STEPS = ("Ask", "Prepare", "Meet", "Thank", "Reflect")
RANK_OF_BOUNCES = [rule.reason for rule in RULES].index(Reason.BOUNCES) + 1
UNITS = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(weeks=1)}
# One of each pace, among them every required step and goals of 3, 4 and 5.
COHORTS = [f"Pathways {number:04}" for number in (101, 102, 103, 104, 106, 109, 110, 111)]


class Page:
    """One cohort's page, as its adviser opens it."""

    def __init__(self, name: str) -> None:
        self.cohort = Cohort.objects.get(name=name)
        self.adviser: User = self.cohort.advisers.get()
        self.client = Client()
        self.client.force_login(self.adviser)
        self.address = reverse("dashboards:cohort", args=[self.cohort.pk])
        self.nothing = reverse("nothing")
        self.statement = staff_floors.cohort(self.cohort, self.adviser)
        self.student_ids = sorted(self.cohort.memberships.values_list("student_id", flat=True))

    def load(self) -> None:
        assert self.client.get(self.address).status_code == 200

    def floor(self) -> None:
        assert self.client.get(self.nothing).content == b""
        self.statement.run()
        filter = {"cohort": self.cohort.pk, "sort": "name"}
        write_audit_row(self.adviser, "dashboards:cohort", self.student_ids, **filter)


@pytest.mark.parametrize("name", COHORTS)
def test_the_page_and_its_statement_give_the_same_numbers(large: BaseDatabaseWrapper, name: str) -> None:
    page = Page(name)
    before = datetime.now(UTC)
    with _two_whom_no_mail_reaches(page), measure.quiet():
        tree = read(page.client.get(page.address).content.decode()).one("main")
        rows = page.statement.rows()
    after = datetime.now(UTC)
    students = sorted(_about(rows, "student"), key=lambda row: (row["folded_name"], row["email"]))
    (whole,) = _about(rows, "all")
    assert len(students) == 25
    zone = Campus.objects.current().zone
    _check_the_table(tree, students, whole, zone)
    _check_the_whole(tree, whole)
    _check_the_chart(tree, whole, sorted(_about(rows, "point"), key=lambda row: row["day"]))
    _check_who_needs_attention(tree, students, whole, before, after)
    _check_the_lists(tree, students, whole, zone)
    _check_the_standing(tree, whole, rows)


@contextmanager
def _two_whom_no_mail_reaches(page: Page) -> Iterator[None]:
    """The demonstration has none. They are gone afterwards: the campus is kept for later runs."""
    there = page.cohort.memberships.order_by("pk").values_list("student__user__email", flat=True)
    since = datetime.now(UTC) - timedelta(days=3, hours=2)
    bounces = [HardBounce.objects.create(address=email, answer="550", created_at=since) for email in there[:2]]
    try:
        yield
    finally:
        HardBounce.objects.filter(pk__in=[bounce.pk for bounce in bounces]).delete()


def _about(rows: list[dict[str, Any]], what: str) -> list[dict[str, Any]]:
    return [row for row in rows if row["about"] == what]


def _check_the_table(tree: Node, students: list[dict[str, Any]], whole: dict[str, Any], zone: ZoneInfo) -> None:
    lines = tree.all("tr", data_student="*")
    assert sorted(line.attributes["data-student"] for line in lines) == sorted(row["email"] for row in students)
    expected = {row["email"]: row for row in students}
    for line in lines:
        row, cells = expected[line.attributes["data-student"]], by_label(line)
        assert line.one("th").text() == row["full_name"]
        assert int(line.attributes["data-counted"]) == row["counted"]
        assert [cells[step].number() for step in STEPS] == [row[step.lower()] for step in STEPS]
        stones = cells["Count"].one("span", class_="stones")
        under_way = row["would_count"] - row["counted"]
        said = f"{of_goal(row['counted'], row['of_goal'])} count" + (f", {under_way} under way" if under_way else "")
        assert stones.attributes["aria-label"] == said
        assert cells["Reflected"].numbers() == [row["reflected"], row["held"]]
        moved = line.all("time")
        days = [row["last_moved"].astimezone(zone).date().isoformat()] if row["last_moved"] else []
        assert [each.attributes["datetime"] for each in moved] == days
    foot = [cell.numbers() for cell in tree.one("tfoot").all("td")]
    beyond = [whole["beyond"]] if whole["beyond"] else []
    steps = [[whole[step.lower()]] for step in STEPS]
    assert foot == [*steps, [whole["counted"], whole["of_goal"], *beyond], [whole["reflected"], whole["held"]], []]


def _check_the_whole(tree: Node, whole: dict[str, Any]) -> None:
    assert [figure.numbers() for figure in tree.all("dd")] == [
        [whole["with_some"], whole["students"]],
        [whole["late_thank_yous"], whole["students"]],
        [whole["reflected"], whole["held"]],
    ]


def _check_the_chart(tree: Node, whole: dict[str, Any], points: list[dict[str, Any]]) -> None:
    table = _section(tree, "pace").one("details", class_="numbers").one("tbody")
    shown = [
        (row.one("time").attributes["datetime"], *[cell.numbers() for cell in row.all("td")]) for row in table.all("tr")
    ]
    assert shown == [(row["day"].isoformat(), [row["counted"], row["of_goal"]], [row["even"]]) for row in points]
    now = points[-1]
    assert tree.one("h2", id="pace").numbers() == [whole["counted"], whole["of_goal"], now["even"]]
    assert now["counted"] == whole["counted"]


def _check_who_needs_attention(
    tree: Node, students: list[dict[str, Any]], whole: dict[str, Any], before: datetime, after: datetime
) -> None:
    section = _section(tree, "att")
    lines = [row for row in section.all("tr") if row.all("td")]
    stuck = sorted(
        (row for row in students if row["rank"]), key=lambda row: (row["rank"], row["since"], row["folded_name"])
    )
    assert whole["needing"] == len(stuck) == len(lines)
    for line, row in zip(lines, stuck, strict=True):
        cells = by_label(line)
        assert line.one("th").text() == row["full_name"]
        assert cells["Stuck at"].text() == row["step"]
        assert cells["Count"].numbers() == [row["counted"], row["of_goal"]]
        why = line.one("td", class_="needs__why").text()
        assert ("Mail bounces" in why) == (row["unreached_since"] is not None)
        # Whoever mail does not reach can't be nudged, and no more is said of it.
        lately = bool(row["nudged_at"] and after - row["nudged_at"] < timedelta(days=3))
        assert ("udge" in why) == (lately or row["unreached_since"] is not None)
        check_why(why, row, before, after)
    tabs = [link.text() for link in section.one("nav").all("a")]
    numbers = [sum(row["rank"] == rank for row in stuck) for rank in range(1, len(RULES) + 1)]
    # Whoever mail does not reach stands under that, too.
    numbers[RANK_OF_BOUNCES - 1] = sum(row["unreached_since"] is not None for row in stuck)
    expected = [(rule.reason.label, number) for rule, number in zip(RULES, numbers, strict=True) if number]
    assert tabs == [f"{label} {number}" for label, number in [("All", len(stuck)), *expected]]


def check_why(why: str, row: dict[str, Any], before: datetime, after: datetime) -> None:
    """How many, and for how long. The page and the statement each read the clock, a moment apart."""
    assert row["many"] < 2 or apnumber(row["many"]) in why.lower().split(), (why, row)
    how_long = re.search(r"(\d+) (hour|day|week)s?(?! \d)", why)
    if how_long and "due in" not in why:
        unit = UNITS[how_long[2]]
        assert int(how_long[1]) in {int((now - row["since"]) / unit) for now in (before, after)}, (why, row)


def _check_the_standing(tree: Node, whole: dict[str, Any], rows: list[dict[str, Any]]) -> None:
    for what, section in (("step", "funnel"), ("count", "spread")):
        table = _section(tree, section).one("details", class_="numbers").one("tbody")
        shown = [(row.one("th").text(), row.one("td").numbers()) for row in table.all("tr")]
        expected = [(row["full_name"], [row["counted"], row["students"]]) for row in _about(rows, what)]
        assert [numbers for _, numbers in shown] == [numbers for _, numbers in expected]
        assert all(label.startswith(named) for (label, _), (named, _) in zip(shown, expected, strict=True))
    assert _section(tree, "spread").one("p").numbers()[:2] == [whole["reached"], whole["students"]]
    ways = {row["full_name"]: row for row in _about(rows, "way")}
    lines = [row for row in _section(tree, "sources").all("tr") if row.all("td")]
    assert len(lines) == len(ways) + (2 - len({"Introduced by someone", "Not introduced"} & ways.keys()))
    for line in lines:
        cells, label = by_label(line), next(way for way in ways if line.one("th").text().startswith(way))
        assert cells["Held"].numbers() == [ways[label]["held"], whole["held"]]
        asked = ways[label]["of_goal"]
        assert cells["Answered"].numbers() == ([ways[label]["counted"], asked] if asked else [])


def _section(tree: Node, label: str) -> Node:
    return next(each for each in tree.all("section") if each.attributes.get("aria-labelledby") == label)


def _check_the_lists(tree: Node, students: list[dict[str, Any]], whole: dict[str, Any], zone: ZoneInfo) -> None:
    none, late = _section(tree, "none"), _section(tree, "thanks")
    without = [row for row in students if not row["counted"]]
    assert [item.one("a").text() for item in none.all("li")] == [row["full_name"] for row in without][:IN_A_LIST]
    assert none.one("h2").numbers() == ([len(without), whole["students"]] if without else [])
    owing = sorted(
        (row for row in students if row["late_thank_yous"]),
        key=lambda row: (row["late_thank_yous_since"], row["folded_name"]),
    )
    assert [
        (item.one("a").text(), datetime.fromisoformat(item.one("time").attributes["datetime"]))
        for item in late.all("li")
    ] == [(row["full_name"], row["late_thank_yous_since"].replace(microsecond=0)) for row in owing][:IN_A_LIST]
    assert late.one("h2").numbers() == ([whole["late_thank_yous"]] if owing else [])


def test_the_floor_writes_the_audit_row_that_the_page_writes(large: BaseDatabaseWrapper) -> None:
    page = Page(COHORTS[0])
    page.load()
    page.floor()
    floor, own = Entry.objects.order_by("-pk").values("actor", "action", "page", "student_ids", "filter", "reason")[:2]
    assert floor == own
    assert len(own["student_ids"]) == 25


def test_the_page_costs_at_most_twice_its_floor(large: BaseDatabaseWrapper) -> None:
    page = Page(COHORTS[1])
    print(f"\nThe cohort page's statement:\n{page.statement.text}\n{page.statement.plan()}")
    measure.compare("cohort page", page.load, page.floor, at_most=2.0, aim=1.8)


def test_the_page_does_not_feel_the_rest_of_the_campus(large: BaseDatabaseWrapper, campus_of_5000: LargeCampus) -> None:
    there = Page(COHORTS[1])
    with opened(campus_of_5000.name) as small, used(small):
        here = Page(COHORTS[1])

        def on_the_small_campus() -> None:
            with used(small):
                here.load()

        with used(large):
            title = "cohort page of 50,000 students against 5,000"
            measure.compare(title, there.load, on_the_small_campus, at_most=1.3)


def test_djangos_own_list_of_cohorts_is_printed_beside(large: BaseDatabaseWrapper) -> None:
    page = Page(COHORTS[1])
    administrator = Client()
    administrator.force_login(User.objects.get(email="admin@demo.example"))
    listed = reverse("admin:cohorts_cohort_changelist")

    def change_list() -> None:
        assert administrator.get(listed).status_code == 200

    rounds = measure.measured(change_list, page.floor)
    print(
        f"\nDjango admin's change list of cohorts, without a bound, over the cohort page's floor:"
        f" {measure.told(rounds)}"
    )
