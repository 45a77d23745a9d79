"""All that was shared to read, in one list."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import User
from apps.audit.models import Entry
from apps.cohorts.models import Cohort
from apps.guidance.models import ReflectionQuestion
from apps.reflection.models import Reflection, ReflectionAnswer
from apps.students.models import Student
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def bobs(client_of: Callable[[User], Client], bob: User) -> Client:
    return client_of(bob)


def make_shared(student: Student, shared_at: datetime, *, name_shared: bool = False) -> Reflection:
    contact = factories.make_contact(student=student, full_name="Ximena Quispe", name_shared=name_shared)
    held = factories.make_held(student, contact=contact, thanked_at=shared_at, reflected_at=shared_at, learned="Hush")
    shared = Reflection.objects.create(interview=held, shared_at=shared_at, verdict="closer")
    for asked in ("How did it feel?", "Could I do this work?"):
        question, _ = ReflectionQuestion.objects.get_or_create(text=asked)
        text = f"Words on {question.pk}.\n<script>"
        ReflectionAnswer.objects.create(reflection=shared, question=question, text=text)
    return shared


def test_the_words_stand_whole_under_their_questions(
    bobs: Client, bob: User, cohort: Cohort, alice: Student, as_of: datetime
) -> None:
    shared = make_shared(alice, as_of)
    page = bobs.get("/reflections/").text
    assert "1 reflection to read" in page
    assert shared.answers.count() == 2
    for answer in shared.answers.select_related("question"):
        assert f"<b>{answer.question.text}</b><br>Words on {answer.question_id}.<br>&lt;script&gt;" in page
    assert "On the conversation with Hydrologist, Cedar Basin" in page
    assert "Ximena" not in page
    assert "Hush" not in page
    entry = Entry.objects.get(actor=bob)
    assert (entry.page, entry.student_ids) == ("dashboards:reflections", [alice.pk])
    (address,) = re.findall(r'formaction="(/reflections/\d+/read/[^"]*)"', page)
    bobs.post(unescape(address))
    assert "You’ve read everything" in bobs.get("/reflections/").text
    assert Entry.objects.filter(page="dashboards:reflections").count() == 1  # it named nobody


def test_a_name_stands_there_only_where_it_is_shared(bobs: Client, alice: Student, as_of: datetime) -> None:
    make_shared(alice, as_of, name_shared=True)
    assert "On the conversation with Ximena Quispe, Hydrologist" in bobs.get("/reflections/").text


def test_it_is_for_the_staff(client_of: Callable[[User], Client], alice: Student) -> None:
    assert client_of(alice.user).get("/reflections/").status_code == 404
    for reader in (factories.make_adviser(), factories.make_administrator()):
        assert "You’ve read everything" in client_of(reader).get("/reflections/").text


def test_many_are_told_in_pages_and_cost_no_more_queries(bobs: Client, alice: Student, as_of: datetime) -> None:
    counts = []
    for more in (1, 24):
        for number in range(more):
            make_shared(alice, as_of - timedelta(hours=number))
        with CaptureQueriesContext(connection) as queries:
            bobs.get("/reflections/")
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 9
    assert bobs.get("/reflections/").text.count("Mark as read<") == 20
    assert bobs.get("/reflections/?page=2").text.count("Mark as read<") == 5
    assert bobs.get("/reflections/?page=0").status_code == 404
