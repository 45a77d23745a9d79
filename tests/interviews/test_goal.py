"""The cohort's goal: to those short of it, and never twice within three days."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.urls import reverse

from apps.accounts.models import User
from apps.campus.models import Campus
from apps.cohorts.models import Cohort, Membership
from apps.interviews.goal import USEFUL_FOR, refresh_goals
from apps.outbox.models import Heartbeat, Message, Part
from apps.reminders import kinds
from apps.reminders.actions import refresh
from apps.reminders.kinds import Expected, Item, Skip
from apps.reminders.reconcile import reconcile
from apps.students.models import Student
from tests.factories import make_contact, make_interview, make_reminder, make_student
from tests.interviews.moments import at
from tests.reminders.decisions import about_of, decision_of, expected_of, item_of, near_of

DUE_ON = date(2026, 10, 27)
COHORT_GOAL = "cohort_goal"


@pytest.fixture
def cohort(cohort: Cohort) -> Cohort:
    """Alice's, due on 27 October; she joined in September."""
    cohort.starts_on, cohort.due_on = date(2026, 9, 1), DUE_ON
    cohort.save()
    Membership.objects.update(joined_at=at("01 00:00") - timedelta(days=20))
    return cohort


def held(student: Student, start: datetime) -> None:
    interview = make_interview(student=student, contact=make_contact(student=student))
    interview.plan(starts_at=start, minutes=30, format="video")
    interview.logged_at = start + timedelta(hours=1)
    interview.save()


def key(days: int, due_on: date = DUE_ON) -> str:
    return f"goal:{Membership.objects.get().pk}:{due_on}:{days}"


def decide(days: int, as_of: str) -> Expected | Skip | None:
    kind = kinds.get(COHORT_GOAL)
    assert kind is not None
    return decision_of(kind, key(days), at(as_of))


def sent(days: int, moment: str, due_on: date = DUE_ON) -> None:
    when = at(moment)
    make_reminder(
        kind=COHORT_GOAL, cause_key=key(days, due_on), user=Student.objects.get().user, due_at=when, state="sent",
        sent_at=when, handed_off_at=when, ended_at=when, message_id="<x@campus.example>",
    )  # fmt: skip


@pytest.mark.parametrize(("days", "due"), [(14, "13 08:00"), (7, "20 08:00"), (2, "25 08:00")])
def test_at_eight_in_the_morning_of_the_students_own_day(cohort: Cohort, alice: Student, days: int, due: str) -> None:
    assert decide(days, "12 12:00").due_at == at(due)
    Student.objects.update(time_zone="Asia/Kathmandu")
    assert decide(days, "12 12:00").due_at == at(due, ZoneInfo("Asia/Kathmandu"))


def test_reconcile_writes_it_in_time_and_it_says_how_far(cohort: Cohort, alice: Student) -> None:
    held(alice, at("05 10:00"))
    reconcile(as_of=at("11 12:00"))
    assert not Message.objects.exists(), "a campus's members are not counted days ahead"
    reconcile(as_of=at("13 07:40"))
    row = Message.objects.get(reminder__kind=COHORT_GOAL)
    assert (row.reminder.cause_key, row.due_at, row.reminder.user) == (key(14), at("13 08:00"), alice.user)
    kind = kinds.get(COHORT_GOAL)
    item = item_of(kind, row.reminder.cause_key, at("13 08:00"))
    assert item.title == "14 days left: 1 of 3 conversations in Alice's cohort"
    assert item.words.startswith("Two are still to come by Tuesday, October 27.")
    Student.objects.update(time_zone="Asia/Kathmandu")
    item = item_of(kind, row.reminder.cause_key, at("13 08:00"))
    assert item.words.startswith("Two are still to come by Tuesday, October 27, by the clock in New York.")


def test_whoever_reached_the_goal_gets_none(cohort: Cohort, alice: Student) -> None:
    for day in ("05", "06", "07"):
        held(alice, at(f"{day} 10:00"))
    assert decide(14, "13 08:00") == Skip("goal reached")
    reconcile(as_of=at("13 08:00"))
    assert not Message.objects.filter(reminder__kind=COHORT_GOAL).exists()


def test_a_third_conversation_after_the_claim_stops_it(cohort: Cohort, alice: Student) -> None:
    reconcile(as_of=at("13 07:40"))
    for day in ("05", "06", "07"):
        held(alice, at(f"{day} 10:00"))
    reconcile(as_of=at("13 07:41"))
    assert Message.objects.get(reminder__kind=COHORT_GOAL).reason == "goal reached"


@pytest.mark.parametrize("zone", ["Asia/Tokyo", "America/New_York", "Pacific/Honolulu"])
def test_the_days_left_are_those_of_the_students_own_calendar(cohort: Cohort, alice: Student, zone: str) -> None:
    """In Tokyo it is 08:00 while the campus is a day behind."""
    Student.objects.update(time_zone=zone)
    kind = kinds.get(COHORT_GOAL)
    due_at = decision_of(kind, key(14), at("10 00:00")).due_at
    reconcile(as_of=due_at)
    assert item_of(kind, key(14), due_at).title.startswith("14 days left: ")


def test_late_it_has_its_use_for_a_day(cohort: Cohort, alice: Student) -> None:
    assert isinstance(decide(14, "14 11:00"), Expected)
    assert decide(14, "14 11:01").reason == "too late"


def test_what_came_due_while_everything_was_switched_off_is_on_record(cohort: Cohort, alice: Student) -> None:
    """Due on the 13th at 08:00, and rows were compared on the 12th and then not before the 16th."""
    Heartbeat.objects.create(part=Part.RECONCILE, seen_at=at("12 20:00"))
    reconcile(as_of=at("16 09:00"))
    row = Message.objects.get(reminder__cause_key=key(14))
    assert (row.state, row.reason, row.due_at, row.reminder.user) == ("skipped", "too late", at("13 08:00"), alice.user)

    Message.objects.all().delete()
    Heartbeat.objects.update(seen_at=at("16 09:00"))
    reconcile(as_of=at("16 09:01"))
    assert not Message.objects.exists(), "compared a minute ago, only what still has a use is looked at"


def test_nothing_goes_before_the_cohort_has_begun(cohort: Cohort, alice: Student) -> None:
    Cohort.objects.update(starts_on="2026-10-14")
    assert decide(14, "13 07:41") == Skip("not begun")
    Cohort.objects.update(starts_on="2026-10-13")
    assert isinstance(decide(14, "13 07:41"), Expected)


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "America/New_York", "Etc/GMT+12"])
@pytest.mark.parametrize(("quiet_from", "quiet_until"), [("21:00", "08:00"), ("06:00", "15:00"), ("08:00", "07:30")])
def test_whatever_the_zone_and_the_night_nobody_is_left_out(
    cohort: Cohort, alice: Student, zone: str, quiet_from: str, quiet_until: str
) -> None:
    """From the horizon before its time until its use is over, `causes` names it."""
    Student.objects.update(time_zone=zone, quiet_from=quiet_from, quiet_until=quiet_until)
    kind = kinds.get(COHORT_GOAL)
    due_at = decision_of(kind, key(14), at("10 00:00")).due_at
    for as_of in (due_at - kind.cause_type.horizon, due_at, due_at + USEFUL_FOR):
        assert key(14) in near_of(kind, as_of)


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Asia/Kathmandu", "America/New_York", "Etc/GMT+12"])
@pytest.mark.parametrize(("quiet_from", "quiet_until"), [("21:00", "08:00"), ("06:00", "15:00")])
def test_nobody_is_counted_on_days_that_are_not_their_own(
    cohort: Cohort, alice: Student, zone: str, quiet_from: str, quiet_until: str
) -> None:
    Student.objects.update(time_zone=zone, quiet_from=quiet_from, quiet_until=quiet_until)
    kind, minute = kinds.get(COHORT_GOAL), timedelta(minutes=1)
    due_at = decision_of(kind, key(14), at("10 00:00")).due_at
    for as_of in (due_at - kind.cause_type.horizon - minute, due_at + USEFUL_FOR + minute):
        assert near_of(kind, as_of) == set()


def test_at_night_an_overdue_one_waits_for_the_morning(cohort: Cohort, alice: Student) -> None:
    assert decide(14, "13 23:00").due_at == at("14 08:00")
    # And in the morning it goes: nobody looks at it at eight sharp.
    for moment in ("14 08:00", "14 08:30"):
        assert isinstance(decide(14, moment), Expected)


def test_who_joined_later_is_not_told_of_days_that_were_over_then(cohort: Cohort, alice: Student) -> None:
    Membership.objects.update(joined_at=at("13 09:00"))
    assert decide(14, "13 10:00") == Skip("joined later")
    assert isinstance(decide(7, "13 10:00"), Expected)


def test_days_close_together_are_each_told(cohort: Cohort, alice: Student) -> None:
    Campus.objects.update(goal_days_before=[5, 3, 1])
    sent(5, "22 08:00")
    assert decide(3, "24 08:00").due_at == at("24 08:00")
    sent(3, "25 21:00")  # the workers had stood still
    assert decide(1, "26 08:00").due_at == at("26 08:00")


class TestWhatIsUnderWay:
    """Held, and not yet at the step that the cohort requires."""

    def item(self, cohort: Cohort, alice: Student, *, step: str, conversations: int) -> Item:
        cohort.required_step = step
        cohort.save()
        for number in range(conversations):
            held(alice, at(f"0{number + 1} 10:00"))
        reconcile(as_of=at("13 07:40"))
        return item_of(kinds.get(COHORT_GOAL), key(14), at("13 08:00"))

    @pytest.mark.parametrize(
        ("step", "conversations", "said"),
        [
            ("thanked", 1, "One more counts once you have thanked. Two are still to come by Tuesday, October 27."),
            ("reflected", 2, "Two more count once you have thanked and reflected. One is still to come by Tuesday"),
            ("reflected", 3, "Three more count once you have thanked and reflected. That is all it takes by Tuesday"),
            ("thanked", 5, "Five more count once you have thanked. Three of them are all it takes by Tuesday"),
        ],
    )
    def test_it_says_what_is_left_to_do(
        self, cohort: Cohort, alice: Student, step: str, conversations: int, said: str
    ) -> None:
        item = self.item(cohort, alice, step=step, conversations=conversations)
        assert item.title.endswith("0 of 3 conversations in Alice's cohort")
        assert said in item.words
        # Others to ask only for what is left beyond those.
        assert ("People you already know" in item.words) is (conversations < 3)
        assert ("log it and have" in item.words) is (conversations < 3)
        assert item.url == settings.SITE_URL + reverse("contacts:list" if conversations < 3 else "interviews:list")

    def test_where_held_is_enough_it_speaks_of_asking(self, cohort: Cohort, alice: Student) -> None:
        item = self.item(cohort, alice, step="held", conversations=1)
        assert "1 of 3 conversations in Alice" in item.title
        assert item.words.startswith("Two are still to come by Tuesday, October 27.")
        assert item.words.endswith("log it, and it counts.")

    @pytest.mark.parametrize(
        ("conversations", "action", "name"),
        [(2, "See who to ask next", "contacts:list"), (3, "See what is left to do", "interviews:list")],
    )
    def test_the_list_leads_to_the_same(
        self, cohort: Cohort, alice: Student, conversations: int, action: str, name: str
    ) -> None:
        self.item(cohort, alice, step="thanked", conversations=conversations)
        about = about_of(kinds.get(COHORT_GOAL), key(14), at("13 09:00"))
        assert (about.action, about.url, about.is_open) == (action, reverse(name), True)
        Student.objects.update(archived_at=at("13 09:00"))
        assert not about_of(kinds.get(COHORT_GOAL), key(14), at("13 09:00")).is_open


class TestADueDateThatMoves:
    def move(self, cohort: Cohort, due_on: date) -> None:
        cohort.due_on = due_on
        cohort.save()

    def test_the_row_of_the_former_date_ends_and_the_new_one_is_written(self, cohort: Cohort, alice: Student) -> None:
        reconcile(as_of=at("13 07:40"))
        self.move(cohort, date(2026, 10, 28))
        refresh(user=alice.user, as_of=at("13 07:50"))
        assert Message.objects.get(reminder__cause_key=key(14)).reason == "cause gone"
        reconcile(as_of=at("14 07:40"))
        assert Message.objects.get(reminder__cause_key=key(14, date(2026, 10, 28))).due_at == at("14 08:00")

    def test_whoever_was_told_yesterday_is_not_told_again(self, cohort: Cohort, alice: Student) -> None:
        sent(14, "13 08:00")
        self.move(cohort, date(2026, 10, 28))
        kind = kinds.get(COHORT_GOAL)
        assert decision_of(kind, key(14, date(2026, 10, 28)), at("14 08:00")) == Skip("told already")

    def test_moved_by_weeks_it_comes_anew(self, cohort: Cohort, alice: Student) -> None:
        for days, moment in ((14, "13 08:00"), (7, "20 08:00"), (2, "25 08:00")):
            sent(days, moment)
        moved = date(2026, 11, 14)
        self.move(cohort, moved)
        kind = kinds.get(COHORT_GOAL)
        assert isinstance(decision_of(kind, key(14, moved), at("31 08:00")), Expected)


def test_the_days_are_the_programs(cohort: Cohort, alice: Student) -> None:
    reconcile(as_of=at("13 07:40"))
    Campus.objects.update(goal_days_before=[10])
    reconcile(as_of=at("13 07:41"))
    assert Message.objects.get(reminder__kind=COHORT_GOAL).reason == "cause gone"
    reconcile(as_of=at("17 07:40"))
    assert Message.objects.get(reminder__cause_key=key(10)).due_at == at("17 08:00")


def test_listing_costs_the_same_for_one_and_for_three(
    cohort: Cohort, alice: Student, bob: User, django_assert_num_queries
) -> None:
    kind = kinds.get(COHORT_GOAL)
    with django_assert_num_queries(8):
        assert len(expected_of(kind, at("13 07:40"))) == 1
    for _ in range(2):
        Membership.objects.create(cohort=cohort, student=make_student())
    Membership.objects.update(joined_at=at("01 00:00"))
    with django_assert_num_queries(8):
        assert len(expected_of(kind, at("13 07:40"))) == 3


@pytest.mark.parametrize(
    "wrong", ["goal", "goal:1", "goal:x:2026-10-27:14", "goal:1:2026-13-01:14", "goal:1:2026-10-27:x"]
)
def test_a_key_that_is_none_is_nothing(cohort: Cohort, wrong: str) -> None:
    assert decision_of(kinds.get(COHORT_GOAL), wrong, at("13 07:40")) is None


def test_an_archived_cohort_reminds_nobody_until_it_is_back(cohort: Cohort, alice: Student) -> None:
    cohort.archived_at = at("01 00:00")
    cohort.save()
    assert decide(7, "20 07:00") == Skip("cohort archived")
    assert not about_of(kinds.get(COHORT_GOAL), key(7), at("20 07:00")).is_open
    assert not near_of(kinds.get(COHORT_GOAL), at("20 07:50"))
    cohort.archived_at = None
    cohort.save()
    assert isinstance(decide(7, "20 07:00"), Expected)
    assert near_of(kinds.get(COHORT_GOAL), at("20 07:50"))


def test_what_is_due_ends_when_its_cohort_is_archived_and_is_due_again_when_it_is_back(
    cohort: Cohort, alice: Student
) -> None:
    reconcile(as_of=at("20 07:50"))
    assert state() == "due"
    for archived_at, expected in ((at("20 07:55"), "skipped"), (None, "due")):
        cohort.archived_at = archived_at
        cohort.save()
        refresh_goals(cohort, as_of=at("20 07:56"))
        reconcile(as_of=at("20 07:57"))
        assert state() == expected


def test_a_goal_that_is_reached_by_being_lowered_is_not_reminded_of(cohort: Cohort, alice: Student) -> None:
    held(alice, at("05 12:00"))
    reconcile(as_of=at("20 07:50"))
    assert state() == "due"
    cohort.goal = 1
    cohort.save()
    refresh_goals(cohort, as_of=at("20 07:56"))
    assert state() == "skipped"


def state() -> str:
    return Message.objects.get(reminder__kind=COHORT_GOAL).state
