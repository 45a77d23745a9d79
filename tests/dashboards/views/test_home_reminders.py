"""Home's list of reminders: what comes, what went and is still to do, and how one turns it off."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.campus.models import Campus
from apps.cohorts.models import Cohort, Membership
from apps.interviews.life.actions import close, schedule
from apps.interviews.log.actions import withdraw_and_close
from apps.interviews.models import Exit, Interview
from apps.interviews.thank_you.actions import mark_thanked
from apps.outbox.models import HardBounce, Message
from apps.outreach.actions import ask
from apps.preparation.actions import finish_preparation
from apps.reminders.actions import refresh
from apps.reminders.models import OptOut
from apps.students.models import Student
from tests.factories import make_cohort, make_contact, make_held, make_interview, make_reminder

DAY = timedelta(days=1)


def plan(student: Student, as_of: datetime, *, days: int = 3, name: str = "Rosa Delgado") -> Interview:
    contact = make_contact(student=student, full_name=name)
    return schedule(
        interview=make_interview(student=student, contact=contact),
        starts_at=as_of + days * DAY,
        minutes=30,
        format="video",
        as_of=as_of,
    )


def sent(student: Student, kind: str, cause_key: str, at: datetime) -> Message:
    return make_reminder(
        kind=kind,
        cause_key=cause_key,
        user=student.user,
        due_at=at,
        state="sent",
        sent_at=at,
        ended_at=at,
        handed_off_at=at,
        message_id=f"<{kind}.{cause_key}@campus.example>",
    )


def goal(cohort: Cohort, student: Student, at: datetime) -> Message:
    membership = Membership.objects.get(cohort=cohort, student=student)
    return sent(student, "cohort_goal", f"goal:{membership.pk}:{cohort.due_on}:14", at)


def section(phone: Client) -> str:
    """The list as text; empty where home has none."""
    page = phone.get("/").content.decode()
    found = re.search(r'<section[^>]* aria-labelledby="reminders">(.*?)</section>', page, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", found[1]).split()) if found else ""


def shown(phone: Client) -> list[tuple[str, str]]:
    return [(line.label, line.about.title) for line in phone.get("/").context["reminders"]]


NOTHING = "Reminders Nothing is coming now. Your reminders: see them all, turn a kind off or on"


def test_without_any_the_way_to_the_switches_is_there_all_the_same(phone: Client, cohort: Cohort) -> None:
    assert section(phone) == NOTHING


def test_what_comes_says_whom_when_and_the_one_thing_to_do(phone: Client, alice: Student, as_of: datetime) -> None:
    interview = plan(alice, as_of)
    (row,) = Message.objects.filter(reminder__kind="preparation")
    local = row.due_at.astimezone(alice.zone(phone.get("/").context["campus"]))
    clock = f"{local.hour % 12 or 12}:{local:%M} {local:%p}".lower()
    text = section(phone)
    assert "Preparation · Rosa Delgado comes " in text
    assert clock in text
    assert f'<a href="/interviews/{interview.pk}/preparation/">Prepare for Rosa</a>' in phone.get("/").content.decode()
    assert "Turn off this kind : Preparation" in text
    assert "Did you talk with Rosa Delgado? comes " in text, "the date is to come, so it leads to the date"
    assert "Thank-you" not in text


def test_the_day_is_named_in_the_students_own_zone(phone: Client, alice: Student, as_of: datetime) -> None:
    interview = make_held(alice, contact=make_contact(student=alice, full_name="Rosa Delgado"))
    Student.objects.filter(pk=alice.pk).update(time_zone="Asia/Tokyo")
    yesterday = (as_of.astimezone(Student.objects.get().zone(None)) - DAY).replace(hour=16, minute=30)
    sent(alice, "thank_you_first", interview.cause_key, yesterday)
    assert "Thank-you, first · Rosa Delgado sent yesterday at 4:30 pm JST Thank Rosa" in section(phone)


def test_what_is_done_is_gone(phone: Client, alice: Student, as_of: datetime) -> None:
    held = make_held(alice)
    sent(alice, "thank_you_first", held.cause_key, as_of - timedelta(hours=2))
    assert len(shown(phone)) == 1
    mark_thanked(interview=held, how="mail", as_of=as_of)
    assert shown(phone) == []


@pytest.mark.parametrize("url", ["/", "/reminders/"])
def test_two_people_of_one_name_are_told_apart(phone: Client, alice: Student, as_of: datetime, url: str) -> None:
    for name, role in (("Maria Lopez", "Nurse"), ("MARÍA Lopez", "Baker"), ("Jun Park", "Judge")):
        contact = make_contact(student=alice, full_name=name, role=role, organization="")
        sent(alice, "thank_you_first", make_held(alice, contact=contact).cause_key, as_of)
    page = " ".join(re.sub(r"<[^>]+>", " ", phone.get(url).content.decode()).split())
    for name in ("Maria Lopez (Nurse)", "MARÍA Lopez (Baker)", "Jun Park"):
        assert f"Thank-you, first · {name} " in page
    assert "Jun Park (" not in page


def test_prepared_nothing_reminds_of_it(phone: Client, alice: Student, as_of: datetime) -> None:
    interview = plan(alice, as_of)
    sent_before = sent(alice, "preparation", f"{interview.cause_key}0", as_of)
    assert [kind for kind, _ in shown(phone)] == ["Preparation", "How did it go?"], "a former round's is not shown"
    assert sent_before.pk not in {line.reminder.pk for line in phone.get("/").context["reminders"]}
    finish_preparation(interview=interview, as_of=as_of)
    assert [kind for kind, _ in shown(phone)] == ["How did it go?"]
    close(interview=interview, exit=Exit.CANCELLED, as_of=as_of)
    assert shown(phone) == []


def test_prepared_after_the_mail_went_it_is_gone_too(phone: Client, alice: Student, as_of: datetime) -> None:
    interview = plan(alice, as_of)
    Message.objects.all().delete()
    sent(alice, "preparation", interview.cause_key, as_of)
    assert shown(phone) == [("Preparation", "Rosa Delgado")]
    finish_preparation(interview=interview, as_of=as_of)
    assert ("Preparation", "Rosa Delgado") not in shown(phone)


def test_over_and_not_logged_it_asks_how_it_went(phone: Client, alice: Student, as_of: datetime) -> None:
    interview = plan(alice, as_of)
    Interview.objects.filter(pk=interview.pk).update(starts_at=as_of - DAY / 2, ends_at=as_of - DAY / 4)
    Message.objects.all().delete()
    sent(alice, "how_did_it_go", interview.cause_key, as_of - timedelta(hours=1))
    assert "Say how it went" in section(phone)
    assert f'href="/interviews/{interview.pk}/log/"' in phone.get("/").content.decode()


def test_a_request_with_no_reply(phone: Client, alice: Student, as_of: datetime) -> None:
    idea = make_interview(student=alice, contact=make_contact(student=alice, full_name="Nadia Haddad"))
    ask(interview=idea, as_of=as_of - 8 * DAY)
    Message.objects.filter(reminder__kind="follow_up_second").update(due_at=as_of + 6 * DAY)
    row = Message.objects.get(reminder__kind="follow_up_first")
    Message.objects.filter(pk=row.pk).update(state="failed", reason="smtp 550", ended_at=as_of - DAY)
    assert shown(phone) == [("Follow-up, second", "Nadia Haddad"), ("Follow-up, first", "Nadia Haddad")]
    assert "it could not be delivered" in section(phone)
    assert "Write again" in section(phone)
    assert "Turn off this kind : Follow-up reminders" in section(phone)


def test_a_goal_until_it_is_reached(phone: Client, alice: Student, cohort: Cohort, as_of: datetime) -> None:
    goal(cohort, alice, as_of - DAY)
    assert shown(phone) == [("Cohort goal", "Alice's cohort")]
    for _ in range(cohort.goal):
        make_held(alice)
    assert shown(phone) == []


def test_a_goal_of_a_cohort_that_is_over_or_left(phone: Client, alice: Student, as_of: datetime) -> None:
    today = as_of.date()
    over = make_cohort(students=[alice], starts_on=today - 90 * DAY, due_on=today - 2 * DAY)
    left = make_cohort(students=[alice])
    for cohort in (over, left):
        goal(cohort, alice, as_of - 3 * DAY)
    Membership.objects.filter(cohort=left).delete()
    assert shown(phone) == []


def test_at_most_five_and_the_way_to_all(phone: Client, alice: Student, as_of: datetime) -> None:
    for days in range(2, 6):
        plan(alice, as_of, days=days, name=f"Person {days}")
    assert len(shown(phone)) == 5
    for hours in (1, 2, 3):
        sent(alice, "thank_you_first", make_held(alice).cause_key, as_of - timedelta(hours=hours))
    labels = [label for label, _ in shown(phone)]
    assert len(labels) == 5
    assert labels[3:] == ["Thank-you, first"] * 2, "what went keeps two places"
    assert '<a href="/reminders/">Your reminders: see them all, turn a kind off or on</a>' in (
        phone.get("/").content.decode()
    )


def test_turned_off_from_here(phone: Client, alice: Student, as_of: datetime) -> None:
    held = make_held(alice)
    sent(alice, "thank_you_first", held.cause_key, as_of - timedelta(hours=2))
    page = phone.get("/").content.decode()
    form = re.search(r'<form method="post" action="(/reminders/.*?)">.*?</form>', page, re.DOTALL)
    assert form
    posted = dict(re.findall(r'name="(group|on)" value="([^"]*)"', form[0]))
    answer = phone.post(form[1], posted, follow=True)
    assert answer.redirect_chain == [("/", 302)]
    assert "Thank-you reminders: off." in answer.content.decode()
    assert OptOut.objects.get().group == "thank_you"
    assert shown(phone) == []


def test_nobody_elses(phone: Client, charlie: Student, as_of: datetime) -> None:
    plan(charlie, as_of)
    assert section(phone) == NOTHING


def test_what_bounces_is_still_to_do_and_says_why_it_does_not_come(
    phone: Client, alice: Student, as_of: datetime
) -> None:
    plan(alice, as_of)
    HardBounce.objects.create(address=alice.user.email, answer="smtp 550")
    refresh(user=alice.user, as_of=as_of)
    assert re.search(
        r"Preparation · Rosa Delgado would come \w+ at \d+:\d\d [ap]m \w+ ?; mail to your address", section(phone)
    )


def test_mail_that_comes_back_is_said(phone: Client, alice: Student, charlie: Student) -> None:
    HardBounce.objects.create(address=charlie.user.email, answer="smtp 550")
    assert "comes back" not in phone.get("/").content.decode()
    HardBounce.objects.create(address=alice.user.email, answer="smtp 550")
    page = phone.get("/").content.decode()
    assert f"Mail to {alice.user.email} comes back." in page
    assert "charlie" not in page


@pytest.mark.parametrize("url", ["/", "/reminders/"])
def test_an_archived_student_is_told_that_nothing_comes(
    phone: Client, alice: Student, cohort: Cohort, campus: Campus, url: str
) -> None:
    bare = phone.get(url).content.decode()
    assert "archived" not in bare
    HardBounce.objects.create(address=alice.user.email, answer="smtp 550")
    # In New York, where Alice is, it is still Monday.
    Student.objects.filter(pk=alice.pk).update(archived_at=datetime(2020, 3, 3, 2, tzinfo=UTC), time_zone="")
    page = " ".join(phone.get(url).content.decode().split())
    assert "Your account was archived on Monday, March 2, 2020, so no reminders go out." in page
    assert "If that is wrong, ask your career center." in page
    for promise in ("Nothing is coming now", "On: by email", "The first one comes when", "starts our mail again"):
        assert promise not in page
    campus.help_email = "help@campus.example"
    campus.save()
    help_link = '<a href="mailto:help@campus.example">help@campus.example</a>'
    assert f"ask your career center at {help_link}." in phone.get(url).content.decode()


@pytest.mark.parametrize(("url", "at_most"), [("/", 9), ("/reminders/", 11)])
def test_every_kind_at_once_costs_the_same_few_queries_however_many(
    phone: Client, alice: Student, cohort: Cohort, as_of: datetime, url: str, at_most: int
) -> None:
    HardBounce.objects.create(address=alice.user.email, answer="smtp 550")
    counts = []
    for more in (1, 2):
        for number in range(more):
            plan(alice, as_of)
            held = make_held(alice)
            sent(alice, "thank_you_first", held.cause_key, as_of)
            ask(interview=make_interview(student=alice), as_of=as_of - (number + 1) * DAY)
            goal(make_cohort(students=[alice]), alice, as_of)
            sent(alice, "cohort_invitation", f"invitation:{more}{number}", as_of)
            left = make_held(alice)
            sent(alice, "how_did_it_go", left.cause_key, as_of)
            withdraw_and_close(interview=left, exit=Exit.CANCELLED, as_of=as_of)
        with CaptureQueriesContext(connection) as queries:
            assert phone.get(url).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= at_most, [query["sql"] for query in queries]


@pytest.mark.parametrize("url", ["/", "/reminders/"])
def test_a_row_whose_cause_nobody_can_read_is_a_row_without_a_link(
    phone: Client, alice: Student, as_of: datetime, url: str
) -> None:
    for kind, key in (("thank_you_first", "interview-1"), ("cohort_goal", "goal:x"), ("follow_up_first", "request:1")):
        sent(alice, kind, key, as_of)
    page = phone.get(url)
    assert page.status_code == 200
    assert "Thank-you, first ·" not in page.content.decode()
