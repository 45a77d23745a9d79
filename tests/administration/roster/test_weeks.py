"""One term's roster in its first, third and sixth week, each file twice; and who comes, moves, leaves and returns."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.administration.imports.checked import change_choice, missing_choice
from apps.administration.roster.engine import carry_out
from apps.campus.models import Campus
from apps.cohorts.models import Cohort, Membership
from apps.interviews.models import Exclusion
from apps.interviews.progress import statuses
from apps.outbox.models import Message
from apps.students.models import Student
from tests.administration.roster.conftest import Import, outcomes, reason
from tests.administration.roster.people import HEAD, IRIS, cohorts_of, row, student
from tests.factories import make_adviser, make_cohort, make_held, make_student

pytestmark = pytest.mark.django_db


def twice(go_in: Import, file: str) -> dict[int, str]:
    """The outcomes of the first time. The second changes nothing."""
    first = outcomes(go_in(file))
    again = outcomes(go_in(file))
    assert set(again.values()) <= {"unchanged", "refused", "skipped"}
    stay_out = {"refused", "skipped"}
    assert {row for row in again if again[row] in stay_out} == {row for row in first if first[row] in stay_out}
    return first


def test_three_weeks(
    fall: dict[str, Cohort], go_in: Import, dry_run: Import, client_of: Callable[[User], Client], as_of: datetime
) -> None:
    adviser = make_adviser(email="adviser1@example.edu")
    campus = Campus.objects.current()

    assert twice(go_in, "roster-week1.csv") == dict.fromkeys([2, 3, 4, 5, 6], "new")
    assert not Message.objects.exists()
    iris, remy = student("40000001"), student("40000004")
    interview = make_held(iris)
    User.objects.filter(pk=iris.user_id).update(last_login=as_of)
    EmailAddress.objects.create(user=iris.user, email="iadler@example.edu", verified=True, primary=True)
    browser = client_of(iris.user)
    Membership.objects.filter(student=remy).update(coach=adviser)
    excluded = make_held(remy)
    Exclusion.objects.create(interview=excluded, cohort=fall["Fall B"], adviser=adviser, reason="With family.")
    before = statuses(cohort=fall["Fall B"].pk, as_of=as_of, campus=campus)[excluded.pk]

    assert twice(go_in, "roster-week3.csv") == {
        2: "changed", 3: "changed", 4: "changed", 5: "unchanged", 6: "changed", 7: "skipped",
    }  # fmt: skip
    iris.user.refresh_from_db()
    assert (iris.user.email, iris.user.display_name) == ("iadler-moss@example.edu", "Iris Adler-Moss")
    assert list(iris.interviews.all()) == [interview]
    assert not User.objects.filter(email="iadler@example.edu").exists()
    assert not EmailAddress.objects.exists()
    assert browser.get(reverse("dashboards:home")).status_code == 302  # signed out
    assert set(Message.objects.values_list("address", flat=True)) == {"iadler@example.edu", "iadler-moss@example.edu"}
    assert cohorts_of("40000002") == ["Fall B"]
    assert student("40000002").user.display_name == "Noa Brandt"
    assert student("40000002").user.email == "nbrandt@example.edu"
    assert cohorts_of("40000003") == ["Fall B"]
    remy.refresh_from_db()
    assert remy.archived_at
    assert cohorts_of("40000005") == ["Fall A", "Fall B"]
    assert not Student.objects.filter(student_number="40000006").exists()
    assert [one.name for one in dry_run("roster-week3.csv").missing] == ["Lia Costa"]

    assert twice(go_in, "roster-week6.csv") == {
        2: "unchanged", 3: "unchanged", 4: "unchanged", 5: "changed", 6: "new", 7: "refused", 8: "refused",
    }  # fmt: skip
    assert student("40000002").user.preferred_name == "Noa"
    remy.refresh_from_db()
    assert remy.archived_at is None
    assert remy.memberships.get().coach == adviser
    assert statuses(cohort=fall["Fall B"].pk, as_of=as_of, campus=campus)[excluded.pk] == before
    ivan = student("40000007")
    assert ivan.user.email == "iadler@example.edu"
    assert ivan.pk != iris.pk
    assert not ivan.interviews.exists()
    checked = dry_run("roster-week6.csv")
    assert "40000005" in reason(checked, 7)
    assert "40000008" in reason(checked, 7)
    assert reason(checked, 8) == "This address belongs to staff."
    assert [(one.name, one.cohort) for one in checked.missing] == [("Sam Eng", "Fall A"), ("Sam Eng", "Fall B")]


def test_whoever_withdraws_from_one_of_two_cohorts_keeps_the_other(fall: dict[str, Cohort], go_in: Import) -> None:
    coach = make_adviser()
    go_in(HEAD + IRIS + row("40000001", "Adler, Iris", "iris@example.edu", "Fall B"))
    Membership.objects.filter(cohort=fall["Fall B"]).update(coach=coach)
    gone = HEAD + IRIS + row("40000001", "Adler, Iris", "iris@example.edu", "Fall B", "Withdrawn")
    assert outcomes(go_in(gone)) == {2: "unchanged", 3: "changed"}
    assert cohorts_of("40000001") == ["Fall A"]
    assert student("40000001").archived_at is None
    assert outcomes(go_in(gone)) == {2: "unchanged", 3: "unchanged"}
    go_in(HEAD + IRIS + row("40000001", "Adler, Iris", "iris@example.edu", "Fall B", "Enrolled"))
    assert Membership.objects.get(cohort=fall["Fall B"]).coach == coach


def test_withdrawn_from_one_and_enrolled_in_another_is_a_move(fall: dict[str, Cohort], go_in: Import) -> None:
    go_in(HEAD + IRIS)
    moved = HEAD + row("40000001", "Adler, Iris", "iris@example.edu", "Fall A", "Dropped")
    moved += row("40000001", "Adler, Iris", "iris@example.edu", "Fall B", "Enrolled")
    assert outcomes(go_in(moved)) == {2: "changed", 3: "changed"}
    assert cohorts_of("40000001") == ["Fall B"]
    assert student("40000001").archived_at is None


def test_someone_new_who_withdrew_from_one_and_is_enrolled_in_another(fall: dict[str, Cohort], go_in: Import) -> None:
    both = HEAD + row("40000001", "Adler, Iris", "iris@example.edu", "Fall A", "Dropped")
    both += row("40000001", "", "", "Fall B", "Enrolled")
    assert outcomes(go_in(both)) == {2: "skipped", 3: "new"}
    assert cohorts_of("40000001") == ["Fall B"]
    assert student("40000001").user.full_name == "Iris Adler"


def test_an_address_that_was_asked_about_may_be_somebody_s(fall: dict[str, Cohort], go_in: Import) -> None:
    make_student(full_name="Noah Brandt", email="noah@mail.example", student_number="40000002")
    two = HEAD + row("40000001", "Adler, Iris", "iris@mail.example; noah@mail.example").replace("iris@", '"iris@', 1)
    two = two.replace("noah@mail.example,", 'noah@mail.example",')
    assert outcomes(go_in(two)) == {2: "asked"}
    assert outcomes(go_in(two, answers={"address:2": "noah@mail.example"})) == {2: "refused"}
    assert outcomes(go_in(two, answers={"address:2": "iris@mail.example"})) == {2: "new"}


def test_rows_of_one_person_are_one_person(fall: dict[str, Cohort], go_in: Import) -> None:
    """Another name in the first row, another cohort in the second, and a third row by the address alone."""
    go_in(HEAD + IRIS)
    rows = row("40000001", "Adler-Moss, Iris", "") + row("40000001", "Adler-Moss, Iris", "", "Fall B")
    rows += row("", "Adler, Iris", "iris@example.edu", "Fall A")
    assert outcomes(go_in(HEAD + rows)) == {2: "changed", 3: "changed", 4: "skipped"}
    assert student("40000001").user.display_name == "Iris Adler-Moss"
    assert cohorts_of("40000001") == ["Fall A", "Fall B"]


def test_who_has_withdrawn_is_archived_whatever_the_address_says(fall: dict[str, Cohort], go_in: Import) -> None:
    make_student(full_name="Noah Brandt", email="noah@example.edu", student_number="40000002")
    go_in(HEAD + IRIS)
    assert outcomes(go_in(HEAD + row("40000001", "Adler, Iris", "noah@example.edu", "Fall A", "WD"))) == {2: "changed"}
    assert student("40000001").archived_at


def test_a_cohort_that_was_chosen_is_joined_beside_another(fall: dict[str, Cohort], go_in: Import) -> None:
    """No section changed: the file names none."""
    go_in(HEAD + IRIS)
    assert outcomes(go_in("Student ID\n40000001\n", cohort=fall["Fall B"])) == {2: "changed"}
    assert cohorts_of("40000001") == ["Fall A", "Fall B"]


def test_a_cohort_of_another_term_or_in_the_archive_is_asked_about(
    fall: dict[str, Cohort], go_in: Import, as_of: datetime
) -> None:
    make_cohort(name="Old", archived_at=as_of)
    checked = go_in(HEAD + row("40000001", "Adler, Iris", "iris@example.edu", "Old"))
    assert outcomes(checked) == {2: "asked"}
    [question] = checked.questions
    assert [option.label for option in question.options] == [
        "Fall A", "Fall B", "Without a cohort", "Leave these rows out",
    ]  # fmt: skip
    iris = HEAD + row("40000001", "Adler, Iris", "iris@example.edu", "Old")
    assert outcomes(go_in(iris, answers={"cohort:old": "none"})) == {2: "new"}
    assert cohorts_of("40000001") == []
    assert outcomes(go_in(iris, answers={"cohort:old": str(fall["Fall B"].pk)})) == {2: "changed"}
    assert cohorts_of("40000001") == ["Fall B"]


def test_rows_that_contradict_each_other_stay_refused_whatever_is_left_out(
    fall: dict[str, Cohort], go_in: Import
) -> None:
    two = HEAD + IRIS + row("40000009", "Adler, Iris", "iris@example.edu", "Old")
    assert outcomes(go_in(two, answers={"cohort:old": "out"})) == {2: "refused", 3: "refused"}
    assert not Student.objects.exists()


def test_who_is_missing_leaves_only_when_chosen(fall: dict[str, Cohort], dry_run: Import, go_in: Import) -> None:
    go_in(HEAD + IRIS + row("40000002", "Brandt, Noah", "noah@example.edu"))
    checked = go_in(HEAD + IRIS)
    assert [one.name for one in checked.missing] == ["Noah Brandt"]
    assert cohorts_of("40000002") == ["Fall A"]
    key = missing_choice(student_id=student("40000002").pk, cohort_id=fall["Fall A"].pk)
    go_in(HEAD + IRIS, choices={key: True})
    assert cohorts_of("40000002") == []


def test_rows_that_stay_out_are_not_missing(fall: dict[str, Cohort], go_in: Import) -> None:
    go_in(HEAD + IRIS + row("40000002", "Brandt, Noah", "noah@example.edu"))
    checked = go_in(HEAD + IRIS + row("40000002", "Brandt, Noah", "no address"))
    assert outcomes(checked) == {2: "unchanged", 3: "refused"}
    assert checked.missing == []


def test_an_archived_student_comes_back_only_where_the_file_says_so(
    fall: dict[str, Cohort], go_in: Import, as_of: datetime
) -> None:
    go_in(HEAD + IRIS)
    Student.objects.update(archived_at=as_of - timedelta(days=1))
    assert outcomes(go_in(HEAD + IRIS)) == {2: "unchanged"}
    assert student("40000001").archived_at
    assert outcomes(go_in(HEAD + IRIS.replace(",\n", ",Enrolled\n"))) == {2: "changed"}
    assert student("40000001").archived_at is None


def test_a_name_that_the_student_chose_is_not_replaced_unasked(fall: dict[str, Cohort], go_in: Import) -> None:
    head = "Student ID,Name,Preferred Name,Email\n"
    go_in(head + '40000001,"Adler, Iris",,iris@example.edu\n')
    User.objects.filter(role="student").update(preferred_name="Io")
    named = head + '40000001,"Adler, Iris",Rissa,iris@example.edu\n'
    assert outcomes(go_in(named)) == {2: "unchanged"}
    assert student("40000001").user.preferred_name == "Io"
    go_in(named, choices={change_choice(2, "preferred_name"): True})
    assert student("40000001").user.preferred_name == "Rissa"


def test_what_changed_after_the_check_stays_out(fall: dict[str, Cohort], dry_run: Import, as_of: datetime) -> None:
    make_student(full_name="Iris Adler", email="iris@example.edu", student_number="40000001")
    checked = dry_run(
        HEAD + row("40000001", "Moss, Iris", "iris@example.edu") + row("9", "Eng, Sam", "sam@example.edu")
    )
    User.objects.filter(email="iris@example.edu").update(full_name="Iris Changed Meanwhile")
    make_student(full_name="Sam Other", email="sam@example.edu", student_number="77")
    assert carry_out(checked, as_of=as_of)["refused"] == 2
    assert student("40000001").user.full_name == "Iris Changed Meanwhile"
    assert not Student.objects.filter(student_number="9").exists()


def test_a_cohort_that_is_gone_meanwhile_refuses_its_rows(
    fall: dict[str, Cohort], dry_run: Import, as_of: datetime
) -> None:
    checked = dry_run(HEAD + IRIS + row("40000002", "Brandt, Noah", "noah@example.edu", "Fall B"))
    fall["Fall A"].delete()
    counts = carry_out(checked, as_of=as_of)
    assert (counts["new"], counts["refused"]) == (1, 1)


def test_an_account_of_a_student_without_a_record_gets_one(fall: dict[str, Cohort], go_in: Import) -> None:
    User.objects.create(email="iris@example.edu", full_name="Iris Adler", last_name="Adler")
    assert outcomes(go_in(HEAD + IRIS)) == {2: "changed"}
    assert cohorts_of("40000001") == ["Fall A"]


def test_staff_by_number_and_by_address_are_refused(fall: dict[str, Cohort], go_in: Import) -> None:
    bob = make_adviser(email="bob@example.edu")
    Student.objects.create(user=bob, student_number="40000001")
    checked = go_in(HEAD + IRIS + row("40000002", "Winters, Bob", "BOB@example.edu"))
    assert outcomes(checked) == {2: "refused", 3: "refused"}
    assert reason(checked, 2) == "This student number belongs to staff."
