"""Volunteers, as an administrator looks after them: one added, paused and resumed, and two who were one."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from apps.volunteers.models import Volunteer
from tests.journeys.looks import look
from tests.journeys.stack import Stack

pytestmark = pytest.mark.browser


def test_a_volunteer_is_added_paused_and_merged_with_a_namesake(stack: Stack, sign_in: Callable[..., Page]) -> None:
    page = sign_in("admin")
    headline = page.get_by_role("heading", level=1)
    page.goto("/program/volunteers/")
    look(page)
    page.get_by_role("link", name="Add a volunteer").click()
    page.get_by_label("Name", exact=True).fill("Ottilie Quist")
    page.get_by_label("Email", exact=True).fill("ottilie at home")
    page.get_by_role("button", name="Add the volunteer").click()
    expect(page.get_by_role("alert")).to_contain_text("Check the email")
    look(page)
    page.get_by_label("Email", exact=True).fill("ottilie@home.example")
    page.get_by_label("City").fill("Quincy, MA")
    page.get_by_role("button", name="Add the volunteer").click()
    expect(headline).to_have_text("Ottilie Quist", timeout=20_000)

    page.get_by_role("link", name="Pause for a while").click()
    page.get_by_text("30 days from now").click()
    look(page)
    page.get_by_role("button", name="Pause the requests").click()
    expect(page.get_by_role("heading", name="Paused until")).to_be_visible()
    page.goto("/program/volunteers/?q=Ottilie")
    page.get_by_role("button", name="Resume Ottilie Quist").click()
    expect(page.get_by_text("Students may ask Ottilie Quist again.")).to_be_visible()

    with stack.database():
        Volunteer.objects.create(full_name="Ottilie Quist", email="ottilie@work.example", role="Pilot")
    page.goto("/program/volunteers/merge/")
    look(page)
    page.locator("tr", has_text="ottilie@work.example").get_by_role("link").click()
    page.get_by_role("link", name="Keep the other one instead").click()
    expect(page.get_by_text("City comes from the other row: Quincy, MA")).to_be_visible()
    look(page)
    page.get_by_role("button", name="Merge the two").click()
    expect(page.get_by_text("Ottilie Quist is on the list once.")).to_be_visible()
    expect(page.get_by_label("What they do")).to_have_value("Pilot")
