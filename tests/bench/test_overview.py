"""The overview of cohorts against a signed-in view that does nothing and its raw SQL."""

import re

import pytest
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.cohorts.models import Cohort
from tests.bench import measure, staff_floors
from tests.bench.reading import Node, read


def _adviser() -> User:
    return Cohort.objects.get(name="Pathways 0102").advisers.get()


def _administrator() -> User:
    return User.objects.get(email="admin@demo.example")


class Page:
    """The overview, as this person opens it."""

    def __init__(self, person: User) -> None:
        self.client = Client()
        self.client.force_login(person)
        self.address, self.nothing = reverse("dashboards:cohorts"), reverse("nothing")
        self.statement = staff_floors.overview(person)

    def load(self) -> None:
        assert self.client.get(self.address).status_code == 200

    def floor(self) -> None:
        assert self.client.get(self.nothing).content == b""
        self.statement.run()


PEOPLE = {"an adviser's 10": (_adviser, 10, 10), "all 2,000": (_administrator, 25, 2000)}
whose = pytest.mark.parametrize(("find", "shown", "at_least"), PEOPLE.values(), ids=PEOPLE)


@whose
def test_the_page_and_its_statement_give_the_same_numbers(
    large: BaseDatabaseWrapper, find, shown: int, at_least: int
) -> None:
    page = Page(find())
    with measure.quiet():
        tree = read(page.client.get(page.address).content.decode()).one("main")
    rows = page.statement.rows()
    articles = tree.all("article")
    assert len(articles) == len(rows) == shown
    assert rows[0]["cohorts"] >= at_least
    for article, row in zip(articles, rows, strict=True):
        assert article.one("*", class_="h2-s").text() == row["name"]
        assert _shown(article) == {
            "students": row["students"],
            "archived": row["archived"],
            "toward_goal": row["toward_goal"],
            "goal_total": row["goal_total"],
            "pace": _pace(row),
            "behind": row["behind"],
            "needing": row["needing"],
            "bouncing": row["bouncing"],
            "held": row["held"],
            "reflected": row["reflected"],
            "with_none": row["with_none"] if row["has_started"] else 0,
            "owing": row["owing"] if row["has_started"] else 0,
            "waiting": row["waiting"] if row["has_started"] and not row["is_over"] else 0,
        }
    if rows[0]["cohorts"] > shown:
        assert tree.one("nav", class_="pager").numbers() == [1, shown, rows[0]["cohorts"]]


def _shown(article: Node) -> dict[str, object]:
    text = article.text()

    def number(pattern: str) -> int:
        found = re.search(pattern, text)
        return int(found[1]) if found else 0

    return {
        "students": number(r"(\d+) students?(?:,| and)"),
        "archived": number(r"and (\d+) archived"),
        "toward_goal": number(r"(\d+) of \d+ (?:\d|at|starts|ended)"),
        "goal_total": number(r"\d+ of (\d+) (?:\d|at|starts|ended)"),
        "pace": re.search(r"(\d+ behind|\d+ ahead|at an even pace|starts|ended)", text)[1],
        "behind": number(r"(\d+) of \d+ students behind"),
        "needing": number(r"(\d+) needs? (?:you|their adviser)"),
        "bouncing": number(r"(\d+) address(?:es)? bounces?"),
        "held": number(r"(\d+) held"),
        "reflected": number(r"(\d+) of them fully reflected"),
        "with_none": number(r"(\d+) of \d+ with none"),
        "owing": number(r"(\d+) students? owes? a late thank-you"),
        "waiting": number(r"(\d+) of \d+ (?:has|have) waited"),
    }


def _pace(row: dict) -> str:
    if row["is_over"] or not row["has_started"]:
        return "ended" if row["is_over"] else "starts"
    behind = int(row["even"] - row["toward_goal"])
    return f"{abs(behind)} {'behind' if behind > 0 else 'ahead'}" if behind else "at an even pace"


@whose
def test_the_page_costs_at_most_three_times_its_floor(
    large: BaseDatabaseWrapper, request: pytest.FixtureRequest, find, shown: int, at_least: int
) -> None:
    page = Page(find())
    name = request.node.callspec.id
    print(f"\nThe overview's statement, {name} cohorts:\n{page.statement.text}\n{page.statement.plan()}")
    measure.compare(f"overview of {name} cohorts", page.load, page.floor, at_most=3, turns=6)
