"""Plan, ask, agree a date, leave, come back: plain forms."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from apps.interviews.models import Interview, State
from apps.outbox.models import Message
from apps.students.models import Student
from tests.factories import make_contact, make_held, make_interview
from tests.interviews.moments import wall


@pytest.fixture
def idea(alice: Student) -> Interview:
    return make_interview(student=alice, contact=make_contact(student=alice, full_name="Rosa Delgado"))


@pytest.fixture
def date(as_of: datetime) -> dict[str, str]:
    return {"held_at": wall(as_of + timedelta(days=2)), "minutes": "20", "format": "video"}


def url(name: str, interview: Interview) -> str:
    return reverse(name, args=[interview.pk])


def test_asking_a_person_opens_one_interview_and_leads_to_the_message(phone: Client, alice: Student) -> None:
    contact = make_contact(student=alice)
    first, second = (phone.post(reverse("interviews:plan", args=[contact.pk])) for _ in range(2))
    interview = Interview.objects.get()
    assert first.url == second.url == url("outreach:ask", interview)
    assert phone.get(first.url).status_code == 200


@pytest.mark.parametrize("step", ["asked", "agreed"])
def test_asking_a_person_who_was_asked_or_has_a_date_leads_to_the_conversation(
    phone: Client, idea: Interview, date: dict, step: str
) -> None:
    phone.post(url("outreach:request", idea) if step == "asked" else url("interviews:schedule", idea), date)
    answer = phone.post(reverse("interviews:plan", args=[idea.contact_id]))
    assert answer.url == url("interviews:detail", idea)


def test_going_back_a_step_is_one_button_on_the_page(phone: Client, idea: Interview, date: dict) -> None:
    phone.post(url("outreach:request", idea))
    for name, back_to in (("interviews:withdraw_date", State.ASKED), ("outreach:withdraw_request", State.IDEA)):
        if name == "interviews:withdraw_date":
            phone.post(url("interviews:schedule", idea), date)
        page = phone.get(url("interviews:detail", idea)).content.decode()
        assert f'action="{url(name, idea)}"' in page
        assert "Undone." in phone.post(url(name, idea), follow=True).content.decode()
        idea.refresh_from_db()
        assert idea.state == back_to
        assert f'action="{url(name, idea)}"' not in phone.get(url("interviews:detail", idea)).content.decode()


def test_a_date_that_has_begun_can_be_taken_back_too(phone: Client, idea: Interview, as_of: datetime) -> None:
    start = as_of - timedelta(hours=1)
    planned = {"scheduled_at": start - timedelta(days=1), "starts_at": start, "ends_at": as_of, "minutes": 60}
    Interview.objects.filter(pk=idea.pk).update(**planned, format="video")
    assert (
        f'action="{url("interviews:withdraw_date", idea)}"'
        in phone.get(url("interviews:detail", idea)).content.decode()
    )


@pytest.mark.parametrize("name", ["interviews:withdraw_date", "outreach:withdraw_request"])
def test_what_was_held_does_not_go_back_a_step(phone: Client, alice: Student, name: str) -> None:
    held = make_held(alice)
    page = phone.post(url(name, held), follow=True).content.decode()
    assert "This conversation is " in page
    assert Interview.objects.get().state == State.HELD


class TestAppointment:
    def test_a_date_is_agreed(self, phone: Client, idea: Interview, date: dict) -> None:
        assert phone.get(url("interviews:schedule", idea)).status_code == 200
        assert phone.post(url("interviews:schedule", idea), date).url == url("interviews:detail", idea)
        idea.refresh_from_db()
        assert (idea.state, wall(idea.starts_at), idea.minutes) == (State.SCHEDULED, date["held_at"], 20)

    @pytest.mark.parametrize(
        ("field", "value", "message"),
        [
            ("held_at", "", "Add a date and a time. A rough time is fine."),
            ("held_at", "9999-01-01T12:00", "Check the year: it should be between 2000 and 2100."),
            ("minutes", "14", "Choose a length from 15 to 60 minutes."),
            ("minutes", "61", "Choose a length from 15 to 60 minutes."),
            ("minutes", "ten", "Write the minutes as a whole number, such as 20."),
            ("format", "telepathy", "Choose one of the four."),
        ],
    )
    def test_a_bad_date(self, phone: Client, idea: Interview, date: dict, field: str, value: str, message: str) -> None:
        response = phone.post(url("interviews:schedule", idea), date | {field: value})
        assert response.status_code == 422
        assert response.context["form"].errors[field] == [message]
        assert message in response.content.decode()
        idea.refresh_from_db()
        assert idea.state == State.IDEA

    def test_a_date_that_is_past_says_what_time_it_is(self, phone: Client, idea: Interview, date: dict) -> None:
        response = phone.post(url("interviews:schedule", idea), date | {"held_at": "2020-01-01T12:00"})
        assert response.status_code == 422
        (error,) = response.context["form"].errors["held_at"]
        assert re.fullmatch(
            r"That is past: it is \d+:\d\d [ap]m E[SD]T now. Choose a time still to come, or log the conversation.",
            error,
        )

    def test_nothing_is_chosen_as_if_it_were_known(self, phone: Client, idea: Interview) -> None:
        page = phone.get(url("interviews:schedule", idea)).content.decode()
        assert " checked" not in page.split('id="div_id_format"', 1)[1].split('id="div_id_minutes"', 1)[0]
        response = phone.post(url("interviews:schedule", idea), {})
        assert response.status_code == 422
        assert response.context["form"].errors == {
            "held_at": ["Add a date and a time. A rough time is fine."],
            "format": ["Choose how you will talk."],
            "minutes": ["Add how many minutes: 20 or 30 is usual."],
        }

    def test_one_that_is_logged_says_so(self, phone: Client, alice: Student, date: dict) -> None:
        response = phone.post(url("interviews:schedule", make_held(alice)), date)
        assert response.status_code == 422
        assert "You logged this conversation already." in response.content.decode()

    def test_a_time_that_is_taken_by_the_same_person(
        self, phone: Client, alice: Student, idea: Interview, date: dict
    ) -> None:
        phone.post(url("interviews:schedule", idea), date)
        phone.post(url("interviews:close", idea), {"exit": "cancelled"})
        other = make_interview(student=alice, contact=idea.contact)
        assert phone.post(url("interviews:schedule", other), date).status_code == 422


class TestSideExits:
    def test_out_and_back(self, phone: Client, idea: Interview) -> None:
        assert phone.get(url("interviews:close", idea)).status_code == 200
        assert phone.post(url("interviews:close", idea), {"exit": "declined"}).url == url("interviews:detail", idea)
        assert "Declined" in phone.get(url("interviews:detail", idea)).content.decode()
        assert phone.post(url("interviews:reopen", idea)).url == url("interviews:detail", idea)
        idea.refresh_from_db()
        assert idea.state == State.IDEA

    @pytest.mark.parametrize("exit", ["", "no_show_contact", "no_show_student", "vanished", "\x00"])
    def test_what_cannot_have_happened(self, phone: Client, idea: Interview, exit: str) -> None:
        response = phone.post(url("interviews:close", idea), {"exit": exit})
        assert response.status_code == 422
        idea.refresh_from_db()
        assert idea.exit == ""

    def test_an_empty_form(self, phone: Client, idea: Interview) -> None:
        assert phone.post(url("interviews:close", idea), {}).status_code == 422

    def test_one_that_was_logged_meanwhile_stays_so(self, phone: Client, alice: Student, as_of: datetime) -> None:
        """The form was open before, or an old mail's link was followed: what was logged stands until they say more."""
        held = make_held(alice, scheduled_at=as_of - timedelta(days=9))
        response = phone.post(url("interviews:close", held), {"exit": "cancelled"})
        assert response.status_code == 422
        page = response.content.decode()
        assert "You have logged this conversation meanwhile." in page
        assert '<input type="hidden" name="logged" value="1">' in page
        held.refresh_from_db()
        assert held.is_held

    def test_one_that_is_logged_and_did_not_happen_leaves_in_one_go(
        self, phone: Client, alice: Student, as_of: datetime
    ) -> None:
        """Nobody asks how it went seconds after hearing that it did not."""
        held = make_held(alice, scheduled_at=as_of - timedelta(days=9))
        assert url("interviews:close", held) in phone.get(url("interviews:detail", held)).content.decode()
        assert phone.post(url("interviews:close", held), {"exit": "no_show_contact", "logged": "1"}).url == url(
            "interviews:detail", held
        )
        held.refresh_from_db()
        assert (held.state, held.logged_at) == (State.NO_SHOW, None)
        assert not Message.objects.filter(state="due").exists()

    def test_one_that_had_no_date_goes_back_to_an_idea(self, phone: Client, alice: Student) -> None:
        held = make_held(alice)
        page = phone.get(url("interviews:close", held)).content.decode()
        assert url("interviews:withdraw_log", held) in page
        assert 'name="exit"' not in page
        assert url("interviews:withdraw_log", held) in phone.get(url("interviews:detail", held)).content.decode()


def test_what_changes_something_is_a_post(phone: Client, idea: Interview) -> None:
    for name in (
        "outreach:request",
        "outreach:reply",
        "outreach:withdraw_reply",
        "interviews:reopen",
        "interviews:withdraw_log",
        "interviews:thanked",
        "interviews:withdraw_thanks",
    ):
        assert phone.get(url(name, idea)).status_code == 405
        assert phone.head(url(name, idea)).status_code == 405
    assert phone.get(reverse("interviews:plan", args=[idea.contact_id])).status_code == 405
    before = Interview.objects.values().get()
    for name in ("interviews:detail", "interviews:schedule", "interviews:close", "interviews:confirm"):
        assert phone.head(url(name, idea)).status_code == 200
    assert Interview.objects.values().get() == before


def test_nobody_opens_anothers(
    client_of: Callable[..., Client], idea: Interview, bob, charlie: Student, date: dict
) -> None:
    for person in (bob, charlie.user):
        client = client_of(person)
        for name in ("outreach:request", "interviews:schedule", "interviews:close", "interviews:reopen"):
            assert client.post(url(name, idea), date | {"exit": "declined"}).status_code == 404
        assert client.post(reverse("interviews:plan", args=[idea.contact_id])).status_code == 404
    idea.refresh_from_db()
    assert idea.state == State.IDEA


@pytest.mark.parametrize("pk", [2**63, 2**31, 0, 10**30])
def test_an_id_that_no_row_can_have_is_not_found(phone: Client, alice: Student, pk: int) -> None:
    for name in (
        "interviews:detail",
        "interviews:schedule",
        "interviews:close",
        "interviews:confirm",
        "interviews:thank_you",
        "reflection:edit",
        "network:refer",
    ):
        assert (
            phone.get(f"/interviews/{pk}/" if name == "interviews:detail" else reverse(name, args=[pk])).status_code
            == 404
        )
    assert phone.post(f"/interviews/with/{pk}/").status_code == 404


def test_before_the_start_nobody_can_have_missed_it(
    phone: Client, idea: Interview, date: dict, as_of: datetime
) -> None:
    phone.post(url("interviews:schedule", idea), date)
    page = phone.get(url("interviews:close", idea)).content.decode()
    assert "Your conversation with Rosa Delgado won’t happen?" in page
    assert "They did not come" not in page
    assert phone.post(url("interviews:close", idea), {"exit": "no_show_contact"}).status_code == 422
    start = as_of - timedelta(hours=2)
    Interview.objects.update(
        scheduled_at=start - timedelta(days=1), starts_at=start, ends_at=start + timedelta(minutes=20)
    )
    page = phone.get(url("interviews:close", idea)).content.decode()
    assert "Your conversation with Rosa Delgado didn’t happen?" in page
    assert "They did not come" in page


@pytest.mark.parametrize(("days", "status"), [(725, 302), (740, 422), (27_000, 422)])
def test_a_date_is_at_most_two_years_ahead(
    phone: Client, idea: Interview, date: dict, as_of: datetime, days: int, status: int
) -> None:
    answer = phone.post(url("interviews:schedule", idea), date | {"held_at": wall(as_of + timedelta(days=days))})
    assert answer.status_code == status
    assert (status == 422) == ("within the next two years" in answer.content.decode())
