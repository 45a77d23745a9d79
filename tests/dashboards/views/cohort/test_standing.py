"""Where a cohort is stuck, and who answers its students."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.campus.models import Campus
from apps.cohorts.models import Cohort
from apps.contacts.models import Contact, Source
from apps.core import clock
from apps.students.models import Student
from tests import factories
from tests.dashboards.views.cohort.conftest import DAY, page_of, read

pytestmark = pytest.mark.django_db


def test_where_the_cohort_is_stuck_is_said_drawn_and_in_a_table(bobs: Client, mixed: Cohort) -> None:
    html = read(bobs, page_of(mixed))
    assert "1 of 3 students has added no name yet." in html
    drawn = "Added a name: 2 of 3; Asked: 2 of 3; Scheduled: 1 of 3; Held: 1 of 3; Thanked: 0 of 3; Reflected: 0 of 3."
    assert html.count(drawn) == 2  # for a wide page and for a phone
    assert '<tr><th scope="row">Held</th><td class="r">1 of 3</td></tr>' in html
    assert "0 of 3 students have reached the goal of 3." in html
    assert "None: 2 of 3; One: 1 of 3; Two: 0 of 3; Three and more, the goal: 0 of 3." in html


def test_who_answers_is_told_with_what_it_is_divided_by(bobs: Client, mixed: Cohort, alice: Student) -> None:
    mixed_contact = Contact.objects.get(student=alice)
    mixed_contact.source = Source.LINKEDIN
    mixed_contact.save()
    html = read(bobs, page_of(mixed))
    lines = re.findall(
        r'<th scope="row">(\w[\w ]*)(?:<span.*?</span>)?</th><td data-label="Held">(.*?)</td>'
        r'<td data-label="Answered">(.*?)</td>',
        html,
    )
    nobody = '<span class="muted">Nobody was asked</span>'
    assert lines == [
        ("Known", "1 of 1", nobody),
        ("New", "0 of 1", "0 of 1"),
        ("Introduced by someone", "0 of 1", nobody),
        ("Not introduced", "1 of 1", "0 of 1"),
    ]
    assert mixed_contact.full_name not in html


def test_nobody_left_short_of_the_goal(bobs: Client, cohort: Cohort, alice: Student) -> None:
    for hours in (30, 60, 90, 120):
        now = clock.now()
        factories.make_held(alice, ended_ago=timedelta(hours=hours), thanked_at=now, reflected_at=now)
    html = read(bobs, page_of(cohort))
    assert "1 of 1 students has reached the goal of 3." in html
    assert "Everybody has reflected on a conversation." in html
    assert "No one is stuck today" in html


def test_a_cohort_that_is_over_speaks_of_the_past(client_of: Callable[[User], Client]) -> None:
    adviser = factories.make_adviser()
    today = clock.now().astimezone(Campus.objects.current().zone).date()
    over = factories.make_cohort(
        advisers=[adviser],
        students=[factories.make_student()],
        starts_on=today - 30 * DAY,
        due_on=today - DAY,
    )
    html = read(client_of(adviser), page_of(over))
    assert "Where the cohort was stuck" in html
    assert "1 of 1 students added no name." in html
    assert "The cohort is over. Nobody asked for help, and no thank-you became late in the last week." in html
