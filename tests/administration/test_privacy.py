"""What administrators cannot see here, and what is written down when they look at students."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.administration.site import site
from apps.audit.models import Action, Entry
from apps.cohorts.models import Cohort
from apps.contacts.models import Contact
from apps.core import clock
from apps.guidance.models import ReflectionQuestion
from apps.interviews.models import Interview, ThankYouNote
from apps.network.models import Referral
from apps.reflection.models import Reflection, ReflectionAnswer
from apps.students.models import Student
from apps.volunteers.models import Volunteer

pytestmark = pytest.mark.django_db

# Adding a model here is a decision about students' privacy: none of these holds a word that a student wrote.
REGISTERED = {
    "accounts.User",
    "accounts.UserEvent",
    "audit.Entry",
    "campus.Campus",
    "campus.CampusEvent",
    "campus.FieldOfInterest",
    "cohorts.CaseloadEvent",
    "cohorts.Cohort",
    "cohorts.CohortEvent",
    "cohorts.Membership",
    "cohorts.MembershipEvent",
    "cohorts.Term",
    "guidance.BankQuestionText",
    "guidance.FieldText",
    "guidance.MessageTemplate",
    "guidance.NudgeTemplate",
    "guidance.PlaceToLook",
    "guidance.PrimerText",
    "guidance.ReflectionQuestion",
    "guidance.RungText",
    "outbox.HardBounce",
    "outbox.Message",
    "students.Student",
    "volunteers.Volunteer",
}
# The floors that keep what students wrote, and how a column or a filter elsewhere would reach their tables.
PRIVATE = {"contacts", "interviews", "outreach", "preparation", "reflection", "network"}
REACHING = PRIVATE | {"referrals", "answers", "thank_you_note", "learned", "body", "phone"}


def test_only_these_models_are_in_the_administration() -> None:
    assert {model._meta.label for model in site._registry} == REGISTERED


def test_no_column_search_filter_form_or_inline_reaches_private_tables() -> None:
    for model, page in site._registry.items():
        inlines = [inline.model._meta.app_label for inline in page.inlines]
        assert not PRIVATE & {model._meta.app_label, *inlines}, model
        for part in ("list_display", "list_filter", "search_fields", "readonly_fields", "fields"):
            for name in getattr(page, part) or ():
                words = set(str(name).split("__"))
                assert not words & REACHING, name


@pytest.fixture
def secrets(
    alice: Student,
    make_contact: Callable[..., Contact],
    make_held: Callable[..., Interview],
    as_of: object,
) -> list[str]:
    """A word in each private place of Alice's."""
    contact = make_contact(
        student=alice,
        full_name="Xanthippe Quill",
        role="Zymurgist",
        organization="Vexil Works",
        email="xq@vexil.example",
        phone="555-0177",
    )
    interview = make_held(alice, contact=contact, ended_ago=timedelta(hours=3), learned="Learned-9f3")
    ThankYouNote.objects.create(interview=interview, body="Thanks-4d1")
    reflection = Reflection.objects.create(interview=interview, shared_at=clock.now())
    question = ReflectionQuestion.objects.create(text="What changed?")
    ReflectionAnswer.objects.create(reflection=reflection, question=question, text="Answer-77c")
    named = make_contact(student=alice, full_name="Ozymandias Pell", introduced_by=contact)
    Referral.objects.create(interview=interview, contact=named)
    return [
        "Xanthippe",
        "Zymurgist",
        "Vexil",
        "555-0177",
        "Learned-9f3",
        "Thanks-4d1",
        "Answer-77c",
        "Ozymandias",
    ]


def test_no_page_shows_what_a_student_wrote(office: Client, cohort: Cohort, secrets: list[str]) -> None:
    Volunteer.objects.create(full_name="Ines Duarte", email="ines@alumni.example")
    opened = 0
    for model in site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        addresses = [reverse(f"{name}_changelist")]
        for row in model._default_manager.all()[:20]:
            addresses += [reverse(f"{name}_{page}", args=[row.pk]) for page in ("change", "history")]
        for address in addresses:
            page = office.get(address, follow=True)
            assert page.status_code == 200, address
            opened += 1
            assert [secret for secret in secrets if secret in page.text] == [], address
    assert opened > 2 * len(REGISTERED)


def looks() -> list[tuple[str, list[int], dict]]:
    return list(Entry.objects.order_by("pk").values_list("page", "student_ids", "filter"))


def test_opening_a_students_record_writes_one_row(office: Client, ada: User, alice: Student) -> None:
    office.get(f"/admin/students/student/{alice.pk}/change/")
    office.get(f"/admin/accounts/user/{alice.user_id}/change/")
    office.get(f"/admin/students/student/{alice.pk}/history/")
    assert looks() == [
        ("admin:students_student_change", [alice.pk], {}),
        ("admin:accounts_user_change", [alice.pk], {}),
        ("admin:students_student_history", [alice.pk], {}),
    ]
    assert set(Entry.objects.values_list("actor", "action")) == {(ada.pk, Action.VIEWED)}


def test_a_list_writes_one_row_with_its_filter_and_the_students_shown(
    office: Client, cohort: Cohort, alice: Student, charlie: Student
) -> None:
    office.get("/admin/students/student/?status=current")
    office.get(f"/admin/students/student/?cohort={cohort.pk}")
    assert looks() == [
        ("admin:students_student_changelist", sorted([alice.pk, charlie.pk]), {"status": "current"}),
        ("admin:students_student_changelist", [alice.pk], {"cohort": str(cohort.pk)}),
    ]


def test_a_search_is_recorded_without_its_words(office: Client, alice: Student) -> None:
    office.get("/admin/students/student/?q=alice@campus.example")
    office.get("/admin/accounts/user/?email=alice@campus.example")
    assert [filter for _, _, filter in looks()] == [{"q": True}, {"email": True}]


def test_the_list_of_a_cohorts_students_is_a_look_at_them_and_its_form_is_not(
    office: Client, cohort: Cohort, alice: Student
) -> None:
    office.get(f"/admin/cohorts/cohort/{cohort.pk}/change/")
    office.get(f"/admin/cohorts/membership/?cohort={cohort.pk}")
    assert looks() == [("admin:cohorts_membership_changelist", [alice.pk], {"cohort": str(cohort.pk)})]


def test_staff_are_no_students(office: Client, ada: User) -> None:
    office.get(f"/admin/accounts/user/{ada.pk}/change/")
    office.get("/admin/accounts/user/?role__exact=administrator")
    assert looks() == []


def test_the_audit_log_is_read_only_and_found_by_person_and_student(
    office: Client, alice: Student, charlie: Student
) -> None:
    office.get(f"/admin/students/student/{alice.pk}/change/")
    entry = Entry.objects.get()
    assert office.get("/admin/audit/entry/add/").status_code == 403
    assert office.post(f"/admin/audit/entry/{entry.pk}/change/", {"page": "x"}).status_code == 403
    assert office.post(f"/admin/audit/entry/{entry.pk}/delete/", {"post": "yes"}).status_code == 403
    found = {
        words: office.get(f"/admin/audit/entry/?q={words}").context["cl"].result_count
        for words in ("Ada", "Nobody", str(alice.pk), str(charlie.pk))
    }
    assert found == {"Ada": 1, "Nobody": 0, str(alice.pk): 1, str(charlie.pk): 0}


def test_the_audit_log_still_shows_whose_account_is_gone(office: Client, alice: Student) -> None:
    Entry.objects.create(actor_id=987654, action=Action.VIEWED, page="cohorts", student_ids=[alice.pk])
    Entry.objects.create(actor=None, action=Action.CHANGED, page="administration:import", student_ids=[alice.pk])
    page = office.get("/admin/audit/entry/").text
    assert "person 987654" in page
    assert "the system" in page
