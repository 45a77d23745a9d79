"""A conversation on a phone whose network drops, and what that phone keeps, for whom, and until when."""

import re
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import BrowserContext, Dialog, Page, expect

from apps.campus.models import Format
from apps.core import clock
from apps.interviews.models import Interview
from apps.students.models import Student
from tests import factories
from tests.journeys.kept import KEPT, LEFT, note_on, saved
from tests.journeys.looks import faults, look
from tests.journeys.person import PHONE, Person
from tests.journeys.stack import Stack

pytestmark = pytest.mark.browser

PICKED = "What did last week look like for you, from Monday on?"
NO_SIGNAL = "No signal. Every word is kept on this phone and will be saved when you are back."


def _write_without_answer(page: Page, talk: Interview, words: str) -> None:
    """In a network that takes everything but notes."""
    page.context.route("**/notes/", lambda route: route.abort())
    page.goto(f"/interviews/{talk.pk}/meet/#valuable")
    field, status = note_on(page, "valuable")
    field.press_sequentially(words)
    expect(status).to_have_text(NO_SIGNAL)


def _prepare(noor: Person, talk: Interview) -> None:
    """Read up, pick, write, turn, order, tick: all on one page, and what is ticked or typed outlives each press."""
    page = noor.page
    page.goto(f"/interviews/{talk.pk}/preparation/")
    page.get_by_text("Daily work", exact=True).click()
    noor.choose(PICKED)
    page.locator("#slot-pay").click()
    noor.fill("Pay: what did you find?", "Parking officers start at $41,000 here.")
    noor.tap("Save pay")
    expect(page.get_by_text("1 of 7 filled.")).to_be_visible()
    expect(page.get_by_label(PICKED)).to_be_checked()
    page.get_by_role("button", name="Add to my questions").locator("visible=true").click()
    noor.sees("Your two questions")

    noor.fill("Or write your own", "Do you like your job?")
    noor.tap("Add my question")
    noor.tap("Use this wording for question 2")
    own = page.locator(".order li").filter(has_text="What do you like most about your job, and what least?")
    noor.tap("Move question 2 Up")
    expect(page.locator(".order li").first).to_contain_text("What do you like most about your job")
    expect(own.get_by_text("This one can end at")).to_have_count(0)
    expect(page.locator(".order li").last).to_contain_text("Always last")

    noor.choose("Open the link once beforehand")
    noor.tap("Save the checklist")
    noor.choose("Join two minutes early")
    page.reload()
    for line in ("Open the link once beforehand", "Join two minutes early"):
        expect(page.get_by_label(line)).to_be_checked()
    noor.tap("I’m prepared")
    expect(page.get_by_role("heading", name="You’re prepared for")).to_be_visible()


def test_prepared_met_while_the_network_drops_and_thanked(
    stack: Stack, student: Student, talk: Interview, phone_of: Callable[..., BrowserContext]
) -> None:
    began = talk.starts_at
    _move(stack, talk, clock.now() + timedelta(hours=3))
    phone = phone_of(student)
    page = phone.new_page()
    noor = Person(page)
    _prepare(noor, talk)

    _move(stack, talk, began)
    page.goto(f"/interviews/{talk.pk}/")
    page.evaluate(KEPT, f"/interviews/{talk.pk}/meet/")  # fetched ahead, before it was ever opened
    phone.set_offline(True)
    page.get_by_role("link", name="Open your questions").click()
    expect(page.get_by_role("heading", name="Meet Rosa Delgado")).to_be_attached()
    phone.set_offline(False)
    page.reload()

    first = page.locator("[data-note]").first.get_attribute("data-note")
    page.get_by_role("link", name="Next").click()
    path, status = note_on(page, first)
    path.press_sequentially("She began in parking.")
    expect(status).to_have_text("Saved")
    phone.set_offline(True)
    path.press_sequentially(" People show up angry")
    expect(status).to_have_text(NO_SIGNAL)
    page.reload()
    expect(path).to_have_value("She began in parking. People show up angry")
    path.press_sequentially(", and she listens.")
    page.get_by_text("Follow up on this").locator("visible=true").click()
    page.evaluate("location.hash = 'valuable'")
    valuable, status = note_on(page, "valuable")
    valuable.fill("How much of it is listening.")
    expect(status).to_have_text(NO_SIGNAL)
    assert faults(page) == []
    page.goto("/contacts/")
    expect(page.get_by_text("No signal. Your words are kept on this phone.")).to_be_visible()
    expect(page.get_by_role("link", name="Meet Rosa Delgado")).to_be_visible()
    look(page)
    page.set_viewport_size(PHONE)
    page.get_by_role("link", name="Meet Rosa Delgado").click()
    expect(page).to_have_url(re.compile("/meet/$"))
    phone.set_offline(False)
    page.evaluate("location.hash = 'valuable'")
    expect(status).to_have_text("Saved")
    assert saved(stack, talk, first) == "She began in parking. People show up angry, and she listens."
    assert saved(stack, talk, "valuable") == "How much of it is listening."

    page.get_by_role("button", name="It’s over: log it").click()
    page.wait_for_url(re.compile(rf"/interviews/{talk.pk}/log/"))
    learned, happened = page.get_by_label("One thing you learned"), page.get_by_role("button", name="It happened")
    expect(learned).to_have_value("How much of it is listening.")
    page.get_by_label("How many minutes?").fill("5")  # they had to go
    phone.set_offline(True)
    learned.fill("How much of it is listening. Always.")
    happened.click()
    again = "No signal. Your words are kept on this phone. Press again when you’re back."
    expect(page.get_by_text(again)).to_be_visible()
    assert faults(page) == []
    # A phone that thinks it has a network: the worker answers, and nothing is lost either.
    page.evaluate("Object.defineProperty(navigator, 'onLine', { get: () => true })")
    happened.click()
    expect(page.get_by_text("Go back, and press again when you’re back.")).to_be_visible()
    phone.set_offline(False)
    page.get_by_role("button", name="Go back").click()
    expect(learned).to_have_value("How much of it is listening. Always.")
    happened.click()
    page.wait_for_url(re.compile(rf"/interviews/{talk.pk}/(#.*)?$"))
    page.goto(f"/interviews/{talk.pk}/thank-you/")
    note = page.get_by_label("Your thank-you note")
    expect(note).to_have_value(re.compile("How much of it is listening"))
    page.get_by_role("button", name="Use in note").first.click()
    expect(note).to_have_value(re.compile(r"How much of it is listening\. Always\."))
    noor.tap("I thanked Rosa")
    expect(page.get_by_role("button", name="Undo the thank-you")).to_be_visible()
    with stack.database():
        assert Interview.objects.get(pk=talk.pk).is_thanked


def _move(stack: Stack, talk: Interview, starts_at: datetime) -> None:
    with stack.database():
        talk.refresh_from_db()
        talk.plan(starts_at=starts_at, minutes=20, format=Format.VIDEO)
        talk.save()


def _press_sign_out(page: Page) -> None:
    """In the menu, which every answer closes."""
    if not page.locator("details.account[open]").count():
        page.locator("details.account summary").click()
    page.locator(".topbar [data-sign-out] button").click()


@pytest.mark.proof
def test_who_signs_out_is_asked_about_unsent_words(
    stack: Stack, student: Student, talk: Interview, phone_of: Callable[..., BrowserContext]
) -> None:
    page = phone_of(student).new_page()
    _write_without_answer(page, talk, "Only on this phone")
    page.goto("/")
    expect(page.get_by_text("1 note on this phone is not saved yet.")).to_be_visible()
    assert faults(page) == []
    page.get_by_role("link", name="See them", exact=True).click()
    expect(page.get_by_text("Only on this phone", exact=True)).to_be_visible()
    look(page)
    page.set_viewport_size(PHONE)

    page.goto("/")
    _press_sign_out(page)
    ask = page.get_by_role("dialog", name="Sign out now?")
    expect(ask.get_by_text("1 note on this phone isn’t saved yet. Signing out removes it.")).to_be_visible()
    assert faults(page) == []
    page.keyboard.press("Escape")
    expect(ask).to_have_count(0)
    assert page.evaluate(LEFT)["words"] == ["Only on this phone"]
    page.context.set_offline(True)
    _press_sign_out(page)
    ask.get_by_role("button", name="Stay signed in").click()
    page.context.set_offline(False)
    assert page.evaluate(LEFT)["words"] == ["Only on this phone"]
    _press_sign_out(page)
    ask.get_by_role("button", name="Sign out and remove it").click()
    page.wait_for_url("**/accounts/login/**")
    assert page.evaluate(LEFT) == {"words": [], "pages": [], "storage": []}


@pytest.mark.proof
def test_the_next_person_sees_nothing_and_is_asked_before_unsent_words_go(
    stack: Stack,
    student: Student,
    talk: Interview,
    phone_of: Callable[..., BrowserContext],
    enter: Callable[[BrowserContext, Student], None],
) -> None:
    phone = phone_of(student)
    page = phone.new_page()
    _write_without_answer(page, talk, "Mine alone")
    page.evaluate(KEPT, f"/interviews/{talk.pk}/meet/")
    with stack.database():
        other = factories.make_student(email=f"{secrets.token_hex(6)}@offline.example")
    enter(phone, other)
    page.goto("/")
    ask = page.get_by_role("dialog", name="Someone else’s notes are on this device")
    expect(ask.get_by_text("has 1 note that is not saved yet. It goes when you continue.")).to_be_visible()
    assert faults(page) == []
    assert page.evaluate(LEFT)["pages"] == []
    page.goto("/offline/")
    expect(page.get_by_text("Nothing waits on this phone.")).to_be_visible()
    page.goto("/")
    ask.get_by_role("button", name="Sign out, so that they can sign in").click()
    page.wait_for_url("**/accounts/login/**")

    phone.unroute_all()
    enter(phone, student)
    page.goto("/")
    expect(page.locator("[data-unsent]")).to_be_hidden()
    page.goto(f"/interviews/{talk.pk}/meet/#valuable")
    expect(note_on(page, "valuable")[0]).to_have_value("Mine alone")
    assert saved(stack, talk, "valuable") == "Mine alone"

    _write_without_answer(page, talk, " and more")
    enter(phone, other)
    page.goto("/")
    ask.get_by_role("button", name="Continue and remove it").click()
    expect(ask).to_have_count(0)
    page.reload()
    assert page.evaluate(LEFT)["words"] == []


@pytest.mark.proof
def test_a_session_that_ended_and_a_conversation_that_is_gone(
    stack: Stack,
    student: Student,
    talk: Interview,
    phone_of: Callable[..., BrowserContext],
    enter: Callable[[BrowserContext, Student], None],
) -> None:
    phone = phone_of(student)
    page = phone.new_page()
    page.goto(f"/interviews/{talk.pk}/meet/#valuable")
    page.evaluate(KEPT, f"/interviews/{talk.pk}/meet/")
    field, status = note_on(page, "valuable")
    phone.set_offline(True)
    field.press_sequentially("Kept while nobody is signed in")
    phone.clear_cookies()  # the token against forgery goes, too
    phone.set_offline(False)
    expect(status).to_have_text("Signed out. Your words are kept on this phone. Sign in, and they are saved.")
    page.get_by_role("link", name="Sign in, and they are saved.").locator("visible=true").click()
    page.wait_for_url(re.compile(r"/accounts/login/\?next=.*meet"))
    enter(phone, student)
    page.goto(f"/interviews/{talk.pk}/meet/#valuable")
    expect(status).to_have_text("Saved")
    assert saved(stack, talk, "valuable") == "Kept while nobody is signed in"

    too_long = "All I heard. " * 80_000
    field.evaluate("(field, text) => { field.value = text; field.dispatchEvent(new Event('input')); }", too_long)
    field.dispatch_event("input")
    expect(status).to_contain_text("That is longer than 10,000 letters.")
    page.reload()
    expect(status).to_contain_text("That is longer than 10,000 letters.")
    assert len(field.input_value()) == len(too_long)
    field.fill("Short again")
    expect(status).to_have_text("Saved")

    with stack.database():
        talk.delete()
    field.fill("Where did it go?")
    expect(status).to_contain_text("This conversation is no longer there. Copy your words.")
    assert faults(page) == []
    page.get_by_role("button", name="Remove them from this phone").locator("visible=true").click()
    expect(field).to_have_value("")
    assert page.evaluate(LEFT)["words"] == []


@pytest.mark.proof
def test_a_browser_that_keeps_nothing_says_so(
    stack: Stack, student: Student, talk: Interview, phone_of: Callable[..., BrowserContext]
) -> None:
    phone = phone_of(student)
    phone.add_init_script("Object.defineProperty(window, 'indexedDB', { get() { throw new Error('refused'); } })")
    page = phone.new_page()
    page.goto(f"/interviews/{talk.pk}/meet/#valuable")
    field, status = note_on(page, "valuable")
    said = "This browser keeps nothing without a network. Your words are saved as long as there is a signal."
    expect(page.get_by_text(said)).to_be_visible()
    assert faults(page) == []
    field.press_sequentially("Said out loud")
    expect(status).to_have_text("Saved")
    assert saved(stack, talk, "valuable") == "Said out loud"
    phone.set_offline(True)
    field.press_sequentially(", and whispered")
    expect(status).to_contain_text("Your words are only on this page")
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.close(run_before_unload=True)
    page.wait_for_timeout(300)
    assert asked == ["beforeunload"]
    phone.set_offline(False)
    expect(status).to_have_text("Saved")
    assert saved(stack, talk, "valuable") == "Said out loud, and whispered"
