"""The sheet on paper and on a phone, in a real browser."""

from collections.abc import Callable

import pytest
from django.test import Client
from playwright.sync_api import Browser

from apps.accounts.models import User
from apps.guidance.content.entries import Slot
from apps.interviews.models import Interview
from apps.preparation.models import Question, ResearchNote
from apps.students.models import AboutMe, Student
from tests.factories import make_interview

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

_PAGE = b"/Type /Page\n"  # as Chromium writes each page of a PDF


def test_eight_long_questions_and_full_research_are_one_page_of_either_paper(
    live_server, browser: Browser, client_of: Callable[[User], Client], alice: Student
) -> None:
    words = "What would you tell someone who has read everything about this work and has never seen a day of it, "
    interview: Interview = make_interview(student=alice, format="in_person")
    AboutMe.objects.create(student=alice, text="I am curious about rivers and about who decides. " * 40)
    Question.objects.bulk_create(
        Question(interview=interview, position=n, text=(f"{n} " + words * 3)[:300].strip()) for n in range(8)
    )
    ResearchNote.objects.bulk_create(
        ResearchNote(interview=interview, slot=slot, body=(words * 60)[:5000]) for slot in Slot
    )
    context = browser.new_context(viewport={"width": 320, "height": 700})
    session = client_of(alice.user).cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    page = context.new_page()
    page.goto(f"{live_server.url}/interviews/{interview.pk}/preparation/sheet/")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    for paper in ("Letter", "A4"):
        assert page.pdf(format=paper).count(_PAGE) == 1, paper
    # All of the questions stand on it, and the last section, too.
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 690, "height": 945})  # what margins leave of the shorter and of the narrower
    bottoms = page.evaluate(
        "[...document.querySelectorAll('.one-page li')].map(line => line.getBoundingClientRect().bottom)"
    )
    assert max(bottoms) < 945
    Question.objects.bulk_create(
        Question(interview=interview, position=8 + n, text=(f"{n} " + words * 3)[:300]) for n in range(22)
    )
    page.reload()
    assert page.pdf(format="Letter").count(_PAGE) > 1, "questions are never cut"
    context.close()
