"""The page for the next talk."""

import re

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.advising.models import Hand, Talk
from apps.audit.models import Entry
from apps.campus.models import Campus
from apps.cohorts.models import Cohort
from apps.core import clock
from apps.interviews.models import Interview
from apps.reflection.models import Reflection
from apps.students.models import Student
from tests import factories
from tests.dashboards.views.students.conftest import DAY, SECRETS, url_of

pytestmark = pytest.mark.django_db


class TestNextTalk:
    def test_it_has_what_was_shared_since_the_last_talk_and_three_things_to_ask(
        self, bobs: Client, bob: User, cohort: Cohort, alice: Student, told: Interview
    ) -> None:
        url = f"{url_of(cohort, alice)}next-talk/"
        now = clock.now()
        Reflection.objects.update(shared_at=now - 2 * DAY)
        page = bobs.get(url).text
        for words in (
            "Next talk with Alice Okafor",
            "No talk is noted yet.",
            SECRETS["kept"],
            "After someone at Harrow County you ruled this work out.",
            "What are your plans after graduation?",
        ):
            assert words in page
        assert page.count('class="write"') == 4
        for secret in ("name", "email", "phone", "learned", "thanks"):
            assert SECRETS[secret] not in page
        Talk.objects.create(student=alice, adviser=bob, day=now.date())
        page = bobs.get(url).text
        assert SECRETS["kept"] not in page
        assert "Shared since the last talk" in page
        assert "The last talk was on" in page

    def test_a_late_thank_you_is_told_whatever_else_the_student_needs(
        self, bobs: Client, cohort: Cohort, alice: Student, campus: Campus
    ) -> None:
        owed = factories.make_held(alice, ended_ago=20 * DAY)
        Hand.objects.create(student=alice)
        page = bobs.get(f"{url_of(cohort, alice)}next-talk/").text
        assert "A thank-you is still open." in page
        over = (owed.ends_at + DAY).astimezone(campus.zone)
        day = rf"{over:%b} {over.day}(, \d+)?"
        assert re.search(rf"</b><span class=.d-block muted.>Held, .*?\. <b>Thank-you late since {day}</b>", page)
        Student.objects.filter(pk=alice.pk).update(archived_at=clock.now())
        page = bobs.get(f"{url_of(cohort, alice)}next-talk/").text
        assert "A thank-you is still open." not in page
        assert "Thank-you late" not in page
        Student.objects.filter(pk=alice.pk).update(archived_at=None)
        Interview.objects.update(thanked_at=clock.now(), thanked_how="mail")
        page = bobs.get(f"{url_of(cohort, alice)}next-talk/").text
        assert "A thank-you is still open." not in page
        assert "Thank-you late" not in page

    def test_each_look_is_one_audit_row(self, bobs: Client, bob: User, cohort: Cohort, alice: Student) -> None:
        bobs.get(f"{url_of(cohort, alice)}next-talk/")
        bobs.head(f"{url_of(cohort, alice)}next-talk/")
        (entry,) = Entry.objects.all()
        assert (entry.actor, entry.page, entry.student_ids) == (bob, "dashboards:next_talk", [alice.pk])
