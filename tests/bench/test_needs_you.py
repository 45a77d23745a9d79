"""Needs you, an adviser's first page, against a signed-in view that does nothing, its raw SQL and its audit row."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.contrib.humanize.templatetags.humanize import apnumber
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.advising.reasons import RULES, Reason
from apps.audit.models import Entry
from apps.campus.models import Campus
from apps.core.templatetags.dates import short_day
from apps.core.templatetags.parts import of_goal
from tests.bench import measure, staff_floors
from tests.bench.reading import Node, by_label, read
from tests.bench.statement import write_audit_row
from tests.bench.test_cohort_page import RANK_OF_BOUNCES, check_why

HAND = [rule.reason for rule in RULES].index(Reason.HAND) + 1
NEAR = {-1: "Yesterday", 0: "Today", 1: "Tomorrow"}


class Page:
    """The page of the demonstration's adviser: 75 students in three cohorts."""

    def __init__(self) -> None:
        self.adviser = User.objects.get(email="adviser@demo.example")
        self.client = Client()
        self.client.force_login(self.adviser)
        self.address, self.nothing = reverse("dashboards:home"), reverse("nothing")
        self.statement = staff_floors.needs_you(self.adviser)
        with measure.quiet():
            self.load()
        self.student_ids: list[int] = Entry.objects.latest("pk").student_ids

    def load(self) -> None:
        assert self.client.get(self.address).status_code == 200

    def floor(self) -> None:
        assert self.client.get(self.nothing).content == b""
        self.statement.run()
        write_audit_row(self.adviser, "dashboards:home", self.student_ids, reason=None, cohort=None, q=False)


def test_the_page_and_its_statement_give_the_same_numbers(large: BaseDatabaseWrapper) -> None:
    page = Page()
    before = datetime.now(UTC)
    with measure.quiet():
        tree = read(page.client.get(page.address).content.decode()).one("main")
    rows = page.statement.rows()
    after = datetime.now(UTC)
    students = sorted(_about(rows, "student"), key=lambda row: (row["rank"], row["since"], row["folded_name"]))
    (whole,) = _about(rows, "all")
    assert whole["students"] == 75
    assert whole["needing"] == len(students) > 0
    _check_the_head(tree, whole, students)
    _check_the_list(tree, students, before, after)
    _check_the_cohorts(tree, _about(rows, "cohort"))
    _check_the_reading(tree, whole, _about(rows, "words"))


def _about(rows: list[dict[str, Any]], what: str) -> list[dict[str, Any]]:
    return [row for row in rows if row["about"] == what]


def _check_the_head(tree: Node, whole: dict[str, Any], students: list[dict[str, Any]]) -> None:
    assert tree.one("h1").numbers() == [whole["needing"], whole["students"]]
    lede = tree.one("p", class_="lede").text()
    hands = sum(row["rank"] == HAND for row in students)
    assert lede.startswith(f"{apnumber(hands)} asked for help".capitalize()) == bool(hands)
    held = re.search(r"held (\d+) conversations?\.", lede)
    assert (int(held[1]) if held else 0) == whole["held"]
    settled = whole["held"] - whole["still_in_time"]
    told = re.search(r"(\d+) of (\d+) (?:was|were) thanked for", lede)
    assert ([int(number) for number in told.groups()] if told else [0, 0]) == [whole["in_time"], settled]
    still = re.search(r"(\d+) more still ha", lede)
    assert (int(still[1]) if still else 0) == (whole["still_in_time"] if settled else 0)


def _check_the_list(tree: Node, students: list[dict[str, Any]], before: datetime, after: datetime) -> None:
    zone = Campus.objects.current().zone
    today = after.astimezone(zone).date()

    def day(moment: datetime | None) -> str:
        return _day(moment.astimezone(zone).date() if moment else None, today)

    lines = [row for row in tree.all("tr") if row.attributes.get("id", "").startswith("student-")]
    assert [line.attributes["id"] for line in lines] == [f"student-{row['id']}" for row in students]
    for line, row in zip(lines, students, strict=True):
        cells = by_label(line)
        assert line.one("th").text() == f"{row['text']}{row['cohort']}"
        assert cells["Count"].text() == of_goal(row["counted"], row["of_goal"])
        assert cells["Moved"].text() == day(row["last_moved"])
        assert cells["Nudge"].text() == day(row["nudged_at"])
        assert cells["Talk"].text() == _day(row["talked_on"], today)
        why = line.one("td", class_="needs__why").text()
        assert ("Mail bounces" in why) == row["unreached"]
        check_why(why, row, before, after)
    tabs = [link.text() for link in tree.one("nav").all("a")]
    numbers = [sum(row["rank"] == rank for row in students) for rank in range(1, len(RULES) + 1)]
    numbers[RANK_OF_BOUNCES - 1] = sum(row["unreached"] for row in students)
    expected = [(rule.reason.label, number) for rule, number in zip(RULES, numbers, strict=True) if number]
    assert tabs == [f"{label} {number}" for label, number in [("All", len(students)), *expected]]


def _day(shown: date | None, today: date) -> str:
    return "None" if shown is None else NEAR.get((shown - today) // timedelta(days=1)) or short_day(shown, today)


def _check_the_cohorts(tree: Node, cohorts: list[dict[str, Any]]) -> None:
    shown = {item.attributes["id"]: item for item in tree.one("aside").all("li") if "id" in item.attributes}
    assert shown.keys() == {f"cohort-{row['id']}" for row in cohorts}
    for row in cohorts:
        item = shown[f"cohort-{row['id']}"]
        text = item.text()

        def number(pattern: str, text: str = text) -> int:
            found = re.search(pattern, text)
            return int(found[1]) if found else 0

        assert item.one("h3").text() == row["text"]
        assert number(r"(\d+) students?,") == row["students"]
        assert number(rf"(\d+) of {row['of_goal']}\b") == row["counted"]
        assert number(r"(\d+) behind an even pace") == max(row["even"] - row["counted"], 0)
        assert number(r"(\d+) ahead of an even pace") == max(row["counted"] - row["even"], 0)
        assert number(r"(\d+) of \d+ students behind") == row["behind"]
        assert number(r"(\d+) needs? you") == row["needing"]
        assert number(r"(\d+) address(?:es)? bounces?") == row["bouncing"]


def _check_the_reading(tree: Node, whole: dict[str, Any], words: list[dict[str, Any]]) -> None:
    assert tree.one("h2", id="reading").numbers() == [whole["id"]]
    items = tree.one("ul", class_="words").all("li")
    assert [item.attributes["id"] for item in items] == [f"reflection-{row['id']}" for row in words]
    for item, row in zip(items, words, strict=True):
        assert item.one("a").text() == row["text"]
        if row["said"]:
            shown = item.one("mark").text().strip("“”")
            assert row["said"].startswith(shown.removesuffix("…"))


def test_the_floor_writes_the_audit_row_that_the_page_writes(large: BaseDatabaseWrapper) -> None:
    page = Page()
    page.floor()
    floor, own = Entry.objects.order_by("-pk").values("actor", "action", "page", "student_ids", "filter", "reason")[:2]
    assert floor == own
    assert own["student_ids"]


def test_the_page_costs_at_most_three_times_its_floor(large: BaseDatabaseWrapper) -> None:
    page = Page()
    print(f"\nThe statement of needs you:\n{page.statement.text}\n{page.statement.plan()}")
    measure.compare("needs you, 75 students in three cohorts", page.load, page.floor, at_most=3)
