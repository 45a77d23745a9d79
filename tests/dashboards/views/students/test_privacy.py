"""Who opens a student's page, and what of the student's words they may read there."""

from collections.abc import Callable
from html import unescape
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.accounts.models import User
from apps.advising.models import AdviserNote
from apps.audit.models import Entry
from apps.cohorts.models import Cohort
from apps.core import clock
from apps.interviews.log.actions import withdraw_log
from apps.interviews.models import Exclusion, Interview
from apps.reflection.models import Reflection
from apps.students.models import Student
from tests import factories
from tests.dashboards.views.students.conftest import SECRETS, exclusion_url, url_of

pytestmark = pytest.mark.django_db


def test_nothing_private_is_on_any_page_of_the_adviser(
    bobs: Client, cohort: Cohort, alice: Student, told: Interview
) -> None:
    for url in (url_of(cohort, alice), reverse("dashboards:cohort", args=[cohort.pk]), "/cohorts/"):
        html = bobs.get(url).content.decode()
        leaked = [name for name, secret in SECRETS.items() if secret in html]
        assert leaked == []
        assert "Ruled it out" not in html
        assert "Nerves" not in html


def test_private_text_does_not_even_leave_the_database(
    bobs: Client, cohort: Cohort, alice: Student, told: Interview
) -> None:
    with CaptureQueriesContext(connection) as queries:
        bobs.get(url_of(cohort, alice))
    asked = " ".join(query["sql"].split(" FROM ")[0] for query in queries)
    for column in ('"learned"', '"body"', '"phone"', '"contacts_contact"."email"', '"profile_link"'):
        assert column not in asked


def test_what_the_student_shares_is_there_in_full(
    bobs: Client, cohort: Cohort, alice: Student, told: Interview
) -> None:
    Reflection.objects.update(shared_at=clock.now())
    told.contact.name_shared = True
    told.contact.save()
    html = bobs.get(url_of(cohort, alice)).content.decode()
    for words in (SECRETS["name"], SECRETS["kept"], "Ruled it out", "5 of 5 before, 2 of 5 after"):
        assert words in html
    for secret in ("email", "phone", "profile_link", "learned", "thanks"):
        assert SECRETS[secret] not in html


def test_a_shared_reflection_still_in_draft_is_not_shown(
    bobs: Client, cohort: Cohort, alice: Student, told: Interview
) -> None:
    Reflection.objects.update(shared_at=clock.now())
    Interview.objects.update(reflected_at=None)
    assert SECRETS["kept"] not in bobs.get(url_of(cohort, alice)).content.decode()


def test_what_is_shared_with_the_adviser_no_administrator_reads(
    client_of: Callable[[User], Client], bob: User, cohort: Cohort, alice: Student, told: Interview
) -> None:
    Reflection.objects.update(shared_at=clock.now())
    told.contact.name_shared = True
    told.contact.save()
    # Somebody's adviser as well: of another cohort, with the same student in it.
    office = factories.make_administrator()
    factories.make_cohort(advisers=[office], students=[alice])
    answer = client_of(office).get(url_of(cohort, alice))
    html = answer.content.decode()
    assert [name for name, secret in SECRETS.items() if secret in html] == []
    for words in ("Ruled it out", "Nerves", "shared with you", "not shared"):
        assert words not in html
    for words in ("Archivist, Harrow County", "within 24 hours", "1 of 3 count", "only with this cohort’s advisers"):
        assert words in html
    # Looking after the cohort, an administrator is its adviser.
    cohort.advisers.add(office)
    assert SECRETS["kept"] in client_of(office).get(url_of(cohort, alice)).content.decode()


def test_a_conversation_that_did_not_happen_has_no_reflection_to_read(
    bobs: Client, cohort: Cohort, alice: Student, told: Interview
) -> None:
    Reflection.objects.update(shared_at=clock.now())
    assert SECRETS["kept"] in bobs.get(url_of(cohort, alice)).content.decode()
    withdraw_log(interview=told, as_of=clock.now())
    html = bobs.get(url_of(cohort, alice)).content.decode()
    assert SECRETS["kept"] not in html
    assert "Ruled it out" not in html


def test_only_students_of_own_cohorts_open(
    client_of: Callable[[User], Client], bob: User, cohort: Cohort, alice: Student, charlie: Student
) -> None:
    other = factories.make_adviser()
    theirs = factories.make_cohort(advisers=[other], students=[charlie])
    bobs = client_of(bob)
    assert bobs.get(url_of(cohort, alice)).status_code == 200
    assert bobs.get(url_of(theirs, charlie)).status_code == 404
    assert bobs.get(url_of(cohort, charlie)).status_code == 404  # own cohort, somebody else's student
    for stranger in (other, alice.user, charlie.user):
        assert client_of(stranger).get(url_of(cohort, alice)).status_code == 404
    assert client_of(factories.make_administrator()).get(url_of(cohort, alice)).status_code == 200
    assert Client().get(url_of(cohort, alice)).status_code == 302


def test_each_look_is_one_audit_row(bobs: Client, bob: User, cohort: Cohort, alice: Student) -> None:
    bobs.get(url_of(cohort, alice))
    entry = Entry.objects.get(actor=bob)
    assert (entry.page, entry.student_ids) == ("dashboards:student", [alice.pk])
    bobs.head(url_of(cohort, alice))  # shows nothing
    assert Entry.objects.count() == 1


class TestAnOutsideCoach:
    """Looks after no cohort: sees the one student, and what the student shares."""

    @pytest.fixture
    def franks(self, client_of: Callable[[User], Client], cohort: Cohort, alice: Student) -> Client:
        frank = factories.make_adviser(full_name="Frank Adeyemi")
        alice.memberships.update(coach=frank)
        return client_of(frank)

    def test_opens_their_own_student_and_nobody_else(
        self, franks: Client, cohort: Cohort, alice: Student, charlie: Student
    ) -> None:
        cohort.memberships.create(student=charlie)
        elsewhere = factories.make_cohort(students=[alice])
        assert franks.get(url_of(cohort, alice)).status_code == 200
        assert franks.get(url_of(cohort, charlie)).status_code == 404
        assert franks.get(url_of(elsewhere, alice)).status_code == 404

    def test_reads_what_is_shared_and_nothing_else(
        self, franks: Client, cohort: Cohort, alice: Student, told: Interview
    ) -> None:
        html = unescape(franks.get(url_of(cohort, alice)).text)
        assert "Archivist" in html
        assert [secret for secret in SECRETS.values() if secret in html] == []
        Reflection.objects.update(shared_at=clock.now())
        told.contact.name_shared = True
        told.contact.save()
        html = unescape(franks.get(url_of(cohort, alice)).text)
        assert {key for key, secret in SECRETS.items() if secret in html} == {"name", "kept"}

    def test_reads_no_advisers_note(self, franks: Client, bob: User, cohort: Cohort, alice: Student) -> None:
        AdviserNote.objects.create(student=alice, cohort=cohort, author=bob, text="A quiet room", token=uuid4())
        assert "quiet room" not in franks.get(url_of(cohort, alice)).text

    def test_leaves_nothing_out_of_the_count(
        self, franks: Client, cohort: Cohort, alice: Student, told: Interview
    ) -> None:
        assert franks.post(exclusion_url(cohort, alice, told), {"reason": "The same event"}).status_code == 403
        assert not Exclusion.objects.exists()
