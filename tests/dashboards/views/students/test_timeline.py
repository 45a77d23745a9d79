"""What happened, the newest first."""

import re
from html import unescape
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import User
from apps.advising.models import AdviserNote, Hand, Nudge, Nudged, ReflectionComment, Talk
from apps.cohorts.models import Cohort
from apps.core import clock
from apps.interviews.models import Interview
from apps.reflection.models import Reflection
from apps.students.models import Student
from tests import factories
from tests.dashboards.views.students.conftest import DAY, url_of

pytestmark = pytest.mark.django_db


class TestTimeline:
    def test_all_that_was_shared_the_newest_first(
        self, bobs: Client, bob: User, cohort: Cohort, alice: Student, told: Interview
    ) -> None:
        now = clock.now()
        dana = factories.make_adviser(full_name="Dana Kessler")
        Reflection.objects.update(shared_at=now)
        Interview.objects.update(asked_at=now - 9 * DAY, scheduled_at=now - 8 * DAY)
        nudged = factories.make_nudged(alice, cohort=cohort, adviser=bob, leaves_at=now - 10 * DAY)
        Nudge.objects.filter(pk=nudged.nudge_id).update(subject="Ten minutes")
        hers = factories.make_nudged(alice, cohort=cohort, adviser=dana, leaves_at=now - 11 * DAY)
        Nudge.objects.filter(pk=hers.nudge_id).update(subject="A secret of Dana’s")
        stopped = factories.make_nudged(alice, cohort=cohort, adviser=dana, leaves_at=now - 11 * DAY)
        Nudged.objects.filter(pk=stopped.pk).update(stopped_at=now)
        talk = Talk.objects.create(student=alice, adviser=dana, day=(now - 20 * DAY).date())
        answered, gone = Hand.objects.create(student=alice, talk=talk), Hand.objects.create(student=alice)
        Hand.objects.filter(pk=answered.pk).update(raised_at=now - 13 * DAY)
        Hand.objects.filter(pk=gone.pk).update(taken_back_at=now - 12 * DAY, raised_at=now - 12 * DAY)
        page = bobs.get(url_of(cohort, alice)).text
        shown = re.findall(r"<b>([^<]+)</b>(?:<span>([^<]+)</span>)?</p></li>", page)
        who = "Archivist, Harrow County"
        steps = ["Shared the reflection", "Finished the reflection", "Said thank you", "Talked", "Agreed on a date"]
        assert [(unescape(words), unescape(about)) for words, about in shown] == [
            *((words, who) for words in (*steps, "Asked")),
            ("You nudged", "Ten minutes"),
            ("Dana Kessler nudged", ""),
            ("Asked for help", ""),
            ("Dana Kessler noted: we talked", ""),
        ]
        assert "A secret of Dana’s" not in page
        assert page.count("Asked for help") == 1, "what was taken back is shared no more"

    def test_what_is_older_is_closed(self, bobs: Client, bob: User, cohort: Cohort, alice: Student) -> None:
        today = clock.now().date()
        Talk.objects.bulk_create(Talk(student=alice, adviser=bob, day=today - each * DAY) for each in range(15))
        page = bobs.get(url_of(cohort, alice)).text
        assert page.count("You noted: we talked") == 15
        assert "Show 3 more" in page

    def test_it_costs_no_query_each(self, bobs: Client, bob: User, cohort: Cohort, alice: Student) -> None:
        counts, today = [], clock.now().date()
        for more in (1, 3):
            Talk.objects.bulk_create(
                Talk(student=alice, adviser=bob, day=today - (more + n) * DAY) for n in range(more)
            )
            factories.make_nudged(alice, cohort=cohort, adviser=bob)
            AdviserNote.objects.create(student=alice, cohort=cohort, author=bob, text="Here", token=uuid4())
            held = factories.make_held(alice, reflected_at=clock.now(), thanked_at=clock.now())
            shared = Reflection.objects.create(interview=held, shared_at=clock.now())
            ReflectionComment.objects.create(reflection=shared, author=bob, text="Good", token=uuid4())
            for url in (url_of(cohort, alice), f"{url_of(cohort, alice)}next-talk/"):
                with CaptureQueriesContext(connection) as queries:
                    bobs.get(url)
                counts.append(len(queries))
        assert counts[:2] == counts[2:]
        assert max(counts) <= 12
