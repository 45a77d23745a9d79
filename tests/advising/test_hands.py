"""“Ask my adviser for help”: who may, who sees it, how it comes down, and what the student hears of the answer."""

from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Barrier, Thread
from urllib.parse import urlencode

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import User
from apps.advising.hands import help_of, raise_hand, take_back
from apps.advising.models import Hand, Nudged, Talk
from apps.cohorts.models import Cohort
from apps.core import clock
from apps.interviews.actions import NotPossible
from apps.outbox.models import Audience, Message, State
from apps.students.models import Student
from tests import factories

pytestmark = pytest.mark.django_db
ASK, BACK = "Ask my adviser for help", "Take it back"


def words(client: Client, url: str = "/") -> str:
    return " ".join(client.get(url).text.split())


@pytest.fixture
def talk(alice: Student, bob: User, as_of: datetime) -> Talk:
    return Talk.objects.create(student=alice, adviser=bob, day=as_of.date())


class TestRaising:
    def test_who_will_see_it_is_named_before(self, phone: Client, alice: Student, cohort: Cohort) -> None:
        frank = factories.make_adviser(full_name="Frank Adeyemi")
        alice.memberships.update(coach=frank)
        page = words(phone)
        assert ASK in page
        assert "Bob Lindgren and Frank Adeyemi will see that you asked, and when." in page
        assert "They don’t see anything you wrote." in page

    def test_one_press_and_it_is_up_at_its_step(self, phone: Client, alice: Student, cohort: Cohort) -> None:
        held = factories.make_held(alice)
        url = f"/interviews/{held.pk}/"
        assert '<input type="hidden" name="step" value="thank">' in words(phone, url)
        answer = phone.post(f"/hand/?next={url}", {"step": "thank"}, follow=True)
        assert answer.redirect_chain == [(f"{url}#hand", 302)]
        assert "Bob Lindgren sees that you want help." in answer.text
        assert "at the step “Thank”" in answer.text
        assert ASK not in answer.text
        assert Hand.objects.get().step == "thank"

    def test_pressed_twice_or_in_another_tab_one_is_up(self, phone: Client, alice: Student, cohort: Cohort) -> None:
        phone.post("/hand/", {"step": "thank"})
        phone.post("/hand/", {"step": "ask"})
        assert [each.step for each in Hand.objects.all()] == ["thank"]

    def test_the_database_holds_one_up_of_each_student(self, alice: Student, charlie: Student) -> None:
        for student in (alice, charlie):
            Hand.objects.create(student=student)
        with pytest.raises(IntegrityError), transaction.atomic():
            Hand.objects.create(student=alice)

    @pytest.mark.parametrize("step", ["", "none-such", "\x00", "a" * 500])
    def test_a_step_that_is_none_is_none(self, phone: Client, cohort: Cohort, step: str) -> None:
        phone.post("/hand/", {"step": step})
        assert Hand.objects.get().step == ""

    @pytest.mark.parametrize("back", ["", "//elsewhere.example", "https://elsewhere.example", "javascript:alert(1)"])
    def test_it_leads_back_to_a_page_of_ours(self, phone: Client, cohort: Cohort, back: str) -> None:
        assert phone.post("/hand/", QUERY_STRING=urlencode({"next": back}))["Location"] == "/"

    def test_it_leads_back_to_where_it_was_pressed(self, phone: Client) -> None:
        for act in ("", "withdrawal/"):
            assert phone.post(f"/hand/{act}?next=/interviews/")["Location"] == "/interviews/#hand"

    @pytest.mark.parametrize("url", ["/", "/interviews/", "/start/", "/start/about-you/", "/start/names/family/"])
    def test_the_button_stands_at_every_step(self, phone: Client, cohort: Cohort, url: str) -> None:
        assert words(phone, url).count(ASK) == 1

    @pytest.mark.parametrize(
        ("page", "step"),
        [
            ("/contacts/", ""),
            ("/interviews/log/", ""),
            ("/interviews/{idea}/ask/", "ask"),
            ("/interviews/{idea}/preparation/", "prepare"),
            ("/interviews/{held}/thank-you/", "thank"),
            ("/interviews/{held}/reflection/", "reflect"),
        ],
    )
    def test_where_words_are_written_too_and_it_leads_back_there(
        self, phone: Client, alice: Student, cohort: Cohort, page: str, step: str
    ) -> None:
        url = page.format(idea=factories.make_interview(student=alice).pk, held=factories.make_held(alice).pk)
        shown = words(phone, url)
        assert shown.count(ASK) == 1
        assert f'action="/hand/?next={url}"' in shown
        assert (f'<input type="hidden" name="step" value="{step}">' in shown) == bool(step)

    def test_from_a_part_of_the_page_it_leads_back_to_the_page(
        self, phone: Client, alice: Student, cohort: Cohort
    ) -> None:
        url = f"/interviews/{factories.make_interview(student=alice).pk}/preparation/"
        answer = phone.post(f"{url}questions/", {"text": ""})
        assert answer.status_code == 422
        assert f'action="/hand/?next={url}"' in answer.text


class TestWhoMay:
    def test_nobody_without_a_cohort(self, phone: Client, alice: Student) -> None:
        assert ASK not in words(phone)
        answer = phone.post("/hand/", follow=True)
        assert "nobody would see it" in answer.text
        assert not Hand.objects.exists()

    def test_nobody_whose_cohort_is_long_over(self, phone: Client, cohort: Cohort, as_of: datetime) -> None:
        over = as_of.date() - timedelta(weeks=5)
        Cohort.objects.update(starts_on=over - timedelta(weeks=9), due_on=over)
        assert ASK in words(phone)  # its term goes on
        cohort.term.starts_on, cohort.term.ends_on = over - timedelta(weeks=9), as_of.date() - timedelta(days=3)
        cohort.term.save()
        for url in ("/", "/interviews/"):
            assert ASK not in words(phone, url)

    def test_a_coach_is_enough(self, phone: Client, alice: Student, cohort: Cohort) -> None:
        cohort.caseloads.all().delete()
        assert ASK not in words(phone)
        frank = factories.make_adviser(full_name="Frank Adeyemi")
        alice.memberships.update(coach=frank)
        for url in ("/", "/interviews/"):
            assert "Frank Adeyemi will see that you asked" in words(phone, url)

    @pytest.mark.parametrize("gone", [{"is_active": False}, {"role": "student"}])
    def test_who_left_is_not_named(self, phone: Client, alice: Student, cohort: Cohort, bob: User, gone: dict) -> None:
        alice.memberships.update(coach=bob)
        User.objects.filter(pk=bob.pk).update(**gone)
        for url in ("/", "/interviews/"):
            assert ASK not in words(phone, url)

    def test_an_archived_student_raises_none_and_may_take_one_back(
        self, phone: Client, alice: Student, cohort: Cohort, as_of: datetime
    ) -> None:
        Student.objects.filter(pk=alice.pk).update(archived_at=as_of)
        assert ASK not in words(phone)
        with pytest.raises(NotPossible):
            raise_hand(student=alice, step="", today=as_of.date())
        Hand.objects.create(student=alice)
        assert BACK in words(phone)
        phone.post("/hand/withdrawal/")
        assert not Hand.objects.up().exists()

    def test_staff_have_none(self, client_of: Callable[[User], Client], bob: User, cohort: Cohort) -> None:
        assert [client_of(bob).post(f"/hand/{end}").status_code for end in ("", "withdrawal/")] == [404, 404]


class TestTakingBack:
    def test_it_comes_down_and_may_be_raised_again(self, phone: Client, alice: Student, cohort: Cohort) -> None:
        phone.post("/hand/")
        answer = phone.post("/hand/withdrawal/?next=/interviews/", follow=True)
        assert answer.redirect_chain == [("/interviews/#hand", 302)]
        assert "Taken back. You can ask again any time." in answer.text
        assert ASK in answer.text
        assert "You are not asking for help at present." in phone.post("/hand/withdrawal/", follow=True).text
        phone.post("/hand/")
        assert Hand.objects.up().count() == 1
        assert Hand.objects.count() == 2

    def test_what_was_answered_meanwhile_stays_answered(self, alice: Student, talk: Talk, as_of: datetime) -> None:
        hand = Hand.objects.create(student=alice, talk=talk)
        assert take_back(student=alice, as_of=as_of) is False
        hand.refresh_from_db()
        assert hand.taken_back_at is None


class TestTheAnswer:
    def test_a_talk_is_told_on_every_page_for_three_days(
        self, phone: Client, alice: Student, talk: Talk, as_of: datetime
    ) -> None:
        Hand.objects.create(student=alice, talk=talk)
        before = dict(phone.session)
        for url in ("/", "/interviews/", "/"):
            assert "Bob Lindgren answered.</b> You talked." in words(phone, url)
        assert dict(phone.session) == before, "nothing is kept of what was seen"
        Talk.objects.update(created_at=as_of - timedelta(days=3))
        page = words(phone)
        assert "answered" not in page
        assert ASK in page

    @pytest.mark.parametrize(
        ("hours", "said"),
        [
            (9, "Bob Lindgren wrote to you.</b> The message leaves"),
            (-1, "Bob Lindgren answered.</b> A message to you left"),
            (-71, "Bob Lindgren answered.</b> A message to you left"),
            (-73, ""),
        ],
        ids=["still to leave", "left", "left three days ago", "old news"],
    )
    def test_a_nudge_is_news_from_when_it_left(
        self, phone: Client, alice: Student, cohort: Cohort, bob: User, as_of: datetime, hours: int, said: str
    ) -> None:
        nudged = factories.make_nudged(alice, cohort=cohort, adviser=bob, leaves_at=as_of + timedelta(hours=hours))
        Hand.objects.create(student=alice, nudged=nudged)
        page = words(phone)
        assert said in page
        assert ("answered.</b>" in page) == (hours < 0 and bool(said))
        assert ("wrote to you" in page) == (hours > 0)

    def test_a_nudge_that_the_outbox_still_holds_has_not_left(
        self, phone: Client, alice: Student, cohort: Cohort, bob: User, as_of: datetime
    ) -> None:
        """Its time came, and no mail server was reached."""
        nudged = factories.make_nudged(alice, cohort=cohort, adviser=bob, leaves_at=as_of - timedelta(hours=1))
        Hand.objects.create(student=alice, nudged=nudged)
        Message.objects.create(
            key=nudged.message_key,
            audience=Audience.STUDENT,
            address="alice@campus.example",
            writer="nudges",
            resend_when_unanswered=True,
            due_at=nudged.leaves_at,
        )
        assert "Bob Lindgren wrote to you.</b> The message leaves soon." in words(phone)
        Message.objects.update(state=State.FAILED, ended_at=as_of, reason="550")
        assert "A message to you left" not in words(phone)
        sent = {"sent_at": as_of, "ended_at": as_of, "handed_off_at": as_of, "message_id": "<1@campus.example>"}
        Message.objects.update(state=State.SENT, **sent)
        assert "Bob Lindgren answered.</b> A message to you left" in words(phone)

    def test_a_nudge_that_was_stopped_is_none(
        self, phone: Client, alice: Student, cohort: Cohort, bob: User, as_of: datetime
    ) -> None:
        nudged = factories.make_nudged(alice, cohort=cohort, adviser=bob)
        Hand.objects.create(student=alice, nudged=nudged)
        Nudged.objects.update(stopped_at=as_of)
        page = words(phone)
        assert "answered" not in page
        assert ASK in page

    def test_an_answer_taken_back_puts_it_up_again(self, phone: Client, alice: Student, talk: Talk) -> None:
        Hand.objects.create(student=alice, talk=talk)
        talk.delete()
        assert BACK in words(phone)


def test_home_and_the_other_pages_say_the_same(alice: Student, phone: Client, cohort: Cohort) -> None:
    factories.make_cohort(advisers=[factories.make_adviser(full_name="Émile Roy")], students=[alice])
    raise_hand(student=alice, step="meet", today=clock.now().date())
    found = help_of(alice, today=clock.now().date())
    assert (found.people, found.at) == (["Bob Lindgren", "Émile Roy"], "Meet")
    for url in ("/", "/interviews/"):
        assert "Bob Lindgren and Émile Roy see that you asked, when, and at which step." in words(phone, url)


def test_it_costs_one_query(alice: Student, cohort: Cohort, as_of: datetime) -> None:
    Hand.objects.create(student=alice)
    for _ in range(3):
        factories.make_cohort(advisers=[factories.make_adviser()], students=[alice])
        with CaptureQueriesContext(connection) as queries:
            help_of(alice, today=as_of.date())
        assert len(queries) == 1


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_once_raise_one(alice: Student, cohort: Cohort, as_of: datetime) -> None:
    both, failed = Barrier(2), []

    def press() -> None:
        both.wait()
        try:
            raise_hand(student=alice, step="", today=as_of.date())
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    presses = [Thread(target=press) for _ in range(2)]
    for each in presses:
        each.start()
    for each in presses:
        each.join()
    assert failed == []
    assert Hand.objects.count() == 1
