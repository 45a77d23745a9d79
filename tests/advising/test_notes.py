"""Advisers' notes: written once, read by the cohort's advisers and the student, removed by whoever wrote them."""

from collections.abc import Callable
from datetime import datetime
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import User
from apps.advising.models import AdviserNote
from apps.audit.models import Action, Entry
from apps.cohorts.models import Caseload, Cohort
from apps.students.models import Student
from tests import factories

pytestmark = pytest.mark.django_db
TEXT = "Wants to talk in Spanish first."


@pytest.fixture
def bobs(client_of: Callable[[User], Client], bob: User) -> Client:
    return client_of(bob)


@pytest.fixture
def note(alice: Student, bob: User, cohort: Cohort) -> AdviserNote:
    return AdviserNote.objects.create(student=alice, cohort=cohort, author=bob, text=TEXT, token=uuid4())


def page_of(cohort: Cohort, student: Student) -> str:
    return f"/cohorts/{cohort.pk}/students/{student.pk}/"


class TestWriting:
    def test_it_is_saved_and_shown_with_who_and_when(self, bobs: Client, alice: Student, cohort: Cohort) -> None:
        url = page_of(cohort, alice)
        answer = bobs.post(f"{url}notes/", {"text": TEXT, "token": uuid4()}, follow=True)
        assert answer.redirect_chain == [(f"{url}#notes", 302)]
        assert "Saved. Alice can read it." in answer.text
        assert TEXT in answer.text
        assert "Alice can read these notes, and so can this cohort’s advisers." in answer.text
        (entry,) = Entry.objects.filter(action=Action.CHANGED)
        assert (entry.page, entry.student_ids, entry.reason) == ("dashboards:note", [alice.pk], "noted")

    def test_a_second_press_writes_no_second_note(self, bobs: Client, alice: Student, cohort: Cohort) -> None:
        data = {"text": TEXT, "token": uuid4()}
        for _ in range(2):
            assert bobs.post(f"{page_of(cohort, alice)}notes/", data).status_code == 302
        assert AdviserNote.objects.count() == 1
        bobs.post(f"{page_of(cohort, alice)}notes/", {**data, "token": uuid4()})
        assert AdviserNote.objects.count() == 2

    def test_other_words_after_the_first_are_kept_and_saved_by_one_more_press(
        self, bobs: Client, alice: Student, cohort: Cohort
    ) -> None:
        url, data = f"{page_of(cohort, alice)}notes/", {"text": TEXT, "token": str(uuid4())}
        bobs.post(url, data)
        answer = bobs.post(url, {**data, "text": "And in the morning."})
        assert answer.status_code == 422
        assert "To save these too, press once more." in answer.text
        assert ">\nAnd in the morning.</textarea>" in answer.text
        assert list(AdviserNote.objects.values_list("text", flat=True)) == [TEXT]
        token = answer.context["note_form"]["token"].value()
        assert token != data["token"]
        assert bobs.post(url, {"text": "And in the morning.", "token": token}).status_code == 302
        assert {each.text for each in AdviserNote.objects.all()} == {TEXT, "And in the morning."}

    @pytest.mark.parametrize("text", ["", "   ", "\u200b", "x" * 2001, "a\x00b"])
    def test_what_will_not_do_is_kept_and_not_saved(
        self, bobs: Client, alice: Student, cohort: Cohort, text: str
    ) -> None:
        answer = bobs.post(f"{page_of(cohort, alice)}notes/", {"text": text, "token": "none"})
        assert answer.status_code == 422
        assert 'href="#id_note_text"' in answer.text
        assert not AdviserNote.objects.exists()

    def test_the_length_counts_a_line_end_once(self, bobs: Client, alice: Student, cohort: Cohort) -> None:
        text = "x\r\n" * 1000
        assert bobs.post(f"{page_of(cohort, alice)}notes/", {"text": text}).status_code == 302

    def test_only_who_looks_after_the_cohort(
        self, client_of: Callable[[User], Client], alice: Student, cohort: Cohort, note: AdviserNote
    ) -> None:
        frank, dana, office = factories.make_adviser(), factories.make_adviser(), factories.make_administrator()
        alice.memberships.update(coach=frank)
        factories.make_cohort(advisers=[dana], students=[alice])
        for person in (frank, dana, office, alice.user):
            client = client_of(person)
            assert client.post(f"{page_of(cohort, alice)}notes/", {"text": "Mine"}).status_code == 404
            assert client.post(f"{page_of(cohort, alice)}notes/{note.pk}/removal/").status_code == 404
            assert TEXT not in client.get(page_of(cohort, alice)).text
        assert AdviserNote.objects.get() == note
        Caseload.objects.create(cohort=cohort, adviser=office)
        assert TEXT in client_of(office).get(page_of(cohort, alice)).text

    def test_a_note_of_one_cohort_is_not_for_another(
        self, bobs: Client, bob: User, alice: Student, cohort: Cohort, note: AdviserNote
    ) -> None:
        other = factories.make_cohort(advisers=[bob], students=[alice])
        assert TEXT not in bobs.get(page_of(other, alice)).text
        assert bobs.post(f"{page_of(other, alice)}notes/{note.pk}/removal/").status_code == 404


class TestRemoving:
    def test_it_goes_and_its_words_are_offered_once(
        self, bobs: Client, alice: Student, cohort: Cohort, note: AdviserNote
    ) -> None:
        page = bobs.post(f"{page_of(cohort, alice)}notes/{note.pk}/removal/", follow=True).text
        assert not AdviserNote.objects.exists()
        assert "Its words are in the form once more" in page
        assert f">\n{TEXT}</textarea>" in page
        assert TEXT not in bobs.get(page_of(cohort, alice)).text
        assert bobs.post(f"{page_of(cohort, alice)}notes/{note.pk}/removal/").status_code == 302  # twice is once
        assert [each.reason for each in Entry.objects.filter(action=Action.CHANGED)] == ["note removed"]

    def test_its_words_are_offered_for_no_other_student(
        self, bobs: Client, alice: Student, charlie: Student, cohort: Cohort, note: AdviserNote
    ) -> None:
        cohort.memberships.create(student=charlie)
        bobs.post(f"{page_of(cohort, alice)}notes/{note.pk}/removal/")
        assert TEXT not in bobs.get(page_of(cohort, charlie)).text
        assert TEXT in bobs.get(page_of(cohort, alice)).text

    def test_nobody_removes_a_colleagues(
        self, client_of: Callable[[User], Client], alice: Student, cohort: Cohort, note: AdviserNote
    ) -> None:
        dana = factories.make_adviser()
        Caseload.objects.create(cohort=cohort, adviser=dana)
        page = client_of(dana).get(page_of(cohort, alice)).text
        assert TEXT in page
        assert "/removal/" not in page
        assert client_of(dana).post(f"{page_of(cohort, alice)}notes/{note.pk}/removal/").status_code == 404


class TestTheStudentsPage:
    def test_they_read_all_with_who_when_and_in_which_cohort(
        self, phone: Client, alice: Student, note: AdviserNote, cohort: Cohort
    ) -> None:
        page = " ".join(phone.get("/adviser-notes/").text.split())
        for words in (TEXT, "Bob Lindgren, <time", f"in {cohort.name.replace(chr(39), '&#x27;')}"):
            assert words in page
        for url in ("/", "/accounts/settings/"):
            assert 'href="/adviser-notes/"' in phone.get(url).text

    def test_nobody_elses(
        self, client_of: Callable[[User], Client], charlie: Student, bob: User, note: AdviserNote
    ) -> None:
        assert "No adviser has noted anything about you." in client_of(charlie.user).get("/adviser-notes/").text
        assert client_of(bob).get("/adviser-notes/").status_code == 404
        assert "/adviser-notes/" not in client_of(bob).get("/accounts/settings/").text

    def test_an_archived_student_reads_them_still(
        self, phone: Client, alice: Student, note: AdviserNote, as_of: datetime
    ) -> None:
        Student.objects.filter(pk=alice.pk).update(archived_at=as_of)
        assert TEXT in phone.get("/adviser-notes/").text

    def test_queries_are_the_same_for_one_and_for_three(
        self, phone: Client, alice: Student, bob: User, cohort: Cohort
    ) -> None:
        counts = []
        for more in (1, 2):
            for _ in range(more):
                AdviserNote.objects.create(student=alice, cohort=cohort, author=bob, text=TEXT, token=uuid4())
            with CaptureQueriesContext(connection) as queries:
                phone.get("/adviser-notes/")
            counts.append(len(queries))
        assert counts[0] == counts[1] <= 6
