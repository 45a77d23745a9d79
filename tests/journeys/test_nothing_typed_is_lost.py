"""A session that ends under a form or a button, one note in two tabs, and a note that leaves by the person's own mail
app: on a phone, with a script and without.
"""

import re
import secrets
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import unquote

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route, expect

from apps.accounts.actions import prove_address
from apps.core import clock
from apps.interviews.life.actions import schedule
from apps.interviews.models import Interview, ThankYouNote
from tests import factories
from tests.journeys.conftest import PASSWORD
from tests.journeys.looks import look
from tests.journeys.stack import Stack

pytestmark = pytest.mark.browser

WORDS = "It is less about maps than about people"


@pytest.fixture(params=[True, False], ids=["script", "no script"])
def phone(request: pytest.FixtureRequest, browser: Browser, stack: Stack) -> Iterator[BrowserContext]:
    options = {"viewport": {"width": 390, "height": 844}, "java_script_enabled": request.param}
    context = browser.new_context(base_url=stack.url, **options)
    yield context
    context.close()


@pytest.fixture
def held(stack: Stack) -> Interview:
    """One of a student of their own, whose doings no other journey sees."""
    address = f"{secrets.token_hex(6)}@lost.example"
    with stack.database():
        student = factories.make_student(full_name="Noor Haddad", email=address, password=PASSWORD)
        prove_address(user=student.user, email=address)
        contact = factories.make_contact(student=student, full_name="Rosa Delgado", email="rosa@work.example")
        return factories.make_held(student, contact=contact, learned="Rivers move.")


def _sign_in(page: Page, held: Interview) -> None:
    page.get_by_label("Email").fill(held.student.user.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(lambda address: "/accounts/" not in address)


def test_a_session_ends_under_a_form_and_under_a_button(phone: BrowserContext, held: Interview, stack: Stack) -> None:
    page = phone.new_page()
    page.goto(f"/interviews/{held.pk}/reflection/")
    _sign_in(page, held)
    answer = page.locator("textarea").first
    answer.fill(WORDS)
    page.get_by_text("Closer to it").click()

    phone.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Save the reflection").click()
    expect(page.get_by_text("Sign in, and you are back where you were, with anything you typed.")).to_be_visible()
    _sign_in(page, held)
    expect(page).to_have_url(f"{stack.url}/interviews/{held.pk}/reflection/")
    expect(page.get_by_text("Look it over, then press “Save the reflection” again.")).to_be_visible()
    expect(answer).to_have_value(WORDS)
    expect(page.get_by_label("Closer to it")).to_be_checked()
    if _has_script(page):
        look(page)
    page.get_by_role("button", name="Save the reflection").click()
    expect(page.get_by_text("Saved. You can change it any time.")).to_be_visible()
    expect(page.get_by_text("That was not saved.")).to_have_count(0)

    phone.clear_cookies(name="sessionid")
    page.get_by_role("button", name="I already thanked Rosa").click()
    _sign_in(page, held)
    expect(page).to_have_url(f"{stack.url}/interviews/{held.pk}/")
    expect(page.get_by_text("Press “I already thanked Rosa” again.")).to_be_visible()
    page.get_by_role("button", name="I already thanked Rosa").click()
    expect(page.get_by_role("button", name="Undo the thank-you")).to_be_visible()
    expect(page.get_by_text("That was not saved.")).to_have_count(0)


def test_a_note_in_two_tabs(phone: BrowserContext, held: Interview, stack: Stack) -> None:
    here, there = phone.new_page(), phone.new_page()
    here.goto(f"/interviews/{held.pk}/thank-you/")
    _sign_in(here, held)
    there.goto(f"/interviews/{held.pk}/thank-you/")
    for page, words in ((there, "From the laptop"), (here, "From the phone")):
        page.get_by_label("Your thank-you note").fill(words)
        page.get_by_role("button", name="Save for later").click()
    expect(here.get_by_role("heading", name="This was changed in another tab")).to_be_visible()
    expect(here.get_by_text("From the laptop")).to_be_visible()
    expect(here.get_by_label("Your thank-you note")).to_have_value("From the phone")
    if _has_script(here):
        look(here)
    here.get_by_role("button", name="Open in my mail app").click()
    here.wait_for_url("**/thank-you/?ready=mail")
    expect(here.get_by_text("Your note is saved and ready to send.")).to_be_visible()
    expect(here.get_by_role("heading", name="This was changed in another tab")).to_have_count(0)
    with stack.database():
        assert ThankYouNote.objects.get(interview=held).body == "From the phone"
    if _has_script(here):
        note, version = here.get_by_label("Your thank-you note"), here.locator("input[name=version]")
        for words in ("From", "From the", "From the phone again"):  # of one tab alone nothing is refused
            before = version.input_value()
            note.fill(words)
            expect(version).not_to_have_value(before)
        there.get_by_label("Your thank-you note").fill("Late from the laptop")
        expect(there.get_by_text("Changed in another tab. Press “Save for later” to see both.")).to_be_visible()
        there.reload()
        expect(there.get_by_label("Your thank-you note")).to_have_value("Late from the laptop")
        there.get_by_role("button", name="Save for later").click()
        expect(there.get_by_role("heading", name="This was changed in another tab")).to_be_visible()
        there.get_by_label("Your thank-you note").fill("Later from the laptop")
        there.goto(f"/interviews/{held.pk}/thank-you/")  # away from both texts, without a press
        expect(there.get_by_label("Your thank-you note")).to_have_value("Later from the laptop")
        expect(there.get_by_text("Changed in another tab. Press “Save for later” to see both.")).to_be_visible()
        with stack.database():
            assert ThankYouNote.objects.get(interview=held).body == "From the phone again"


def test_a_note_is_sent_as_it_stands_in_the_box(phone: BrowserContext, held: Interview, stack: Stack) -> None:
    page = phone.new_page()
    page.goto(f"/interviews/{held.pk}/thank-you/")
    _sign_in(page, held)
    note = page.get_by_label("Your thank-you note")
    to_mail = page.get_by_role("button", name="Open in my mail app")

    to_mail.click()  # the draft as we made it: two lines wait for words of the person's own
    expect(page.get_by_text("Two lines still wait for your words, so they are not in the mail:")).to_be_visible()
    mail = page.get_by_role("link", name="Open it in your mail app")
    assert _text_of(mail.get_attribute("href")) == "Dear Rosa,\r\n\r\nThank you for talking with me.\r\n\r\n" + (
        "Warm regards,\r\nNoor Haddad"
    )
    use = page.get_by_role("button", name="Use in note")
    use.click()  # the words that waited go as they are
    expect(note).to_have_value(re.compile(r"this: Rivers move\.\n\nMy next step"))
    expect(page.get_by_text("Used in your note")).to_be_visible()

    note.fill("佐藤様、" + "ありがとうございました。" * 20)  # 244 letters, over 2,000 in an address
    to_mail.click()
    expect(page.get_by_text("It’s a long note, and some mail apps would cut it.")).to_be_visible()
    expect(page.get_by_label("The note as it goes out.")).to_have_value(note.input_value())
    if _has_script(page):
        look(page)

    if _has_script(page):
        note.focus()
        use.press("Enter")  # who goes there by keyboard put the caret nowhere
        expect(note).to_have_value(re.compile(r"^佐藤様.*\n\nRivers move\.$"))
    note.fill("Dear Rosa,")
    note.select_text()
    use.click()
    expect(note).to_have_value(re.compile(r"Dear Rosa,\s+Rivers move\."))
    expect(page.get_by_text("Used in your note")).to_be_visible()
    expect(use).to_have_count(0)
    with stack.database():
        assert not Interview.objects.get(pk=held.pk).is_thanked

    note.fill("Dear Rosa,\nYou said that rivers move.")
    version = page.locator("input[name=version]")
    before = version.input_value()
    if _has_script(page):
        page.evaluate("HTMLAnchorElement.prototype.click = function () { document.title = this.href; }")
        to_mail.click()
        expect(page.get_by_text("Your mail app opens with the note.")).to_be_visible()
        opened = page.title()
        expect(version).not_to_have_value(before)  # it is saved behind the page
    else:
        to_mail.click()
        opened = mail.get_attribute("href")
    assert _text_of(opened) == "Dear Rosa,\r\nYou said that rivers move."

    phone.clear_cookies(name="sessionid")
    to_mail.click()  # the mail opens, and the note behind it meets a session that has ended
    _sign_in(page, held)
    again = "Save for later" if _has_script(page) else "Open in my mail app"
    expect(page.get_by_text(f"Look it over, then press “{again}” again.")).to_be_visible()
    expect(note).to_have_value("Dear Rosa,\nYou said that rivers move.")

    note.fill(
        "Dear Rosa,\nYou said that rivers move. [and one more thing]\nMy next step is [say what you will do next]."
    )
    page.get_by_role("button", name="I thanked Rosa").click()
    expect(page.get_by_text("Thanked. Next: a few questions to reflect on.")).to_be_visible()
    with stack.database():
        assert "[and one more thing]" in ThankYouNote.objects.get(interview=held).body


def test_no_slot_of_the_research_sheet_is_lost(phone: BrowserContext, held: Interview, stack: Stack) -> None:
    with stack.database():
        interview, soon = factories.make_interview(student=held.student, contact=held.contact), clock.now()
        start = soon + timedelta(days=2)
        schedule(interview=interview, starts_at=start, minutes=20, format="video", as_of=soon)
    page = phone.new_page()
    page.goto(f"/interviews/{interview.pk}/preparation/")
    _sign_in(page, held)
    path, outlook, pay = (
        page.get_by_label(f"{slot}: what did you find?") for slot in ("Their path", "Job outlook", "Pay")
    )
    for slot in ("path", "pay"):
        page.locator(f"#slot-{slot}").click()
    path.fill("Geography")
    pay.fill("52,000")
    page.get_by_role("button", name="Save their path").click()
    expect(page.get_by_text("2 of 7 filled.")).to_be_visible()
    page.locator("#slot-pay").click()
    if _has_script(page):
        pay.fill("52,000 to start")
        expect(page.locator("[name=initial-pay]")).to_have_value("52,000 to start")
        _press_while_it_is_saved(page, pay)
        page.locator("#slot-pay").click()
    pay.fill("")
    page.locator("#slot-outlook").click()
    outlook.fill("Growing")
    page.get_by_role("button", name="I’m prepared").click()
    expect(page.get_by_text("Good. We won’t remind you again.")).to_be_visible()
    if _has_script(page):
        page.goto(f"/interviews/{interview.pk}/preparation/")
        phone.clear_cookies(name="sessionid")
        page.locator("#slot-pay").click()
        pay.fill("53,000")  # its saving meets the end of the session
        page.wait_for_url("**/accounts/**")
        assert page.evaluate("Object.keys(localStorage).some(key => key.includes(':research-'))")
    with stack.database():
        assert dict(interview.research.values_list("slot", "body")) == {
            "path": "Geography",
            "outlook": "Growing",
        }


def _press_while_it_is_saved(page: Page, pay: Locator) -> None:
    saving: list[Route] = []
    page.route("**/research/", lambda route: saving.append(route), times=1)
    with page.expect_request("**/research/"):
        pay.fill("52")
    page.get_by_role("button", name="Save pay").click()
    expect(page.get_by_text("Your last words are still being saved.")).to_be_visible()
    saving[0].continue_()
    page.wait_for_url("**/#slot-pay")
    expect(page.locator("[name=initial-pay]")).to_have_value("52")


def _has_script(page: Page) -> bool:
    return page.evaluate("matchMedia('(scripting: enabled)').matches")


def _text_of(link: str | None) -> str:
    return unquote((link or "").partition("&body=")[2])
