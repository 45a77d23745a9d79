"""Leaving an interview out of the count."""

from collections.abc import Callable

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.audit.models import Action, Entry
from apps.campus.models import Campus
from apps.cohorts.models import Cohort
from apps.core import clock
from apps.interviews import progress
from apps.interviews.models import Exclusion
from apps.interviews.progress import Reason
from apps.students.models import Student
from tests import factories
from tests.dashboards.views.students.conftest import DAY, exclusion_url, url_of

pytestmark = pytest.mark.django_db


def test_leaving_out_and_letting_count_again_are_on_record(
    bobs: Client, bob: User, cohort: Cohort, alice: Student
) -> None:
    url = exclusion_url(cohort, alice, factories.make_held(alice, ended_ago=3 * DAY))
    bobs.post(url, {"reason": "A job interview, Dana said"})
    bobs.post(f"{url}withdrawal/")
    found = Entry.objects.filter(action=Action.CHANGED).order_by("pk")
    assert [(each.actor, each.page, each.student_ids, each.reason) for each in found] == [
        (bob, "dashboards:exclusion", [alice.pk], done) for done in ("left out", "counted again")
    ]
    bobs.post(exclusion_url(cohort, alice, factories.make_interview(student=alice)), {"reason": "Refused"})
    assert found.count() == 2


def test_leaving_out_takes_it_from_the_count_with_a_reason_and_back(
    bobs: Client, bob: User, cohort: Cohort, alice: Student, campus: Campus
) -> None:
    interview = factories.make_held(alice, ended_ago=3 * DAY)
    url = exclusion_url(cohort, alice, interview)
    answer = bobs.post(url, {"reason": "This was a job interview."}, follow=True)
    assert "This was a job interview." in answer.content.decode()
    assert Exclusion.objects.get().adviser == bob
    (mine,) = progress.progress_of(student=alice, cohorts=[cohort], as_of=clock.now(), campus=campus)
    assert (mine.counted, mine.statuses[0].reason) == (0, Reason.EXCLUDED)
    assert mine.statuses[0].exclusion == "This was a job interview."
    assert "Left out" not in bobs.post(f"{url}withdrawal/", follow=True).content.decode()
    (mine,) = progress.progress_of(student=alice, cohorts=[cohort], as_of=clock.now(), campus=campus)
    assert mine.counted == 1


def test_a_second_tab_replaces_no_reason_and_loses_no_words(bobs: Client, cohort: Cohort, alice: Student) -> None:
    interview = factories.make_held(alice, ended_ago=3 * DAY)
    url, back = exclusion_url(cohort, alice, interview), f"{url_of(cohort, alice)}#interview-{interview.pk}"
    assert bobs.post(url, {"reason": "First"})["Location"] == back
    bobs.get(back)
    page = bobs.post(url, {"reason": "Second"}, follow=True).text
    assert "It was left out already, and that reason stays." in page
    assert "let it count again first: “Second”" in page
    assert Exclusion.objects.get().reason == "First"
    assert Entry.objects.filter(action=Action.CHANGED).count() == 1


@pytest.mark.parametrize("reason", ["", "   ", "\u200b", "x" * 301, "a\x00b"])
def test_a_reason_that_will_not_do_is_kept_and_nothing_is_saved(
    bobs: Client, cohort: Cohort, alice: Student, reason: str
) -> None:
    interview = factories.make_held(alice, ended_ago=3 * DAY)
    answer = bobs.post(exclusion_url(cohort, alice, interview), {"reason": reason})
    assert answer.status_code == 422
    assert f'href="#id_{interview.pk}_reason"' in answer.content.decode()
    assert ("What you typed is still here" in answer.text) == bool(reason.strip(" \u200b"))
    assert not Exclusion.objects.exists()


def test_only_a_held_interview_can_be_left_out(bobs: Client, cohort: Cohort, alice: Student) -> None:
    idea = factories.make_interview(student=alice)
    answer = bobs.post(exclusion_url(cohort, alice, idea), {"reason": "No"})
    assert answer.status_code == 422
    assert not Exclusion.objects.exists()


def test_nobody_else_leaves_anything_out(
    client_of: Callable[[User], Client], bob: User, cohort: Cohort, alice: Student, charlie: Student
) -> None:
    interview = factories.make_held(alice, ended_ago=3 * DAY)
    his = factories.make_held(charlie, ended_ago=3 * DAY)
    url = exclusion_url(cohort, alice, interview)
    for stranger in (factories.make_adviser(), alice.user, charlie.user):
        assert client_of(stranger).post(url, {"reason": "No"}).status_code == 404
    assert client_of(bob).post(exclusion_url(cohort, alice, his), {"reason": "No"}).status_code == 404
    assert client_of(bob).get(url).status_code == 405
    assert not Exclusion.objects.exists()
