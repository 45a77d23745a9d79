"""The administration in a real browser: nothing that the Content-Security-Policy blocks, nothing that axe finds."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from playwright.sync_api import Browser, expect

from apps.accounts.models import User
from apps.campus.models import Campus
from apps.outbox.models import HardBounce
from apps.volunteers.models import Volunteer
from tests import factories
from tests.journeys.looks import CONTRAST, faults

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_pages_pass_axe_and_the_content_security_policy(
    live_server, browser: Browser, client_of: Callable[[User], Client]
) -> None:
    Campus.objects.get_or_create(pk=1)
    ada = factories.make_administrator(full_name="Ada Winters")
    cohort = factories.make_cohort(students=[factories.make_student()], advisers=[factories.make_adviser()])
    student = cohort.students.get()
    factories.make_student(full_name="Zora Newcomer")
    volunteer = Volunteer.objects.create(full_name="Ines Duarte", email="ines@alumni.example")
    HardBounce.objects.create(address=student.user.email, answer="smtp 550")

    context = browser.new_context(viewport={"width": 1280, "height": 900})
    session = client_of(ada).cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda line: said.append(line.text) if line.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: said.append(str(error)))

    found = {}
    for address in (
        "",
        "cohorts/cohort/",
        f"cohorts/cohort/{cohort.pk}/change/",
        f"cohorts/membership/?cohort={cohort.pk}",
        f"cohorts/membership/add/?cohort={cohort.pk}",
        "cohorts/membership/hand-over/",
        f"students/student/{student.pk}/change/",
        f"volunteers/volunteer/{volunteer.pk}/change/",
        "campus/campus/1/change/",
        "accounts/user/add/",
        "accounts/userevent/",
        "audit/entry/",
        "outbox/message/",
        "outbox/hardbounce/",
    ):
        page.emulate_media(color_scheme="light")
        page.goto(f"{live_server.url}/admin/{address}", wait_until="load")
        if "/membership/add/" in address:
            page.get_by_role("searchbox", name="Find students").fill("Zora")
            # Everybody is offered until the answer for what was typed is there, in which a click would go astray.
            expect(page.locator(".select2-results__option")).to_have_text([re.compile("Zora Newcomer")])
            page.get_by_role("option", name="Zora Newcomer").click()
            page.locator(".select2-selection__choice", has_text="Zora Newcomer").wait_for()
        page.locator("#content h1, #site-name").first.wait_for()
        for region in page.locator(".wide-list").all():
            if region.evaluate("region => region.scrollWidth > region.clientWidth"):
                found[address, "wide"] = ["This list is cut off at 1280 px."]
        # In dark only the colors are others.
        for scheme, rules in (("light", None), ("dark", CONTRAST)):
            page.emulate_media(color_scheme=scheme)
            page.evaluate("Promise.all(document.getAnimations().map(fading => fading.finished))")
            if broken := faults(page, rules):
                found[address, scheme] = broken
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{live_server.url}/admin/accounts/userevent/")
    region = page.get_by_role("region", name="History of people")
    region.press("ArrowRight")
    # The site's policy stands in the way of Playwright's own wait for a function.
    for _ in range(100):
        if region.evaluate("region => region.scrollLeft"):
            break
        page.wait_for_timeout(50)
    assert region.evaluate("region => region.scrollLeft") > 0
    field = page.get_by_role("searchbox", name="Find a student by name")
    assert field.bounding_box()["width"] > 300
    page.goto(f"{live_server.url}/admin/")
    page.get_by_role("link", name="Acquaint administration").focus()
    page.keyboard.press("Tab")
    expect(field).to_be_focused()
    page.keyboard.type(student.user.full_name)
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name=student.user.full_name, exact=True)).to_be_visible()
    context.close()
    assert found == {}
    assert said == []
