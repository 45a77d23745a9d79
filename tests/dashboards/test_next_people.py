"""Whom home speaks of: ideas, thanks for a name, and the next rung of the ladder."""

from datetime import datetime

import pytest
from django.test import Client

from apps.contacts.models import Contact, Source
from apps.dashboards.next_people import next_people, next_rung
from apps.interviews.models import Interview
from apps.outreach.models import Outreach
from apps.students.models import Student
from tests.factories import make_contact, make_held, make_interview, make_named


@pytest.fixture
def aunt(alice: Student) -> Contact:
    """She gave a name, and was not thanked for it."""
    aunt = make_contact(student=alice, full_name="Maria Ortiz", source=Source.FAMILY)
    make_named(aunt)
    return aunt


def test_who_gave_a_name_is_thanked_before_they_are_asked(phone: Client, alice: Student, aunt: Contact) -> None:
    dana = make_contact(student=alice, full_name="Dana Reyes", introduced_by=aunt)
    people = next_people(alice)
    assert (list(people.to_thank), list(people.ideas)) == ([aunt], [dana])
    page = phone.get("/").text
    assert "Thank Maria Ortiz for a name" in page
    address = f"/contacts/{aunt.pk}/who-do-you-know/answer/"
    assert f'href="{address}"' in page
    phone.post(f"/contacts/{aunt.pk}/who-do-you-know/thanks/", {"message": Outreach.objects.get().pk})
    people = next_people(alice)
    assert (list(people.to_thank), list(people.ideas)) == ([], [dana, aunt])


def test_thanks_are_due_beside_a_conversation_and_not_to_who_is_archived(
    alice: Student, aunt: Contact, as_of: datetime
) -> None:
    make_held(alice, contact=aunt)
    assert list(next_people(alice).to_thank) == [aunt]
    Contact.objects.filter(pk=aunt.pk).update(archived_at=as_of)
    assert next_people(alice).to_thank == []


class TestTheNextRung:
    def held(self, alice: Student, *sources: str) -> list[Interview]:
        return [make_held(alice, contact=make_contact(student=alice, source=source)) for source in sources]

    @pytest.mark.parametrize(
        ("talked", "following"),
        [
            ([], None),
            (["family"], None),
            (["family", ""], None),
            (["family", "linkedin"], None),
            (["family", "family"], Source.FRIENDS),
            (["professors", "family"], Source.ADVISERS),
            (["family", "former_colleagues"], Source.REFERRAL),
            (["friends", "alumni", "teachers"], Source.GUESTS),
            (["friends", "teachers", "chance"], None),
        ],
    )
    def test_comes_after_two_conversations_with_people_one_knew(
        self, alice: Student, talked: list[str], following: Source | None
    ) -> None:
        assert next_rung(self.held(alice, *talked)) == following

    def test_is_not_reached_by_asking(self, alice: Student) -> None:
        friends = [make_contact(student=alice, source=Source.FRIENDS) for _ in range(2)]
        assert next_rung([make_interview(student=alice, contact=friend) for friend in friends]) is None

    def test_stands_among_whom_to_ask_next(self, phone: Client, alice: Student) -> None:
        assert "Someone you already know" in phone.get("/").text
        self.held(alice, "family", "professors")
        page = phone.get("/").text
        assert 'href="/start/names/advisers/"' in page
        assert "Academic or career advisers" in page
        assert "Someone you already know" not in page
