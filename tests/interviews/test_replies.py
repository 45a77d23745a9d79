"""How many of those asked last term said yes."""

from datetime import datetime, timedelta

import pytest

from apps.campus.models import Campus
from apps.cohorts.models import Term
from apps.guidance.program import Figures
from apps.interviews.models import Exit
from apps.interviews.replies import figures
from apps.students.models import Student
from tests.factories import make_contact, make_held, make_interview

pytestmark = pytest.mark.django_db


def _ask(student: Student, at: datetime, **fields: object) -> None:
    make_interview(student=student, asked_at=at, **fields)


def test_people_who_were_asked_last_term(
    alice: Student, charlie: Student, last_term: Term, as_of: datetime, campus: Campus
) -> None:
    asked = as_of - timedelta(days=30)
    rosa = make_contact(student=alice)
    _ask(alice, asked)
    _ask(alice, asked, contact=rosa, replied_at=asked, scheduled_at=asked)
    _ask(alice, asked, contact=rosa, replied_at=asked, scheduled_at=asked, exit=Exit.NO_SHOW_CONTACT, exited_at=asked)
    _ask(charlie, asked, scheduled_at=asked, exit=Exit.DECLINED, exited_at=asked)
    _ask(charlie, asked, contact=make_contact(student=charlie, introduced_by=make_contact(student=charlie)))
    _ask(alice, as_of - timedelta(days=2))
    _ask(alice, as_of - timedelta(days=200))
    make_interview(student=alice)
    assert figures(campus, as_of=as_of) == Figures(asked=4, said_yes=1, introduced_asked=1, introduced_said_yes=0)


def test_who_went_to_office_hours_without_an_answer_had_no_yes(
    alice: Student, last_term: Term, as_of: datetime, campus: Campus
) -> None:
    asked = as_of - timedelta(days=30)
    _ask(alice, asked, scheduled_at=asked)
    make_held(alice, asked_at=asked, scheduled_at=asked)
    make_held(alice, asked_at=asked)  # logged with no date before: they said yes somehow
    assert figures(campus, as_of=as_of) == Figures(asked=3, said_yes=1)


def test_without_a_term_that_is_over_nothing_is_said(as_of: datetime, campus: Campus) -> None:
    assert figures(campus, as_of=as_of) == Figures()


def test_they_are_counted_once_a_day(
    alice: Student, last_term: Term, as_of: datetime, campus: Campus, django_assert_num_queries
) -> None:
    with django_assert_num_queries(2):
        figures(campus, as_of=as_of)
    with django_assert_num_queries(1):
        figures(campus, as_of=as_of)
