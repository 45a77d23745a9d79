"""What is written down when an administrator finds, opens or changes a student's record."""

from datetime import datetime

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client

from apps.accounts.models import User, UserEvent  # type: ignore[attr-defined]
from apps.audit.models import Action, Entry
from apps.cohorts.models import Cohort
from apps.outbox.models import Message
from apps.reminders.models import Reminder
from apps.students.models import Student
from tests.administration.cohorts.test_admin import change, cohort_form
from tests.factories import make_reminder

pytestmark = pytest.mark.django_db

AUTOCOMPLETE = "/admin/autocomplete/?app_label=cohorts&model_name=membership&field_name=student"
STUDENT_FORM = {
    "student_number": "S-1",
    "time_zone": "",
    "quiet_from": "",
    "quiet_until": "",
    "memberships-TOTAL_FORMS": "0",
    "memberships-INITIAL_FORMS": "0",
}


def rows() -> list[tuple[str, str, list[int]]]:
    return list(Entry.objects.order_by("pk").values_list("action", "page", "student_ids"))


@pytest.fixture
def reminder(alice: Student, as_of: datetime) -> Message:
    return make_reminder(kind="thank_you_first", cause_key="interview-1", user=alice.user, due_at=as_of)


def test_the_delivery_log_shows_students(office: Client, reminder: Reminder, alice: Student, as_of: datetime) -> None:
    make_reminder(kind="invitation", cause_key="invitation-1", address="new@campus.example", due_at=as_of)
    office.get("/admin/outbox/message/")
    office.get(f"/admin/outbox/message/{reminder.pk}/change/")
    assert rows() == [
        (Action.VIEWED, "admin:outbox_message_changelist", [alice.pk]),
        (Action.VIEWED, "admin:outbox_message_change", [alice.pk]),
    ]


def test_a_mail_to_nobody_with_a_record_is_no_look(office: Client, bob: User, as_of: datetime) -> None:
    mail = make_reminder(kind="digest", cause_key="digest-1", user=bob, due_at=as_of)
    office.get("/admin/outbox/message/")
    office.get(f"/admin/outbox/message/{mail.pk}/change/")
    assert rows() == []


def test_the_history_of_people_shows_students(office: Client, ada: User, alice: Student) -> None:
    event = UserEvent.objects.get(pgh_obj_id=alice.user_id)
    office.get("/admin/accounts/userevent/")
    office.get(f"/admin/accounts/userevent/{event.pk}/change/")
    office.get(f"/admin/accounts/userevent/{UserEvent.objects.get(pgh_obj_id=ada.pk).pk}/change/")
    assert rows() == [
        (Action.VIEWED, "admin:accounts_userevent_changelist", [alice.pk]),
        (Action.VIEWED, "admin:accounts_userevent_change", [alice.pk]),
    ]


def test_names_found_while_typing_are_a_look_and_the_words_are_not_kept(
    office: Client, alice: Student, charlie: Student
) -> None:
    assert "Alice" in office.get(f"{AUTOCOMPLETE}&term=alice").text
    assert "Charlie" in office.get(AUTOCOMPLETE).text
    assert rows() == [
        (Action.VIEWED, "admin:autocomplete", [alice.pk]),
        (Action.VIEWED, "admin:autocomplete", sorted([alice.pk, charlie.pk])),
    ]
    assert list(Entry.objects.order_by("pk").values_list("filter", flat=True)) == [
        {"for": "cohorts.Membership.student", "term": True},
        {"for": "cohorts.Membership.student"},
    ]


def test_finding_advisers_and_nobody_is_no_look(office: Client, bob: User, alice: Student) -> None:
    advisers = "/admin/autocomplete/?app_label=cohorts&model_name=caseload&field_name=adviser&term="
    assert "Bob" in office.get(advisers).text
    assert office.get(f"{AUTOCOMPLETE}&term=zzz").json()["results"] == []
    assert rows() == []


def test_people_of_any_field_are_recorded(office: Client, alice: Student) -> None:
    office.get("/admin/autocomplete/?app_label=students&model_name=student&field_name=user&term=alice")
    assert rows() == [(Action.VIEWED, "admin:autocomplete", [alice.pk])]


def test_head_shows_nothing_and_writes_nothing(office: Client, alice: Student) -> None:
    for address in ("/admin/students/student/", f"/admin/students/student/{alice.pk}/change/", AUTOCOMPLETE):
        assert office.head(address).status_code == 200
    assert rows() == []


def test_a_saved_form_is_a_change(office: Client, ada: User, alice: Student) -> None:
    address = f"/admin/students/student/{alice.pk}/change/"
    assert office.post(address, STUDENT_FORM).status_code == 302
    assert rows() == [(Action.CHANGED, "admin:students_student_change", [alice.pk])]
    assert Entry.objects.get().actor == ada
    office.post(address, STUDENT_FORM)  # the same again changes nothing
    assert len(rows()) == 1


def test_a_refused_form_is_a_look(office: Client, alice: Student) -> None:
    page = office.post(f"/admin/students/student/{alice.pk}/change/", {**STUDENT_FORM, "quiet_from": "22:00"})
    assert page.status_code == 422
    assert rows() == [(Action.VIEWED, "admin:students_student_change", [alice.pk])]


def test_many_at_once_are_changes_too(office: Client, alice: Student) -> None:
    office.post("/admin/students/student/", {"action": "archive", "_selected_action": [alice.pk]})
    office.post("/admin/accounts/user/", {"action": "switch_off", "_selected_action": [alice.user_id]})
    assert rows() == [
        (Action.CHANGED, "admin:students_student_change", [alice.pk]),
        (Action.CHANGED, "admin:accounts_user_change", [alice.pk]),
    ]


def test_a_new_student_is_in_the_log(office: Client) -> None:
    new = {"email": "nina@campus.example", "full_name": "Nina Petrova", "role": "student", "is_active": "on"}
    assert office.post("/admin/accounts/user/add/", new).status_code == 302
    assert rows() == [(Action.CHANGED, "admin:accounts_user_add", [Student.objects.get().pk])]


def test_whoever_joins_or_leaves_a_cohort_is_in_the_log(
    office: Client, cohort: Cohort, alice: Student, charlie: Student
) -> None:
    office.post("/admin/cohorts/membership/add/", {"cohort": cohort.pk, "students": [alice.pk, charlie.pk]})
    row = cohort.memberships.get(student=alice)
    for named in ({}, {"named": row.pk}):
        office.post("/admin/cohorts/membership/", {"action": "remove", "_selected_action": row.pk, **named})
    assert rows() == [
        (Action.CHANGED, "admin:cohorts_membership_add", [charlie.pk]),
        (Action.VIEWED, "admin:cohorts_membership_remove", [alice.pk]),
        (Action.CHANGED, "admin:cohorts_membership_delete", [alice.pk]),
    ]
    logged = LogEntry.objects.order_by("pk").values_list("object_id", "change_message")
    assert [pk for pk, _ in logged] == [str(cohort.pk)] * 2


def test_a_changed_cohort_is_a_change_for_all_who_are_in_it(
    office: Client, cohort: Cohort, alice: Student, charlie: Student
) -> None:
    assert office.post(change(cohort), {**cohort_form(cohort), "goal": "4"}).status_code == 302
    assert rows() == [(Action.CHANGED, "admin:cohorts_cohort_change", [alice.pk])]


def test_the_log_is_narrowed_by_place(office: Client, ada: User, alice: Student) -> None:
    Entry.objects.create(actor=ada, action=Action.VIEWED, page="dashboards:student", student_ids=[alice.pk])
    Entry.objects.create(actor=ada, action=Action.VIEWED, page="admin:students_student_change", student_ids=[alice.pk])

    def found(query: str) -> list[str]:
        return [one.page for one in office.get(f"/admin/audit/entry/?{query}").context["cl"].result_list]

    assert found("place=administration") == ["admin:students_student_change"]
    assert found("place=cohorts") == found("q=dashboards:student") == ["dashboards:student"]
