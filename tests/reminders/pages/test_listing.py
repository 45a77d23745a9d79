"""What a person's list shows: what comes within seven days, and what went and is still to do."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from apps.campus.models import Campus
from apps.core.templatetags.icons import icon
from apps.outbox.models import Message, State
from apps.reminders.kinds import About
from apps.reminders.models import OptOut, Reminder
from apps.reminders.pages import listing
from tests.factories import make_reminder

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture(autouse=True)
def still_open(tell):
    """Everything is still to do, but for what is called done."""
    tell("note", lambda key, as_of: About(is_open="done" not in key))


@pytest.fixture
def row(alice, now):
    def make(key: str, state: str = "due", *, ago: timedelta = -HOUR, user=alice, **fields: object) -> Message:
        """Due `ago`; ended then, unless it is still due."""
        at = now - ago
        ended = {} if state == "due" else {"ended_at": at}
        if state in ("sent", "uncertain"):
            ended |= {"handed_off_at": at, "message_id": f"<{key}@campus.example>"}
        if state == "sent":
            ended |= {"sent_at": at}
        if state in ("failed", "skipped"):
            ended |= {"reason": "smtp 550"}
        defaults = {"kind": "note", "cause_key": key, "user": user, "due_at": at, "state": state}
        return make_reminder(**(defaults | ended | fields))

    return make


def shown(user, now, **known) -> list[str]:
    return [line.reminder.cause_key for line in listing.open_reminders(user=user, campus=Campus(), as_of=now, **known)]


def test_what_is_coming_soonest_first_then_what_went_latest_first(alice, now, row):
    row("in two", ago=-2 * DAY)
    row("went", "sent", ago=2 * DAY)
    row("in one", ago=-DAY)
    row("just went", "sent", ago=HOUR)
    assert shown(alice, now) == ["in one", "in two", "just went", "went"]


def test_seven_days_ahead_and_seven_back(alice, now, row):
    row("ahead", ago=-7 * DAY)
    row("far", ago=-7 * DAY - HOUR)
    row("back", "sent", ago=7 * DAY - HOUR)
    row("long ago", "sent", ago=7 * DAY)
    assert shown(alice, now) == ["ahead", "back"]


def test_what_did_not_arrive_is_still_to_do(alice, now, row):
    row("failed", "failed", ago=HOUR)
    row("uncertain", "uncertain", ago=2 * HOUR)
    row("bounced", "skipped", ago=3 * HOUR, reason="address bounced")
    row("superseded", "skipped", ago=HOUR, reason="superseded")
    assert shown(alice, now) == ["failed", "uncertain", "bounced"]


def test_what_is_done_is_not_shown_and_nor_is_a_kind_that_says_nothing(alice, now, row):
    row("done")
    row("done before", "sent", ago=HOUR)
    row("of no words", kind="digest")
    row("of no code", kind="retired")
    assert shown(alice, now) == []


def test_an_invitation_is_nothing_to_be_reminded_of(alice, now, row, tell):
    tell("invite", lambda key, as_of: About(is_open=True))
    row("invited", "sent", ago=HOUR, kind="invite")
    assert shown(alice, now) == []


def test_nobody_elses(alice, bob, now, row):
    row("his", user=bob)
    assert shown(alice, now) == []
    assert shown(bob, now) == ["his"]


def test_what_was_turned_off_is_not_mentioned_again(alice, bob, now, row):
    row("went", "sent", ago=HOUR)
    OptOut.objects.create(user=bob, group="notes")
    OptOut.objects.create(user=alice, group="others")
    assert shown(alice, now) == ["went"]
    OptOut.objects.create(user=alice, group="notes")
    assert shown(alice, now) == []


def test_what_the_page_knows_is_not_loaded_again(alice, now, row, causes, tell):
    causes.undecidable = {"a", "b"}
    tell("note", lambda cause, as_of: About(is_open=cause == "known"))
    row("a")
    row("b")
    found = shown(alice, now, loaded=lambda cause_type, keys: {"a": "known"} if cause_type is causes else None)
    assert found == ["a"]


@pytest.mark.parametrize("number", [1, 3])
def test_one_query_and_those_of_each_type_of_cause(alice, now, row, django_assert_num_queries, number):
    for each in range(number):
        row(f"coming {each}")
        row(f"went {each}", "sent", ago=HOUR)
    with django_assert_num_queries(1):
        assert len(shown(alice, now)) == 2 * number


def test_the_words_of_a_line(alice, now, row):
    due, sent = row("a"), row("b", "sent", ago=2 * HOUR, due_at=now - 3 * HOUR)
    lines = listing.lines([due.reminder, sent.reminder, row("c", kind="of_old").reminder], campus=Campus(), as_of=now)
    assert [(line.label, line.state, line.when) for line in lines] == [
        ("The note", "Coming", due.due_at),
        ("The note", "Sent", sent.sent_at),
        ("of old", "Coming", due.due_at),
    ]
    assert [line.group.label if line.group else None for line in lines] == ["The note", "The note", None]


def test_a_heading_may_say_less_than_the_kind_does():
    line = listing.Line(Reminder(kind="of_old"), None, About(title="Rosa"))
    assert line.heading == "of old · Rosa"
    assert listing.Line(Reminder(kind="of_old"), None, About()).heading == "of old"
    asking = About(title="Rosa", heading="Did you talk with Rosa?")
    assert listing.Line(Reminder(kind="of_old"), None, asking).heading == "Did you talk with Rosa?"


@pytest.mark.parametrize("state", State.values)
def test_every_state_has_words_and_an_icon_that_exists(state):
    line = listing.Line(Reminder(message=Message(state=state)), None, About())
    assert line.state
    assert "<svg" in icon(line.icon)
