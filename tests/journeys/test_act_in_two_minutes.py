"""Monday morning, from the digest's link to four mails sent, and what the adviser sees when two students move."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import parseaddr
from typing import Any

import pytest
from django.utils.html import strip_tags
from playwright.sync_api import BrowserContext, Locator, Page, expect

from apps.accounts.models import User
from apps.advising.digest.reminder import AdviserDigest, due_at
from apps.campus.models import Campus
from apps.cohorts.models import Cohort, Membership, Term
from apps.contacts.models import Contact
from apps.core import clock
from apps.core.mail import named_address
from apps.interviews.models import Interview
from apps.outbox.models import Audience, HardBounce
from apps.outbox.posted import post
from apps.students.models import Student
from tests import factories
from tests.journeys.looks import faults, look
from tests.journeys.person import Person
from tests.journeys.stack import Stack
from tests.reminders.decisions import cause_of, expected_of
from tests.smtp_sink import Taken

pytestmark = pytest.mark.browser

DESK = {"width": 1280, "height": 900}
GRACE, COHORT, MOST = "grace.mensah@mondays.example", "Second-Year Scholars of the River Towns", 8
# Each wrote to so many people, and nobody answered.
SILENT = {"Amina Diallo": 1, "Ben Castillo": 2, "Chloe Tran": 3, "Diego Reyes": 4, "Elif Kaya": 1, "Femi Bello": 1}
LATELY, BOUNCES = "Elif Kaya", "Femi Bello"
NUDGED = {
    "Amina Diallo": "Hi Amina, I see that you wrote to one person and have not heard back.",
    "Ben Castillo": "Hi Ben, I see that you wrote to two people and have not heard back.",
    "Chloe Tran": "Hi Chloe, I see that you wrote to three people and have not heard back.",
    "Diego Reyes": "Hi Diego, I see that you wrote to four people and have not heard back.",
}
FUNNEL = {"Added a name": 7, "Asked": 6, "Scheduled": 2, "Held": 1, "Thanked": 0, "Reflected": 0}
SPREAD = {"None": 7, "One": 1, "Two": 0, "Three and more, the goal": 0}
OTHERS = ("Hana Sato", "Ivan Petrov")  # of the cohort, for whom Grace does nothing today


def test_from_the_digest_to_four_nudges_and_what_came_of_them(
    stack: Stack, sign_in_by_code: Callable[..., Page], phone_of: Callable[..., BrowserContext], settings: Any
) -> None:
    settings.SITE_URL = stack.url
    with stack.database():
        grace, cohort, students = _have_a_cohort()
        _post_the_digest(grace)
    page = sign_in_by_code(GRACE, at=_link_of(stack.next_mail(GRACE, after=0)), viewport=DESK)
    with stack.database():  # not before: its own mail to her could come between the two that she waits for
        HardBounce.objects.create(address=_address(BOUNCES), answer="550 5.1.1")
    page.reload()
    adviser = Person(page)
    _choose_six(adviser)
    _send_to_four(adviser, stack)
    _move(stack, phone_of, students)
    _see_what_came_of_it(page)
    _read_the_charts(page, cohort)
    _judge_the_mails(stack, students)


def _have_a_cohort() -> tuple[User, Cohort, dict[str, Student]]:
    """Grace's: six students whom nobody answers, and two who stand still. All are awake now."""
    now = clock.now()
    other_side = (now + timedelta(hours=12)).replace(microsecond=0)
    awake = {
        "time_zone": "UTC",
        "quiet_from": other_side.time(),
        "quiet_until": (other_side + timedelta(hours=1)).time(),
    }
    students = {
        name: factories.make_student(full_name=name, email=_address(name), **awake) for name in (*SILENT, *OTHERS)
    }
    grace = factories.make_adviser(full_name="Grace Mensah", email=GRACE)
    term = Term.objects.filter(cohorts__name="First-Year Pathways").first()
    cohort = factories.make_cohort(name=COHORT, term=term, advisers=[grace], students=students.values())
    Membership.objects.filter(cohort=cohort).update(joined_at=now - timedelta(weeks=5))
    for name, requests in SILENT.items():
        for _ in range(requests):
            factories.make_interview(student=students[name], asked_at=now - timedelta(weeks=3))
    Contact.objects.filter(student__in=students.values()).update(created_at=now - timedelta(weeks=3))
    yesterday = now - timedelta(days=1)
    colleague = factories.make_adviser()
    factories.make_nudged(students[LATELY], cohort=cohort, adviser=colleague, leaves_at=yesterday)
    return grace, cohort, students


def _address(name: str) -> str:
    return f"{name.split()[0].lower()}@mondays.example"


def _post_the_digest(grace: User) -> None:
    """As it is written at 08:00 of the last Monday there was. It goes now, as no worker sends it on another day."""
    campus, now = Campus.objects.current_and_now()
    today = now.astimezone(campus.zone).date()
    monday = today - timedelta(days=today.weekday())
    if due_at(monday, campus) > now:
        monday -= timedelta(weeks=1)
    kind, eight = AdviserDigest(), due_at(monday, campus)
    ((key, expected),) = expected_of(kind, eight, grace.pk).items()
    assert expected.due_at == eight
    mail = kind.compose(cause_of(kind, key, eight), eight)
    post(key=f"journey:{key}", mail=mail, audience=Audience.STAFF, resend_when_unanswered=True, as_of=now)


def _link_of(digest: Taken) -> str:
    """To those who got no reply."""
    link = re.search(r"^No reply: 6 students\s+(http\S+)\s*$", digest.body("plain"), re.MULTILINE)
    assert link, digest.body("plain")
    assert f'href="{link.group(1)}"' in digest.body("html")
    return link.group(1)


def _choose_six(adviser: Person) -> None:
    """The digest's link is the filter."""
    page = adviser.page
    expect(page.get_by_role("link", name="No reply 6")).to_have_attribute("aria-current", "true")
    rows = page.locator(".table--needs tbody tr")
    expect(rows).to_have_count(6)
    expect(rows.filter(has_text=LATELY)).to_contain_text("Yesterday")
    expect(rows.filter(has_text=BOUNCES)).to_contain_text("Mail bounces, too")
    look(page)
    page.set_viewport_size(DESK)
    for name in SILENT:
        adviser.tick(f"Choose {name}")
    expect(page.locator("[data-chosen]")).to_have_text(
        f"6 chosen. A nudge leaves out 2 now: {LATELY} (nudged yesterday), {BOUNCES} (mail bounces)."
    )
    adviser.tap("Nudge 4")
    adviser.sees("Nudge 4 of the 6 students you chose")


def _send_to_four(adviser: Person, stack: Stack) -> None:
    page = adviser.page
    for name, why in ((LATELY, "nudged"), (BOUNCES, "bounce")):
        expect(page.locator(".leftout li").filter(has_text=name)).to_contain_text(re.compile(why, re.IGNORECASE))
    expect(page.locator("#bar")).to_contain_text("4 leave now.")
    assert faults(page) == []
    adviser.tap("Send to 4", times=2)
    adviser.sees("Ten minutes, if you like")
    expect(page.get_by_text("Sent to 4.")).to_be_visible()
    print(f"\nFrom sign-in to sent: {adviser.interactions} clicks of {MOST}")
    assert adviser.interactions <= MOST
    for name in NUDGED:
        stack.next_mail(_address(name), after=0)


def _move(stack: Stack, phone_of: Callable[..., BrowserContext], students: dict[str, Student]) -> None:
    """Ben agrees on a date, Chloe logs a conversation; and Hana, whom nobody nudged, writes down a name."""
    with stack.database():
        asked = Interview.objects.filter(student=students["Ben Castillo"]).first()
        assert asked
    ben = Person(phone_of(students["Ben Castillo"]).new_page())
    ben.page.goto(f"/interviews/{asked.pk}/")
    ben.tap("Mark as replied")
    ben.tap("Set the date")
    ben.fill("When?", f"{datetime.now(UTC).date() + timedelta(days=3)}T14:00")
    ben.choose("Phone")
    ben.fill("How many minutes?", "20")
    ben.tap("Save the date")
    ben.page.wait_for_url(re.compile(r"/interviews/\d+/$"))

    chloe = Person(phone_of(students["Chloe Tran"]).new_page())
    chloe.page.goto("/interviews/log/")
    chloe.fill("Who did you talk to?", "Prof. Elena Marsh")
    chloe.fill("When did it start?", (datetime.now(UTC) - timedelta(minutes=50)).strftime("%Y-%m-%dT%H:%M"))
    chloe.choose("Phone")
    chloe.fill("How many minutes?", "20")
    chloe.fill("One thing you learned", "She changed fields twice.")
    chloe.tap("Save the conversation")
    chloe.sees("Thank Prof. Elena Marsh")

    with stack.database():
        factories.make_contact(student=students["Hana Sato"])


def _see_what_came_of_it(page: Page) -> None:
    page.get_by_role("link", name="Nudges", exact=True).first.click()
    expect(page.get_by_role("row").filter(has_text="Ten minutes, if you like")).to_contain_text("2 of 4 so far")
    page.get_by_role("link", name="Ten minutes, if you like").click()
    after = page.get_by_role("region", name="2 of 4 moved a step so far")
    expect(after.get_by_role("definition")).to_have_text(["2 of 4", "1 of 3"])
    expect(after.get_by_role("term")).to_have_text(
        ["of those you nudged moved a step", "of the others in their cohorts did, and nobody nudged them"]
    )
    for name in NUDGED:
        expect(page.get_by_role("row").filter(has_text=name)).to_contain_text("Left ")
    assert faults(page) == []


def _read_the_charts(page: Page, cohort: Cohort) -> None:
    """Each says in words what it shows, and has its numbers in a table that the keyboard opens."""
    page.get_by_role("link", name="Needs you", exact=True).first.click()
    page.get_by_role("link", name=cohort.name, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(cohort.name)
    assert faults(page) == []
    _read_chart(
        page.get_by_role("region", name=re.compile("^1 of 24 count")),
        says=re.compile(r"^Conversations that count, against an even pace\. .* 1 count; .* The goal is 24.$"),
    )
    for name, says, numbers in (
        ("Where the cohort is stuck", "How many students reached each step", FUNNEL),
        (
            "How many conversations each has",
            "How many students have none, one, two, and three and more conversations that count",
            SPREAD,
        ),
    ):
        section = page.get_by_role("region", name=name)
        each = "; ".join(f"{label}: {number} of 8" for label, number in numbers.items())
        _read_chart(section, says=f"{says}. {each}.")
        table = section.get_by_role("table", name=says)
        expect(table.get_by_role("rowheader")).to_have_text([*numbers])
        expect(table.get_by_role("cell")).to_have_text([f"{number} of 8" for number in numbers.values()])


def _read_chart(section: Locator, *, says: str | re.Pattern[str]) -> None:
    """What it says to the ear; and its table is closed until a key opens it, where the Tab key leads."""
    expect(section.get_by_role("img")).to_have_accessible_name(says)
    expect(section.get_by_role("table")).to_have_count(0)
    summary = section.get_by_text("The same numbers in a table")
    summary.focus()
    for key in ("Shift+Tab", "Tab"):
        section.page.keyboard.press(key)
    expect(summary).to_be_focused()
    section.page.keyboard.press("Enter")
    expect(section.get_by_role("table")).to_be_visible()


def _judge_the_mails(stack: Stack, students: dict[str, Student]) -> None:
    """Of all that lies at the mail server, four are Grace’s, and each is for its student alone."""
    with stack.database():
        campus = Campus.objects.current()
    mails = [mail for mail in stack.sink.taken if GRACE in str(mail.message["Reply-To"])]
    assert sorted(mail.to for mail in mails) == sorted(map(_address, NUDGED))
    for name, begins in NUDGED.items():
        (mail,) = (mail for mail in mails if mail.to == _address(name))
        said = mail.message
        text, html = (" ".join(body.split()) for body in (mail.body("plain"), strip_tags(mail.body("html"))))
        assert said["From"] == named_address(f"Grace Mensah, {campus.center_name}", parseaddr(campus.sender)[1])
        assert said["Reply-To"] == named_address("Grace Mensah", GRACE)
        assert (said["To"], said["Cc"], said["Bcc"]) == (_address(name), None, None)
        assert said["Subject"] == "Ten minutes, if you like"
        assert text.startswith(begins)
        assert begins in html
        assert "{" not in text
        everything = "\n".join([*map(str, said.values()), text, html])
        assert not [other for other in students if other != name and other.split()[0] in everything]
