"""What should exist of all that is about one interview, and whether every way of asking agrees."""

import random
from datetime import datetime, time, timedelta

import pytest

from apps.campus.models import Campus
from apps.interviews.causes import interviews as interview_causes
from apps.interviews.life.actions import schedule
from apps.interviews.models import Exit, Interview
from apps.outbox.models import Message
from apps.reminders import kinds
from apps.reminders.actions import refresh
from apps.reminders.kinds import Expected, Skip
from apps.reminders.reconcile import reconcile
from apps.students.models import Student
from tests.factories import make_contact, make_interview, make_student
from tests.interviews.moments import at, decide, log, rows, scheduled
from tests.reminders.decisions import about_of, decision_of, expected_of

OURS = ("preparation", "how_did_it_go", "thank_you_first", "thank_you_last_call")


def test_kinds_stand_in_the_order_of_an_interviews_life() -> None:
    assert [kind.slug for kind in interview_causes.kinds] == ["follow_up_first", "follow_up_second", *OURS]


class TestOneInterview:
    def test_in_order_the_reminders_of_one_that_was_scheduled(self, alice: Student) -> None:
        interview = scheduled(alice)
        asked = decide("how_did_it_go", interview.cause_key, "13 12:00")
        last = decide("thank_you_last_call", interview.cause_key, "13 12:00")
        assert (asked.due_at, last.due_at) == (at("13 17:00"), at("14 12:30"))
        assert decide("thank_you_first", interview.cause_key, "13 12:00") == Skip("not logged")

    def test_an_archived_student_gets_no_mail_about_it(self, alice: Student) -> None:
        planned = scheduled(alice)
        held = log(alice, "12 16:00", now="12 17:00")
        Student.objects.filter(pk=alice.pk).update(archived_at=at("13 09:00"))
        assert decide("thank_you_last_call", held.cause_key, "13 10:00") == Skip("archived")
        reconcile(as_of=at("13 10:00"))
        for interview in (planned, held):
            assert set(rows(interview).values()) == {("skipped", "archived")}
        Student.objects.filter(pk=alice.pk).update(archived_at=None)
        reconcile(as_of=at("13 10:01"))
        assert rows(planned)["how_did_it_go"] == ("due", at("13 17:00"))

    def test_an_interview_without_a_date_has_none(self, alice: Student) -> None:
        idea = make_interview(student=alice)
        assert [decide(kind, idea.cause_key, "13 12:00") for kind in OURS] == [None] * 4

    @pytest.mark.parametrize(
        "key", ["", "interview", "interview:1", "interview:x:1", "interview:1:x", "cohort:1:1", "interview:999999:1"]
    )
    def test_a_cause_of_another_kind_or_none_is_nothing(self, db: None, key: str) -> None:
        assert [decision_of(kinds.get(kind), key, at("13 12:00")) for kind in OURS] == [None] * 4


class TestWhatMovesThem:
    @pytest.fixture
    def held(self, alice: Student) -> Interview:
        held = log(alice, "13 19:00", now="13 19:40")
        assert rows(held) == {
            "thank_you_first": ("due", at("14 08:00")),
            "thank_you_last_call": ("due", at("14 15:30")),
        }
        return held

    def test_the_students_own_zone(self, alice: Student, held: Interview) -> None:
        Student.objects.filter(pk=alice.pk).update(time_zone="America/Los_Angeles")  # 16:30 there
        refresh(user=alice.user, as_of=at("13 20:00"))
        assert rows(held)["thank_you_first"] == ("due", at("13 21:30"))

    def test_the_students_own_quiet_hours(self, alice: Student, held: Interview) -> None:
        Student.objects.filter(pk=alice.pk).update(quiet_from=time(23), quiet_until=time(6))
        refresh(user=alice.user, as_of=at("13 20:00"))
        assert rows(held)["thank_you_first"] == ("due", at("13 21:30"))
        Student.objects.filter(pk=alice.pk).update(quiet_from=time(15), quiet_until=time(9))
        refresh(user=alice.user, as_of=at("13 20:00"))
        assert rows(held) == {
            "thank_you_first": ("due", at("14 09:00")),
            "thank_you_last_call": ("due", at("14 14:00")),
        }

    def test_the_campuss_numbers(self, held: Interview) -> None:
        Campus.objects.update(thank_you_hours=48, first_thank_you_after_hours=1)
        reconcile(as_of=at("13 20:00"))
        assert rows(held) == {
            "thank_you_first": ("due", at("13 20:30")),
            "thank_you_last_call": ("due", at("15 15:30")),
        }

    @pytest.mark.parametrize("gone", ["Mars/Olympus", "America", "../etc/localtime", "x" * 64])
    def test_a_zone_that_no_longer_exists_is_the_campuss(self, alice: Student, held: Interview, gone: str) -> None:
        Student.objects.filter(pk=alice.pk).update(time_zone=gone)
        refresh(user=alice.user, as_of=at("13 20:00"))
        assert rows(held)["thank_you_first"] == ("due", at("14 08:00"))


def _random_interview(dice: random.Random, as_of: datetime) -> None:
    student = make_student(
        time_zone=dice.choice(["", "Asia/Kathmandu", "Pacific/Apia", "Europe/Lisbon", "America/Los_Angeles"]),
        quiet_from=time(22),
        quiet_until=time(dice.randrange(4, 10)),
    )
    interview = Interview(student=student, contact=make_contact(student=student))
    if dice.random() < 0.25:
        interview.asked_at = as_of - timedelta(minutes=dice.randrange(30 * 24 * 60))
        interview.replied_at = as_of if dice.random() < 0.25 else None
        interview.save()
        return
    starts_at = as_of + timedelta(minutes=dice.randrange(-60 * 60, 60 * 60))
    interview.plan(starts_at=starts_at, minutes=dice.randrange(5, 90), format="video")
    interview.scheduled_at = starts_at - timedelta(days=3)
    interview.round = dice.choice([1, 1, 2])
    if interview.ends_at <= as_of and dice.random() < 0.6:
        interview.logged_at = interview.ends_at + (as_of - interview.ends_at) * dice.random()
    elif dice.random() < 0.25:
        interview.exit, interview.exited_at = dice.choice(Exit.values), as_of
    if interview.is_held and dice.random() < 0.15:
        interview.thanked_at, interview.thanked_how = as_of, "mail"
    if interview.starts_at > as_of and dice.random() < 0.3:
        interview.prepared_at = as_of
    interview.save()


@pytest.mark.proof
@pytest.mark.parametrize("seed", range(6))
def test_the_query_of_what_should_exist_leaves_nothing_out(db: None, seed: int) -> None:
    """Whatever is due up to the horizon by its own answer is named by `causes`; asked alone it answers the same."""
    dice = random.Random(seed)
    as_of = at("13 00:00") + timedelta(minutes=dice.randrange(24 * 60))
    for _ in range(120):
        _random_interview(dice, as_of)
    interviews = Interview.objects.all()
    some = 0
    for kind in interview_causes.kinds:
        keys = [key for one in interviews for key in (one.cause_key, one.request_key) if key]
        decisions = {key: decision_of(kind, key, as_of) for key in keys}
        wanted = {key: one.due_at for key, one in decisions.items() if isinstance(one, Expected)}
        near = {key: due_at for key, due_at in wanted.items() if due_at <= as_of + kind.cause_type.horizon}
        some += len(near)
        listed = {key: one.due_at for key, one in expected_of(kind, as_of).items()}
        assert near.items() <= listed.items()
        assert listed.keys() <= wanted.keys()
    assert some > 20, "the dice left nothing to compare"


def test_the_list_of_one_person_is_theirs(alice: Student, charlie: Student) -> None:
    mine, theirs = log(alice, "13 16:00", now="13 16:40"), log(charlie, "13 16:00", now="13 16:40")
    last_call = kinds.get("thank_you_last_call")
    assert set(expected_of(last_call, at("13 17:00"), alice.user_id)) == {mine.cause_key}
    assert set(expected_of(last_call, at("13 17:00"))) == {mine.cause_key, theirs.cause_key}


def test_a_reconcile_finds_nothing_to_do_after_the_actions(alice: Student) -> None:
    held = log(alice, "13 16:00", now="13 16:40")
    other = make_interview(student=alice)
    schedule(interview=other, starts_at=at("14 16:00"), minutes=20, format="video", as_of=at("13 12:00"))
    before = rows(held) | {f"other {kind}": row for kind, row in rows(other).items()}
    reconcile(as_of=at("13 17:00"))
    assert before == rows(held) | {f"other {kind}": row for kind, row in rows(other).items()}
    assert len(before) == 5


def test_listing_costs_the_same_for_one_and_for_three(alice: Student, django_assert_num_queries) -> None:
    last_call = kinds.get("thank_you_last_call")
    log(alice, "13 16:00", now="13 16:40")
    with django_assert_num_queries(4):
        assert len(expected_of(last_call, at("13 17:00"))) == 1
    for n in (10, 12):
        log(alice, f"13 {n}:00", now="13 16:40", name=f"Person {n}")
    with django_assert_num_queries(4):
        assert len(expected_of(last_call, at("13 17:00"))) == 3


def test_each_kind_says_whom_a_reminder_is_about_and_what_to_do(alice: Student) -> None:
    rosa = make_interview(student=alice, contact=make_contact(student=alice, full_name="Rosa Delgado"))
    interview = schedule(interview=rosa, starts_at=at("20 16:00"), minutes=30, format="video", as_of=at("13 12:00"))
    found = Message.objects.values_list("reminder__kind", flat=True)
    about = {slug: about_of(kinds.get(slug), interview.cause_key, at("19 17:00")) for slug in found}
    page = f"/interviews/{interview.pk}/"
    assert {(one.title, one.action, one.url, one.is_open) for one in about.values()} == {
        ("Rosa Delgado", "Prepare for Rosa", f"{page}preparation/", True),
        ("Rosa Delgado", "See the date", page, True),
        ("Rosa Delgado", "See the date", page, False),  # the last call: not before there is something to thank for
    }
    over = about_of(kinds.get("how_did_it_go"), interview.cause_key, at("20 16:30"))
    assert (over.action, over.url) == ("Say how it went", f"{page}log/")
    last_call = kinds.get("thank_you_last_call")
    over = about_of(last_call, interview.cause_key, at("20 16:30"))
    assert (over.action, over.url, over.is_open) == ("Say how it went", f"{page}log/", True)
    Interview.objects.update(logged_at=at("20 17:00"))
    held = about_of(last_call, interview.cause_key, at("20 17:00"))
    assert (held.action, held.url, held.is_open) == ("Thank Rosa", f"{page}thank-you/", True)
