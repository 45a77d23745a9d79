"""The main job, end to end: a student logs, the mail arrives, thanks are marked, the adviser's count moves."""

import re
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import unquote
from urllib.request import Request, urlopen
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.looks import look
from tests.journeys.stack import Stack

pytestmark = pytest.mark.browser

STUDENT = "student@demo.example"
CAMPUS_ZONE = ZoneInfo("America/New_York")


def _log(page: Page, name: str, *, ended_ago: timedelta, learned: str) -> datetime:
    """Returns the start."""
    start = datetime.now(CAMPUS_ZONE) - ended_ago - timedelta(minutes=20)
    page.get_by_label("Who did you talk to?").fill(name)
    page.get_by_label("When did it start?").fill(start.strftime("%Y-%m-%dT%H:%M"))
    page.get_by_text("Phone", exact=True).click()
    page.get_by_label("How many minutes?").fill("20")
    page.get_by_label("One thing you learned").fill(learned)
    page.get_by_role("button", name="Save the conversation").click()
    page.wait_for_url(re.compile(r"/interviews/\d+/$"))
    return start


def _counted(page: Page) -> int:
    page.goto("/cohorts/")
    page.get_by_role("link", name="First-Year Pathways").first.click()
    row = page.locator(f"tr[data-student='{STUDENT}']")
    return int(row.get_attribute("data-counted") or "-1")


def _wait_for_mail(stack: Stack, address: str, *, seconds: float) -> list:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and not stack.sink.to(address):
        time.sleep(0.2)
    return stack.sink.to(address)


def test_a_late_log_brings_one_last_call_and_thanks_move_the_count(stack: Stack, sign_in: Callable[..., Page]) -> None:
    adviser = sign_in("adviser")
    before = _counted(adviser)
    assert before == 1

    student = sign_in("student", viewport={"width": 390, "height": 844})
    expect(student.get_by_role("heading", name="1 of 3 conversations")).to_be_visible()
    student.goto("/interviews/log/")
    start = _log(
        student,
        "Dolores Vega",
        ended_ago=timedelta(hours=23, minutes=30),
        learned="Flood maps are argued over at night.",
    )
    expect(student.get_by_role("heading", name="Thank Dolores Vega")).to_be_visible()

    mails = _wait_for_mail(stack, STUDENT, seconds=120)
    assert len(mails) == 1, stack.log("worker")
    mail = mails[0]
    assert mail.message["Subject"] == f"Less than an hour left to thank Dolores Vega for {start:%A}"
    assert "Flood maps are argued over at night." in mail.body("plain")
    assert "Flood maps are argued over at night." in mail.body("html")
    assert mail.message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"

    link = re.search(rf"{re.escape(stack.url)}/interviews/\d+/thank-you/", mail.body("plain"))
    assert link
    student.goto(link.group())
    note = student.get_by_label("Your thank-you note")
    assert "Flood maps are argued over at night." in note.input_value()
    expect(note).to_have_accessible_description(re.compile("If a line still has our words in brackets"))
    # Two lines still wait for words of hers: the page says so before the mail app opens.
    student.get_by_role("button", name="Open in my mail app").click()
    expect(student.get_by_text("Two lines still wait for your words, so they are not in the mail:")).to_be_visible()
    link = student.get_by_role("link", name="Open it in your mail app")
    expect(link).to_be_focused()
    assert "Flood" not in (link.get_attribute("href") or "")
    expect(student.get_by_text("Say what Dolores said")).to_be_visible()
    note.fill("Dear Dolores,\n\nYou told me how flood maps are argued over at night.\n\nWarm regards")
    expect(student.get_by_text("It is about something Dolores said")).to_be_visible()  # it is saved as it is typed
    student.evaluate("HTMLAnchorElement.prototype.click = function () { document.title = this.href; }")
    with student.expect_response(lambda answer: answer.request.method == "GET" and "ready=mail" in answer.url):
        student.get_by_role("button", name="Open in my mail app").click()
    expect(student.get_by_text("Your mail app opens with the note.")).to_be_visible()
    opened = unquote(student.title())
    assert opened.endswith(
        "&body=Dear Dolores,\r\n\r\nYou told me how flood maps are argued over at night.\r\n\r\nWarm regards"
    )
    note.press_sequentially(" and more")
    student.get_by_role("button", name="I thanked Dolores").click()
    expect(student.get_by_text("Thanked. Next: a few questions to reflect on.")).to_be_visible()

    assert _counted(adviser) == before + 1
    # Beat wakes the worker again and again: nothing more is sent.
    stack.wait_for_rounds(3, seconds=60)
    assert len(stack.sink.to(STUDENT)) == 1

    student.get_by_role("link", name="Reflect on it").click()
    student.get_by_label("How did I feel about what I learned?").fill("Calmer than I thought.")
    student.get_by_text("Closer to it").click()
    student.get_by_role("button", name="Save the reflection").click()
    expect(student.get_by_text("Calmer than I thought.")).to_be_visible()

    student.get_by_role("link", name="Add the names").first.click()
    names = student.get_by_role("textbox", name="Name")
    names.nth(0).fill("Maria Lopez")
    student.get_by_label("What do they do?").first.fill("Analyst")
    names.nth(1).fill("José Ramírez")
    student.get_by_role("button", name="Save the names").click()
    expect(student.get_by_text("Maria Lopez", exact=True)).to_be_visible()
    student.goto("/contacts/")
    expect(student.get_by_text("Introduced by Dolores Vega.")).to_have_count(2)

    _add_someone_of_the_same_name_and_make_them_one(student)

    student.goto("/")
    expect(student.get_by_role("heading", name="2 of 3 conversations")).to_be_visible()

    # One click in the mail program, without sign-in, turns this kind off.
    one_click = mail.message["List-Unsubscribe"].strip().strip("<>")
    request = Request(one_click, data=b"List-Unsubscribe=One-Click", method="POST")
    with urlopen(request, timeout=10) as answer:
        assert answer.status == 200


def _add_someone_of_the_same_name_and_make_them_one(student: Page) -> None:
    student.goto("/contacts/new/")
    student.get_by_label("Name", exact=True).fill("María López")
    student.get_by_label("What they do").fill("Math teacher")
    student.get_by_role("button", name="Save the name", exact=True).click()
    expect(student.get_by_text("Maria Lopez, Analyst (you wrote another role)")).to_be_visible()
    look(student)
    expect(student.get_by_label("What they do")).to_have_value("Math teacher")
    student.get_by_text("Someone else", exact=True).click()
    student.get_by_role("button", name="Save the name", exact=True).click()
    expect(student.get_by_text("María López is in your people.")).to_be_visible()

    student.get_by_role("link", name="Maria Lopez", exact=True).click()
    expect(student.get_by_text("may be the same person")).to_be_visible()
    student.get_by_role("link", name="See whether they are one").click()
    look(student)
    student.get_by_role("button", name="See what would happen with María López, Math teacher").click()
    expect(student.get_by_text("Nothing has happened yet.")).to_be_visible()
    look(student)
    student.get_by_role("button", name="Make them one person").click()
    notes = student.get_by_role("region", name="Your notes")
    expect(notes).to_contain_text("Also known as María López")
    expect(notes).to_contain_text("Also: Math teacher")


def test_logging_works_without_javascript_and_without_a_password(
    stack: Stack, sign_in_by_code: Callable[..., Page]
) -> None:
    small = {"width": 320, "height": 700}
    page = sign_in_by_code("abdirahman.tesfaye@demo.example", java_script_enabled=False, viewport=small)
    page.goto("/interviews/log/")
    _log(page, "Prof. Ngũgĩ", ended_ago=timedelta(minutes=30), learned="She changed fields twice.")
    expect(page.get_by_role("heading", name="Thank Prof. Ngũgĩ")).to_be_visible()
    page.get_by_role("link", name="Start the note").click()
    page.get_by_role("button", name="Open in my mail app").click()
    expect(page.get_by_text("Two lines still wait for your words, so they are not in the mail:")).to_be_visible()
    link = page.get_by_role("link", name="Open it in your mail app").get_attribute("href") or ""
    assert unquote(link).startswith("mailto:?subject=Thank you&body=Dear Prof.")
    assert "She changed fields twice." not in unquote(link)
    page.get_by_text("Copy the note", exact=True).last.click()
    expect(page.get_by_label("The note as it goes out.")).to_have_value(re.compile("^Dear Prof."))
    page.get_by_role("button", name="Send from Acquaint").click()
    expect(page.get_by_role("link", name="To", exact=True)).to_be_visible()  # the summary of what is missing
    page.get_by_label("To", exact=True).fill("ngugi@rivers.example")
    page.get_by_label("Your thank-you note").fill("Dear Prof. Ngũgĩ,\n\nYou changed fields twice, and I took heart.")
    page.get_by_role("button", name="Send from Acquaint").click()
    expect(page.get_by_text("Sent. Prof. Ngũgĩ’s answer comes to your own email.")).to_be_visible()
    [mail] = _wait_for_mail(stack, "ngugi@rivers.example", seconds=60)
    assert "You changed fields twice, and I took heart." in mail.body("plain")
    expect(page.get_by_role("heading", name="Reflect while it is fresh")).to_be_visible()


def test_what_is_wrong_is_said_beside_its_field_and_nothing_typed_is_lost(
    stack: Stack, sign_in: Callable[..., Page]
) -> None:
    page = sign_in("student")
    page.goto("/interviews/log/")
    page.get_by_label("Who did you talk to?").fill("Somebody")
    page.get_by_label("One thing you learned").fill("Every word of this stays.")
    page.get_by_label("When did it start?").fill(
        (datetime.now(CAMPUS_ZONE) + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    )
    page.get_by_role("button", name="Save the conversation").click()
    expect(page.get_by_role("alert")).to_be_focused()
    page.get_by_role("alert").get_by_role("link", name="When did it start?").click()
    expect(page.get_by_label("When did it start?")).to_be_focused()
    expect(page.get_by_label("One thing you learned")).to_have_value("Every word of this stays.")


def test_the_sign_in_page_is_reached_and_used_by_keyboard_alone(stack: Stack, browser: Browser) -> None:
    page = browser.new_page(base_url=stack.url)
    page.goto("/")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.get_by_label("Email").focus()
    page.keyboard.type("adviser@demo.example")
    page.keyboard.press("Tab")
    page.keyboard.type("acquaint-demo")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{stack.url}/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    page.close()
