"""What every page of a request may ask for, read when asked for and once."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.accounts.models import User
from apps.campus.models import Campus
from apps.core import clock
from apps.reminders.pages.silence import Silence
from apps.students.middleware import RequestContextMiddleware
from apps.students.models import Student
from tests.factories import make_interview
from tests.interviews.moments import wall

pytestmark = pytest.mark.django_db


def asked_by(user: User | AnonymousUser, method: str = "get") -> HttpRequest:
    """A request of this person as a view gets it."""
    request = getattr(RequestFactory(), method)("/")
    request.user = user
    RequestContextMiddleware(lambda given: HttpResponse())(request)
    return request


def test_nothing_is_read_that_is_not_asked_for(alice: Student, django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        asked_by(alice.user)


def test_campus_and_time_are_one_query_however_often_they_are_asked_for(django_assert_num_queries) -> None:
    request = asked_by(AnonymousUser())
    with django_assert_num_queries(1):
        assert request.campus is request.campus
        assert request.campus.pk == 1
        assert request.now == request.now


def test_the_time_is_the_databases_and_stands_still(as_of: datetime) -> None:
    request = asked_by(AnonymousUser())
    first = request.now
    assert as_of <= first <= clock.now()
    assert (first.tzinfo is not None, first.utcoffset()) == (True, timedelta())
    assert clock.now() > request.now == first


def test_a_students_own_record_and_zone(alice: Student, django_assert_num_queries) -> None:
    Student.objects.filter(pk=alice.pk).update(time_zone="Asia/Kathmandu")
    request = asked_by(alice.user)
    with django_assert_num_queries(2):
        assert request.zone == ZoneInfo("Asia/Kathmandu")
        assert (request.student, request.student.silence) == (alice, Silence({}, takes_no_mail=False))
        assert request.student.user is alice.user
        assert request.zone.key == "Asia/Kathmandu"


def test_everybody_else_reads_times_by_the_campuss_clock(bob: User, make_user, campus: Campus) -> None:
    for person in (AnonymousUser(), bob, make_user()):
        request = asked_by(person)
        assert (request.student, request.zone) == (None, campus.zone)


def test_a_request_keeps_what_it_is(alice: Student) -> None:
    get, post = asked_by(alice.user), asked_by(alice.user, "post")
    assert type(get).__name__ == "WSGIRequest"
    assert (get.method, post.method) == ("GET", "POST")
    assert asked_by(alice.user).campus is not get.campus


def test_templates_have_campus_and_zone(alice: Student) -> None:
    template = engines["django"].from_string("{% load tz %}{{ campus.name }}, {{ when|timezone:zone|date:'G' }}")
    Student.objects.filter(pk=alice.pk).update(time_zone="Asia/Tokyo")
    noon = datetime.fromisoformat("2026-03-02T12:00:00+00:00")
    assert template.render({"when": noon}, asked_by(alice.user)) == "Your campus, 21"


@pytest.mark.parametrize("url", ["/", "/interviews/", "/interviews/log/", "/contacts/", "/reminders/", "/settings/"])
def test_a_page_reads_the_campus_and_the_student_once(phone: Client, alice: Student, url: str) -> None:
    with CaptureQueriesContext(connection) as queries:
        assert phone.get(url).status_code == 200
    read = [query["sql"] for query in queries]
    assert len([sql for sql in read if re.search(r'FROM "?campus_campus"?', sql)]) == 1
    assert len([sql for sql in read if re.search(r'FROM "?students_student"?', sql)]) <= 1
    assert not [sql for sql in read if sql.startswith("SELECT clock_timestamp()")]


def test_a_page_of_staff_reads_the_campus_once(client_of: Callable[[User], Client], bob: User, cohort) -> None:
    for url in ("/cohorts/", f"/cohorts/{cohort.pk}/"):
        with CaptureQueriesContext(connection) as queries:
            assert client_of(bob).get(url).status_code == 200
        assert len([query for query in queries if re.search(r'FROM "?campus_campus"?', query["sql"])]) == 1


def test_each_act_on_an_interview_reads_the_campus_once(phone: Client, alice: Student, as_of: datetime) -> None:
    interview = make_interview(student=alice)
    talk = {"minutes": "30", "format": "video"}
    tomorrow, yesterday = ({"held_at": wall(as_of + timedelta(days=days)), **talk} for days in (1, -1))
    for name, given in (
        ("outreach:request", {}),
        ("outreach:withdraw_request", {}),
        ("outreach:request", {}),
        ("outreach:reply", {}),
        ("outreach:withdraw_reply", {}),
        ("interviews:schedule", tomorrow),
        ("preparation:prepared", {}),
        ("preparation:withdraw_prepared", {}),
        ("interviews:close", {"exit": "cancelled"}),
        ("interviews:reopen", {}),
        ("interviews:withdraw_date", {}),
        ("interviews:confirm", {**yesterday, "learned": "Rivers move."}),
        ("interviews:thanked", {}),
        ("interviews:withdraw_thanks", {}),
        ("interviews:withdraw_log", {}),
    ):
        with CaptureQueriesContext(connection) as queries:
            assert phone.post(reverse(name, args=[interview.pk]), given).status_code == 302, name
        read = [query for query in queries if re.search(r'FROM "?campus_campus"?', query["sql"])]
        assert len(read) == 1, name
