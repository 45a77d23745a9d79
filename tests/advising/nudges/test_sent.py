"""What an adviser sees of the nudges they sent."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.advising.models import Nudge, Nudged
from apps.advising.nudges.outcome import moved
from apps.audit.models import Entry
from apps.cohorts.models import Caseload, Cohort
from apps.contacts.models import Contact
from apps.core import clock
from apps.outbox.delivery import deliver_due
from apps.outbox.models import Message
from apps.students.models import Student
from tests import factories
from tests.advising.nudges.test_actions import asleep, nudge
from tests.smtp_sink import SmtpSink

AGO = timedelta(days=8)
STEP = timedelta(days=3)


@pytest.fixture
def past(cohort: Cohort, bob: User, darius: Student, oksana: Student) -> Nudge:
    """Eight days ago, to two: both joined long before."""
    cohort.memberships.update(joined_at=clock.now() - timedelta(days=60))
    first = factories.make_nudged(darius, cohort=cohort, adviser=bob, leaves_at=clock.now() - AGO)
    Nudged.objects.create(nudge=first.nudge, student=oksana, cohort=cohort, leaves_at=clock.now() - AGO)
    return first.nudge


def named(student: Student, ago: timedelta) -> None:
    contact = factories.make_contact(student=student)
    Contact.objects.filter(pk=contact.pk).update(created_at=clock.now() - ago)


class TestWhatHappenedAfter:
    def test_those_who_moved_beside_those_not_nudged(
        self, desk: Client, past: Nudge, cohort: Cohort, darius: Student, oksana: Student, alice: Student
    ) -> None:
        named(darius, AGO - STEP)
        named(oksana, timedelta(hours=1))  # on the eighth day
        done = [factories.make_student() for _ in range(5)]
        cohort.students.add(*done)
        cohort.memberships.update(joined_at=clock.now() - timedelta(days=60))
        reached, nudged_too, nudged_before, archived, late = done
        for _ in range(3):
            factories.make_held(reached, ended_ago=timedelta(days=20))
        marcus = factories.make_adviser()
        factories.make_nudged(nudged_too, cohort=cohort, adviser=marcus, leaves_at=clock.now() - AGO + STEP)
        factories.make_nudged(
            nudged_before, cohort=cohort, adviser=marcus, leaves_at=clock.now() - AGO - timedelta(days=1)
        )
        Student.objects.filter(pk=archived.pk).update(archived_at=clock.now())
        cohort.memberships.filter(student=late).update(joined_at=clock.now() - timedelta(days=1))
        page = desk.get(f"/nudges/{past.pk}/")
        outcome = page.context["outcome"]
        assert (outcome.nudged.moved, outcome.nudged.of) == (1, 2)
        assert re.findall(r'data-label="Moved a step">(\w+)<', page.text) == ["Yes", "No"]
        assert (outcome.others.moved, outcome.others.of) == (0, 1), "Alice alone"
        assert "1 of 2 moved a step within seven days" in page.text
        named(alice, AGO - STEP)
        assert desk.get(f"/nudges/{past.pk}/").context["outcome"].others.moved == 1

    def test_until_seven_days_have_passed_it_is_so_far(self, desk: Client, past: Nudge, darius: Student) -> None:
        Nudged.objects.update(leaves_at=clock.now() - timedelta(days=2))
        named(darius, timedelta(days=1))
        page = desk.get(f"/nudges/{past.pk}/")
        assert "1 of 2 moved a step so far" in page.text
        assert "The seven days are not over yet." in page.text
        assert "1 of 2 so far" in desk.get("/nudges/").text

    def test_before_it_left_there_is_nothing_to_say(self, desk: Client, bob: User, darius: Student) -> None:
        asleep(darius)
        sent = nudge(bob, darius)
        page = desk.get(f"/nudges/{sent.pk}/")
        assert page.context["outcome"] is None
        assert "moved a step" not in page.text
        assert "Nothing to say yet" in desk.get("/nudges/").text

    @pytest.mark.parametrize("step", ["asked_at", "scheduled_at", "logged_at", "thanked_at", "reflected_at", "none"])
    def test_each_step_is_a_move(self, alice: Student, step: str) -> None:
        long_ago, then = clock.now() - timedelta(days=40), clock.now() - timedelta(days=5)
        talk = factories.make_held(alice, ended_ago=timedelta(days=30), thanked_at=long_ago, reflected_at=long_ago)
        at = dict.fromkeys(["asked_at", "scheduled_at", "logged_at", "thanked_at", "reflected_at"], long_ago)
        # Logged after it ended, and asked before a date: the rest of the row stays as it was.
        at |= {"asked_at": None, "scheduled_at": None, "logged_at": clock.now() - timedelta(days=20)}
        at |= {step: then} if step != "none" else {}
        type(talk).objects.filter(pk=talk.pk).update(**at)
        Contact.objects.update(created_at=long_ago)
        ((has_moved, _),) = moved([(alice.pk, clock.now() - timedelta(days=7))])
        assert has_moved is (step != "none")

    def test_a_step_after_seven_days_is_no_answer(self, alice: Student) -> None:
        named(alice, timedelta(days=1))
        since = [clock.now() - timedelta(days=days) for days in (7, 9)]
        assert [each[0] for each in moved([(alice.pk, at) for at in since])] == [True, False]


class TestOneNudge:
    def test_what_became_of_each_mail(
        self, desk: Client, bob: User, cohort: Cohort, darius: Student, oksana: Student, alice: Student, sink: SmtpSink
    ) -> None:
        asleep(oksana)
        gone = factories.make_student(full_name="Liya Abebe", email="liya@campus.example")
        cohort.students.add(gone)
        sent = nudge(bob, darius, oksana, alice, gone)
        Student.objects.filter(pk=gone.pk).update(archived_at=clock.now())
        sink.on("RCPT", "550 5.1.1 no such user", to="alice@campus.example")
        deliver_due(worker="test")
        page = desk.get(f"/nudges/{sent.pk}/")
        said = {each["line"].nudged.student: each["said"] for each in page.context["lines"]}
        assert said[darius].startswith("Left today at ")
        assert said[oksana].startswith("Leaves ")
        assert said[alice] == "Came back: the mail server refused it"
        assert said[gone] == "Not sent: they were archived"
        assert "Stop the one that hasn’t left" in page.text
        stopped = desk.post(f"/nudges/{sent.pk}/withdrawal/", follow=True)
        assert "Stopped. 1 won’t leave." in stopped.text
        assert {each["line"].nudged.student: each["said"] for each in stopped.context["lines"]}[oksana] == "Stopped"
        assert "1 of 4, 3 won’t leave</td>" in desk.get("/nudges/").text
        again = desk.post(f"/nudges/{sent.pk}/withdrawal/", follow=True)
        assert "All of them have left or were stopped already." in again.text

    def test_two_of_one_name_are_told_apart(self, desk: Client, past: Nudge, darius: Student, oksana: Student) -> None:
        assert "Oksana Horváth</a>" in desk.get(f"/nudges/{past.pk}/").text
        User.objects.filter(pk=oksana.user_id).update(full_name="Darius Coleman")
        page = desk.get(f"/nudges/{past.pk}/").text
        assert "Darius Coleman (darius@campus.example)</a>" in page
        assert "Darius Coleman (oksana@campus.example)</a>" in page

    def test_it_is_of_whoever_wrote_it_alone(self, past: Nudge, cohort: Cohort, client_of: Any) -> None:
        dana = factories.make_adviser()
        Caseload.objects.create(cohort=cohort, adviser=dana)
        theirs = client_of(dana)
        assert theirs.get(f"/nudges/{past.pk}/").status_code == 404
        assert theirs.post(f"/nudges/{past.pk}/withdrawal/").status_code == 404
        assert past.subject not in theirs.get("/nudges/").text

    def test_a_student_who_is_not_theirs_any_more_is_not_shown(
        self, desk: Client, past: Nudge, cohort: Cohort, darius: Student
    ) -> None:
        named(darius, AGO - STEP)
        cohort.memberships.filter(student=darius).delete()
        page = desk.get(f"/nudges/{past.pk}/")
        assert "Darius" not in page.text
        assert "1 more is not your student any more" in page.text
        assert page.context["outcome"].nudged.of == 1
        assert "0 of 1" in desk.get("/nudges/").text

    def test_one_look_is_one_row(self, desk: Client, past: Nudge, darius: Student, oksana: Student) -> None:
        desk.head(f"/nudges/{past.pk}/")
        assert not Entry.objects.exists()
        desk.get(f"/nudges/{past.pk}/")
        row = Entry.objects.get()
        assert (row.page, row.filter, row.student_ids) == (
            "advising:nudged",
            {"nudge": past.pk},
            sorted([darius.pk, oksana.pk]),
        )


class TestMine:
    def test_the_newest_first_a_page_at_a_time(self, desk: Client, bob: User, cohort: Cohort, darius: Student) -> None:
        for _ in range(26):
            factories.make_nudged(darius, cohort=cohort, adviser=bob)
        page = desk.get("/nudges/")
        assert [entry["nudge"].pk for entry in page.context["entries"]] == list(
            Nudge.objects.order_by("-pk").values_list("pk", flat=True)[:25]
        )
        assert len(desk.get("/nudges/?page=2").context["entries"]) == 1
        assert desk.get("/nudges/?page=-1").status_code == 404

    def test_nobody_has_sent_one(self, desk: Client) -> None:
        assert "You have written no nudge yet" in desk.get("/nudges/").text

    def test_queries_do_not_grow(
        self, desk: Client, bob: User, cohort: Cohort, past: Nudge, django_assert_max_num_queries: Any
    ) -> None:
        def ask() -> None:
            for url in ("/nudges/", f"/nudges/{past.pk}/"):
                with django_assert_max_num_queries(12):
                    assert desk.get(url).status_code == 200

        ask()
        for _ in range(5):
            student = factories.make_student()
            cohort.students.add(student)
            factories.make_nudged(student, cohort=cohort, adviser=bob)
            Nudged.objects.create(nudge=past, student=student, cohort=cohort, leaves_at=clock.now() - AGO)
        ask()
        assert not Message.objects.exists()
