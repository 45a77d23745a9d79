"""What a migration makes of the rows that are there, where it is more than a new column."""

import os
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import StateApps

from apps.core import clock
from apps.core.operations.database import as_owner
from tests import databases

MODELS = ("accounts.User", "students.Student", "contacts.Contact", "interviews.Interview", "network.Referral")
THANKS = [("outreach", "0005_thanks_sent_by_acquaint")]
BEFORE = [("students", "0001_initial"), ("network", "0001_initial")]
SHARED = [("reflection", "0001_initial")]
AFTER = [("students", "0002_start"), ("network", "0002_name_use_of_the_contact")]


@pytest.fixture(params=[BEFORE])
def before(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: pytest.FixtureRequest
) -> Iterator[MigrationExecutor]:
    """A database of its own, as it was before the migrations below."""
    with django_db_blocker.unblock():
        name = databases.create(f"migrations_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}")
        with databases.pointed_at(name), as_owner():
            executor = MigrationExecutor(connection)
            executor.migrate(request.param)
            yield executor
        databases.drop(name)


@pytest.mark.proof
def test_who_is_here_has_skipped_start_and_the_use_of_a_name_has_one_place(before: MigrationExecutor) -> None:
    old = before.loader.project_state(BEFORE).apps
    make = {name: old.get_model(*name.split(".")).objects.create for name in MODELS}
    student = make["students.Student"](user=make["accounts.User"](email="alice@campus.example", full_name="Alice"))
    rosa, wei, ama, jun = (
        make["contacts.Contact"](student=student, full_name=name) for name in ("Rosa", "Wei", "Ama", "Jun")
    )
    for named in (wei, jun):
        named.introduced_by = rosa
        named.save()
    ama.notes = "Kind."
    ama.save()
    for said in ({wei: "yes", ama: "yes", jun: "not_yet"}, {wei: "no"}):
        talk = make["interviews.Interview"](student=student, contact=rosa)
        for named, name_use in said.items():
            make["network.Referral"](interview=talk, contact=named, name_use=name_use)

    new = _migrate(AFTER)
    students = new.get_model("students", "Student").objects
    assert clock.now() - students.get(pk=student.pk).start_ended_at < timedelta(minutes=1)
    later = new.get_model("accounts", "User").objects.create(email="bob@campus.example", full_name="Bob")
    assert students.create(user_id=later.pk).start_ended_at is None
    contacts = new.get_model("contacts", "Contact").objects
    assert {one.full_name: (one.name_use, one.notes) for one in contacts.all()} == {
        "Rosa": ("not_yet", ""),
        "Wei": ("no", ""),
        "Ama": ("not_yet", "Kind.\nNamed by Rosa: OK to use their name"),
        "Jun": ("not_yet", ""),
    }

    contacts.filter(pk=jun.pk).update(name_use="will_introduce")
    referrals = _migrate(BEFORE[1:]).get_model("network", "Referral").objects
    found = {one.contact.full_name: one.name_use for one in referrals.select_related("contact")}
    assert found == {"Wei": "no", "Ama": "not_yet", "Jun": "yes"}


@pytest.mark.proof
@pytest.mark.parametrize("before", [THANKS], indirect=True)
def test_on_the_way_back_no_sent_note_is_lost_and_how_it_went_is_one_of_the_former_ways(
    before: MigrationExecutor,
) -> None:
    old = before.loader.project_state(THANKS).apps
    make = {name: old.get_model(*name.split(".")).objects.create for name in (*MODELS[:4], "outreach.Outreach")}
    student = make["students.Student"](user=make["accounts.User"](email="alice@campus.example", full_name="Alice"))
    rosa = make["contacts.Contact"](student=student, full_name="Rosa")
    for days, how in enumerate(("mail", "card", "acquaint"), start=1):
        end = clock.now() - timedelta(days=days)
        held = {"starts_at": end - timedelta(minutes=30), "ends_at": end, "minutes": 30, "format": "video"}
        thanked = {"logged_at": end, "thanked_at": end, "thanked_how": how}
        talk = make["interviews.Interview"](student=student, contact=rosa, **held, **thanked)
    sent = make["outreach.Outreach"](
        student=student, interview=talk, kind="thanks", channel="email", sent_how="acquaint", sent_at=end
    )

    back = [("interviews", "0002_place_and_calendar")]
    with pytest.raises(IntegrityError, match="outreach_has_interview_or_contact"):
        _migrate(back)
    sent.delete()
    found = _migrate(back).get_model("interviews", "Interview").objects
    assert list(found.order_by("pk").values_list("thanked_how", flat=True)) == ["mail", "other", "other"]


@pytest.mark.proof
@pytest.mark.parametrize("before", [SHARED], indirect=True)
def test_the_history_of_a_reflection_says_since_when_it_was_shared_and_again_whether(before: MigrationExecutor) -> None:
    old = before.loader.project_state(SHARED).apps
    make = {name: old.get_model(*name.split(".")).objects.create for name in (*MODELS[:4], "reflection.Reflection")}
    student = make["students.Student"](user=make["accounts.User"](email="alice@campus.example", full_name="Alice"))
    rosa = make["contacts.Contact"](student=student, full_name="Rosa")
    reflection = make["reflection.Reflection"](interview=make["interviews.Interview"](student=student, contact=rosa))
    for shared in (True, False, True):
        reflection.shared = shared
        reflection.save()

    new = _migrate([("reflection", "0002_shared_at")])
    events = new.get_model("reflection", "ReflectionEvent").objects.order_by("pgh_id")
    assert [event.shared_at == event.pgh_created_at for event in events] == [False, True, False, True]
    assert [event.shared_at is None for event in events] == [True, False, True, False]

    events = _migrate(SHARED).get_model("reflection", "ReflectionEvent").objects.order_by("pgh_id")
    assert list(events.values_list("shared", flat=True)) == [False, True, False, True]


def _migrate(goal: list[tuple[str, str]]) -> StateApps:
    executor = MigrationExecutor(connection)
    executor.migrate(goal)
    return executor.loader.project_state(goal).apps
