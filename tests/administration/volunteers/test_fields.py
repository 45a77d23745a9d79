"""A field of a volunteer that the campus does not have: each is asked about by itself, and a close one is proposed."""

from datetime import datetime

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.administration.imports import actions, work
from apps.administration.imports.checked import Checked
from apps.administration.volunteers.fields import closest
from apps.administration.volunteers.importing import carry_out, check
from apps.campus.models import FieldOfInterest
from apps.volunteers.models import Volunteer

pytestmark = pytest.mark.django_db

NAMES = ("Arts and design", "Healthcare", "Public service", "Science and research", "Law", "Business", "Trades")


@pytest.fixture(autouse=True)
def offered() -> dict[str, FieldOfInterest]:
    FieldOfInterest.objects.all().delete()
    return {name: FieldOfInterest.objects.create(name=name) for name in NAMES}


def csv(*fields: str) -> bytes:
    rows = [f"P {at},p{at}@a.example,{field}" for at, field in enumerate(fields, start=2)]
    return "\n".join(["Name,Email,Field", *rows]).encode()


def dry(content: bytes, as_of: datetime, answers: dict[str, str] | None = None) -> Checked:
    return check(content=content, file_name="volunteers.csv", answers=answers, as_of=as_of)


@pytest.mark.parametrize(
    ("named", "meant"),
    [
        ("Arts", "Arts and design"),
        ("Health", "Healthcare"),
        ("Public health", "Healthcare"),
        ("Helthcare", "Healthcare"),
        ("Research", "Science and research"),
        ("Law & Justice", "Law"),
        ("Lawn care", None),
        ("Fintech", None),
        ("And", None),
        ("🎨", None),
    ],
)
def test_a_close_one_of_the_list_is_proposed(named: str, meant: str | None) -> None:
    found = closest(named, FieldOfInterest.objects.all())
    assert (found.name if found else None) == meant


def test_each_field_has_an_answer_of_its_own(offered: dict[str, FieldOfInterest], as_of: datetime) -> None:
    content = csv("Arts", "Arts; Alchemy", "fintech", "FinTech; law", "Arts & Design", "Arts; Arts and Design")
    checked = dry(content, as_of)
    assert [row.outcome for row in checked.rows] == ["asked", "asked", "asked", "asked", "new", "asked"]
    assert checked.rows[1].reasons == ["The field “Arts”, “Alchemy” isn’t on your list."]
    assert [(one.key, one.rows) for one in checked.questions] == [
        ("field:arts", [2, 3, 7]),
        ("field:fintech", [4, 5]),
        ("field:alchemy", [3]),
    ]
    arts = str(offered["Arts and design"].pk)
    assert [one.proposed for one in checked.questions] == [arts, "", ""]

    answers = {"field:arts": arts, "field:alchemy": "leave_out", "field:fintech": "add"}
    checked = dry(content, as_of, answers)
    assert checked.rows[1].reasons == [
        "The field “Arts” becomes “Arts and design”.",
        "Without the field “Alchemy”, which isn’t on your list.",
    ]
    carry_out(checked, as_of=as_of)
    kept = {one.email: [each.name for each in one.fields.all()] for one in Volunteer.objects.prefetch_related("fields")}
    assert list(kept.values()) == [
        ["Arts and design"], ["Arts and design"], ["fintech"], ["Law", "fintech"], ["Arts and design"],
        ["Arts and design"],
    ]  # fmt: skip
    assert not FieldOfInterest.objects.filter(name__in=["Arts", "Alchemy"]).exists()


@pytest.mark.parametrize("answer", ["9223372036854775808", "Arts", "", "-1"])
def test_an_answer_that_was_not_offered_is_none(answer: str, as_of: datetime) -> None:
    checked = dry(csv("Arts"), as_of, {"field:arts": answer, "fields": answer})
    assert [row.outcome for row in checked.rows] == ["asked"]


def test_of_very_many_fields_the_ten_of_most_rows_are_asked_about_and_the_rest_at_once(as_of: datetime) -> None:
    content = csv(*(f"Trade {letter}" for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"), "Trade Z")
    questions = dry(content, as_of).questions
    assert [one.key for one in questions] == ["field:trade z", *(f"field:trade {one}" for one in "abcdefghi"), "fields"]
    assert questions[-1].text.endswith("“Trade S” and 6 more.")
    answered = dry(content, as_of, {"fields": "leave_out", "field:trade z": "add"})
    assert [(one.key, one.answer) for one in answered.questions] == [("field:trade z", "add"), ("fields", "leave_out")]
    assert answered.rows[0].reasons == ["Without the field “Trade A”, which isn’t on your list."]
    assert answered.rows[25].reasons == []


def test_the_page_asks_with_the_close_one_chosen(
    office: Client, ada: User, offered: dict[str, FieldOfInterest]
) -> None:
    content = csv("Arts", "Alchemy", "<b>")
    row = actions.start(kind="volunteers", file_name="alumni.csv", content=content, cohort=None, by=ada)
    work.work_on(row.pk)
    page = office.get(f"/program/imports/{row.pk}/").text
    assert "Which field is “Arts”?" in page
    assert "We propose “Arts and design”, because the names are close." in page
    arts = offered["Arts and design"].pk
    assert page.count(" selected>Arts and design</option>") == 1
    row.refresh_from_db()
    answers = {"answer-field:arts": arts, "answer-field:alchemy": "", "answer-field:<b>": "leave_out"}
    office.post(f"/program/imports/{row.pk}/", {"seen": row.seen, "check": "field:arts", **answers})
    work.work_on(row.pk)
    row.refresh_from_db()
    assert row.counts["new"] == 2
    page = office.get(f"/program/imports/{row.pk}/").text
    assert "Which field is “Alchemy”?" in page
    assert f'<option value="{arts}" selected>Arts and design</option>' in page  # among the answers
    assert "Which field is “&lt;b&gt;”?" in page


def test_all_proposed_answers_are_taken_by_one_press(office: Client, ada: User) -> None:
    content = csv("Arts", "Public health", "Alchemy")
    row = actions.start(kind="volunteers", file_name="alumni.csv", content=content, cohort=None, by=ada)
    work.work_on(row.pk)
    page = office.get(f"/program/imports/{row.pk}/")
    assert "Take these two answers and check again" in page.text
    sent = {f"answer-{one['key']}": one["shown"] for one in page.context["dry"].questions}
    office.post(f"/program/imports/{row.pk}/", {**sent, "seen": page.context["row"].seen, "check": "all"})
    work.work_on(row.pk)
    row.refresh_from_db()
    assert (row.counts["new"], row.counts["asked"]) == (2, 1)
