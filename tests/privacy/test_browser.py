"""A student's file, waited for in a real browser, and the pages of a deletion as axe sees them."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from apps.accounts.models import User
from apps.core import clock
from apps.privacy.deletion.actions import carry_out
from apps.privacy.download.actions import make_waiting
from apps.privacy.models import Deletion, Way
from tests import factories
from tests.journeys.looks import look

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def open_as(live_server, browser: Browser, client_of: Callable[[User], Client]) -> Callable[[User], Page]:
    def open_as(user: User) -> Page:
        context = browser.new_context(base_url=live_server.url, viewport={"width": 390, "height": 844})
        session = client_of(user).cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        return context.new_page()

    return open_as


def test_the_page_shows_by_itself_when_the_file_is_ready(open_as: Callable[[User], Page]) -> None:
    page = open_as(factories.make_student(full_name="Lupita Mwangi").user)
    page.goto("/settings/my-data/")
    page.get_by_role("button", name="Make my file").press("Enter")
    expect(page.get_by_text("We are making your file")).to_be_visible()
    make_waiting()
    link = page.get_by_role("link", name="Download your file")
    expect(link).to_be_visible(timeout=10_000)
    with page.expect_download() as saved:
        link.press("Enter")
    assert saved.value.suggested_filename == "Everything in Acquaint.zip"


def test_the_pages_pass_axe(open_as: Callable[[User], Page]) -> None:
    student, ada = factories.make_student(full_name="Lupita Mwangi"), factories.make_administrator()
    factories.make_cohort(students=[student])
    factories.make_held(student)
    asked = Deletion.objects.create(student=student, asked_at=clock.now())
    earlier = clock.now() - timedelta(days=3)
    done = {"way": Way.ANONYMIZED, "carried_out_at": earlier, "carried_out_by": ada}
    Deletion.objects.create(student_id=10**6, asked_at=earlier, **done)
    look(open_as(student.user), "/settings/my-data/")
    page = open_as(ada)
    for path in ("", f"{asked.pk}/", f"{asked.pk}/?way=gone", f"{asked.pk}/?way=anonymized"):
        look(page, f"/program/deletions/{path}")
    carry_out(deletion=asked, way=Way.ANONYMIZED, by=ada, as_of=clock.now())
    look(page, f"/program/students/{student.pk}/")
