"""The students of a cohort: their list, adding some, and removing some."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client

from apps.accounts.models import User
from apps.audit.models import Entry
from apps.cohorts.models import Cohort, Membership
from apps.students.models import Student
from tests.administration.pages import errors, queries, said

pytestmark = pytest.mark.django_db

LIST, ADD = "/admin/cohorts/membership/", "/admin/cohorts/membership/add/"


def names(page) -> list[str]:
    return [row.student.user.greeting for row in page.context["cl"].result_list]


def remove(office: Client, *rows: Membership, **named: str):
    return office.post(LIST, {"action": "remove", "_selected_action": [row.pk for row in rows], **named})


def ids(rows: Iterable[Membership]) -> str:
    return ",".join(str(row.pk) for row in rows)


def logged(cohort: Cohort) -> list[str]:
    return [entry.get_change_message() for entry in LogEntry.objects.filter(object_id=cohort.pk).order_by("pk")]


class TestTheList:
    def test_shows_one_cohorts_students_and_searches_them(
        self, office: Client, cohort: Cohort, charlie: Student, make_cohort: Callable[..., Cohort]
    ) -> None:
        make_cohort(students=[charlie])
        page = office.get(f"{LIST}?cohort={cohort.pk}")
        assert names(page) == ["Alice"]
        assert f"Students of {cohort.name}".replace("'", "&#x27;") in page.text
        assert f'href="{ADD}?cohort={cohort.pk}"' in page.text
        assert names(office.get(f"{LIST}?cohort={cohort.pk}&q=nakamura")) == []
        assert names(office.get(LIST)) == ["Alice", "Charlie"]

    def test_marks_the_archived_and_tells_students_of_one_name_apart(
        self, office: Client, cohort: Cohort, make_student: Callable[..., Student]
    ) -> None:
        year = datetime(2025, 11, 29, 3, tzinfo=UTC)  # still the 28th on campus
        cohort.students.add(
            make_student(full_name="Jo", email="zihan@campus.example", archived_at=year),
            make_student(full_name="Jo", email="josefa@campus.example"),
        )
        page = office.get(f"{LIST}?cohort={cohort.pk}").text
        assert "zihan@campus.example" in page
        assert page.count("Nov 28, 2025") == 1

    @pytest.mark.parametrize("cohort", ["0", "x", "9223372036854775808", "-1"])
    def test_of_a_cohort_that_is_none_is_not_there(self, office: Client, alice: Student, cohort: str) -> None:
        for address in (LIST, ADD):
            assert office.get(f"{address}?cohort={cohort}").status_code == 404

    def test_asks_as_often_for_thirty_as_for_one(
        self, office: Client, cohort: Cohort, make_student: Callable[..., Student]
    ) -> None:
        queries(office, f"{LIST}?cohort={cohort.pk}")
        one = queries(office, f"{LIST}?cohort={cohort.pk}")
        cohort.students.add(*(make_student() for _ in range(29)))
        assert queries(office, f"{LIST}?cohort={cohort.pk}") == one <= 12


class TestAdding:
    def test_by_name_and_by_address_each_student_once(
        self, office: Client, cohort: Cohort, charlie: Student, make_student: Callable[..., Student]
    ) -> None:
        dora = make_student(full_name="Dora Kim", email="dora@campus.example")
        pasted = 'Dora Kim <DORA@campus.example>; charlie@campus.example\r\n"Okafor" alice@campus.example,'
        page = office.post(ADD, {"cohort": cohort.pk, "students": [charlie.pk], "addresses": pasted})
        assert page["Location"] == f"{LIST}?cohort={cohort.pk}"
        assert said(page)[0] == f"2 students added to {cohort}. 1 was in it already."
        assert logged(cohort) == ["2 students joined."]
        assert set(cohort.students.all()) == {Student.objects.get(user__email="alice@campus.example"), charlie, dora}

    @pytest.mark.parametrize(
        "pasted",
        [
            '"Okafor, Alice" <alice@campus.example>, "Nakamura; Charlie (C.)" <charlie@campus.example>',
            "Okafor, Alice <alice@campus.example>; Nakamura, Charlie <Charlie@campus.example>;\n;",
            '"alice@campus.example" <alice@campus.example>\ncharlie@campus.example (Charlie Nakamura)',
            "Okafor,Alice,alice@campus.example,2027\nNakamura,Charlie,charlie@campus.example,2027",
        ],
    )
    def test_a_list_of_a_mail_program_or_a_table_is_read(
        self, office: Client, cohort: Cohort, alice: Student, charlie: Student, pasted: str
    ) -> None:
        assert office.post(ADD, {"cohort": cohort.pk, "addresses": pasted}).status_code == 302
        assert set(cohort.students.all()) == {alice, charlie}

    def test_a_long_line_without_an_address_is_refused_at_once(self, office: Client, cohort: Cohort) -> None:
        page = office.post(ADD, {"cohort": cohort.pk, "addresses": "a" * 200_000})
        assert errors(page)["addresses"][0].startswith("There is no email address in “aaa")

    def test_whoever_is_there_already_stays(self, office: Client, cohort: Cohort, alice: Student) -> None:
        page = office.post(ADD, {"cohort": cohort.pk, "students": [alice.pk]})
        assert said(page) == [f"All of them are in {cohort} already."]
        assert Membership.objects.count() == 1

    def test_the_cohort_of_the_address_is_chosen(self, office: Client, cohort: Cohort) -> None:
        page = office.get(f"{ADD}?cohort={cohort.pk}").text
        assert f'<option value="{cohort.pk}" selected>' in page
        assert f'<a href="{LIST}?cohort={cohort.pk}">Students</a>' in page

    @pytest.mark.parametrize(
        ("sent", "field", "says"),
        [
            ({}, "__all__", "Choose at least one student, or paste an email address."),
            ({"addresses": "nobody@campus.example"}, "addresses", "No student here has “nobody@campus.example”."),
            ({"addresses": "alice@campus.example\nDora Kim"}, "addresses", "There is no email address in “Dora Kim”."),
            ({"addresses": "bob@campus.example"}, "addresses", "No student here has “bob@campus.example”."),
            ({"addresses": "a\x00@b"}, "addresses", "There is a character here that cannot be kept."),
            ({"students": "9223372036854775808"}, "students", "Select a valid choice."),
            ({"students": "abc"}, "students", "“abc” is not a valid value."),
            ({"students": "0"}, "students", "Select a valid choice."),
            ({"cohort": "0", "addresses": "alice@campus.example"}, "cohort", "Choose from the list."),
        ],
    )
    def test_what_cannot_be_adds_nobody(
        self, office: Client, cohort: Cohort, sent: dict[str, str], field: str, says: str
    ) -> None:
        page = office.post(ADD, {"cohort": cohort.pk, **sent})
        assert says in errors(page)[field][0]
        assert Membership.objects.count() == 1
        assert sent.get("addresses", "").split("\x00")[0] in page.text

    def test_hundreds_ask_as_often_as_a_few(
        self, office: Client, cohort: Cohort, django_assert_max_num_queries: Callable
    ) -> None:
        users = User.objects.bulk_create(User(email=f"s{n}@campus.example", full_name=f"S {n}") for n in range(200))
        Student.objects.bulk_create(Student(user=user) for user in users)
        pasted = "\n".join(user.email for user in users)
        with django_assert_max_num_queries(60):
            office.post(ADD, {"cohort": cohort.pk, "addresses": pasted})
        assert cohort.students.count() == 201


class TestRemoving:
    @pytest.fixture
    def two(self, cohort: Cohort, charlie: Student) -> list[Membership]:
        cohort.students.add(charlie)
        return list(cohort.memberships.order_by("pk"))

    def test_it_asks_first_and_names_them(self, office: Client, cohort: Cohort, two: list[Membership]) -> None:
        page = remove(office, *two)
        assert page.context["title"] == f"Remove 2 students from {cohort}?"
        assert "Alice Okafor (alice@campus.example)" in page.text
        assert "Charlie Nakamura (charlie@campus.example)" in page.text
        assert f'name="named" value="{ids(two)}"' in page.text
        assert cohort.memberships.count() == 2

    def test_of_all_in_the_list_only_those_it_named_leave(
        self, office: Client, cohort: Cohort, two: list[Membership], make_student: Callable[..., Student]
    ) -> None:
        named = remove(office, two[0], select_across="1").context["named"]
        cohort.students.add(make_student(full_name="Dora Kim"))
        remove(office, two[0], select_across="1", named=named)
        assert [student.user.full_name for student in cohort.students.all()] == ["Dora Kim"]

    def test_they_leave_and_the_history_keeps_it(self, office: Client, cohort: Cohort, two: list[Membership]) -> None:
        page = remove(office, *two, named=ids(two))
        assert said(page) == ["2 students have left the cohort. What they wrote stays theirs."]
        assert not Membership.objects.exists()
        newest = office.get("/admin/cohorts/membershipevent/").context["cl"].result_list[0]
        assert (newest.pgh_label, newest.who_name) == ("delete", "Ada Winters")
        assert logged(cohort) == ["2 students removed. Their names are in the history of memberships."]

    @pytest.mark.parametrize("named", [{}, {"named": "1"}, {"named": "x,\x00,9223372036854775808"}])
    def test_pressed_twice_it_says_that_nobody_left(
        self, office: Client, cohort: Cohort, named: dict[str, str]
    ) -> None:
        row = cohort.memberships.get()
        remove(office, row, named=ids([row]))
        assert said(remove(office, row, **named))[-1].startswith("0 students have left")

    def test_one_by_one_on_its_own_page(self, office: Client, cohort: Cohort) -> None:
        row = cohort.memberships.get()
        assert office.post(f"{LIST}{row.pk}/delete/", {"post": "yes"}).status_code == 302
        assert not Membership.objects.exists()
        assert logged(cohort) == ["1 student removed. Their names are in the history of memberships."]
        assert Entry.objects.get(page="admin:cohorts_membership_delete").student_ids == [row.student_id]
