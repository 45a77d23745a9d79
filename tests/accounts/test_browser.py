"""An account in a real browser: keys pressed by chance."""

from collections.abc import Callable

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from apps.accounts.models import User
from apps.campus.models import Campus
from tests import factories

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def open_as(user: User, browser: Browser, live_server, client_of: Callable[[User], Client]) -> Page:
    Campus.objects.get_or_create(pk=1)
    context = browser.new_context()
    session = client_of(user).cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    return context.new_page()


def test_a_letter_does_nothing_where_single_keys_are_off(
    live_server, browser: Browser, client_of: Callable[[User], Client]
) -> None:
    page = open_as(factories.make_student().user, browser, live_server, client_of)
    settings = f"{live_server.url}/accounts/settings/"
    page.goto(settings)
    page.get_by_role("group", name="Keyboard shortcuts").get_by_label("Off").check()
    page.get_by_role("button", name="Save the shortcuts").click()
    page.get_by_text("Keyboard shortcuts are off in this browser.").wait_for()
    page.keyboard.press("l")
    page.wait_for_timeout(300)
    expect(page).to_have_url(settings)
    page.get_by_role("group", name="Keyboard shortcuts").get_by_label("On").check()
    page.get_by_role("button", name="Save the shortcuts").click()
    page.get_by_text("Keyboard shortcuts are on in this browser.").wait_for()
    page.locator("h1").click()
    page.keyboard.press("l")
    expect(page).to_have_url(f"{live_server.url}/interviews/log/")
    page.context.close()
