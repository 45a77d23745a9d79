"""The composer on a slow phone: answers that come late or never, and words that are in no message yet. About me, which
it leads to, is read aloud.
"""

import re
import secrets
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import APIResponse, Browser, Page, Route, expect

from apps.accounts.actions import prove_address
from apps.interviews.models import Interview
from apps.outreach.models import Outreach
from tests import factories
from tests.journeys.conftest import PASSWORD
from tests.journeys.stack import Stack

pytestmark = pytest.mark.browser

TYPED = 1_000  # ms after the last key, when it is saved
TRIED_AGAIN = 5_000  # ms after no answer


@pytest.fixture
def idea(stack: Stack) -> Interview:
    """Of a student of their own, whose doings no other journey sees."""
    address = f"{secrets.token_hex(6)}@slow.example"
    with stack.database():
        student = factories.make_student(full_name="Noor Haddad", email=address, password=PASSWORD)
        prove_address(user=student.user, email=address)
        contact = factories.make_contact(
            student=student, full_name="Rosa Delgado", email=f"rosa.{address}", phone="555 0100", source="linkedin"
        )
        return factories.make_interview(student=student, contact=contact)


@pytest.fixture
def page(browser: Browser, stack: Stack, idea: Interview) -> Iterator[Page]:
    """The composer, by a clock that can be wound."""
    # A worker would send what is pressed by itself, where a test can't hold it.
    options = {"viewport": {"width": 390, "height": 844}, "service_workers": "block"}
    context = browser.new_context(base_url=stack.url, **options)
    page = context.new_page()
    page.clock.install()
    page.goto(f"/interviews/{idea.pk}/ask/")
    page.get_by_label("Email").fill(idea.student.user.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/ask/")
    yield page
    context.close()


class Held:
    """Answers to what is saved while it is typed: the server has it, and the phone waits."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._waiting: list[tuple[Route, APIResponse]] = []
        page.route("**/ask/", self._hold)

    def _hold(self, route: Route) -> None:
        if "autosave" in (route.request.post_data or ""):
            self._waiting.append((route, route.fetch()))
        else:
            route.continue_()

    def type(self, words: str) -> None:
        self._page.get_by_label("Your message").press("Control+End")
        self._page.keyboard.type(words)
        self._page.clock.run_for(TYPED)

    def next(self) -> tuple[Route, APIResponse]:
        for _ in range(200):
            if self._waiting:
                return self._waiting.pop(0)
            self._page.wait_for_timeout(25)
        raise AssertionError("Nothing was saved.")

    def release(self) -> None:
        route, answer = self.next()
        route.fulfill(response=answer)

    def lose(self) -> None:
        route, _ = self.next()
        route.abort()

    def fail(self, status: int) -> None:
        route, _ = self.next()
        route.fulfill(status=status)


@pytest.fixture
def saved(stack: Stack, idea: Interview) -> Callable[[], Outreach]:
    def load() -> Outreach:
        with stack.database():
            return Outreach.objects.get(interview=idea)

    return load


def test_words_are_saved_when_answers_are_late_or_lost(page: Page, saved: Callable[[], Outreach]) -> None:
    held, state = Held(page), page.locator("#state")
    held.type(" One")
    route, answer = held.next()
    held.type(" two")
    route.fulfill(response=answer)
    held.release()
    expect(state).to_contain_text("Saved")
    assert saved().body.endswith(" One two")

    held.type(" three")
    held.lose()
    expect(state).to_contain_text("Not saved: no signal.")
    assert saved().body.endswith(" three")
    held.type(" four")
    held.release()  # of what was lost, once more
    held.release()
    expect(state).to_contain_text("Saved")
    assert saved().body.endswith(" three four")

    held.type(" five")
    held.fail(503)
    expect(state).to_contain_text("Acquaint didn’t answer.")
    page.clock.run_for(TRIED_AGAIN)
    held.release()
    expect(state).to_contain_text("Saved")
    held.type(" six")
    held.fail(413)
    expect(state).to_contain_text("Not saved yet. Press “Save for later”.")

    held.type(" seven")
    route, answer = held.next()
    page.get_by_role("button", name="Save for later").click()
    expect(page.get_by_text("Your last words are still being saved.")).to_be_visible()
    route.fulfill(response=answer)
    expect(page.get_by_text("Saved. Nothing was sent.")).to_be_visible()


def test_words_that_were_typed_before_the_answer_came_are_no_one_elses(
    page: Page, saved: Callable[[], Outreach]
) -> None:
    held, state, body = Held(page), page.locator("#state"), page.get_by_label("Your message")
    held.type(" One")
    held.next()  # the server has it, and the page never hears that
    page.keyboard.type(" two")
    page.reload()
    expect(body).to_have_value(re.compile(" One two$"))
    held.release()
    expect(state).to_contain_text("Saved")
    assert saved().body.endswith(" One two")

    pressed: list[Route] = []
    page.route("**/ask/", lambda route: pressed.append(route), times=1)
    subject = page.get_by_label("Subject")
    subject.press("End")
    with page.expect_request("**/ask/"):
        page.keyboard.press("Enter")
    page.keyboard.type(", please")
    pressed[0].continue_()
    expect(page.get_by_text("Saved. Nothing was sent.")).to_be_visible()
    expect(subject).to_have_value(re.compile(", please$"))
    held.release()
    expect(state).to_contain_text("Saved")
    assert saved().subject.endswith(", please")
    page.clock.run_for(TYPED)
    assert page.evaluate("Object.keys(localStorage).filter(key => key.includes('message-'))") == []


def test_each_button_waits_for_what_is_being_saved(page: Page, saved: Callable[[], Outreach]) -> None:
    held = Held(page)
    held.type(" One")
    route, answer = held.next()
    page.get_by_label("Why Rosa?").fill("You told us about the creek")
    page.get_by_role("button", name="Put them in the message").click()
    route.fulfill(response=answer)
    expect(page.get_by_label("Why Rosa?")).to_have_count(0)
    assert "You told us about the creek." in saved().body

    page.get_by_label("Your message").fill("Dear Rosa, would you have 20 minutes? If not, that's fine.")
    held.type(" Noor")
    route, answer = held.next()
    page.keyboard.type(" Haddad")
    page.get_by_role("button", name="Send from Acquaint").click()
    route.fulfill(response=answer)
    expect(page.get_by_text("Sent. Rosa’s answer comes to your own email.")).to_be_visible()
    assert saved().body.endswith(" Noor Haddad")


def test_words_for_the_blanks_and_the_way_it_goes_outlive_a_reload(page: Page, saved: Callable[[], Outreach]) -> None:
    why = page.get_by_label("Why Rosa?")
    why.fill("You told us about the creek")
    expect(page.locator("#blanks").get_by_text("Draft kept on this device")).to_be_visible()
    page.locator("label", has=page.locator("[value=text]")).click()
    expect(page.locator("#count")).to_contain_text("of 60 words")
    assert saved().channel == "text"

    page.reload()
    expect(page.locator("[value=text]")).to_be_checked()
    expect(why).to_have_value("You told us about the creek")
    page.get_by_label("Your message").press("Control+End")
    page.keyboard.type(" More.")
    page.clock.run_for(TYPED)
    expect(page.locator("#state")).to_contain_text("Saved")
    page.get_by_role("button", name="Put them in the message").click()
    expect(why).to_have_count(0)
    assert "You told us about the creek." in saved().body
    assert saved().body.endswith(" More.")


def test_words_that_were_left_before_they_were_saved_are_there_again(
    page: Page, idea: Interview, saved: Callable[[], Outreach]
) -> None:
    body, to, state = page.get_by_label("Your message"), page.get_by_label("To", exact=True), page.locator("#state")
    to.fill("al@")
    body.fill("Dear Rosa, one")
    page.clock.run_for(TYPED)
    expect(state).to_contain_text("The address isn’t whole yet")
    assert (saved().body, saved().recipient) == ("Dear Rosa, one", f"rosa.{idea.student.user.email}")
    body.press("Control+End")
    page.keyboard.type(" two")
    page.get_by_role("link", name="Home").click()

    page.wait_for_url("**/")
    page.go_back()
    expect(to).to_have_value("al@")
    expect(body).to_have_value("Dear Rosa, one two")
    page.clock.run_for(TYPED)
    expect(state).to_contain_text("The address isn’t whole yet")
    assert saved().body == "Dear Rosa, one two"
    page.reload()
    expect(to).to_have_value("al@")
    to.fill("alma@rivers.example")
    page.get_by_role("button", name="Save for later").click()
    expect(page.get_by_text("Saved. Nothing was sent.")).to_be_visible()
    assert saved().recipient == "alma@rivers.example"
    page.reload()
    expect(to).to_have_value("alma@rivers.example")
    assert page.evaluate("Object.keys(localStorage).filter(key => key.includes('message-'))") == []


def test_a_page_that_is_older_than_what_was_saved_takes_nothing_back(page: Page, saved: Callable[[], Outreach]) -> None:
    older = page.request.get(page.url).text()
    page.get_by_label("To", exact=True).fill("al@")
    page.get_by_label("Your message").fill("Dear Rosa, one")
    page.clock.run_for(TYPED)
    expect(page.locator("#state")).to_contain_text("The address isn’t whole yet")
    page.clock.run_for(TYPED)  # the device keeps the address, with the version that was saved
    # Not `times=1`: what the page loads would be held while the route is taken away, and the load never end.
    page.route(page.url, lambda route: route.fulfill(body=older, content_type="text/html"))
    page.reload()
    page.unroute(page.url)
    page.clock.run_for(TYPED)
    expect(page.locator("#state")).to_contain_text("Changed in another tab.")
    assert saved().body == "Dear Rosa, one"


def test_blanks_that_are_copied_along_are_counted(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy", exact=True).click()
    expect(page.get_by_text(re.compile(r"Copied\..* It still has \d blanks to fill in"))).to_be_visible()
    expect(page.locator("#question form")).to_be_visible()  # it comes in above, and what is below moves
    page.locator("label", has=page.locator("[value=text]")).click()
    expect(page.get_by_label("Subject")).to_be_hidden()
    expect(page.get_by_role("button", name="Open in my email app")).to_be_hidden()


def test_about_me_is_read_along_at_the_pace_of_speech(page: Page) -> None:
    page.goto("/settings/about-me/")
    page.clock.pause_at(page.evaluate("Date.now()") / 1000 + 1)
    text, said = page.locator("#id_text"), page.locator(".is-said")
    text.fill("Rivers move when nobody looks.")
    a_word = 60_000 // 130 + 1
    page.get_by_role("button", name="Read along").click()
    expect(said).to_have_count(0)
    page.clock.run_for(2 * a_word)
    expect(said).to_have_text(["Rivers", "move"])
    page.get_by_role("button", name="Stop").click()
    expect(page.locator("[data-reading]")).to_be_hidden()

    page.get_by_role("button", name="Read along").click()
    page.clock.run_for(a_word)
    expect(said).to_have_text(["Rivers"])  # from the start
    page.clock.run_for(5 * a_word)
    expect(page.locator("[data-reading]")).to_be_hidden()

    page.get_by_role("button", name="Read along").click()
    text.press("x")
    expect(page.get_by_role("button", name="Read along")).to_be_visible()
