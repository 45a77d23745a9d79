"""From the mail "How did it go?" to logged and thanked, on a phone, with each tap counted."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from apps.campus.models import Campus
from apps.core import clock
from apps.interviews.causes import refresh_reminders
from apps.students.models import Student
from tests import factories
from tests.journeys.looks import faults
from tests.journeys.person import PHONE, Person
from tests.journeys.stack import Stack

pytestmark = pytest.mark.browser

NOOR, MOST = "noor@quick.example", 8


def test_from_the_mail_to_logged_and_thanked(stack: Stack, sign_in_by_code: Callable[..., Page]) -> None:
    with stack.database():
        student = factories.make_student(full_name="Noor Haddad", email=NOOR)
    page = sign_in_by_code(NOOR, viewport=PHONE)
    noor = Person(page)
    with stack.database():
        _have_a_conversation_that_just_ended(student)
    mail = stack.next_mail(NOOR, after=1).body("plain")  # the first one had the code to sign in
    happened, did_not = re.findall(rf"{re.escape(stack.url)}/interviews/by-link/\S+", mail)
    page.goto(did_not)
    noor.look_around()

    noor.interactions = 1  # on the link in the mail
    page.goto(happened)
    noor.sees("How did it go with Rosa?")
    noor.look_around()
    noor.fill("One thing you learned", "Flood maps are argued over at night.")
    noor.tap("It happened")
    noor.sees("Logged. Next: thank Rosa")
    assert page.url == happened
    noor.look_around()
    noor.tap("Thank Rosa")
    note = "Dear Rosa,\n\nI did not know that flood maps are argued over at night.\n\nThank you,\nNoor"
    noor.fill("Your thank-you note", note)
    noor.tap("I thanked Rosa")
    expect(page.get_by_text("Thanked. Next: a few questions to reflect on.")).to_be_visible()
    print(f"\nFrom the mail to logged and thanked: {noor.interactions} interactions of {MOST}")
    assert noor.interactions <= MOST

    expect(page.get_by_text("Logged by the link in a mail on")).to_be_visible()
    page.goto(happened)
    expect(page.get_by_role("heading", name="You logged this on")).to_be_visible()
    noor.look_around()
    page.goto(f"{happened[:-9]}/")
    noor.sees("This link does not work")
    assert faults(page) == []


def _have_a_conversation_that_just_ended(student: Student) -> None:
    """So long ago that the mail goes now, and at no hour that is quiet for her."""
    now = clock.now()
    other_side = (now + timedelta(hours=12)).replace(microsecond=0)
    student.time_zone = "UTC"
    student.quiet_from, student.quiet_until = other_side.time(), (other_side + timedelta(hours=1)).time()
    student.save()
    rosa = factories.make_contact(student=student, full_name="Rosa Delgado", email="rosa@rivers.example")
    interview = factories.make_unlogged(student, contact=rosa, ended_ago=timedelta(minutes=40))
    refresh_reminders(interview, campus=Campus.objects.current(), as_of=now)
