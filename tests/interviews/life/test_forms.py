"""The date of a conversation: a time that never comes or comes twice, one that meets another, and where to meet."""

from datetime import UTC, datetime, timedelta
from html import unescape
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse

from apps.core.clock_changes import clock_changes
from apps.interviews.models import Interview, State
from apps.students.models import Student
from tests.factories import make_contact, make_interview
from tests.interviews.moments import NEW_YORK, wall


@pytest.fixture
def idea(alice: Student) -> Interview:
    return make_interview(student=alice, contact=make_contact(student=alice, full_name="Rosa Delgado"))


@pytest.fixture
def date(as_of: datetime) -> dict[str, str]:
    return {"held_at": wall(as_of + timedelta(days=2)), "minutes": "20", "format": "video"}


def send(phone: Client, interview: Interview, said: dict, *, status: int = 302) -> str:
    answer = phone.post(reverse("interviews:schedule", args=[interview.pk]), said)
    assert answer.status_code == status
    interview.refresh_from_db()
    return unescape(answer.content.decode())


def change(as_of: datetime, *, forward: bool) -> datetime:
    """The next one of New York's clocks; forward it comes at 3:00 am EDT, back at 1:00 am EST."""
    for found in clock_changes(NEW_YORK, since=as_of, until=as_of + timedelta(days=400)):
        if bool(found.astimezone(NEW_YORK).dst()) == forward:
            return found
    raise AssertionError


class TestAnHourThatIsSkipped:
    @pytest.fixture
    def skipped(self, as_of: datetime, date: dict) -> dict[str, str]:
        day = change(as_of, forward=True).astimezone(NEW_YORK)
        return date | {"held_at": f"{day:%Y-%m-%d}T02:30"}

    def test_the_next_time_is_offered_as_one_press(self, phone: Client, idea: Interview, skipped: dict) -> None:
        page = send(phone, idea, skipped, status=422)
        assert "The clocks in New York go forward that night, so this time never comes. 3:00 am EDT comes next." in page
        assert f'value="{skipped["held_at"]}"' in page
        instead = skipped["held_at"].replace("02:30", "03:00")
        assert f'name="held_at_instead" value="{instead}">Use 3:00 am EDT</button>' in page
        # The button of the form comes first: a press on Enter is not the choice of another time.
        assert page.index("Save the date</button>") < page.index("Use 3:00 am EDT</button>")
        send(phone, idea, skipped | {"held_at_instead": instead})
        assert wall(idea.starts_at) == instead

    def test_it_stands_for_nothing_but_what_it_was_offered_for(
        self, phone: Client, idea: Interview, date: dict, skipped: dict
    ) -> None:
        instead = skipped["held_at"].replace("02:30", "03:00")
        for wrong in ("", "2020-01-01T03:00", "\x00", date["held_at"]):
            send(phone, idea, skipped | {"held_at_instead": wrong}, status=422)
        send(phone, idea, date | {"held_at_instead": instead})
        assert wall(idea.starts_at) == date["held_at"]


def test_an_hour_that_comes_twice_is_asked_about(phone: Client, idea: Interview, date: dict, as_of: datetime) -> None:
    later = change(as_of, forward=False)
    doubled = date | {"held_at": f"{later.astimezone(NEW_YORK):%Y-%m-%d}T01:30"}
    page = send(phone, idea, doubled, status=422)
    assert "The clocks in New York go back that night, so this time comes twice. Say below which one you mean." in page
    assert "The first: 1:30 am EDT" in page
    assert "The second: 1:30 am EST, after the clocks go back" in page
    send(phone, idea, doubled | {"held_at_fold": "second"})
    assert idea.starts_at == later + timedelta(minutes=30)


class TestADateThatMeetsAnother:
    @pytest.fixture
    def other(self, alice: Student, as_of: datetime) -> Interview:
        """In two days for half an hour."""
        start = (as_of + timedelta(days=2)).astimezone(UTC).replace(hour=18, minute=0, second=0, microsecond=0)
        interview = make_interview(
            student=alice, contact=make_contact(student=alice, full_name="Kenji Mori"), scheduled_at=as_of
        )
        interview.plan(starts_at=start, minutes=30, format="video")
        interview.save()
        return interview

    @pytest.mark.parametrize(("after", "meets"), [(-51, False), (-49, True), (0, True), (59, True), (60, False)])
    def test_with_half_an_hour_after_each(
        self, phone: Client, idea: Interview, date: dict, other: Interview, after: int, meets: bool
    ) -> None:
        date |= {"held_at": wall(other.starts_at + timedelta(minutes=after))}
        page = send(phone, idea, date, status=422 if meets else 302)
        assert ("That runs into your conversation with Kenji Mori" in page) == meets

    def test_it_is_a_warning_and_saved_on_purpose(
        self, phone: Client, idea: Interview, date: dict, other: Interview
    ) -> None:
        date |= {"held_at": wall(other.starts_at), "place": "Room 4"}
        page = send(phone, idea, date, status=422)
        start, end = (moment.astimezone(NEW_YORK) for moment in (other.starts_at, other.ends_at))
        assert f"{start:%-I}:00 to {end:%-I}:30 pm {end:%Z}. A talk often runs longer than planned" in page
        assert 'value="Room 4"' in page
        assert "Save it anyway</button>" in page
        assert idea.state == State.IDEA
        assert f'<input type="hidden" name="met" value="{other.pk}">' in page
        send(phone, idea, date | {"met": str(other.pk)})
        assert idea.starts_at == other.starts_at

    def test_on_another_clock_it_is_told_on_that_clock(
        self, phone: Client, idea: Interview, date: dict, other: Interview
    ) -> None:
        kathmandu = ZoneInfo("Asia/Kathmandu")
        date |= {"held_at": wall(other.starts_at, kathmandu), "zone": "Kathmandu"}
        assert "11:45 pm to 12:15 am Kathmandu time" in send(phone, idea, date, status=422)

    def test_who_was_told_of_one_is_told_of_another(
        self, phone: Client, alice: Student, idea: Interview, date: dict, other: Interview
    ) -> None:
        second = make_interview(student=alice, scheduled_at=other.scheduled_at)
        second.plan(starts_at=other.ends_at, minutes=20, format="phone")
        second.save()
        date |= {"held_at": wall(other.starts_at)}
        page = send(phone, idea, date | {"met": f"{other.pk} x"}, status=422)
        assert f'name="met" value="{other.pk} {second.pk}"' in page
        send(phone, idea, date | {"met": f"{other.pk} {second.pk}"})

    def test_what_is_off_or_held_or_by_messages_or_anothers_takes_no_time(
        self, phone: Client, alice: Student, charlie: Student, idea: Interview, date: dict, other: Interview
    ) -> None:
        planned = {"scheduled_at": other.scheduled_at, "starts_at": other.starts_at}
        make_interview(student=charlie, **planned, ends_at=other.ends_at, minutes=30, format="video")
        make_interview(student=alice, **planned, ends_at=other.starts_at, format="messages")
        Interview.objects.filter(pk=other.pk).update(exit="cancelled", exited_at=other.scheduled_at)
        send(phone, idea, date | {"held_at": wall(other.starts_at)})

    def test_moving_a_date_never_meets_itself(self, phone: Client, other: Interview, date: dict) -> None:
        send(phone, other, date | {"held_at": wall(other.starts_at + timedelta(minutes=10))})


class TestAPlace:
    def test_it_is_kept_and_changed_with_the_date(self, phone: Client, idea: Interview, date: dict) -> None:
        send(phone, idea, date | {"place": "  Cedar Street\tCoffee \u202e"})
        assert idea.place == "Cedar Street Coffee"
        assert 'value="Cedar Street Coffee"' in phone.get(reverse("interviews:schedule", args=[idea.pk])).text
        send(phone, idea, date | {"place": ""})
        assert idea.place == ""

    def test_a_date_that_is_undone_keeps_it_for_the_next(self, phone: Client, idea: Interview, date: dict) -> None:
        send(phone, idea, date | {"place": "Library"})
        phone.post(reverse("interviews:withdraw_date", args=[idea.pk]))
        assert 'value="Library"' in phone.get(reverse("interviews:schedule", args=[idea.pk])).text

    @pytest.mark.parametrize("place", ["a" * 301, "a" * 20_000, "a\x00b"])
    def test_what_is_no_place(self, phone: Client, idea: Interview, date: dict, place: str) -> None:
        page = send(phone, idea, date | {"place": place}, status=422)
        assert '<a href="#id_place">Where?</a>' in page
        assert idea.state == State.IDEA

    def test_two_tabs_never_overwrite_each_other_silently(self, phone: Client, idea: Interview, date: dict) -> None:
        version = idea.version
        send(phone, idea, date | {"place": "Library", "version": version})
        page = send(phone, idea, date | {"place": "Café", "version": version}, status=409)
        assert "<dt>Where?</dt><dd>Library</dd>" in page
        assert 'value="Café"' in page
        assert idea.place == "Library"

    @pytest.mark.parametrize(
        ("place", "shown"),
        [
            (
                "Zoom: https://zoom.example/j/1?a=b&c=d, code 7",
                'Zoom: <a href="https://zoom.example/j/1?a=b&amp;c=d" rel="noopener noreferrer">'
                "https://zoom.example/j/1?a=b&amp;c=d</a>, code 7",
            ),
            ("javascript:alert(1)//https:", "javascript:alert(1)//https:"),
            ("<b>Room</b> 4", "&lt;b&gt;Room&lt;/b&gt; 4"),
        ],
    )
    def test_only_a_web_address_is_a_link(
        self, phone: Client, idea: Interview, date: dict, place: str, shown: str
    ) -> None:
        send(phone, idea, date | {"place": place})
        page = phone.get(reverse("interviews:detail", args=[idea.pk])).text
        assert f'<span class="visually-hidden">Where: </span>{shown}</p>' in page

    def test_no_history_and_no_page_of_staff_has_it(
        self, phone: Client, client_of, alice: Student, bob, idea: Interview, date: dict
    ) -> None:
        send(phone, idea, date | {"place": "Canary Street"})
        event = idea._meta.apps.get_model("interviews", "InterviewEvent")
        assert event.objects.exists()
        assert not {"place", "undone_start"} & {field.name for field in event._meta.get_fields()}
        cohort = alice.memberships.get().cohort_id
        for address in (reverse("dashboards:student", args=[cohort, alice.pk]), f"/cohorts/{cohort}/"):
            assert "Canary" not in client_of(bob).get(address).text


def test_office_hours_need_no_request(phone: Client, idea: Interview, date: dict) -> None:
    send(phone, idea, date | {"format": "in_person", "place": "Room 210"})
    assert (idea.state, idea.asked_at, idea.replied_at) == (State.SCHEDULED, None, None)
    page = phone.get(reverse("interviews:detail", args=[idea.pk])).text
    assert "Prepare for" in page
    assert "Asked" not in page
    phone.post(reverse("interviews:withdraw_date", args=[idea.pk]))
    idea.refresh_from_db()
    assert idea.state == State.IDEA


def test_why_a_call_is_better_is_told_until_messages_were_chosen_once(
    phone: Client, alice: Student, idea: Interview, date: dict
) -> None:
    address = reverse("interviews:schedule", args=[idea.pk])
    assert "A call of ten minutes often works better." in phone.get(address).text
    other = make_interview(student=alice)
    send(phone, other, date | {"format": "messages", "minutes": ""})
    for interview in (idea, other):
        assert "A call of ten minutes" not in phone.get(reverse("interviews:schedule", args=[interview.pk])).text
