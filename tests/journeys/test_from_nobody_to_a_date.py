"""The first half of a student's journey, on a phone: from the invitation's link to a date in the calendar."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from email.utils import getaddresses
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import vobject
from playwright.sync_api import Browser, Page, expect

from apps.accounts.models import User
from apps.campus.models import Campus
from apps.cohorts.models import Term
from apps.contacts.models import Contact
from apps.students.models import Student
from tests import factories
from tests.interviews.calendar.reading import faults, read
from tests.journeys.looks import look
from tests.journeys.person import PHONE, Person
from tests.journeys.stack import Stack

pytestmark = pytest.mark.browser

NOOR, ROSA = "noor@newcomers.example", "rosa.delgado@rivers.example"
COHORT = "Riverbank Scholars"
CHICAGO = ZoneInfo("America/Chicago")  # where Noor's phone is; the campus is an hour ahead
ABOUT_ME = (
    "I’m Noor, a sophomore in biology, and the first in my family at a university. I grew up beside a river that "
    "flooded twice, and I’m curious about who decides what happens before the water comes, and how they know. I’d "
    "like to find out what that work is like from day to day, and whether I could see myself doing it."
)


def test_a_new_student_finds_five_names_asks_one_and_has_a_date(
    stack: Stack, browser: Browser, sign_in: Callable[..., Page]
) -> None:
    link = _invite(stack, sign_in("admin"))
    noor = Person(browser.new_page(base_url=stack.url, viewport=PHONE, timezone_id=CHICAGO.key))
    noor.page.goto(link)
    noor.look_around()
    noor.choose("Yes")
    noor.tap("Sign in")
    noor.sees("What next")
    noor.look_around()
    with noor.takes_from_home("Five names", at_most=25):
        _find_five_names(noor)
    _give_another_of_them_an_address(stack)
    with noor.takes_from_home("An ask, and About me before it", at_most=8):
        _ask_rosa(noor)
    _judge_the_mail(stack, browser)
    start = _agree_on_a_date(noor)
    _judge_the_calendar(noor.download("Add to my calendar"), start)
    noor.go_home()
    with noor.takes_from_home("A quick log", at_most=10):
        _log_a_conversation(noor)
    assert len(stack.sink.to(ROSA)) == 1


def _invite(stack: Stack, administrator: Page) -> str:
    """Returns the link in the invitation's mail."""
    administrator.goto("/admin/accounts/user/add/")
    administrator.get_by_label("Email:").fill(NOOR)
    administrator.get_by_label("Full name:").fill("Noor Haddad")
    administrator.get_by_label("Role:").select_option("Student")
    administrator.get_by_role("button", name="Save", exact=True).click()
    expect(administrator.get_by_text("Noor Haddad is told by email how to sign in.")).to_be_visible()
    with stack.database():
        student = Student.objects.get(user__email=NOOR)
        term = Term.objects.filter(cohorts__name="First-Year Pathways").first()
        factories.make_cohort(name=COHORT, term=term, students=[student])
    link = re.search(rf"{re.escape(stack.url)}/\S+", stack.next_mail(NOOR, after=0).body("plain"))
    assert link
    return link.group()


def _find_five_names(noor: Person) -> None:
    noor.tap("Begin")
    noor.sees("You know more people than you think")
    noor.look_around()
    noor.tap("Go on to four short questions")
    noor.sees("Four short questions")
    expect(noor.page.get_by_label("Your name, as you like it")).to_have_value("Noor Haddad")
    expect(noor.page.get_by_label("Time zone")).to_have_value(CHICAGO.key)  # it is what the phone says
    noor.look_around()
    noor.fill("Your name, as you like it", "Noor")
    noor.fill("Major", "Biology")
    noor.fill("Year", "Sophomore")
    noor.choose("Environment and agriculture")
    noor.tap("Save and go on")
    noor.sees("Jobs that may be worth a conversation")
    expect(noor.page.get_by_text("For your major: Biology.")).to_be_visible()
    expect(noor.page.get_by_text("One step to the side.")).to_be_visible()
    noor.look_around()
    noor.tap("Go on to your first names")
    noor.sees("Does anyone in your family have a job you’re curious about?")
    noor.fill("A name", "Rosa Delgado")
    noor.fill("One more", "Dr. Wei Chen")
    noor.tap("Save and go to Friends")
    noor.sees("Two names so far")
    expect(noor.page.get_by_role("img", name="Who might know whom")).to_be_visible()
    noor.tap("Skip Friends")
    noor.sees("Who lives near you, or sees you often, and does work you don’t quite know?")
    noor.fill("A name", "Mr. Ortiz from 4B")
    noor.fill("One more", "Femi Adeyemi")
    noor.tap("Save and go to Classmates")
    noor.sees("Which classmate has had a job or an internship you’d like to know about?")
    noor.fill("A name", "Jo from chem lab")
    noor.tap("Save and go to Clubs and communities")
    noor.sees("Five names so far")
    noor.look_around()
    noor.tap("Finish for now")
    noor.sees("Who to ask next")


def _give_another_of_them_an_address(stack: Stack) -> None:
    """One that could slip into a message to someone else."""
    with stack.database():
        people = Contact.objects.filter(student__user__email=NOOR, full_name="Dr. Wei Chen")
        assert people.update(email="wei.chen@tides.example") == 1


def _ask_rosa(noor: Person) -> None:
    noor.tap("Ask Rosa")
    noor.sees("Ask Rosa for 20 minutes")
    noor.look_around()
    noor.tap("Write About me")
    noor.sees("About me")
    noor.fill("About me", ABOUT_ME)
    noor.look_around()
    noor.tap("Save About me")
    noor.sees("Ask Rosa for 20 minutes")
    noor.fill("Why Rosa?", "You decide where the water goes when the river rises")
    noor.fill("By when would you like to talk?", "the end of the month")
    noor.fill("To", ROSA)
    noor.tap("Send from Acquaint")
    noor.sees("Waiting for Rosa")


def _judge_the_mail(stack: Stack, browser: Browser) -> None:
    """As it lies at the mail server."""
    mail = stack.next_mail(ROSA, after=0)
    said, text = mail.message, mail.body("plain")
    assert "You decide where the water goes when the river rises." in text
    assert _addresses(said["Reply-To"]) == [NOOR]
    assert (mail.to, _addresses(said["To"]), said["Cc"], said["Bcc"]) == (ROSA, [ROSA], None, None)
    assert said["From"].startswith("Noor via Fairhaven State <")

    with stack.database():
        sender = Campus.objects.current().sender
        others = {*User.objects.values_list("email", flat=True), *Contact.objects.values_list("email", flat=True)}
    everything = "\n".join([*(f"{name}: {value}" for name, value in said.items()), text])
    written = set(re.findall(r"[\w.+-]+@[\w.-]+\w", everything)) - {mail.message_id.strip("<>")}
    assert written == {NOOR, ROSA, *_addresses(sender)}
    assert written & others == {NOOR, ROSA}  # of all the students, and of all the people that anyone knows
    assert COHORT not in everything

    (no_more_mail,) = re.findall(r"https?://\S+", text)
    assert said["List-Unsubscribe"] == f"<{no_more_mail}>"
    rosa = browser.new_page()
    look(rosa, no_more_mail)
    expect(rosa.get_by_role("heading", name="No more mail from here?")).to_be_visible()
    rosa.close()


def _addresses(header: str) -> list[str]:
    return [address for _, address in getaddresses([str(header)])]


def _agree_on_a_date(noor: Person) -> datetime:
    """Rosa said yes, in a mail to Noor."""
    noor.tap("Mark as replied")
    noor.sees("You are in touch with Rosa")
    noor.tap("Set the date")
    noor.sees("A date with Rosa Delgado")
    day = datetime.now(CHICAGO).date() + timedelta(days=3)
    start = datetime.combine(day, time(14), CHICAGO)
    noor.fill("When?", start.strftime("%Y-%m-%dT%H:%M"))
    noor.choose("In person")
    noor.fill("How many minutes?", "20")
    noor.fill("Where?", "Cedar Street Coffee")
    noor.tap("Save the date")
    expect(noor.page.get_by_text("Cedar Street Coffee")).to_be_visible()
    return start


def _judge_the_calendar(file: bytes, start: datetime) -> None:
    """By a reader of our own that knows nothing of the writer, and by another library, the time zone out of the
    file itself.
    """
    calendar = read(file)
    assert (faults(calendar), calendar.one("METHOD")) == ([], "PUBLISH")
    assert {key for event in calendar.within("VEVENT") for key in event.zones()} == {CHICAGO.key}
    conversation, thanks = vobject.readOne(file.decode()).vevent_list
    assert conversation.summary.value == "Conversation with Rosa Delgado"
    assert conversation.location.value == "Cedar Street Coffee"
    end = start + timedelta(minutes=20)
    assert _span(conversation)[0] == start
    assert _span(conversation)[1] >= end + timedelta(minutes=30)  # a margin after what was asked for
    assert thanks.summary.value == "Send your thanks to Rosa Delgado"
    assert _span(thanks)[0] == end + timedelta(hours=1)
    assert (thanks.valarm.action.value, thanks.valarm.trigger.value) == ("DISPLAY", timedelta(0))


def _span(entry: Any) -> tuple[datetime, datetime]:
    return entry.dtstart.value.astimezone(UTC), entry.dtend.value.astimezone(UTC)


def _log_a_conversation(noor: Person) -> None:
    noor.tap("Log")
    noor.sees("Log a conversation")
    start = datetime.now(CHICAGO) - timedelta(minutes=50)
    noor.fill("Who did you talk to?", "Prof. Elena Marsh")
    noor.fill("When did it start?", start.strftime("%Y-%m-%dT%H:%M"))
    noor.choose("Phone")
    noor.fill("How many minutes?", "20")
    noor.fill("One thing you learned", "She changed fields twice.")
    noor.tap("Save the conversation")
    noor.sees("Thank Prof. Elena Marsh")
