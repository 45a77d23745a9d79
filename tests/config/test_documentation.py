"""What README and CONTRIBUTING list is what there is."""

import re
import tomllib
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.cohorts.models import Membership
from apps.reminders.kinds import Expected, Kind, Skip
from tests.config.test_compose import example
from tests.factories import make_cohort, make_contact, make_student
from tests.reminders.decisions import about_of, cause_of, decision_of, expected_of

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text()
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text()
DOCS = {path.name: path.read_text() for path in (ROOT / "docs").glob("*.md")}


def first_column(text: str, head: str) -> list[str]:
    """The names in code style in the first column of the table that starts with `head`."""
    table = text.split(head, 1)[1].split("\n\n", 1)[0]
    return re.findall(r"^\| `([^`]+)`", table, re.MULTILINE)


def test_the_floors_are_those_of_the_contract_in_their_order() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = [app.removeprefix("apps.") for layer in contracts[0]["layers"] for app in layer.split(" | ")]

    assert first_column(CONTRIBUTING, "| floor |") == layers


def test_every_variable_is_in_the_readme() -> None:
    table = first_column(README, "| variable |")

    assert "DEBUG" in table
    assert {name for name in table if name != "DEBUG"} <= set(example())
    assert {name for name in example() if f"`{name}`" not in README} == set()


def test_the_files_that_they_name_exist() -> None:
    named = set(
        re.findall(
            r"`((?:apps|config|tools|tests|templates|static)/[\w./]+\.\w+)`",
            README + CONTRIBUTING + "".join(DOCS.values()),
        )
    )

    named -= {"apps/x/y.py", "tests/x/test_y.py", "apps/contacts/reminders.py"}  # stand for any

    assert len(named) > 5
    assert {name for name in named if not (ROOT / name).exists()} == set()


def test_the_commands_that_they_name_exist() -> None:
    targets = set(re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = set(re.findall(r"make ([a-z-]+)[`\s]", " ".join(re.findall(r"`[^`]*`", README + CONTRIBUTING))))

    assert {"run", "test", "check"} <= named <= targets


def test_every_page_is_linked_and_links_to_what_exists() -> None:
    assert {name for name in DOCS if f"(docs/{name})" not in README} == set()
    for text, folder in [(README, ROOT), (CONTRIBUTING, ROOT), *((text, ROOT / "docs") for text in DOCS.values())]:
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", text):
            assert (folder / target).exists(), target


class TestTheWorkedExampleOfAReminder:
    """What CONTRIBUTING tells a reader to write does what it says."""

    @pytest.fixture
    def code(self) -> str:
        section = CONTRIBUTING.split("## Add a reminder", 1)[1].split("\n## ", 1)[0]
        return section.split("```python\n", 1)[1].split("```", 1)[0]

    @pytest.fixture
    def kind(self, db: None, code: str) -> Kind:
        module: dict = {"__name__": "nobody_yet"}
        exec(compile(code, "CONTRIBUTING.md", "exec"), module)  # noqa: S102 - our own page
        return module["NobodyYet"]()

    def test_a_kind_is_under_forty_lines(self, code: str) -> None:
        assert len([line for line in code.splitlines() if line.strip()]) < 40

    def test_it_is_due_for_who_knows_nobody_and_skipped_for_who_does(self, kind: Kind, as_of) -> None:
        nobody, somebody = make_student(), make_student()
        make_contact(student=somebody)
        make_cohort(students=[nobody, somebody])
        joined_at = as_of - timedelta(days=2)
        Membership.objects.update(joined_at=joined_at)

        [(key, expected)] = expected_of(kind, as_of).items()
        assert expected.user_id == nobody.user_id
        assert joined_at + timedelta(days=3) <= expected.due_at <= joined_at + timedelta(days=3, hours=11)
        assert expected_of(kind, as_of, somebody.user_id) == {}
        other = Membership.objects.get(student=somebody)
        assert decision_of(kind, f"member:{other.pk}", as_of) == Skip("knows someone")
        assert decision_of(kind, "interview:1:1", as_of) is None
        assert isinstance(decision_of(kind, key, as_of + timedelta(days=4)), Expected)
        assert decision_of(kind, key, as_of + timedelta(days=6)) == Skip("too late")

        about = about_of(kind, key, as_of)
        assert (about.url, about.is_open) == ("/contacts/new/", True)
        make_contact(student=nobody)
        assert not about_of(kind, key, as_of).is_open

    def test_three_templates_make_its_mail(self, kind: Kind, as_of, settings, tmp_path: Path) -> None:
        folder = tmp_path / "contacts" / "emails"
        folder.mkdir(parents=True)
        for ending, words in (("subject.txt", "Five names"), ("txt", "{{ opt_out_url }}"), ("html", "<p>Names</p>")):
            (folder / f"nobody_yet.{ending}").write_text(words)
        settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]
        make_cohort(students=[student := make_student()])
        mail = kind.compose(cause_of(kind, f"member:{Membership.objects.get().pk}", as_of), as_of)
        assert (mail.to, mail.subject) == (student.user.email, "Five names")
        assert f"<{mail.text.strip()}>" == mail.headers["List-Unsubscribe"]

    def test_it_asks_as_often_for_three_as_for_one(self, kind: Kind, as_of) -> None:
        counts = []
        for _ in range(2):
            make_cohort(students=[make_student(), make_student()])
            with CaptureQueriesContext(connection) as queries:
                expected_of(kind, as_of)
            counts.append(len(queries))
        assert counts[0] == counts[1]
