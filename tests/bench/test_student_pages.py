"""A student's home, log form, people and one interview against a signed-in view that does nothing and their raw SQL."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Count, Q
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.campus.zones import zone_named
from apps.contacts.models import Contact
from apps.core import clock
from apps.core.templatetags.parts import of_goal
from apps.interviews.models import Interview
from apps.outbox.models import Message
from apps.reminders.actions import refresh
from apps.students.models import Student
from tests import factories
from tests.bench import measure, student_floors
from tests.bench.reading import Node, read
from tests.bench.statement import Statement

AT_MOST, AIM = 4, 3


def _student() -> Student:
    """Of one cohort, the one with most to show."""
    found = Student.objects.filter(memberships__cohort__name="Pathways 0102")
    return found.annotate(under_way=Count("interviews", filter=Q(interviews__exit=""))).latest("under_way", "pk")


def _interview(person: User) -> Interview:
    """The latest with everything: thanked, and reflected on."""
    return Interview.objects.filter(student__user=person, state="reflected").select_related("student").latest("pk")


def _home(person: User) -> tuple[str, Statement]:
    return reverse("dashboards:home"), student_floors.home(person)


def _log_form(person: User) -> tuple[str, Statement]:
    return reverse("interviews:log"), student_floors.log_form(person)


def _people(person: User) -> tuple[str, Statement]:
    return reverse("contacts:list"), student_floors.people(person)


def _one_interview(person: User) -> tuple[str, Statement]:
    interview = _interview(person)
    return reverse("interviews:detail", args=[interview.pk]), student_floors.interview(interview)


class Page:
    """One page of this student's, as they open it."""

    def __init__(self, of: Callable[[User], tuple[str, Statement]]) -> None:
        person = _student().user
        self.client = Client()
        self.client.force_login(person)
        self.address, self.statement = of(person)
        self.nothing = reverse("nothing")

    def read(self) -> Node:
        with measure.quiet():
            return read(self.client.get(self.address).content.decode()).one("main")

    def load(self) -> None:
        assert self.client.get(self.address).status_code == 200

    def floor(self) -> None:
        assert self.client.get(self.nothing).content == b""
        self.statement.run()


@pytest.fixture
def with_reminders(large: BaseDatabaseWrapper) -> Iterator[None]:
    """The large campus was copied without reminders: this student has some to come, of two kinds."""
    student, now = _student(), clock.now()
    talk = factories.make_interview(student=student, scheduled_at=now)
    talk.plan(starts_at=now + timedelta(hours=25), minutes=30, format="video")
    talk.save()
    for _ in range(2):
        factories.make_interview(student=student, asked_at=now - timedelta(days=6))
    refresh(user=student.user, as_of=now)
    yield
    Message.objects.filter(reminder__user=student.user).delete()
    Interview.objects.filter(student=student, created_at__gte=now).delete()
    Contact.objects.filter(student=student, created_at__gte=now).delete()


@pytest.mark.usefixtures("with_reminders")
def test_home_and_its_statement_give_the_same_numbers() -> None:
    page = Page(_home)
    tree, rows = page.read(), page.statement.rows()
    about = {
        what: [row for row in rows if row["about"] == what]
        for what in ("cohort", "talk", "idea", "reminder", "adviser")
    }
    (cohort,) = about["cohort"]
    (progress,) = [each for each in tree.all("h2") if each.attributes.get("id", "").startswith("progress-")]
    assert progress.text().startswith(of_goal(cohort["counted"], cohort["of_goal"]))
    stones = [circle.attributes["class"] for circle in tree.one("span", class_="stones").all("circle")]
    under_way = cohort["would_count"] - cohort["counted"]
    full = min(cohort["counted"], cohort["of_goal"])
    assert stones.count("full") == full
    assert stones.count("half") == min(under_way, cohort["of_goal"] - full)
    assert len(stones) == cohort["of_goal"]
    trail = tree.one("ol", class_="trail").all("li")
    assert len(trail) > 1
    assert [(line.one("a").text(), line.attributes.get("class") == "trail__done") for line in trail] == [
        (row["text"], row["done"]) for row in about["talk"]
    ]
    ideas = [idea.one("span", class_="who__name").text() for idea in tree.all("li", class_="idea")]
    assert ideas[:-1] == [row["text"] for row in about["idea"]]
    reminders = tree.one("ul", class_="reminders").all("li")
    assert len(reminders) > 1
    assert [_reminder_in(line) for line in reminders] == [(row["text"], row["at"]) for row in about["reminder"]]
    assert about["adviser"]
    assert all(row["text"] in tree.text() for row in about["adviser"])


def _reminder_in(line: Node) -> tuple[str, datetime]:
    (name,) = re.findall(r"(?: · |Did you talk with |Did you hear from )(.+?)\??$", line.one("b").text())
    return name, datetime.fromisoformat(line.one("time").attributes["datetime"])


def test_the_log_form_and_its_statement_give_the_same_numbers(large: BaseDatabaseWrapper) -> None:
    page = Page(_log_form)
    before = page.statement.rows()
    tree = page.read()
    _check_help(tree, before[0])
    names = [option.attributes["value"] for option in tree.one("datalist", id="people").all("option")]
    assert names == [row["full_name"] for row in before]
    (now,) = [datetime.fromisoformat(each.attributes["data-now"]) for each in tree.all("div", data_now="*")]
    here = now.astimezone(ZoneInfo(zone_named(tree.one("input", name="zone").attributes["value"]))).replace(tzinfo=None)
    assert before[0]["here"].replace(microsecond=0) <= here <= page.statement.rows()[0]["here"]


def test_people_and_their_statement_give_the_same_numbers(large: BaseDatabaseWrapper) -> None:
    page = Page(_people)
    tree, rows = page.read(), page.statement.rows()
    _check_help(tree, rows[0])
    lines = tree.all("li", class_="idea")
    assert len(lines) == len(rows) == min(rows[0]["people"], 50)
    for line, row in zip(lines, rows, strict=True):
        assert line.one("a", class_="who__name").text() == row["full_name"]
        assert line.one("span", class_="who__role").text() == ", ".join(
            filter(None, (row["role"], row["organization"]))
        )
        assert line.one("a", class_="who__name").attributes["href"] == reverse("contacts:detail", args=[row["id"]])
        assert ("Talked" in line.text()) is (row["stands"] in ("held", "thanked", "reflected"))
        assert bool(line.all("button")) is (row["stands"] in (None, "idea"))


def test_an_interview_and_its_statement_give_the_same_numbers(large: BaseDatabaseWrapper) -> None:
    page = Page(_one_interview)
    tree, (row,) = page.read(), page.statement.rows()
    assert tree.one("h1").text() == row["full_name"]
    shown = tree.one("p", class_="facts").one("time")
    assert datetime.fromisoformat(shown.attributes["datetime"]).astimezone(UTC) == row["starts_at"]
    assert f"{row['starts_here'].hour % 12 or 12}:{row['starts_here']:%M}" in shown.text()
    if row["minutes"]:
        assert f"{row['minutes']} minutes" in tree.one("p", class_="facts").text()
    text = tree.text()
    assert row["learned"] in text
    assert f"{row['thanked_here'].hour % 12 or 12}:{row['thanked_here']:%M}" in text
    assert f"before: {row['nerves_before']} of 5" in text
    assert f"after: {row['nerves_after']} of 5" in text
    assert row["answers"]
    assert all(answer in text for answer in row["answers"])
    assert (row["named"], row["left_out"], row["comments"]) == ([], [], [])
    _check_help(tree, row)


def _check_help(tree: Node, row: dict[str, Any]) -> None:
    assert row["hand_raised_at"] is None
    (said,) = [each.text() for each in tree.all("p", class_="private") if "will see that you asked" in each.text()]
    assert row["would_help"]
    assert all(name in said for name in row["would_help"])


PAGES = {"home": _home, "log form": _log_form, "one interview": _one_interview, "people": _people}


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.usefixtures("with_reminders")
def test_the_page_costs_at_most_four_times_its_floor(name: str) -> None:
    page = Page(PAGES[name])
    print(f"\nThe statement of a student's {name}:\n{page.statement.text}\n{page.statement.plan()}")
    measure.compare(f"a student's {name}", page.load, page.floor, at_most=AT_MOST, aim=AIM)
