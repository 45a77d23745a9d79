"""Start, page by page: what each button keeps, where it leads, and what is asked before it is saved."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import User
from apps.campus.models import FieldOfInterest
from apps.contacts.models import Contact
from apps.students.models import Student
from tests.factories import make_contact, make_student

pytestmark = pytest.mark.django_db

ABOUT, TITLES, FAMILY, FRIENDS = "/start/about-you/", "/start/titles/", "/start/names/family/", "/start/names/friends/"


@pytest.fixture
def student() -> Student:
    return make_student(full_name="Lupita Hernández", start_ended_at=None)


@pytest.fixture
def browser(student: Student, client_of: Callable[[User], Client]) -> Client:
    return client_of(student.user)


def _names(first: str = "", second: str = "", **more: str) -> dict[str, str]:
    sent = {"names-TOTAL_FORMS": "2", "names-INITIAL_FORMS": "0"}
    return sent | {"names-0-full_name": first, "names-1-full_name": second} | more


def _saved(student: Student) -> list[tuple[str, str]]:
    return list(student.contacts.order_by("pk").values_list("full_name", "source"))


class TestAboutYou:
    def test_four_answers_lead_to_the_titles(self, student: Student, browser: Client) -> None:
        health = FieldOfInterest.objects.get_or_create(name="Health care")[0]
        page = browser.get(ABOUT).text
        assert 'value="Lupita Hernández"' in page
        assert 'data-campus-zone="America/New_York"' in page
        told = {"name": "Lupita", "major": "Environmental science", "year": "Sophomore", "time_zone": "America/Chicago"}
        answer = browser.post(ABOUT, told | {"interests": [health.pk]})
        assert (answer.status_code, answer["Location"]) == (302, TITLES)
        student.refresh_from_db()
        assert (student.major, student.year, student.time_zone) == (
            "Environmental science",
            "Sophomore",
            "America/Chicago",
        )
        assert (list(student.interests.all()), student.start_step) == ([health], "titles")
        page = browser.get(TITLES).text
        for said in ("Lupita", "Park ranger", "City planner", "One step to the side. Most rules about land and water"):
            assert said in page, said

    @pytest.mark.parametrize(
        ("wrong", "field"),
        [
            ({"name": ""}, "name"),
            ({"name": "\u200b"}, "name"),
            ({"name": "A" * 61}, "name"),
            ({"major": "A" * 121}, "major"),
            ({"year": "nul\x00l"}, "year"),
            ({"time_zone": "Mars/Olympus"}, "time_zone"),
            ({"interests": ["9" * 19]}, "interests"),
        ],
    )
    def test_a_mistake_is_named_and_nothing_is_lost(
        self, wrong: dict, field: str, student: Student, browser: Client
    ) -> None:
        FieldOfInterest.objects.get_or_create(name="Health care")
        answer = browser.post(ABOUT, {"name": "Lu", "major": "Marine law", **wrong})
        assert answer.status_code == 422
        page = answer.text
        assert "data-error-summary" in page
        assert f"id_{field}_error" in page
        assert "Marine law" in page or field == "major"
        student.refresh_from_db()
        assert (student.major, student.start_step, student.user.preferred_name) == ("", "", "")

    @pytest.mark.parametrize(("way", "address"), [("later", "/"), ("talked", "/interviews/log/")])
    def test_both_ways_out_keep_the_answers(self, way: str, address: str, student: Student, browser: Client) -> None:
        answer = browser.post(ABOUT, {"name": "Lupita Hernández", "major": "Biology", "way": way})
        assert (answer.status_code, answer["Location"]) == (302, address)
        student.refresh_from_db()
        assert (student.major, student.start_step) == ("Biology", "about-you")

    def test_without_a_field_that_we_know_the_titles_are_passed_over(self, browser: Client) -> None:
        assert browser.get(TITLES)["Location"] == FAMILY

    def test_without_a_list_of_fields_there_is_no_question_about_them(self, browser: Client) -> None:
        FieldOfInterest.objects.all().delete()
        assert "Fields you’re curious about" not in browser.get(ABOUT).text
        assert browser.post(ABOUT, {"name": "Lupita Hernández"}).status_code == 302


class TestNames:
    def test_a_rung_asks_shows_where_to_look_and_says_who_reads_it(self, student: Student, browser: Client) -> None:
        page = browser.get(FAMILY).text
        for said in (
            "Does anyone in your family have a job you’re curious about?",
            "“Mom’s cousin Marcos” is enough.",
            "Family</b>, the first of 11 groups of people you know",
            "Save and go to Friends",
            "Skip Family",
            "Contacts on your phone",
            "Only you can read these names.",
            ">Later<",
            ">I already talked to someone<",
        ):
            assert said in page, said
        assert "names so far" not in page
        assert "Finish for now" not in page

    def test_two_names_stand_in_the_list_and_on_the_map_at_once(self, student: Student, browser: Client) -> None:
        for _ in range(2):  # a double tap
            answer = browser.post(FAMILY, _names("Rosa Hernández", "Marcos"))
            assert (answer.status_code, answer["Location"]) == (302, FRIENDS)
        assert _saved(student) == [("Rosa Hernández", "family"), ("Marcos", "family")]
        student.refresh_from_db()
        assert student.start_step == "friends"
        page = browser.get(FRIENDS).text
        assert "Two names so far" in page
        assert "Rosa Hernández and Marcos are on your list." in page
        assert page.count("Say what they do") == 2
        assert "Lines lead from you to Marcos and Rosa Hernández." in page

    @pytest.mark.parametrize(("way", "address"), [("skip", FRIENDS), ("later", "/"), ("talked", "/interviews/log/")])
    def test_every_button_keeps_what_was_typed_and_needs_nothing(
        self, way: str, address: str, student: Student, browser: Client
    ) -> None:
        assert browser.post(FAMILY, _names(way=way))["Location"] == address
        assert browser.post(FAMILY, _names("Rosa", way=way))["Location"] == address
        assert _saved(student) == [("Rosa", "family")]
        student.refresh_from_db()
        assert student.start_step == ("friends" if way == "skip" else "family")

    @pytest.mark.parametrize(
        ("sent", "said"),
        [
            (_names(), "Add a name, or skip Family."),
            (_names("\u200b"), "Add a name, or skip Family."),
            (_names("A" * 121), "at most 120 characters"),
            (_names("nul\x00l"), "id_names-0-full_name_error"),
            (_names("Marcos", "marcos"), "You named them above."),
            (_names("Marcos", way="elsewhere") | {"names-TOTAL_FORMS": "x"}, "data-error-summary"),
            ({}, "data-error-summary"),
        ],
    )
    def test_a_mistake_is_named_and_nothing_is_saved(
        self, sent: dict[str, str], said: str, student: Student, browser: Client
    ) -> None:
        answer = browser.post(FAMILY, sent)
        assert answer.status_code == 422
        assert said in answer.text
        assert _saved(student) == []

    def test_one_name_from_another_rung_is_asked_about(self, student: Student, browser: Client) -> None:
        browser.post(FAMILY, _names("Marcos"))
        answer = browser.post(FRIENDS, _names("Dana", "Marcos"))
        assert answer.status_code == 422
        assert "Marcos, Family" in answer.text
        assert 'value="Dana"' in answer.text
        assert _saved(student) == [("Marcos", "family")]
        known = Contact.objects.get(full_name="Marcos")
        for _ in range(2):
            sent = _names("Dana", "Marcos") | {"names-1-contact": f"not-{known.pk}"}
            assert browser.post(FRIENDS, sent).status_code == 302
        assert _saved(student) == [("Marcos", "family"), ("Dana", "friends"), ("Marcos", "friends")]

    def test_someone_elses_people_are_no_answer(self, student: Student, browser: Client, charlie: Student) -> None:
        other = make_contact(student=charlie, full_name="Marcos")
        answer = browser.post(FRIENDS, _names("Marcos") | {"names-0-contact": str(other.pk)})
        assert answer.status_code == 422
        assert "Choose one of your own people." in answer.text
        assert _saved(student) == []

    def test_who_finishes_without_a_name_is_not_told_to_ask_their_people(self, browser: Client) -> None:
        page = browser.post(FAMILY, _names(way="finish"), follow=True).text
        assert "Home is ready. Add a name when one comes to mind." in page
        assert "ask one of your people" not in page

    def test_five_are_plenty_and_finish_keeps_the_last_one(self, student: Student, browser: Client) -> None:
        for name in ("Rosa", "Marcos", "Ana", "Ben"):
            make_contact(student=student, full_name=name)
        assert "Finish for now" not in browser.get(FAMILY).text
        browser.post(FAMILY, _names("Jo from 4B"))
        page = browser.get(FRIENDS).text
        assert "Five names. Five is plenty to start with." in page
        assert page.index("Save and go to Neighbors") < page.index("Finish for now"), "Enter presses the first button"
        answer = browser.post(FRIENDS, _names("Priya’s dad", way="finish"), follow=True)
        assert answer.redirect_chain == [("/", 302)]
        assert "That’s a good start." in answer.text
        assert "Choose one of your people below" in answer.text
        student.refresh_from_db()
        assert student.start_ended_at
        assert student.contacts.filter(full_name="Priya’s dad").exists()

    def test_behind_the_known_rungs_it_may_end_too(self, browser: Client) -> None:
        assert "You went through everyone you know." not in browser.get("/start/names/former_colleagues/").text
        assert "You went through everyone you know." in browser.get("/start/names/referral/").text

    def test_the_last_rung_ends_it(self, student: Student, browser: Client) -> None:
        assert browser.post("/start/names/chance/", _names("Rosa from the 14 bus"))["Location"] == "/"
        student.refresh_from_db()
        assert student.start_ended_at

    @pytest.mark.parametrize("address", ["/start/names/nowhere/", "/start/names/FAMILY/", "/start/nowhere/"])
    def test_there_are_no_other_rungs(self, address: str, browser: Client) -> None:
        assert browser.get(address).status_code == 404

    def test_queries_are_the_same_for_one_name_and_for_many(self, student: Student, browser: Client) -> None:
        student.major = "Environmental science"
        student.save()
        counts = []
        for made in (1, 3, 14):
            for _ in range(made):
                make_contact(student=student)
            with CaptureQueriesContext(connection) as queries:
                browser.get(FAMILY)
            counts.append(len(queries))
        assert counts[0] == counts[1] == counts[2] <= 12, [query["sql"] for query in queries]


class TestTheEnd:
    def test_later_goes_on_where_it_was_put_off(self, student: Student, browser: Client) -> None:
        for step, kept in (("", "primer"), ("titles", "titles"), ("elsewhere", "titles"), ("family", "family")):
            assert browser.post("/start/later/", {"step": step})["Location"] == "/"
            student.refresh_from_db()
            assert student.start_step == kept

    def test_it_is_ended_and_brought_back(self, student: Student, browser: Client) -> None:
        page = browser.post("/start/ending/", follow=True).text
        assert "You can bring it back in your settings." in page
        student.refresh_from_db()
        assert student.start_ended_at
        assert "/start/ending/withdrawal/" in browser.get("/settings/").text
        assert browser.post("/start/ending/withdrawal/")["Location"] == "/"
        student.refresh_from_db()
        assert student.start_ended_at is None
        assert "/start/ending/withdrawal/" not in browser.get("/settings/").text


def test_each_page_has_a_way_back(student: Student, browser: Client) -> None:
    student.major = "Environmental science"
    student.save()
    pages = {
        ABOUT: ("/start/", "Back to the first page"),
        TITLES: (ABOUT, "Back to the four questions"),
        FAMILY: (ABOUT, "Back to the four questions"),
        FRIENDS: (FAMILY, "Back to Family"),
    }
    for page, (address, said) in pages.items():
        crumbs = browser.get(page).text.split('<nav class="crumbs"')[1].split("</nav>")[0]
        assert f'href="{address}"' in crumbs
        assert said in crumbs
