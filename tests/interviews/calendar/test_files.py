"""The calendar file: what it keeps, moves and takes out, read by others than who wrote it."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import vobject
from django.test import override_settings

from apps.campus.models import Campus
from apps.contacts.models import Contact
from apps.core.clock_changes import clock_changes
from apps.interviews.calendar.files import calendar_file
from apps.interviews.life.actions import close, reopen, schedule, withdraw_date
from apps.interviews.log.actions import confirm_held, withdraw_log
from apps.interviews.models import Exit, Interview
from apps.students.models import Student
from tests.factories import make_contact, make_interview
from tests.interviews.calendar.reading import Component, faults, read, stands_still
from tests.interviews.moments import NEW_YORK, at

NOW = at("13 12:00")
UTC = ZoneInfo("UTC")


@pytest.fixture
def rosa(alice: Student) -> Interview:
    return make_interview(student=alice, contact=make_contact(student=alice, full_name="Rosa Delgado", notes="Shy"))


def agree(interview: Interview, start: str = "15 14:30", **said: Any) -> Interview:
    said = {"minutes": 20, "format": "in_person", "place": "Cedar Street Coffee", "as_of": NOW} | said
    return schedule(interview=interview, starts_at=at(start), **said)


def written(interview: Interview, zone: ZoneInfo = NEW_YORK) -> bytes:
    interview = Interview.objects.select_related("contact", "student").get(pk=interview.pk)
    return calendar_file(interview, zone=zone, campus=Campus.objects.current(), as_of=NOW).text


def judged(interview: Interview, zone: ZoneInfo = NEW_YORK) -> Component:
    calendar = read(written(interview, zone))
    assert faults(calendar) == []
    return calendar


def entries(interview: Interview, zone: ZoneInfo = NEW_YORK) -> list[Any]:
    """Both, as another library reads them, the time zone out of the file itself."""
    return list(vobject.readOne(written(interview, zone).decode()).vevent_list)


def moments(interview: Interview, zone: ZoneInfo = NEW_YORK) -> list[tuple[datetime, datetime]]:
    return [
        (entry.dtstart.value.astimezone(UTC), entry.dtend.value.astimezone(UTC)) for entry in entries(interview, zone)
    ]


def test_it_keeps_half_an_hour_more_and_reminds_of_the_thanks_an_hour_after_the_end(rosa: Interview) -> None:
    conversation, thanks = entries(agree(rosa))
    assert moments(rosa) == [(at("15 14:30"), at("15 15:20")), (at("15 15:50"), at("15 16:05"))]
    assert conversation.summary.value == "Conversation with Rosa Delgado"
    assert conversation.location.value == "Cedar Street Coffee"
    assert "You asked for 20 minutes (in person). Your calendar keeps 30 more" in conversation.description.value
    assert thanks.summary.value == "Send your thanks to Rosa Delgado"
    assert (thanks.valarm.action.value, thanks.valarm.trigger.value) == ("DISPLAY", timedelta(0))
    assert thanks.transp.value == "TRANSPARENT"


@override_settings(SITE_URL="https://acquaint.example.edu")
def test_both_say_who_keeps_them_and_invite_nobody(rosa: Interview) -> None:
    calendar = judged(agree(rosa))
    conversation, thanks = calendar.within("VEVENT")
    assert calendar.one("METHOD") == "PUBLISH"
    uids = [f"interview-{rosa.pk}@acquaint.example.edu", f"interview-{rosa.pk}-thanks@acquaint.example.edu"]
    assert [conversation.one("UID"), thanks.one("UID")] == uids
    for entry in (conversation, thanks):
        assert entry.one("STATUS") == "CONFIRMED"
        assert entry.one("DTSTAMP") == "20261013T160000Z"
        assert (entry.all("ATTENDEE"), entry.one("CLASS")) == ([], "PRIVATE")
        assert entry.one("ORGANIZER").startswith("mailto:")
        assert f"https://acquaint.example.edu/interviews/{rosa.pk}/" in entry.text("DESCRIPTION")


def test_nothing_private_but_the_place_is_in_it(rosa: Interview) -> None:
    rosa.contact.notes, rosa.contact.email, rosa.learned = "CANARY", "canary@example.org", "CANARY"
    rosa.contact.save()
    rosa.save()
    assert b"canary" not in written(agree(rosa)).lower()


def test_what_is_written_in_a_name_or_a_place_stays_text(alice: Student) -> None:
    contact = make_contact(student=alice, full_name="Zoë, Q; \\ of\r\nATTENDEE:mailto:x@y.example 王" + "小" * 60)
    place = "Room 2; hall, door\\left\r\nBEGIN:VALARM " + "https://example.org/" + "ä" * 90
    conversation, _ = judged(agree(make_interview(student=alice, contact=contact), place=place)).within("VEVENT")
    assert conversation.text("SUMMARY") == f"Conversation with {contact.full_name}"
    assert "\n" not in conversation.text("SUMMARY")
    assert conversation.text("LOCATION") == place.replace("\r\n", " ")
    assert conversation.parts == []


def test_each_move_and_the_end_keep_the_uid_and_raise_the_sequence(rosa: Interview) -> None:
    calendars = [judged(agree(rosa))]
    for step in (
        lambda: agree(rosa, "16 14:30"),
        lambda: agree(rosa, "16 14:30", minutes=30),
        lambda: agree(rosa, "16 14:30", minutes=30, place="Library"),
        lambda: close(interview=rosa, exit=Exit.CANCELLED, as_of=NOW),
        lambda: reopen(interview=rosa, as_of=NOW),
        lambda: withdraw_date(interview=rosa, as_of=NOW),
        lambda: agree(rosa, "20 09:00"),
    ):
        step()
        calendars.append(judged(rosa))
        assert not stands_still(*calendars[-2:])
    conversations = [calendar.within("VEVENT")[0] for calendar in calendars]
    assert [one.one("SEQUENCE") for one in conversations] == [*"01234567"]
    published, gone = ("PUBLISH", "CONFIRMED"), ("CANCEL", "CANCELLED")
    said = [(calendar.one("METHOD"), calendar.within("VEVENT")[1].one("STATUS")) for calendar in calendars]
    assert said == [published] * 4 + [gone, published, gone, published]


def test_a_cancellation_names_the_former_date_and_rings_no_more(rosa: Interview) -> None:
    agree(rosa)
    before = moments(rosa)
    withdraw_date(interview=rosa, as_of=NOW)
    assert moments(rosa) == before
    assert [entry.parts for entry in judged(rosa).within("VEVENT")] == [[], []]


def test_what_changes_nothing_in_a_calendar_leaves_the_sequence(rosa: Interview) -> None:
    agree(rosa)
    agree(rosa)
    withdraw_date(interview=rosa, as_of=NOW)
    withdraw_date(interview=rosa, as_of=NOW)
    close(interview=rosa, exit=Exit.DECLINED, as_of=NOW)
    close(interview=rosa, exit=Exit.NO_REPLY, as_of=NOW)
    rosa.refresh_from_db()
    assert rosa.calendar_sequence == 2


def test_before_there_is_a_date_nothing_counts(rosa: Interview) -> None:
    close(interview=rosa, exit=Exit.DECLINED, as_of=NOW)
    reopen(interview=rosa, as_of=NOW)
    agree(rosa)
    rosa.refresh_from_db()
    assert rosa.calendar_sequence == 0


def test_a_log_at_another_time_and_its_withdrawal_move_it(rosa: Interview) -> None:
    agree(rosa, "14 14:30")
    said = {"minutes": 40, "format": "video", "learned": "", "campus": Campus.objects.current()}
    confirm_held(interview=rosa, starts_at=at("14 15:00"), as_of=at("14 16:00"), **said)
    withdraw_log(interview=rosa, as_of=at("14 17:00"))
    conversation, _ = judged(rosa).within("VEVENT")
    assert (conversation.one("SEQUENCE"), moments(rosa)[0][0]) == ("1", at("14 15:00"))


def test_messages_have_no_length_of_their_own(rosa: Interview) -> None:
    agree(rosa, minutes=None, format="messages", place="")
    conversation, _ = entries(rosa)
    assert conversation.summary.value == "Exchange messages with Rosa Delgado"
    assert moments(rosa)[0] == (at("15 14:30"), at("15 15:00"))
    assert not hasattr(conversation, "location")


@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Kathmandu", "Europe/Dublin", "Australia/Lord_Howe", "UTC"])
def test_the_hour_is_right_around_every_change_of_the_clocks(campus: Campus, zone: str) -> None:
    """Also in the hour that comes twice, and in the first one after the hour that is skipped."""
    interview = Interview(pk=7, contact=Contact(full_name="Rosa Delgado"), scheduled_at=NOW)
    changes = list(clock_changes(ZoneInfo(zone), since=NOW, until=NOW + timedelta(days=200)))
    agreed = [change + timedelta(minutes=later) for change in changes for later in (-90, -40, 0, 10, 40)] or [NOW]
    for starts_at in agreed:
        interview.plan(starts_at=starts_at, minutes=20, format="phone")
        file = calendar_file(interview, zone=ZoneInfo(zone), campus=campus, as_of=NOW).text
        conversation, thanks = vobject.readOne(file.decode()).vevent_list
        assert conversation.dtstart.value.astimezone(UTC) == starts_at
        assert conversation.dtend.value.astimezone(UTC) == starts_at + timedelta(minutes=50)
        assert thanks.dtstart.value.astimezone(UTC) == starts_at + timedelta(minutes=80)
