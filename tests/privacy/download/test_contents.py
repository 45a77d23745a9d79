import csv
import json
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO, StringIO
from uuid import uuid4
from zipfile import ZipFile

import pytest

from apps.accounts.models import User
from apps.advising.models import AdviserNote
from apps.audit.actions import record_change, record_view
from apps.campus.models import Campus
from apps.cohorts.models import Cohort
from apps.core import clock
from apps.outbox.models import Message
from apps.privacy.download.contents import zip_of
from apps.students.models import Student
from tests import factories

FORMULA = '=HYPERLINK("https://elsewhere.example","Ask")'


@pytest.fixture
def read(alice: Student, campus: Campus) -> Callable[[], dict[str, str]]:
    """What each file of Alice's says."""

    def read() -> dict[str, str]:
        with ZipFile(BytesIO(zip_of(alice, campus=campus, as_of=clock.now()))) as file:
            assert file.testzip() is None
            return {name: file.read(name).decode("utf-8-sig") for name in file.namelist()}

    return read


def table(files: dict[str, str], name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(files[f"tables/{name}.csv"], newline="")))


def test_json_is_exact_and_a_table_opens_as_text(alice: Student, read: Callable[[], dict[str, str]]) -> None:
    factories.make_contact(student=alice, full_name=FORMULA, phone="+1 555 0100", notes="Zoë\u202e,\r\n“Ada”")
    files = read()
    (person,) = json.loads(files["everything.json"])["people"]
    assert (person["full_name"], person["phone"], person["notes"]) == (FORMULA, "+1 555 0100", "Zoë\u202e,\r\n“Ada”")
    (row,) = table(files, "people")
    assert (row["Name"], row["Phone"]) == (f"'{FORMULA}", "'+1 555 0100")
    assert row["How you know them"] == "Professors"


def test_times_are_the_students_own_in_a_table_and_utc_in_json(
    alice: Student, read: Callable[[], dict[str, str]]
) -> None:
    alice.time_zone = "America/Denver"
    interview = factories.make_held(alice)
    files = read()
    (row,) = table(files, "conversations")
    assert row["Starts at"][-6:] in ("-07:00", "-06:00")
    (exact,) = json.loads(files["everything.json"])["conversations"]
    assert exact["starts_at"] == interview.starts_at.isoformat()


def test_who_looked_and_what_staff_wrote_is_told_by_name(
    alice: Student, charlie: Student, cohort: Cohort, bob: User, read: Callable[[], dict[str, str]]
) -> None:
    record_view(actor=bob, page="dashboards:cohort", student_ids=[alice.pk, charlie.pk], filter={"q": True})
    record_change(actor=None, page="administration:import", student_ids=[alice.pk], reason="import 1: 1 new")
    AdviserNote.objects.create(student=alice, cohort=cohort, author=bob, text="Ask again.", token=uuid4())
    factories.make_nudged(alice, cohort=cohort, adviser=bob)
    said = json.loads(read()["everything.json"])
    assert [each["who"] for each in said["who-looked"]] == ["Bob Lindgren", "the system"]
    assert said["adviser-notes"][0] | {"author": "Bob Lindgren", "text": "Ask again."} == said["adviser-notes"][0]
    assert said["nudges"][0]["subject"] == "Ten minutes"
    assert "student_ids" not in str(said["who-looked"])


def test_it_holds_nothing_of_others_and_no_secret(
    alice: Student, charlie: Student, read: Callable[[], dict[str, str]]
) -> None:
    factories.make_contact(student=charlie, full_name="Rosa Delgado")
    User.objects.filter(pk=alice.user_id).update(password="pbkdf2_secret")  # noqa: S106
    said = "".join(read().values())
    assert "Rosa" not in said
    assert "pbkdf2" not in said
    assert "charlie@" not in said


def test_it_tells_nothing_of_the_one_who_had_the_address_before(
    alice: Student, charlie: Student, read: Callable[[], dict[str, str]]
) -> None:
    address, now = charlie.user.email, clock.now()
    factories.make_reminder(kind="goal", cause_key="1", user=charlie.user, due_at=now)
    mail = {"address": address, "audience": "student", "subject": "Hi", "resend_when_unanswered": True, "due_at": now}
    Message.objects.create(key="switched_off:1", **mail)
    Message.objects.update(created_at=now - timedelta(days=1))
    for student, email in ((charlie, "charlie@elsewhere.example"), (alice, address)):
        student.user.email = email
        student.user.save()
    Message.objects.create(key=f"address_left:{charlie.user_id}:1", **mail)
    Message.objects.create(key=f"address_given:{alice.user_id}:1", **mail)
    assert [row["what"] for row in json.loads(read()["everything.json"])["mail"]] == [
        f"address_given:{alice.user_id}:1"
    ]


def test_the_readme_names_every_file(read: Callable[[], dict[str, str]]) -> None:
    files = read()
    assert "Alice Okafor" in files["README.txt"]
    assert [name for name in files if name.startswith("tables/") and f"{name} (" not in files["README.txt"]] == []
