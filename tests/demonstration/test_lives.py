"""Lives told at any hour."""

import random
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction

from apps.accounts.models import User
from apps.campus.models import Campus
from apps.cohorts.models import Cohort
from apps.demonstration import campus
from apps.demonstration.lives import Lives
from apps.demonstration.moments import Moments
from apps.demonstration.names import people as names_of_people
from apps.demonstration.network import Network
from apps.interviews import progress
from apps.interviews.models import Interview
from apps.reminders.actions import refreshed_together
from apps.reminders.models import Reminder
from apps.reminders.reconcile import reconcile
from apps.students.models import Student
from tests import factories

STUDENT = "student@demo.example"


# The hour, the weekday and the change of clocks must not matter: Eastern time fell back on 1 November 2026 at 06:00
# UTC. Inside the doubled hour, a Monday morning, a Friday evening, and the night into a year.
MOMENTS = [
    datetime(2026, 11, 1, 5, 30, tzinfo=UTC),
    datetime(2026, 11, 2, 13, 5, tzinfo=UTC),
    datetime(2026, 6, 12, 22, 45, tzinfo=UTC),
    datetime(2027, 1, 1, 7, 30, tzinfo=UTC),
]


@pytest.mark.django_db
def test_at_any_hour_one_who_talked_a_few_hours_ago_is_asked_within_the_next_minute() -> None:
    names = names_of_people(random.Random(1), without=set())
    for hour in range(0, 24, 3):
        as_of = datetime(2026, 11, 29, hour, 40, tzinfo=UTC)
        rng = random.Random(hour)
        moments = Moments(now=as_of, zone=ZoneInfo("America/New_York"), rng=rng)
        student = factories.make_student()
        with refreshed_together(as_of=as_of):
            Lives(Network(names, [], rng), moments, rng).make(student, "l", since=-44)
        reconcile(as_of=as_of)
        row = Reminder.objects.get(user=student.user, kind="how_did_it_go")
        assert (row.message.state, row.message.due_at <= as_of) == ("due", True), as_of


@pytest.mark.proof
@pytest.mark.django_db
def test_at_any_hour_the_same_people_do_the_same_things_and_none_of_it_in_the_future() -> None:
    told = []
    for as_of in MOMENTS:
        with transaction.atomic():
            campus.make(as_of=as_of)
            _the_student_has_one_that_counts(as_of)
            _nothing_has_happened_in_the_future(as_of)
            _few_reminders_are_to_come(as_of)
            _one_is_asked_now_how_it_went(as_of)
            told.append(_told())
            transaction.set_rollback(True)
    assert all(each == told[0] for each in told)


def _told() -> list[tuple]:
    columns = ("student__user__full_name", "contact__full_name", "contact__source", "exit", "learned", "minutes")
    return list(Interview.objects.order_by("pk").values_list(*columns))


def _few_reminders_are_to_come(as_of: datetime) -> None:
    """At night, too, the mail of the past is past: it does not all wait for the next morning."""
    to_come = Reminder.objects.filter(message__due_at__gt=as_of, message__due_at__lte=as_of + timedelta(hours=24))
    assert 1 <= to_come.filter(message__state="due").count() <= 12


def _one_is_asked_now_how_it_went(as_of: datetime) -> None:
    """Also after the first comparison of the worker, who knows nothing of the evening before."""
    reconcile(as_of=as_of)
    due = Reminder.objects.filter(kind="how_did_it_go", message__state="due", message__due_at__lte=as_of)
    assert due.filter(message__due_at__gt=as_of - timedelta(days=1)).count() == 1


def _the_student_has_one_that_counts(as_of: datetime) -> None:
    here = Campus.objects.current()
    student = Student.objects.get(user__email=STUDENT)
    [own] = progress.progress_of(student=student, cohorts=student.cohorts.all(), as_of=as_of, campus=here)
    assert (own.counted, own.goal, own.cohort.required_step) == (1, 3, "held")
    today = as_of.astimezone(here.zone).date()
    assert own.cohort.starts_on < today - timedelta(weeks=3)
    assert own.cohort.due_on > today + timedelta(weeks=3)
    adviser = User.objects.get(email="adviser@demo.example")
    assert own.cohort in Cohort.objects.visible_to(adviser)
    assert Cohort.objects.visible_to(adviser).count() >= 2


def _nothing_has_happened_in_the_future(as_of: datetime) -> None:
    here = Campus.objects.current()
    student = Student.objects.get(user__email=STUDENT)
    waiting = 0
    for interview in Interview.objects.select_related("contact"):
        happened = [
            interview.created_at,
            interview.contact.created_at,
            interview.asked_at,
            interview.replied_at,
            interview.scheduled_at,
        ]
        happened += [interview.rescheduled_at, interview.logged_at, interview.exited_at]
        happened += [interview.thanked_at, interview.reflected_at]
        assert all(moment <= as_of for moment in happened if moment)
        has_reply = interview.asked_at and (interview.scheduled_at or interview.exit == "declined")
        assert interview.replied_at or not has_reply
        assert interview.asked_at or not interview.replied_at
        if interview.starts_at:
            assert 9 <= interview.starts_at.astimezone(here.zone).hour < 20
        since = as_of - interview.ends_at if interview.ends_at else timedelta(0)
        if timedelta(0) < since < timedelta(hours=24) and not interview.is_thanked:
            waiting += 1
            assert student != interview.student
    # Three are inside the 24 hours: enough to show, and no flood of mail.
    assert waiting == 3
    yesterday = as_of - timedelta(hours=44)
    assert Interview.objects.filter(thanked_at__gte=yesterday, ends_at__gte=yesterday).exists()
