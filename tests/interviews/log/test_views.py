"""The short form, "it happened", and taking it back, as a browser without JavaScript sends them."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from html import escape
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.contacts.models import Contact
from apps.core import clock
from apps.core.templatetags import dates
from apps.interviews.models import Interview, State
from apps.outbox.models import Message
from apps.students.models import Student
from tests.factories import make_contact, make_held, make_interview
from tests.interviews.moments import wall

LOG = "/interviews/log/"
UNKNOWN = "We don’t know this time zone. Write only the name of a larger city in it, such as London."


class TestTheShortForm:
    def test_five_fields_are_enough(self, phone: Client, alice: Student, short_form: dict) -> None:
        response = phone.post(LOG, short_form)
        interview = Interview.objects.get()
        assert (response.status_code, response.url) == (302, f"/interviews/{interview.pk}/")
        assert (interview.student, interview.state, interview.minutes, interview.format, interview.learned) == (
            alice,
            State.HELD,
            30,
            "in_person",
            "Flood maps are argued over at night.",
        )
        assert interview.contact.full_name == "Rosa Delgado"
        assert set(Message.objects.values_list("reminder__kind", flat=True)) == {
            "thank_you_first",
            "thank_you_last_call",
        }
        page = phone.get(response.url).content.decode()
        assert "Logged. Next: thank Rosa." in page

    @pytest.mark.parametrize("typed", [" 20 min ", "20min", "20 minutes", "20 Mins.", "20 m"])
    def test_the_minutes_may_have_their_unit(self, phone: Client, alice: Student, short_form: dict, typed: str) -> None:
        phone.post(LOG, short_form | {"minutes": typed})
        assert Interview.objects.get().minutes == 20

    def test_the_start_is_in_the_students_own_zone(
        self, phone: Client, alice: Student, as_of: datetime, short_form: dict
    ) -> None:
        Student.objects.filter(pk=alice.pk).update(time_zone="Asia/Kathmandu")
        start = (as_of - timedelta(hours=3)).replace(second=0, microsecond=0)
        phone.post(LOG, short_form | {"held_at": wall(start, ZoneInfo("Asia/Kathmandu"))})
        assert Interview.objects.get().starts_at == start

    def test_the_page_says_when_it_was_made_and_on_whose_clock(self, phone: Client, alice: Student) -> None:
        Student.objects.filter(pk=alice.pk).update(time_zone="Pacific/Apia")
        before = clock.now().replace(microsecond=0)
        page = phone.get(LOG).content.decode()
        (made,) = re.findall('data-now="(.*?)"', page)
        assert before <= datetime.fromisoformat(made) <= clock.now()
        assert "When did it start? (Apia time)" in page
        assert 'name="zone" value="Apia"' in page

    def test_sent_twice_it_is_one_conversation(self, phone: Client, short_form: dict) -> None:
        first, second = phone.post(LOG, short_form), phone.post(LOG, short_form)
        assert first.url == second.url
        assert (Interview.objects.count(), Contact.objects.count()) == (1, 1)

    @pytest.mark.parametrize("planned", [False, True])
    def test_campus_and_interview_are_read_once(
        self, phone: Client, alice: Student, as_of: datetime, short_form: dict, planned: bool
    ) -> None:
        if planned:
            make_interview(student=alice, contact=make_contact(student=alice, full_name="Rosa Delgado"), asked_at=as_of)
        with CaptureQueriesContext(connection) as queries:
            assert phone.post(LOG, short_form).status_code == 302
        asked = [query["sql"].replace('"', "") for query in queries]
        assert len([sql for sql in asked if "FROM interviews_interview" in sql]) == 1
        assert len([sql for sql in asked if "FROM campus_campus" in sql]) == 1

    @pytest.mark.parametrize("minutes", ["", "30", "ten", "-5"])
    def test_messages_have_no_length(self, phone: Client, short_form: dict, minutes: str) -> None:
        response = phone.post(LOG, short_form | {"format": "messages", "minutes": minutes})
        assert response.status_code == 302
        interview = Interview.objects.get()
        assert (interview.minutes, interview.ends_at) == (None, interview.starts_at)

    def test_messages_may_leave_the_length_out(self, phone: Client, short_form: dict) -> None:
        del short_form["minutes"]
        assert phone.post(LOG, short_form | {"format": "messages"}).status_code == 302

    def test_nothing_learned_is_fine(self, phone: Client, short_form: dict) -> None:
        assert phone.post(LOG, short_form | {"learned": ""}).status_code == 302

    def test_what_was_not_asked_is_not_taken(
        self, phone: Client, alice: Student, charlie: Student, as_of: datetime, short_form: dict
    ) -> None:
        extras = {
            "role_": "administrator",
            "is_staff": "1",
            "student": str(charlie.pk),
            "logged_at": "2001-01-01T00:00",
            "ends_at": "2001-01-01T00:00",
            "round": "9",
            "name_shared": "on",
            "pk": "77",
        }
        phone.post(LOG, short_form | extras)
        interview = Interview.objects.get()
        assert (interview.student, interview.round, interview.contact.name_shared) == (alice, 1, False)
        assert interview.logged_at >= as_of
        alice.user.refresh_from_db()
        assert (alice.user.role, alice.user.is_staff) == ("student", False)

    def test_role_is_what_the_contact_does_and_nothing_more(
        self, phone: Client, alice: Student, short_form: dict
    ) -> None:
        phone.post(LOG, short_form | {"role": "administrator"})
        alice.user.refresh_from_db()
        assert (alice.user.role, Contact.objects.get().role) == ("student", "administrator")

    def test_a_form_that_arrives_without_its_token_is_refused(self, alice: Student, short_form: dict) -> None:
        strict = Client(enforce_csrf_checks=True)
        strict.force_login(alice.user)
        assert strict.post(LOG, short_form).status_code == 403
        token = strict.get(LOG).cookies["csrftoken"].value
        assert strict.post(LOG, short_form | {"csrfmiddlewaretoken": token}).status_code == 302


class TestWhoseClock:
    """Alice's clock is New York's."""

    def logged(self, phone: Client, form: dict) -> Interview:
        assert phone.post(LOG, form).status_code == 302
        return Interview.objects.get()

    def test_a_talk_that_is_over_in_london_is_logged_in_london(
        self, phone: Client, as_of: datetime, short_form: dict
    ) -> None:
        start = (as_of - timedelta(hours=1)).replace(second=0, microsecond=0)
        there = short_form | {"held_at": wall(start, ZoneInfo("Europe/London"))}
        refused = phone.post(LOG, there)
        assert refused.status_code == 422
        assert "That is still to come: it is " in refused.text
        assert "That is still to come: it is " in phone.post(LOG, there | {"format": "", "minutes": ""}).text
        assert self.logged(phone, there | {"zone": " London "}).starts_at == start  # as a phone's keyboard leaves it
        here = start.astimezone(ZoneInfo("America/New_York"))
        started = f"{dates.day(here, as_of)} at {dates.clock_and_zone(here)}"
        said = f"In New York time, which your pages and mail use, it started on {started}."
        assert said in phone.get(f"/interviews/{Interview.objects.get().pk}/").text

    @pytest.mark.parametrize("zone", ["Asia/Calcutta", "Kolkata", "kolkata"])
    def test_old_names_and_cities_are_known(self, phone: Client, as_of: datetime, short_form: dict, zone: str) -> None:
        start = (as_of - timedelta(hours=1)).replace(second=0, microsecond=0)
        there = short_form | {"held_at": wall(start, ZoneInfo("Asia/Kolkata")), "zone": zone}
        assert self.logged(phone, there).starts_at == start

    @pytest.mark.parametrize(
        ("zone", "message"),
        [
            ("", "Say which time zone this time is in, such as London or Eastern."),
            *((forged, UNKNOWN) for forged in ("Mars/Olympus", "../../etc/passwd", "Factory", "<b>")),
        ],
    )
    def test_a_zone_that_is_none_is_said_and_nothing_is_lost(
        self, phone: Client, short_form: dict, zone: str, message: str
    ) -> None:
        response = phone.post(LOG, short_form | {"zone": zone})
        assert response.status_code == 422
        assert response.context["form"].errors == {"zone": [message]}
        page = response.text
        assert f'value="{short_form["held_at"]}"' in page
        assert short_form["learned"] in page
        assert escape(zone) in page
        assert '<details class="more" open>' in page
        assert not Interview.objects.exists()

    def test_everything_on_the_page_follows_the_zone(self, phone: Client, as_of: datetime, short_form: dict) -> None:
        tomorrow = wall(as_of + timedelta(days=1), ZoneInfo("Asia/Kathmandu"))
        page = phone.post(LOG, short_form | {"held_at": tomorrow, "zone": "Asia/Katmandu"}).text
        assert "When did it start? (Kathmandu time)" in page
        assert re.search(r"it is \d+:\d\d [ap]m Kathmandu time now", page)
        assert 'name="zone" value="Asia/Katmandu"' in page  # as it came
        assert 'data-zone-key="Asia/Kathmandu"' in page
        doubled = phone.post(LOG, short_form | {"held_at": "2025-10-26T01:30", "zone": "Europe/London"}).text
        assert "The clocks in London went back that night" in doubled
        assert "When did it start? (London time, BST)" in doubled

    def test_the_label_says_the_zone_of_the_day_that_was_typed(self, phone: Client, short_form: dict) -> None:
        for typed, zone in (("2026-07-01T12:00", "EDT"), ("2026-01-15T12:00", "EST")):
            page = phone.post(LOG, short_form | {"held_at": typed, "minutes": ""}).text
            assert f"When did it start? (New York time, {zone})" in page


class TestWhichOne:
    @pytest.fixture
    def two(self, alice: Student) -> list[Contact]:
        return [
            make_contact(student=alice, full_name="Rosa Delgado", role=role, organization="")
            for role in ("Hydrologist", "Painter")
        ]

    def test_two_of_one_name_are_told_apart(self, phone: Client, short_form: dict, two: list[Contact]) -> None:
        response = phone.post(LOG, short_form)
        assert response.status_code == 422
        page = response.content.decode()
        assert "You may know this person already." in page
        assert "Rosa Delgado, Hydrologist" in page
        assert "Rosa Delgado, Painter" in page
        assert phone.post(LOG, short_form | {"contact": two[1].pk}).status_code == 302
        assert Interview.objects.get().contact == two[1]

    def test_the_choice_is_taken_whatever_the_accents(self, phone: Client, alice: Student, short_form: dict) -> None:
        for role in ("Nurse", "Baker"):
            chosen = make_contact(student=alice, full_name="José García", role=role)
        typed = short_form | {"contact_name": "Jose Garcia"}
        assert phone.post(LOG, typed).status_code == 422
        assert phone.post(LOG, typed | {"contact": chosen.pk}).status_code == 302
        assert Interview.objects.get().contact == chosen

    def test_a_name_changed_after_the_choice_is_the_one_that_is_meant(
        self, phone: Client, short_form: dict, two: list[Contact]
    ) -> None:
        phone.post(LOG, short_form | {"contact": two[1].pk, "contact_name": "Jun Park"})
        assert Interview.objects.get().contact.full_name == "Jun Park"

    def test_a_link_from_a_person_fills_in_who(self, phone: Client, two: list[Contact]) -> None:
        page = phone.get(f"{LOG}?contact={two[1].pk}").content.decode()
        assert 'value="Rosa Delgado"' in page
        assert 'value="Painter"' in page

    @pytest.mark.parametrize("contact", ["²", "abc", "-1", "%00", ""])
    def test_a_link_with_nonsense_is_an_empty_form(self, phone: Client, contact: str) -> None:
        assert phone.get(f"{LOG}?contact={contact}").status_code == 200

    def test_a_link_with_anothers_person_is_not_found(self, phone: Client, charlie: Student) -> None:
        assert phone.get(f"{LOG}?contact={make_contact(student=charlie).pk}").status_code == 404
        for nobody in (2**63, "9" * 5000):
            assert phone.get(f"{LOG}?contact={nobody}").status_code == 404


class TestItHappened:
    def test_nothing_is_chosen_as_if_it_were_known(self, phone: Client, alice: Student) -> None:
        idea = make_interview(student=alice)
        for url in (LOG, reverse("interviews:confirm", args=[idea.pk])):
            page = phone.get(url).text
            assert " checked" not in page.split('id="div_id_format"', 1)[1].split('id="div_id_minutes"', 1)[0]
            assert 'value="20"' not in page.split('id="div_id_minutes"', 1)[1].split("<datalist", 1)[0]

    @pytest.fixture
    def scheduled(self, alice: Student, as_of: datetime) -> Interview:
        start = as_of - timedelta(hours=3)
        return make_interview(
            student=alice,
            scheduled_at=start - timedelta(days=2),
            starts_at=start,
            ends_at=start + timedelta(minutes=20),
            minutes=20,
            format="phone",
        )

    def test_the_page_knows_when_and_how(self, phone: Client, scheduled: Interview) -> None:
        page = phone.get(reverse("interviews:confirm", args=[scheduled.pk])).content.decode()
        assert f'value="{wall(scheduled.starts_at)}"' in page
        assert 'value="20"' in page

    @pytest.mark.parametrize(
        ("begins", "started", "minutes"),
        [(timedelta(minutes=-9), timedelta(minutes=-9), 9), (timedelta(minutes=3), timedelta(minutes=-20), 20)],
    )
    def test_over_before_the_planned_end_it_is_offered_as_it_was(
        self, phone: Client, scheduled: Interview, as_of: datetime, begins: timedelta, started: timedelta, minutes: int
    ) -> None:
        start = as_of + begins
        Interview.objects.update(starts_at=start, ends_at=start + timedelta(minutes=20))
        form = phone.get(reverse("interviews:confirm", args=[scheduled.pk])).context["form"]
        assert wall(form["held_at"].initial) == wall(as_of + started)
        assert form["minutes"].initial == minutes
        told = {"held_at": wall(form["held_at"].initial), "minutes": str(minutes), "format": "phone", "learned": ""}
        assert phone.post(reverse("interviews:confirm", args=[scheduled.pk]), told).status_code == 302

    def test_it_is_logged_and_corrected(self, phone: Client, scheduled: Interview, short_form: dict) -> None:
        url = reverse("interviews:confirm", args=[scheduled.pk])
        assert phone.post(url, short_form).url == reverse("interviews:detail", args=[scheduled.pk])
        assert phone.post(url, short_form | {"minutes": "45", "learned": "More."}).status_code == 302
        scheduled.refresh_from_db()
        assert (scheduled.state, scheduled.minutes, scheduled.learned) == (State.HELD, 45, "More.")

    def test_a_bad_form_keeps_what_was_typed(self, phone: Client, scheduled: Interview, short_form: dict) -> None:
        url = reverse("interviews:confirm", args=[scheduled.pk])
        response = phone.post(url, short_form | {"minutes": "ten"})
        assert response.status_code == 422
        assert 'value="ten"' in response.content.decode()
        assert phone.post(url, {}).status_code == 422
        scheduled.refresh_from_db()
        assert scheduled.state == State.SCHEDULED

    def test_two_at_one_start_is_said_and_not_an_error(
        self, phone: Client, alice: Student, short_form: dict, scheduled: Interview
    ) -> None:
        short_form["held_at"] = wall(scheduled.starts_at)
        other = make_interview(student=alice, contact=scheduled.contact)
        for interview, status in ((scheduled, 302), (other, 422)):
            response = phone.post(reverse("interviews:confirm", args=[interview.pk]), short_form)
            assert response.status_code == status
        assert "You have another conversation with this person at that time already." in response.content.decode()

    def test_taken_back(self, phone: Client, alice: Student) -> None:
        held = make_held(alice)
        response = phone.post(reverse("interviews:withdraw_log", args=[held.pk]))
        assert response.url == reverse("interviews:detail", args=[held.pk])
        held.refresh_from_db()
        assert held.state == State.IDEA


def test_nobody_opens_anothers(client_of: Callable[..., Client], alice: Student, bob, charlie: Student) -> None:
    held = make_held(alice)
    for person in (charlie.user, bob):
        client = client_of(person)
        for name in ("interviews:confirm", "interviews:withdraw_log"):
            assert client.post(reverse(name, args=[held.pk])).status_code == 404
    assert client_of(bob).get(LOG).status_code == 404
    assert Client().get(LOG).url == "/accounts/login/?next=/interviews/log/"


class TestCorrecting:
    def sent(self, interview: Interview, **changed: str) -> dict[str, str]:
        return {"held_at": wall(interview.starts_at), "minutes": "30", "format": "video", **changed}

    def test_the_text_can_be_removed(self, phone: Client, alice: Student) -> None:
        held = make_held(alice, learned="Something private.")
        page = phone.post(f"/interviews/{held.pk}/log/", self.sent(held, learned=""), follow=True).content.decode()
        assert Interview.objects.get().learned == ""
        assert "Saved." in page
        assert "Logged. Next" not in page

    def test_a_text_that_was_not_sent_stays(self, phone: Client, alice: Student) -> None:
        held = make_held(alice, learned="Rivers move.")
        phone.post(f"/interviews/{held.pk}/log/", self.sent(held))
        assert Interview.objects.get().learned == "Rivers move."
