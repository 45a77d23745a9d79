"""Answering a shared reflection: who may, once a press, what the student keeps, and what becomes of it unshared."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from html import unescape
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import User
from apps.advising.models import ReflectionComment
from apps.advising.reflections.comments import comment
from apps.advising.reflections.reading import unread
from apps.audit.models import Action, Entry
from apps.cohorts.models import Caseload, Cohort
from apps.core import clock
from apps.core.not_saved.tokens import FIELD
from apps.guidance.models import ReflectionQuestion
from apps.interviews.actions import NotPossible
from apps.interviews.models import Interview
from apps.outbox.models import Message
from apps.reflection.models import Reflection, ReflectionAnswer
from apps.students.models import Student
from tests import factories

pytestmark = pytest.mark.django_db
SAID, KEPT = "Ask her about night shifts.", "I liked the pace of the ward"


@pytest.fixture
def shared(alice: Student, cohort: Cohort) -> Reflection:
    now = clock.now()
    held = factories.make_held(alice, ended_ago=timedelta(days=3), thanked_at=now, reflected_at=now, learned="Secret")
    reflection = Reflection.objects.create(interview=held, verdict="closer", shared_at=now)
    question, _ = ReflectionQuestion.objects.get_or_create(text="How did it feel?")
    ReflectionAnswer.objects.create(reflection=reflection, question=question, text=KEPT)
    return reflection


@pytest.fixture
def bobs(client_of: Callable[[User], Client], bob: User) -> Client:
    return client_of(bob)


def url_of(reflection: Reflection) -> str:
    return f"/reflections/{reflection.pk}/comment/"


class TestCommenting:
    def test_the_page_has_the_reflection_and_no_more(self, bobs: Client, shared: Reflection) -> None:
        page = bobs.get(url_of(shared)).text
        for words in ("Answer Alice’s reflection", "Hydrologist, Cedar Basin", KEPT, "Closer to it"):
            assert words in page
        assert shared.interview.contact.full_name not in page
        assert "Secret" not in page

    def test_the_form_stands_on_the_students_page_and_leads_back_there(
        self, bobs: Client, bob: User, alice: Student, cohort: Cohort, shared: Reflection
    ) -> None:
        url = f"/cohorts/{cohort.pk}/students/{alice.pk}/"
        assert (
            f'action="{url_of(shared)}?cohort={cohort.pk}&amp;from=sort%3Dlast"'
            in bobs.get(f"{url}?from=sort=last").text
        )
        answer = bobs.post(f"{url_of(shared)}?cohort={cohort.pk}&from=sort=last", {"text": SAID}, follow=True)
        assert answer.redirect_chain == [(f"{url}?from=sort%3Dlast#interview-{shared.interview_id}", 302)]
        assert SAID in answer.text
        assert "Alice hears of it in the morning note." in answer.text
        (entry,) = Entry.objects.filter(action=Action.CHANGED)
        assert (entry.page, entry.student_ids, entry.reason) == ("advising:comment", [alice.pk], "commented")

    def test_a_second_press_makes_no_second_comment(self, bobs: Client, shared: Reflection) -> None:
        data = {"text": SAID, "token": uuid4()}
        for _ in range(2):
            assert bobs.post(url_of(shared), data).status_code == 302
        assert ReflectionComment.objects.count() == 1
        assert Message.objects.filter(key__startswith="reflection_answered:").count() == 1

    def test_other_words_after_the_first_are_kept_and_saved_by_one_more_press(
        self, bobs: Client, shared: Reflection
    ) -> None:
        data = {"text": SAID, "token": str(uuid4())}
        bobs.post(url_of(shared), data)
        answer = bobs.post(url_of(shared), {**data, "text": "And about pay."})
        assert answer.status_code == 422
        assert "To save these too, press once more." in answer.text
        assert ">\nAnd about pay.</textarea>" in answer.text
        assert list(ReflectionComment.objects.values_list("text", flat=True)) == [SAID]
        token = answer.context["form"]["token"].value()
        assert token != data["token"]
        assert bobs.post(url_of(shared), {"text": "And about pay.", "token": token}).status_code == 302
        assert {each.text for each in ReflectionComment.objects.all()} == {SAID, "And about pay."}

    @pytest.mark.parametrize("text", ["", "  ", "\u200b", "x" * 2001, "a\x00b"])
    def test_what_will_not_do_is_kept_and_not_saved(self, bobs: Client, shared: Reflection, text: str) -> None:
        answer = bobs.post(url_of(shared), {"text": text, "token": "x"})
        assert answer.status_code == 422
        assert 'href="#id_text"' in answer.text
        assert not ReflectionComment.objects.exists()

    def test_each_look_is_one_audit_row(self, bobs: Client, bob: User, alice: Student, shared: Reflection) -> None:
        bobs.get(url_of(shared))
        bobs.head(url_of(shared))
        (entry,) = Entry.objects.all()
        assert (entry.actor, entry.page, entry.student_ids) == (bob, "advising:comment", [alice.pk])


class TestWhoMay:
    def test_the_coach_and_the_advisers_alone(
        self, client_of: Callable[[User], Client], alice: Student, charlie: Student, cohort: Cohort, shared: Reflection
    ) -> None:
        frank, dana, office = factories.make_adviser(), factories.make_adviser(), factories.make_administrator()
        alice.memberships.update(coach=frank)
        factories.make_cohort(advisers=[dana], students=[charlie])
        for person, status in ((frank, 302), (dana, 404), (office, 404), (alice.user, 404), (charlie.user, 404)):
            assert client_of(person).post(url_of(shared), {"text": SAID}).status_code == status
        Caseload.objects.create(cohort=cohort, adviser=office)
        assert client_of(office).post(url_of(shared), {"text": SAID}).status_code == 302

    def test_what_is_not_shared_is_not_there(self, bobs: Client, shared: Reflection) -> None:
        for gone in ({"shared_at": None}, {"shared_at": clock.now()}):
            Reflection.objects.update(**gone)
            shared.interview.reflected_at = None if gone["shared_at"] else clock.now()
            shared.interview.save()
            assert bobs.get(url_of(shared)).status_code == 404
        assert bobs.get("/reflections/99999/comment/").status_code == 404

    def test_unshared_meanwhile_the_words_come_back_and_nothing_is_saved(
        self, bobs: Client, alice: Student, cohort: Cohort, shared: Reflection
    ) -> None:
        sent = {"text": SAID, FIELD: bobs.get(url_of(shared)).context["request"]._form_token}
        Reflection.objects.update(shared_at=None)
        answer = bobs.post(f"{url_of(shared)}?cohort={cohort.pk}", sent, follow=True)
        assert answer.redirect_chain == [(f"/cohorts/{cohort.pk}/students/{alice.pk}/", 302)]
        assert "Alice does not share this reflection any more." in answer.text
        assert f"<dd>{SAID}</dd>" in answer.text
        assert KEPT not in answer.text
        assert not ReflectionComment.objects.exists()

    def test_the_action_asks_again(self, bob: User, shared: Reflection, as_of: datetime) -> None:
        Reflection.objects.update(shared_at=None)
        with pytest.raises(NotPossible):
            comment(reflection=shared, author=bob, text=SAID, token=uuid4(), as_of=as_of)


def test_who_answers_it_has_read_it(bob: User, shared: Reflection, as_of: datetime) -> None:
    Reflection.objects.update(shared_at=as_of)
    comment(reflection=shared, author=bob, text=SAID, token=uuid4(), as_of=as_of)
    assert not unread(bob).exists()


def test_read_it_stands_on_the_students_page_until_it_is_shared_anew(
    bobs: Client, alice: Student, cohort: Cohort, shared: Reflection
) -> None:
    url = f"/cohorts/{cohort.pk}/students/{alice.pk}/"
    (address,) = re.findall(r'action="(/reflections/\d+/read/[^"]*)"', bobs.get(url).text)
    page = bobs.post(unescape(address), follow=True).text
    assert "You’ve read it" in page
    assert "Mark as read" not in page
    Reflection.objects.update(shared_at=clock.now())
    assert "Mark as read" in bobs.get(url).text


class TestTheStudent:
    @pytest.fixture
    def answered(self, shared: Reflection, bob: User, as_of: datetime) -> Reflection:
        comment(reflection=shared, author=bob, text=SAID, token=uuid4(), as_of=as_of)
        return shared

    def test_reads_it_beside_the_reflection_and_keeps_it(self, phone: Client, answered: Reflection) -> None:
        page = f"/interviews/{answered.interview_id}/"
        for shared_at in (answered.shared_at, None):
            Reflection.objects.update(shared_at=shared_at)
            text = phone.get(page).text
            assert SAID in text
            assert "Bob Lindgren answered on" in text
        assert "You keep the comments." in text

    def test_keeps_the_comments_while_the_conversation_is_at_an_earlier_step(
        self, phone: Client, answered: Reflection
    ) -> None:
        url = f"/interviews/{answered.interview_id}/"
        Interview.objects.update(reflected_at=None)
        page = phone.get(url).text
        assert "Comments on your reflection" in page
        assert SAID in page
        assert KEPT not in page
        ReflectionComment.objects.all().delete()
        assert "Comments on your reflection" not in phone.get(url).text

    def test_unshared_no_adviser_reads_it_any_more(
        self, bobs: Client, alice: Student, cohort: Cohort, answered: Reflection
    ) -> None:
        url = f"/cohorts/{cohort.pk}/students/{alice.pk}/"
        assert SAID in bobs.get(url).text
        Reflection.objects.update(shared_at=None)
        assert SAID not in bobs.get(url).text
        assert "You answered the reflection" in bobs.get(url).text

    def test_comments_cost_no_query_each(self, phone: Client, bob: User, answered: Reflection, as_of: datetime) -> None:
        counts = []
        for _ in range(2):
            with CaptureQueriesContext(connection) as queries:
                phone.get(f"/interviews/{answered.interview_id}/")
            counts.append(len(queries))
            for _ in range(2):
                comment(reflection=answered, author=bob, text=SAID, token=uuid4(), as_of=as_of)
        assert counts[0] == counts[1] <= 12
