"""Whom a cohort's students asked and met, by how they came to them."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.campus.models import Campus
from apps.cohorts.models import Cohort
from apps.contacts.models import Source, Warmth
from apps.core import clock
from apps.interviews import progress
from apps.interviews.asked import Asked, BySource, by_source
from apps.interviews.models import Exit
from apps.students.models import Student
from tests import factories

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def found(cohort: Cohort, campus: Campus) -> BySource:
    rows = progress.table(cohorts=[cohort.pk], as_of=clock.now(), campus=campus)
    current = [row for row in rows if not row.is_archived]
    result = by_source(cohort=cohort, students=[row.student_id for row in current], campus=campus)
    assert result.held == sum(row.held for row in current), "held is one word"
    return result


def ask(student: Student, *, source: str = Source.LINKEDIN, ago: timedelta = 9 * DAY, **fields: Any) -> None:
    contact = factories.make_contact(student=student, source=source)
    factories.make_interview(student=student, contact=contact, asked_at=clock.now() - ago, **fields)


def test_a_reply_a_date_or_a_no_is_an_answer(alice: Student, cohort: Cohort, campus: Campus) -> None:
    now = clock.now()
    ask(alice)
    ask(alice, replied_at=now - DAY)
    ask(alice, exit=Exit.DECLINED, exited_at=now)
    ask(alice, exit=Exit.NO_REPLY, exited_at=now)
    ask(alice, scheduled_at=now, starts_at=now + DAY, ends_at=now + DAY + timedelta(minutes=30), minutes=30)
    assert found(cohort, campus).by_warmth == {Warmth.NEW: Asked(held=0, asked=5, answered=3)}


def test_who_was_met_without_a_request_was_not_asked(alice: Student, cohort: Cohort, campus: Campus) -> None:
    factories.make_held(alice, contact=factories.make_contact(student=alice, source=Source.FAMILY))
    factories.make_interview(student=alice)  # an idea
    assert found(cohort, campus).by_warmth == {Warmth.KNOWN: Asked(held=1)}
    assert found(cohort, campus).held == 1


def test_the_same_numbers_are_divided_by_warmth_and_by_introduction(
    alice: Student, cohort: Cohort, campus: Campus
) -> None:
    maria = factories.make_contact(student=alice, source=Source.PROFESSORS)
    introduced = factories.make_contact(student=alice, source=Source.ALUMNI, introduced_by=maria)
    asked = clock.now() - 9 * DAY
    factories.make_held(alice, contact=introduced, asked_at=asked, replied_at=asked + DAY)
    factories.make_held(alice, contact=maria)
    ask(alice, source=Source.REFERRAL)
    ask(alice, source="")
    result = found(cohort, campus)
    assert result.by_warmth == {
        Warmth.KNOWN: Asked(held=1),
        Warmth.CONNECTED: Asked(held=1, asked=2, answered=1),
        None: Asked(asked=1),
    }
    assert result.by_introduction == {True: Asked(held=1, asked=2, answered=1), False: Asked(held=1, asked=1)}


def test_what_lies_outside_the_cohorts_dates_and_who_is_not_asked_for_is_in_no_number(
    alice: Student, charlie: Student, cohort: Cohort, campus: Campus
) -> None:
    ask(alice, ago=50 * DAY)  # it began six weeks ago
    factories.make_held(alice, ended_ago=50 * DAY)
    cohort.memberships.create(student=charlie)
    ask(charlie)
    Student.objects.filter(pk=charlie.pk).update(archived_at=clock.now())
    assert found(cohort, campus) == BySource({}, {})


def test_it_is_one_query(alice: Student, cohort: Cohort, campus: Campus) -> None:
    ask(alice)
    with CaptureQueriesContext(connection) as queries:
        by_source(cohort=cohort, students=[alice.pk], campus=campus)
    assert len(queries) == 1
