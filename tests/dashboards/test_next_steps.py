"""What next, in order of what presses."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from apps.campus.models import Campus
from apps.contacts.models import Contact
from apps.dashboards.next_steps import NextStep, next_steps
from apps.interviews.models import Interview
from apps.outreach.models import Outreach
from apps.outreach.silence import follow_ups_of_each, waits_for_word
from apps.students.models import Student
from tests.factories import make_contact, make_held, make_interview

NEW_YORK = ZoneInfo("America/New_York")


def steps(*interviews: Interview, campus: Campus, as_of: datetime) -> list[NextStep]:
    rows = Interview.objects.select_related("contact", "student")
    rows = rows.annotate(wrote_again=follow_ups_of_each(), waits_for_word=waits_for_word())
    fresh = [rows.get(pk=one.pk) for one in interviews]
    return next_steps(fresh, zone=NEW_YORK, campus=campus, as_of=as_of)


def named(student: Student, name: str, **fields: object) -> Interview:
    return make_interview(student=student, contact=make_contact(student=student, full_name=name), **fields)


def scheduled(student: Student, name: str, start: datetime) -> Interview:
    return named(
        student,
        name,
        scheduled_at=start - timedelta(days=3),
        starts_at=start,
        ends_at=start + timedelta(minutes=20),
        minutes=20,
        format="video",
    )


def test_nothing_to_do(campus: Campus, as_of: datetime) -> None:
    assert steps(campus=campus, as_of=as_of) == []


def test_whoever_was_written_to_again_is_left_in_peace(alice: Student, campus: Campus, as_of: datetime) -> None:
    days = timedelta(days=1)
    silent = named(alice, "Silent", asked_at=as_of - 15 * days)

    def wrote(ago: timedelta) -> None:
        went = {"kind": "conversation", "channel": "email", "sent_how": "copy", "sent_at": as_of - ago}
        Outreach.objects.create(student=alice, interview=silent, **went)

    def found() -> list[str]:
        return [step.title for step in steps(silent, campus=campus, as_of=as_of)]

    assert found() == ["Follow up with Silent"]
    wrote(15 * days)  # the request itself
    wrote(8 * days)
    assert found() == ["Follow up with Silent"]
    wrote(7 * days)
    assert found() == []
    Outreach.objects.filter(sent_at=as_of - 8 * days).update(sent_at=as_of - 16 * days)
    assert found() == ["Follow up with Silent"]
    Outreach.objects.filter(sent_at=as_of - 7 * days).update(sent_at=as_of - 6 * days)
    assert found() == []


def test_the_order_and_the_limit(alice: Student, campus: Campus, as_of: datetime) -> None:
    week = timedelta(days=7)
    all_of_them = [
        named(alice, "Idea"),
        make_held(alice, contact=make_contact(student=alice, full_name="Reflect"), thanked_at=as_of),
        named(alice, "Silent", asked_at=as_of - week),
        scheduled(alice, "Soon", as_of + timedelta(days=1)),
        make_held(alice, contact=make_contact(student=alice, full_name="Thank"), ended_ago=timedelta(hours=30)),
        scheduled(alice, "Over", as_of - timedelta(hours=2)),
        named(alice, "Asked", asked_at=as_of - week + timedelta(minutes=1)),
    ]
    found = steps(*all_of_them, campus=campus, as_of=as_of)
    weekday = (as_of + timedelta(days=1)).astimezone(NEW_YORK).strftime("%A")
    assert [step.title for step in found] == [
        "How did it go with Over?",
        "Thank Thank",
        f"Prepare for {weekday}",
        "Follow up with Silent",
        "Reflect on Reflect",
    ]
    assert found[0].url == f"/interviews/{all_of_them[5].pk}/log/"
    assert found[1].url == f"/interviews/{all_of_them[4].pk}/thank-you/"
    assert found[4].url == f"/interviews/{all_of_them[1].pk}/reflection/"


def test_what_was_opened_or_copied_is_asked_about(alice: Student, campus: Campus, as_of: datetime) -> None:
    asks, follows = named(alice, "New"), named(alice, "Silent", asked_at=as_of - timedelta(days=8))
    for one in (asks, follows):
        Outreach.objects.create(student=alice, interview=one, kind="conversation", channel="email", body="Dear")

    def found() -> list[str]:
        return [step.title for step in steps(asks, follows, campus=campus, as_of=as_of)]

    assert found() == ["Follow up with Silent", "Ask New"]
    Outreach.objects.update(sent_how="copy")
    assert found() == ["Did you send it to New?", "Did you send it to Silent?"]
    Outreach.objects.update(sent_at=as_of)
    assert "Did you send it" not in " ".join(found())


def test_a_thank_you_is_late_only_after_the_mark(alice: Student, campus: Campus, as_of: datetime) -> None:
    fresh, late = make_held(alice), make_held(alice, ended_ago=timedelta(hours=25))
    assert "more than a day" not in steps(fresh, campus=campus, as_of=as_of)[0].why
    assert "more than a day" in steps(late, campus=campus, as_of=as_of)[0].why
    campus.thank_you_hours = 12
    halfway = make_held(alice, ended_ago=timedelta(hours=13))
    assert "It has been more than 12 hours, and" in steps(halfway, campus=campus, as_of=as_of)[0].why


def test_a_request_is_silent_after_seven_days(alice: Student, campus: Campus, as_of: datetime) -> None:
    asked = named(alice, "Rosa Delgado", asked_at=as_of - timedelta(days=9))
    (step,) = steps(asked, campus=campus, as_of=as_of)
    assert step.why == "No reply in 9 days. That’s normal. One short, kind follow-up is fine."
    assert steps(named(alice, "Jun", asked_at=as_of - timedelta(days=6)), campus=campus, as_of=as_of) == []


def test_who_replied_is_not_called_silent_and_does_not_leave_home(
    alice: Student, campus: Campus, as_of: datetime
) -> None:
    for days in (2, 9, 60):
        replied_at = as_of - timedelta(days=1)
        met = named(alice, "Rosa Delgado", asked_at=as_of - timedelta(days=days), replied_at=replied_at)
        (step,) = steps(met, campus=campus, as_of=as_of)
        assert step.title == "Agree on a date with Rosa Delgado"
        assert step.why == "You are in touch. Agree on a date, or let it go. Either is fine."


def test_the_time_of_a_date_is_the_students_own(alice: Student, campus: Campus) -> None:
    start = datetime.fromisoformat("2026-03-03T02:15:00+00:00")
    (step,) = steps(scheduled(alice, "Rosa Delgado", start), campus=campus, as_of=start - timedelta(days=1))
    assert step.title == "Prepare for Monday"
    assert step.why.startswith("Rosa Delgado, Monday, March 2, 9:15 pm EST.")


def test_late_thanks_are_one_step_and_hide_no_date(alice: Student, campus: Campus, as_of: datetime) -> None:
    late = [make_held(alice, ended_ago=timedelta(days=days)) for days in range(2, 7)]
    over = [scheduled(alice, f"Over {n}", as_of - timedelta(hours=n)) for n in range(1, 6)]
    dated = scheduled(alice, "Soon", as_of + timedelta(days=2))
    far = scheduled(alice, "Far", as_of + timedelta(days=40))
    silent = named(alice, "Silent", asked_at=as_of - timedelta(days=8))
    found = steps(*late, dated, far, silent, campus=campus, as_of=as_of)
    assert [step.title for step in found][0] == "5 late thank-yous"
    assert found[0].url == "/interviews/"
    assert "and 3 more" in found[0].why
    assert [step.url for step in found[1:3]] == [f"/interviews/{one.pk}/" for one in (dated, far)]
    assert [step.url for step in found[3:]] == [f"/interviews/{silent.pk}/ask/"]
    day = (as_of + timedelta(days=40)).astimezone(NEW_YORK)
    assert found[2].title == f"Prepare for {day:%A}, {day:%B} {day.day}" + f", {day.year}" * (day.year != as_of.year)
    crowded = steps(*over, *late, dated, far, campus=campus, as_of=as_of)
    assert [step.url for step in crowded if step.soon] == [f"/interviews/{dated.pk}/"]
    assert len(crowded) == 5


def test_a_request_leaves_home_after_three_weeks(alice: Student, campus: Campus, as_of: datetime) -> None:
    for days, number in ((20, 1), (21, 0)):
        asked = named(alice, f"Silent {days}", asked_at=as_of - timedelta(days=days))
        assert len(steps(asked, campus=campus, as_of=as_of)) == number


def test_buttons_say_what_they_do_and_to_whom(alice: Student, campus: Campus, as_of: datetime) -> None:
    found = steps(
        make_held(alice, contact=make_contact(student=alice, full_name="Maria Silva")),
        scheduled(alice, "Jun Park", as_of + timedelta(days=1)),
        named(alice, "Rosa Delgado", asked_at=as_of - timedelta(days=8)),
        make_held(alice, contact=make_contact(student=alice, full_name="Prof. Lê"), thanked_at=as_of),
        campus=campus,
        as_of=as_of,
    )
    assert [step.action for step in found] == [
        "Thank Maria",
        "Prepare for Jun",
        "Write to Rosa again",
        "Reflect on Prof. Lê",
    ]


def test_who_is_prepared_is_told_the_date_and_not_to_prepare(alice: Student, campus: Campus) -> None:
    start = datetime.fromisoformat("2026-03-03T02:15:00+00:00")
    meeting = scheduled(alice, "Rosa Delgado", start)
    Interview.objects.update(prepared_at=start - timedelta(days=2))
    (step,) = steps(meeting, campus=campus, as_of=start - timedelta(days=1))
    assert (step.title, step.action, step.soon) == ("Meet Rosa Delgado", "See the date", True)
    assert step.why.startswith("You’re prepared. Monday, March 2, 9:15 pm EST.")


def test_during_the_conversation_it_is_no_preparation(alice: Student, campus: Campus, as_of: datetime) -> None:
    (step,) = steps(scheduled(alice, "Rosa Delgado", as_of - timedelta(minutes=1)), campus=campus, as_of=as_of)
    assert step.title == "Meet Rosa Delgado"
    assert "Let Rosa lead" in step.why


@pytest.mark.parametrize(("minutes", "is_at_hand"), [(31, False), (30, True), (1, True), (-1, True), (-19, True)])
def test_around_the_start_the_questions_are_one_tap_away(
    alice: Student, campus: Campus, as_of: datetime, minutes: int, is_at_hand: bool
) -> None:
    meeting = scheduled(alice, "Rosa Delgado", as_of + timedelta(minutes=minutes))
    (step,) = steps(meeting, campus=campus, as_of=as_of)
    assert (step.url == f"/interviews/{meeting.pk}/meet/") == is_at_hand


class TestTheRestAboutSomeoneJustMet:
    def rest(self, contacts: list[Contact], campus: Campus, as_of: datetime) -> list[NextStep]:
        return next_steps([], zone=NEW_YORK, campus=campus, as_of=as_of, just_met=contacts)

    @pytest.mark.parametrize(
        ("met", "now", "is_asked"),
        [
            ("02 09:30", "02 17:59", False),
            ("02 09:30", "02 18:00", True),
            ("02 09:30", "11 08:00", True),
            ("02 21:15", "02 21:15", True),
            ("02 00:10", "02 00:11", False),
        ],
    )
    def test_is_asked_from_that_evening_on(
        self, alice: Student, campus: Campus, met: str, now: str, is_asked: bool
    ) -> None:
        met_at, as_of = (datetime.fromisoformat(f"2026-11-{at}").replace(tzinfo=NEW_YORK) for at in (met, now))
        wei = make_contact(student=alice, full_name="Wei", notes="bus 14", just_met_at=met_at)
        said = [(step.title, step.url, "“bus 14”" in step.why) for step in self.rest([wei], campus, as_of)]
        assert said == ([("You met Wei", f"/contacts/{wei.pk}/details/", True)] if is_asked else [])

    def test_of_several_at_once(self, alice: Student, campus: Campus, as_of: datetime) -> None:
        met = [make_contact(student=alice, full_name=name, just_met_at=as_of) for name in ("Wei", "Ama", "Jun")]
        (step,) = self.rest(met, campus, as_of + timedelta(days=1))
        assert (step.title, step.why) == ("You met 3 people", "Wei, Ama and 1 more.")


def test_who_is_archived_is_not_asked_and_a_date_with_them_stands(
    alice: Student, campus: Campus, as_of: datetime
) -> None:
    idea, silent = named(alice, "Idea"), named(alice, "Silent", asked_at=as_of - timedelta(days=8))
    soon = scheduled(alice, "Soon", as_of + timedelta(days=1))
    assert len(steps(idea, silent, soon, campus=campus, as_of=as_of)) == 3
    Contact.objects.update(archived_at=as_of)
    (step,) = steps(idea, silent, soon, campus=campus, as_of=as_of)
    assert step.action == "Prepare for Soon"
