"""The meet screen while the time goes, in a real browser."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from apps.accounts.models import User
from apps.interviews.notes.writing import write_note
from apps.preparation.models import Question
from apps.students.models import Student
from tests.factories import make_contact, make_interview
from tests.journeys.person import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Another tab, which has just begun: it holds its device, and what is typed there grows until it is closed.
BEGINNING_TAB = """
  ({ user, interview, url, body }) => navigator.locks.request("acquaint-device-other-tab", async () => {
    const row = {
      user, interview, key: "names", device: "other-tab", heading: "", url, page: location.pathname, at: Date.now(),
      sent: null, refused: "", base: "", follow_up_base: false, follow_up: false, version: "",
    };
    const place = "acquaint:early:other-tab:names";
    const write = (words) => localStorage.setItem(place, JSON.stringify({ ...row, body: words }));
    write(body.slice(0, 1));
    dispatchEvent(new Event("online"));
    await new Promise((resolve) => { setTimeout(resolve, 300); });
    write(body);
  })
"""
# Another tab is writing, and for this long (ms) the database takes nothing else. It says "written" when it is over.
BUSY_DATABASE = """
  (time) => new Promise((begun) => {
    const opening = indexedDB.open("acquaint-notes", 1);
    opening.onsuccess = () => {
      const transaction = opening.result.transaction("changes", "readwrite");
      const end = Date.now() + time;
      const goOn = () => {
        begun();
        if (Date.now() < end) transaction.objectStore("changes").count().onsuccess = goOn;
      };
      goOn();
      transaction.oncomplete = () => { opening.result.close(); document.body.dataset.written = ""; };
    };
  })
"""


def test_the_prompts_stay_past_the_agreed_length_and_the_way_on_comes_before_the_strip(
    live_server, browser: Browser, client_of: Callable[[User], Client], alice: Student, as_of: datetime
) -> None:
    interview = make_interview(student=alice, contact=make_contact(student=alice, full_name="Tomás Rivera"))
    interview.scheduled_at = as_of
    interview.plan(starts_at=as_of, minutes=20, format="video")
    interview.save()
    Question.objects.bulk_create(Question(interview=interview, position=n, text=f"Question {n}?") for n in range(13))
    page = _page(browser, live_server.url, client_of(alice.user))
    names, touch = (page.locator(f"[data-before-end={key}]") for key in ("names", "keep_in_touch"))

    def after(minutes: float) -> None:
        page.clock.set_fixed_time(as_of + timedelta(minutes=minutes))
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    page.clock.set_fixed_time(as_of + timedelta(minutes=16))
    page.goto(live_server.url + reverse("preparation:meet", args=[interview.pk]))
    expect(names).to_be_in_viewport(ratio=1)
    expect(names).to_contain_text("4 minutes left: ask for two more people")
    expect(touch).to_be_hidden()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()

    after(17)
    expect(touch).to_be_in_viewport(ratio=1)
    after(22)
    expect(page.get_by_role("img", name="22 of 20 minutes")).to_be_visible()
    expect(names).to_contain_text("Before you go: ask for two more people")
    names.get_by_role("button").click()
    expect(names).to_be_hidden()
    page.reload()
    expect(touch).to_be_in_viewport(ratio=1)
    expect(names).to_be_hidden()
    touch.get_by_role("link").click()
    page.locator("textarea[name=body-keep_in_touch]").fill("Her work address.")
    page.get_by_role("link", name="Back").click()
    expect(touch).to_be_hidden()

    page.get_by_role("link", name="Next").focus()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Intro")).to_be_focused()
    page.get_by_role("link", name="Question 13 of 13").click()
    expect(page.get_by_role("link", name="Question 13 of 13")).to_be_in_viewport(ratio=1)
    page.set_viewport_size({"width": 390, "height": 440})  # the keyboard is up
    expect(page.get_by_text("Follow up on this").locator("visible=true")).to_be_in_viewport(ratio=1)
    expect(page.get_by_role("link", name="Next")).to_be_in_viewport(ratio=1)
    page.context.close()


def test_the_caret_stays_behind_its_words_when_another_device_puts_them_on_a_line_of_their_own(
    live_server, browser: Browser, client_of: Callable[[User], Client], alice: Student, as_of: datetime
) -> None:
    interview = make_interview(student=alice)
    page = _page(browser, live_server.url, client_of(alice.user))
    page.goto(live_server.url + reverse("preparation:meet", args=[interview.pk]) + "#names")
    field, status = page.locator("textarea[name=body-names]"), page.locator("[data-note=names] [data-sync]")
    field.press_sequentially("Ask Jo ")
    field.blur()
    expect(status).to_have_text("Saved")

    write_note(
        interview=interview, key="names", heading="", base="Ask Jo ", body="Sam first.\nAsk Jo\nLast Kim", as_of=as_of
    )
    field.focus()
    field.press("Control+End")
    page.wait_for_timeout(700)  # longer than somebody is in the middle of a word
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(field).to_have_value("Sam first.\nAsk Jo\nLast Kim")
    page.keyboard.type(" today")
    expect(field).to_have_value("Sam first.\nAsk Jo today\nLast Kim")
    page.context.close()


def test_words_of_a_tab_that_was_closed_while_it_began_are_taken_as_they_were_at_its_end(
    live_server, browser: Browser, client_of: Callable[[User], Client], alice: Student
) -> None:
    interview = make_interview(student=alice)
    page = _page(browser, live_server.url, client_of(alice.user))
    page.goto(live_server.url + reverse("preparation:meet", args=[interview.pk]) + "#names")
    page.wait_for_load_state("networkidle")  # it has looked for words once
    url = reverse("interviews:notes", args=[interview.pk])
    tab = {"user": str(alice.user.pk), "interview": str(interview.pk), "url": url, "body": "Ask Jo"}
    page.evaluate(BEGINNING_TAB, tab)
    page.evaluate("dispatchEvent(new Event('online'))")  # where a busy machine gave up waiting for that tab
    expect(page.locator("textarea[name=body-names]")).to_have_value("Ask Jo")
    page.context.close()


def test_words_of_a_tab_that_was_closed_while_another_one_was_writing_are_kept(
    live_server, browser: Browser, client_of: Callable[[User], Client], alice: Student
) -> None:
    interview = make_interview(student=alice)
    address = live_server.url + reverse("preparation:meet", args=[interview.pk]) + "#names"
    page = _page(browser, live_server.url, client_of(alice.user))
    page.goto(address)
    page.wait_for_load_state("networkidle")
    other = page.context.new_page()
    other.goto(address)
    other.locator("[data-save][hidden]").wait_for(state="attached")
    page.evaluate(BUSY_DATABASE, 700)
    other.locator("textarea[name=body-names]").press_sequentially("Ask Jo or Kimm")
    other.keyboard.press("Backspace")
    other.close()
    page.locator("[data-written]").wait_for()
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("textarea[name=body-names]")).to_have_value("Ask Jo or Kim")
    page.wait_for_function("!Object.keys(localStorage).some((key) => key.startsWith('acquaint:early:'))")
    page.context.close()


def _page(browser: Browser, url: str, client: Client) -> Page:
    context = browser.new_context(viewport=PHONE)
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": url}])
    return context.new_page()
