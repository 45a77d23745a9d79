"""What the script adds: drafts that outlive a reload and nothing else, and single keys that can be switched off."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from apps.students.models import Student
from tests.journeys.looks import faults
from tests.journeys.stack import Stack

pytestmark = pytest.mark.browser

KEPT_AFTER = 500  # ms after the last key
HERE = "Draft kept on this device"
WORDS = "Half a sentence about flood maps"
KEPT = "Object.keys(localStorage).filter(key => key.startsWith('acquaint:draft:') && !key.endsWith(':sent'))"


def _learned(page: Page) -> str:
    return page.get_by_label("One thing you learned").input_value()


def _type(page: Page) -> None:
    page.goto("/interviews/log/")
    page.get_by_label("One thing you learned").press_sequentially(WORDS)
    _expect_drafts(page, 1)


def _expect_drafts(page: Page, number: int) -> None:
    """Wait until this device keeps so many: the script writes a moment after the last key."""
    for _ in range(40):
        if len(page.evaluate(KEPT)) == number:
            return
        page.wait_for_timeout(100)
    assert len(page.evaluate(KEPT)) == number


def test_a_draft_survives_a_reload_and_is_gone_once_saved(sign_in_by_code: Callable[..., Page]) -> None:
    page = sign_in_by_code("abdirahman.tesfaye@demo.example")
    _type(page)
    beside = page.locator(".field", has=page.get_by_label("One thing you learned")).get_by_text(HERE)
    expect(beside).to_be_visible()
    expect(page.locator(".field").get_by_text(HERE)).to_have_count(1)
    page.reload()
    assert _learned(page) == WORDS
    expect(beside).to_be_visible()

    page.get_by_label("Who did you talk to?").fill("Femi Adeyemi")
    start = datetime.now(ZoneInfo("America/New_York")) - timedelta(hours=1)
    page.get_by_label("When did it start?").fill(start.strftime("%Y-%m-%dT%H:%M"))
    page.get_by_text("Phone", exact=True).click()
    page.get_by_label("How many minutes?").fill("20")
    page.get_by_role("button", name="Save the conversation").click()
    page.wait_for_url(re.compile(r"/interviews/\d+/$"))
    _expect_drafts(page, 0)
    page.goto("/interviews/log/")
    assert _learned(page) == ""


def test_two_tabs_keep_a_draft_each_and_the_one_that_is_left_is_offered_next(sign_in: Callable[..., Page]) -> None:
    one = sign_in("student")
    other = one.context.new_page()
    other.goto("/interviews/log/")
    _type(one)
    other.get_by_label("One thing you learned").press("x")
    other.keyboard.press("Backspace")
    other.wait_for_timeout(KEPT_AFTER)
    _expect_drafts(other, 1)
    other.get_by_label("One thing you learned").press_sequentially("Another conversation")
    _expect_drafts(other, 2)
    expect(one.locator(".field").get_by_text(HERE)).to_have_count(1)
    one.reload()
    assert _learned(one) == WORDS

    other.get_by_label("One thing you learned").fill("")
    _expect_drafts(other, 1)
    one.close()
    other.reload()
    assert _learned(other) == WORDS


def test_somebody_else_finds_no_draft_of_the_first(sign_in: Callable[..., Page]) -> None:
    page = sign_in("student")
    _type(page)
    page.context.clear_cookies(name="sessionid")  # the session ended, and nobody signed out
    page.goto("/accounts/login/")
    page.get_by_label("Email").fill("adviser@demo.example")
    page.get_by_label("Password").fill("acquaint-demo")
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(lambda address: "/accounts/" not in address)
    _expect_drafts(page, 0)


def test_who_signs_out_is_asked_about_a_draft_and_then_it_is_gone(sign_in: Callable[..., Page]) -> None:
    page = sign_in("student")
    _type(page)
    page.get_by_label("One thing you learned").press_sequentially(", and more")
    page.locator("details.account summary").click()
    page.get_by_role("button", name="Sign out").click()
    ask = page.get_by_role("dialog", name="Sign out now?")
    expect(ask.get_by_text("A form on this phone isn’t saved yet. Signing out removes it.")).to_be_visible()
    assert faults(page) == []
    ask.get_by_role("button", name="Stay signed in").click()
    page.goto("/offline/")
    expect(page.get_by_text("A form on this phone isn’t saved yet. Open the page where you wrote it")).to_be_visible()
    page.goto("/interviews/log/")
    assert _learned(page) == f"{WORDS}, and more"
    page.goto("/")
    page.locator("details.account summary").click()
    page.get_by_role("button", name="Sign out").click()
    ask.get_by_role("button", name="Sign out and remove it").click()
    page.wait_for_url(lambda address: "/accounts/" in address)
    assert page.evaluate(KEPT) == []


def test_single_keys_find_and_log_until_they_are_switched_off(sign_in: Callable[..., Page]) -> None:
    page = sign_in("student")
    page.goto("/contacts/")
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("l/")  # in a field they are letters
    expect(page.get_by_role("searchbox")).to_have_value("l/")
    page.goto("/contacts/")
    page.keyboard.press("l")
    page.wait_for_url("**/interviews/log/")

    page.goto("/accounts/settings/")
    page.get_by_role("region", name="Keyboard").get_by_text("Off", exact=True).click()
    page.get_by_role("button", name="Save the shortcuts").click()
    page.wait_for_load_state()
    page.goto("/contacts/")
    page.keyboard.press("/")
    page.keyboard.press("l")
    page.wait_for_timeout(500)
    assert page.url.endswith("/contacts/")
    expect(page.get_by_role("searchbox")).not_to_be_focused()


def test_a_day_by_one_tap_and_no_hour_made_up(sign_in: Callable[..., Page]) -> None:
    page = sign_in("student")
    page.goto("/interviews/log/")
    field, chips = page.get_by_label("When did it start?"), page.get_by_role("group", name="Which day?")
    made = datetime.fromisoformat(page.locator("[data-clock]").get_attribute("data-now") or "")
    today = made.astimezone(ZoneInfo("America/New_York")).date()
    yesterday = (today - timedelta(days=1)).isoformat()
    chips.get_by_text("Yesterday").click()
    expect(field).to_have_value("")
    expect(field).to_be_focused()
    page.keyboard.type("0415PM")
    page.keyboard.press("Tab")
    page.get_by_label("How many minutes?").focus()
    expect(field).to_have_value(f"{yesterday}T16:15")
    expect(chips.get_by_role("radio", name="Yesterday")).to_be_checked()
    chips.get_by_text("Today").click()
    expect(field).to_have_value(f"{today.isoformat()}T16:15")
    chips.get_by_text("Another day").click()
    field.fill("2026-01-05T10:00")
    expect(chips.get_by_role("radio", name="Another day")).to_be_checked()


def test_the_devices_clock_is_offered_in_one_press_and_today_is_the_day_of_the_press(
    sign_in: Callable[..., Page],
) -> None:
    page = sign_in("student", timezone_id="Europe/London", viewport={"width": 390, "height": 844})
    page.goto("/interviews/log/")
    field = page.get_by_label("When did it start?")
    expect(page.get_by_text("Your device is on London time.")).to_be_visible()
    page.get_by_role("button", name="Use London time here").click()
    expect(page.get_by_text("When did it start? (London time)")).to_be_visible()
    assert page.locator("#id_zone").input_value() == "Europe/London"
    expect(page.get_by_role("link", name="Use London time from now on")).to_be_visible()
    page.get_by_role("button", name="Use New York time here").click()
    expect(page.get_by_text("When did it start? (New York time, E")).to_be_visible()
    # Left open for two days: the press counts.
    field.fill("2026-01-05T10:00")
    page.evaluate("() => { const now = Date.now; Date.now = () => now() + 2 * 24 * 60 * 60 * 1000; }")
    made = datetime.fromisoformat(page.locator("[data-clock]").get_attribute("data-now") or "")
    page.get_by_role("group", name="Which day?").get_by_text("Today").click()
    day = (made + timedelta(days=2)).astimezone(ZoneInfo("America/New_York")).date()
    expect(field).to_have_value(f"{day.isoformat()}T10:00")


def test_what_was_saved_stays_the_same_moment_on_the_devices_clock(sign_in: Callable[..., Page], stack: Stack) -> None:
    with stack.database():
        student = Student.objects.get(user__email="student@demo.example")
        held = student.interviews.exclude(ends_at=None).first()
        assert held
    page = sign_in("student", timezone_id="Europe/London")
    page.goto(f"/interviews/{held.pk}/log/")
    field = page.get_by_label("When did it start?")
    saved = field.input_value()
    page.get_by_role("button", name="Use London time here").click()
    there = held.starts_at.astimezone(ZoneInfo("Europe/London"))
    expect(field).to_have_value(there.strftime("%Y-%m-%dT%H:%M"))
    page.get_by_role("button", name="Use New York time here").click()
    expect(field).to_have_value(saved)
    field.fill("2026-01-05T10:00")
    page.get_by_role("button", name="Use London time here").click()
    expect(field).to_have_value("2026-01-05T10:00")
