"""The page of a nudge in a browser: the preview follows the keys, and no typed word is lost."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, expect

from apps.accounts.models import User
from apps.advising.models import Hand, Nudge, Nudged
from apps.cohorts.models import Cohort
from apps.core import clock
from apps.students.models import Student
from tests import factories
from tests.advising.nudges.conftest import address
from tests.journeys.looks import look

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_an_adviser_writes_looks_and_sends(
    live_server: Any,
    browser: Browser,
    client_of: Callable[[User], Client],
    bob: User,
    cohort: Cohort,
    darius: Student,
    oksana: Student,
    alice: Student,
) -> None:
    factories.make_nudged(alice, cohort=cohort, adviser=factories.make_adviser(), leaves_at=clock.now())
    context = browser.new_context(viewport={"width": 1280, "height": 900}, base_url=live_server.url)
    context.add_cookies(
        [{"name": "sessionid", "value": client_of(bob).cookies["sessionid"].value, "url": live_server.url}]
    )
    page = context.new_page()
    refused: list[str] = []
    page.on("console", lambda line: refused.append(line.text) if "Content Security Policy" in line.text else None)
    Hand.objects.create(student=darius)
    page.goto("/")
    tick = page.get_by_label("Choose Darius Coleman")
    tick.press("Space")
    tick.press("Enter")  # presses the first button of the form, whichever that is
    expect(page.get_by_role("heading", level=1)).to_have_text("Nudge Darius Coleman")
    Hand.objects.up().get().delete()

    page.goto(address(darius, oksana, alice))
    expect(page.get_by_role("heading", level=1)).to_have_text("Nudge 2 of the 3 students you chose")

    page.get_by_label("Subject").fill("For {first name}")
    expect(page.locator("#preview .letter__head b")).to_have_text("For Darius")
    page.get_by_role("button", name="Next: Oksana").click()
    expect(page.locator("#preview .letter__head b")).to_have_text("For Oksana")
    page.get_by_label("Message").fill("Hi {email}")
    expect(page.locator("#body-mistakes")).to_contain_text("Acquaint can’t fill {email}.")
    expect(page.get_by_label("Message")).to_have_attribute("aria-invalid", "true")
    page.get_by_role("button", name="Send to 2").click()
    expect(page.locator("[data-error-summary]")).to_be_focused()
    expect(page).to_have_title(re.compile("^Error: "))
    page.get_by_label("Message").fill("Hi {first name}, my own words")
    expect(page.locator("#body-mistakes")).to_be_empty()
    expect(page.locator("[data-error-summary]")).to_have_count(0)
    expect(page).to_have_title("Nudge 2 students · Acquaint")
    expect(page.get_by_label("Message")).not_to_have_attribute("aria-invalid", "true")
    expect(page.locator("#preview")).to_contain_text("Hi Oksana, my own words")

    # As a script does, to let the field grow.
    page.get_by_label("Message").evaluate("field => { field.style.height = '300px'; }")
    page.get_by_label("Start from").select_option("hand")
    expect(page.get_by_label("Subject")).to_have_value("You asked for help, and here I am")
    page.get_by_role("button", name="Bring my earlier text back").click()
    expect(page.get_by_label("Message")).to_have_value("Hi {first name}, my own words")
    expect(page.get_by_label("Start from").locator("option:checked")).to_have_text("Your own words")
    expect(page.locator("#preview")).to_contain_text("my own words")

    page.get_by_label("Nudge Alice anyway").check()
    expect(page.get_by_role("heading", level=1)).to_have_text("Nudge the 3 students you chose")
    look(page)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_role("button", name="Send to 3").click()
    page.wait_for_url(re.compile(r"/nudges/\d+/"))
    assert Nudge.objects.filter(body="Hi {first name}, my own words").get().nudged.count() == 3
    Nudged.objects.update(leaves_at=clock.now() - timedelta(days=8))
    look(page)
    look(page, f"{live_server.url}/nudges/")
    assert refused == []
    context.close()
