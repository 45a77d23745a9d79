"""“We talked”, for one student or many, and the way back."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.advising.models import Hand, Talk
from apps.advising.talks import record_talks, withdraw_talks
from apps.audit.models import Action, Entry
from apps.campus.models import Campus
from apps.cohorts.models import Cohort, Term
from apps.students.models import Student
from tests import factories

pytestmark = pytest.mark.django_db
CHOSEN = "/students/chosen/"


@pytest.fixture
def bobs(client_of: Callable[[User], Client], bob: User) -> Client:
    return client_of(bob)


def _undo(client: Client, page: str) -> str:
    """The address under the button that takes back what was just done."""
    (address,) = re.findall(r'action="(/talks/withdrawal/[^"]*)"', client.get(page).text)
    return unescape(address)


class TestTheAct:
    def test_a_talk_is_one_of_the_day_on_campus(self, alice: Student, bob: User, campus: Campus) -> None:
        evening = datetime(2026, 11, 11, 1, 30, tzinfo=UTC)  # still the tenth in New York
        for as_of in (evening - timedelta(hours=10), evening):
            record_talks(students=[alice], adviser=bob, campus=campus, as_of=as_of)
        assert [str(day) for day in Talk.objects.values_list("day", flat=True)] == ["2026-11-10"]
        record_talks(students=[alice], adviser=bob, campus=campus, as_of=evening + timedelta(hours=4))
        record_talks(students=[alice], adviser=factories.make_adviser(), campus=campus, as_of=evening)
        assert Talk.objects.count() == 3

    def test_it_answers_a_hand_and_taken_back_the_hand_is_up_again(
        self, alice: Student, bob: User, campus: Campus, as_of: datetime
    ) -> None:
        hand = Hand.objects.create(student=alice)
        noted = record_talks(students=[alice], adviser=bob, campus=campus, as_of=as_of)
        assert not Hand.objects.up().exists()
        for done in ([alice.pk], []):
            assert withdraw_talks(**noted._asdict(), adviser=bob) == done
            assert Hand.objects.up().get() == hand

    def test_only_what_the_press_made_is_taken_back(
        self, alice: Student, cohort: Cohort, bob: User, campus: Campus, as_of: datetime
    ) -> None:
        second = factories.make_student()
        cohort.memberships.create(student=second)
        (earlier,), _ = record_talks(students=[alice], adviser=bob, campus=campus, as_of=as_of)
        hand = Hand.objects.create(student=alice)
        noted = record_talks(students=[alice, second], adviser=bob, campus=campus, as_of=as_of)
        assert noted.hands == [hand.pk]
        assert withdraw_talks(**noted._asdict(), adviser=bob) == [alice.pk, second.pk]
        assert Talk.objects.get().pk == earlier
        assert Hand.objects.up().get() == hand

    def test_hands_that_come_up_again_are_one_call_since_the_first(
        self, alice: Student, cohort: Cohort, bob: User, campus: Campus, as_of: datetime
    ) -> None:
        first = as_of - timedelta(days=2)
        Hand.objects.create(student=alice, raised_at=first)
        noted = record_talks(students=[alice], adviser=bob, campus=campus, as_of=as_of)
        newer = Hand.objects.create(student=alice, step="meet")
        withdraw_talks(**noted._asdict(), adviser=bob)
        hand = Hand.objects.get()
        assert (hand, hand.raised_at, hand.taken_back_at) == (newer, first, None)

    def test_a_hand_is_not_answered_by_an_adviser_of_a_cohort_that_is_long_over(
        self, alice: Student, cohort: Cohort, campus: Campus, as_of: datetime
    ) -> None:
        before = factories.make_adviser()
        over = as_of.date() - timedelta(weeks=5)
        term = Term.objects.create(name="Before", starts_on=over - timedelta(weeks=9), ends_on=over)
        factories.make_cohort(
            advisers=[before], students=[alice], term=term, starts_on=over - timedelta(weeks=9), due_on=over
        )
        hand = Hand.objects.create(student=alice)
        assert record_talks(students=[alice], adviser=before, campus=campus, as_of=as_of).hands == []
        assert Hand.objects.up().get() == hand

    def test_nobody_takes_back_another_s_talk(
        self, alice: Student, cohort: Cohort, bob: User, campus: Campus, as_of: datetime
    ) -> None:
        Hand.objects.create(student=alice)
        noted = record_talks(students=[alice], adviser=bob, campus=campus, as_of=as_of)
        colleague = factories.make_adviser()
        cohort.advisers.add(colleague)
        assert withdraw_talks(**noted._asdict(), adviser=colleague) == []
        assert Talk.objects.exists()
        assert not Hand.objects.up().exists()

    def test_whoever_is_not_their_adviser_any_more_takes_back_nothing(
        self, alice: Student, cohort: Cohort, bob: User, campus: Campus, as_of: datetime
    ) -> None:
        Hand.objects.create(student=alice)
        noted = record_talks(students=[alice], adviser=bob, campus=campus, as_of=as_of)
        cohort.advisers.clear()
        assert withdraw_talks(**noted._asdict(), adviser=bob) == []
        assert Talk.objects.exists()
        assert not Hand.objects.up().exists()


class TestThePress:
    def test_one_press_in_a_row_records_it_and_leads_back_with_an_undo(
        self, bobs: Client, bob: User, alice: Student
    ) -> None:
        back = f"/?reason=hand&q=al#student-{alice.pk}"
        other = factories.make_student()
        pressed = {"talked": alice.pk, "s": [other.pk]}  # ticks are for the buttons below the list
        answer = bobs.post(f"{CHOSEN}?next=%2F%3Freason%3Dhand%26q%3Dal", pressed)
        assert answer["Location"] == back
        assert Talk.objects.get().student == alice
        entry = Entry.objects.get(action=Action.CHANGED)
        assert (entry.actor, entry.page, entry.student_ids) == (bob, "advising:chosen", [alice.pk])
        undo = _undo(bobs, back)
        assert bobs.post(undo)["Location"] == back
        assert not Talk.objects.exists()
        assert bobs.post(undo).status_code == 302  # twice is once
        assert Entry.objects.filter(action=Action.CHANGED).count() == 2

    def test_all_who_are_chosen_at_once(self, bobs: Client, cohort: Cohort, alice: Student) -> None:
        second = factories.make_student()
        cohort.memberships.create(student=second)
        chosen = {"talked": "chosen", "s": [alice.pk, second.pk, alice.pk]}
        for _ in range(2):  # a double click
            bobs.post(CHOSEN, chosen)
        assert set(Talk.objects.values_list("student", flat=True)) == {alice.pk, second.pk}
        bobs.post(_undo(bobs, "/"))
        assert not Talk.objects.exists()
        assert bobs.post(f"{CHOSEN}?next=/", chosen)["Location"] == f"/#student-{alice.pk}"

    def test_enter_on_a_tick_leads_to_the_nudge_and_notes_nothing(
        self, bobs: Client, alice: Student, cohort: Cohort
    ) -> None:
        """A browser presses the first button of the form."""
        Hand.objects.create(student=alice)
        for address in ("/", f"/cohorts/{cohort.pk}/"):
            page = bobs.get(address).text
            form = page[page.index("data-choosing") :]
            first = re.search(r"<button[^>]*>", form)
            assert first
            assert 'name="nudge" value="chosen" hidden' in first[0]

    def test_a_talk_noted_before_is_not_offered_to_be_undone(self, bobs: Client, alice: Student, bob: User) -> None:
        bobs.post(CHOSEN, {"talked": alice.pk})
        bobs.get("/")
        page = bobs.post(CHOSEN, {"talked": alice.pk}, follow=True).text
        assert f"It was noted already: you talked with {alice.user.display_name} today." in page
        assert "/talks/withdrawal/" not in page
        assert Entry.objects.filter(action=Action.CHANGED).count() == 1
        hand = Hand.objects.create(student=alice)
        bobs.post(CHOSEN, {"talked": alice.pk})
        bobs.post(_undo(bobs, "/"))
        assert Hand.objects.up().get() == hand
        assert Talk.objects.exists()

    @pytest.mark.parametrize("named", ["", "x", "-1", "0", str(2**63), "9" * 500, "１"])
    def test_an_id_that_cannot_be_is_not_found_and_nothing_is_recorded(
        self, bobs: Client, alice: Student, named: str
    ) -> None:
        for posted in ({"talked": "chosen", "s": [alice.pk, named]}, {"talked": named or "x"}):
            assert bobs.post(CHOSEN, posted).status_code == 404
        assert not Talk.objects.exists()

    def test_a_student_who_does_not_share_with_the_person_is_not_found(
        self, client_of: Callable[[User], Client], bobs: Client, alice: Student, charlie: Student
    ) -> None:
        factories.make_cohort(advisers=[factories.make_adviser()], students=[charlie])
        for act in ("talked", "nudge"):
            assert bobs.post(CHOSEN, {act: "chosen", "s": [alice.pk, charlie.pk]}).status_code == 404
            for stranger in (alice.user, charlie.user, factories.make_administrator(), factories.make_adviser()):
                assert client_of(stranger).post(CHOSEN, {act: alice.pk}).status_code == 404
        assert not Talk.objects.exists()
        assert not Entry.objects.exists()

    def test_a_coach_may_and_an_administrator_who_looks_after_the_cohort(
        self, client_of: Callable[[User], Client], cohort: Cohort, alice: Student
    ) -> None:
        coach, administrator = factories.make_adviser(), factories.make_administrator()
        alice.memberships.update(coach=coach)
        cohort.caseloads.create(adviser=administrator)
        for person in (coach, administrator):
            assert client_of(person).post(CHOSEN, {"talked": alice.pk}).status_code == 302
        assert Talk.objects.count() == 2

    @pytest.mark.parametrize("posted", [{}, {"talked": "chosen"}, {"nudge": "chosen"}, {"s": "1"}, {"talked": ""}])
    def test_whoever_chose_nobody_is_told(self, bobs: Client, posted: dict[str, str]) -> None:
        answer = bobs.post(f"{CHOSEN}?next=//elsewhere.example/", posted, follow=True)
        assert answer.redirect_chain == [("/", 302)]
        assert "Choose at least one student first." in answer.text

    def test_nudge_leads_to_the_message_for_whom_was_chosen(self, bobs: Client, cohort: Cohort, alice: Student) -> None:
        second = factories.make_student()
        cohort.memberships.create(student=second)
        assert bobs.post(CHOSEN, {"nudge": alice.pk})["Location"] == f"/nudges/new/?s={alice.pk}"
        answer = bobs.post(CHOSEN, {"nudge": "chosen", "s": [second.pk, alice.pk]})
        assert answer["Location"] == f"/nudges/new/?s={second.pk}&s={alice.pk}"
