"""A student's request, and the two ways to carry it out."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from apps.accounts.models import NOWHERE, User  # type: ignore[attr-defined]
from apps.administration.deletions.actions import carry_out
from apps.administration.models import Import
from apps.advising.caseload import caseload
from apps.advising.models import AdviserNote, Nudge, Nudged
from apps.advising.needing import needing
from apps.audit.models import Entry
from apps.campus.models import Campus
from apps.cohorts.models import Cohort
from apps.contacts.models import Contact
from apps.core import clock
from apps.dashboards.report.figures import figures_of
from apps.interviews.models import Interview
from apps.interviews.progress import table
from apps.outbox.delivery import deliver_due
from apps.outbox.models import HardBounce, Message
from apps.outreach.models import NoMoreMail
from apps.privacy.deletion.actions import NotCarriedOut, ask, forget_last_mails, withdraw
from apps.privacy.models import Deletion, Way
from apps.privacy.tasks import clear_away
from apps.reflection.models import Reflection
from apps.students.models import Student
from tests import factories
from tests.smtp_sink import SmtpSink


def test_asked_twice_it_is_one_request_and_one_mail(alice: Student) -> None:
    assert [ask(student=alice, as_of=clock.now()) for _ in range(2)] == [True, False]
    assert Deletion.objects.get().student == alice
    assert Message.objects.get().address == alice.user.email


def test_taken_back_it_is_not_carried_out(alice: Student, office: User) -> None:
    ask(student=alice, as_of=clock.now())
    assert [withdraw(student=alice, as_of=clock.now()) for _ in range(2)] == [True, False]
    with pytest.raises(NotCarriedOut):
        carry_out(deletion=Deletion.objects.get(), way=Way.GONE, by=office, as_of=clock.now())
    assert Student.objects.filter(pk=alice.pk).exists()


def test_twice_at_once_it_is_done_once(alice: Student, office: User, request_of: Callable[..., Deletion]) -> None:
    done = request_of(alice)
    with pytest.raises(NotCarriedOut):
        carry_out(deletion=done, way=Way.ANONYMIZED, by=office, as_of=clock.now())
    assert Deletion.objects.get().way == Way.GONE


def _people(cohort: Cohort, number: int) -> list[Student]:
    """So many who asked, talked, thanked and reflected."""
    crowd = factories.make_crowd(cohort, number)
    now = clock.now()
    for student in crowd:
        held = factories.make_held(
            student, asked_at=now - timedelta(days=3), thanked_at=now, reflected_at=now, ended_ago=timedelta(hours=2)
        )
        Reflection.objects.create(interview=held, verdict="closer", nerves_before=4, nerves_after=2, shared_at=now)
        factories.make_held(student, ended_ago=timedelta(days=2))
    return crowd


def test_anonymized_every_count_stays(
    cohort: Cohort, bob: User, campus: Campus, request_of: Callable[..., Deletion]
) -> None:
    student = _people(cohort, 6)[0]
    as_of = clock.now()

    def counts() -> tuple:
        rows = table(cohorts=[cohort.pk], campus=campus, as_of=as_of)
        numbers = [(r.student_id, r.counted, r.held, r.reflected, r.ask, r.dated, r.counted_on) for r in rows]
        return sorted(numbers), figures_of(cohort=cohort.pk, as_of=as_of, campus=campus)

    before = counts()
    request_of(student, Way.ANONYMIZED)
    assert counts() == before
    student.refresh_from_db()
    assert (student.user.display_name, student.user.is_active) == ("Former student", False)
    assert student.user.email.endswith(f"@{NOWHERE}")
    found = caseload(user=bob, campus=campus, as_of=as_of).cases
    assert student.pk not in {need.row.student_id for need in needing(found, campus=campus, as_of=as_of)}


def test_gone_the_counts_go_down_and_nobody_elses(
    cohort: Cohort, alice: Student, charlie: Student, request_of: Callable[..., Deletion]
) -> None:
    factories.make_held(alice)
    kept = factories.make_contact(student=charlie, full_name="Alice Okafor", email=alice.user.email)
    NoMoreMail.objects.create(address="alice@campus.example")
    request_of(alice)
    assert not Interview.objects.exists()
    assert list(cohort.students.all()) == []
    assert list(Contact.objects.all()) == [kept]
    assert NoMoreMail.objects.exists()


@pytest.mark.parametrize("way", Way)
def test_they_are_signed_out_and_cannot_sign_in(
    way: Way, alice: Student, phone: Client, request_of: Callable[..., Deletion]
) -> None:
    assert phone.get("/settings/my-data/").status_code == 200
    request_of(alice, way)
    assert phone.get("/settings/my-data/").status_code == 302
    assert not User.objects.filter(email="alice@campus.example").exists()


@pytest.mark.parametrize("way", Way)
def test_it_stands_in_the_audit_log(
    way: Way, alice: Student, office: User, request_of: Callable[..., Deletion]
) -> None:
    request_of(alice, way)
    entry = Entry.objects.get()
    assert (entry.actor, entry.student_ids, entry.account_id) == (office, [alice.pk], alice.user_id)
    assert entry.reason == f"deletion carried out: {way.value}"


def test_no_history_is_erased_without_a_request_that_stands(alice: Student, office: User) -> None:
    request = Deletion.objects.create(student=alice, asked_at=clock.now(), way=Way.GONE, carried_out_by=office)
    for change in ({"way": ""}, {"carried_out_by": None}, {"withdrawn_at": clock.now()}):
        before = Deletion.objects.filter(pk=request.pk).values().get()
        Deletion.objects.filter(pk=request.pk).update(**change)
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            connection.cursor().execute("SELECT erase_history(%s)", [request.pk])
        Deletion.objects.filter(pk=request.pk).update(**before)
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        connection.cursor().execute("SELECT erase_history(0)")
    assert not Entry.objects.exists()


def test_a_nudge_to_several_stays_as_it_was_written(
    cohort: Cohort, alice: Student, charlie: Student, bob: User, request_of: Callable[..., Deletion]
) -> None:
    both = factories.make_nudged(alice, cohort=cohort, adviser=bob).nudge
    Nudged.objects.create(nudge=both, student=charlie, cohort=cohort, leaves_at=clock.now())
    factories.make_nudged(alice, cohort=cohort, adviser=bob)
    request_of(alice)
    assert list(Nudge.objects.all()) == [both]
    assert list(both.nudged.values_list("student", flat=True)) == [charlie.pk]


def test_who_worked_here_is_only_anonymized(
    cohort: Cohort, alice: Student, charlie: Student, request_of: Callable[..., Deletion]
) -> None:
    AdviserNote.objects.create(student=charlie, cohort=cohort, author=alice.user, text="Ask.", token=uuid4())
    with pytest.raises(NotCarriedOut, match="anonymized"):
        request_of(alice)
    Deletion.objects.all().delete()
    request_of(alice, Way.ANONYMIZED)
    assert AdviserNote.objects.get().author.display_name == "Former student"


@pytest.mark.parametrize("role", ["adviser", "administrator"])
@pytest.mark.parametrize("way", Way)
def test_who_works_here_now_is_not_deleted(way: Way, role: str, alice: Student, office: User) -> None:
    request = Deletion.objects.create(student=alice, asked_at=clock.now())
    User.objects.filter(pk=alice.user_id).update(role=role)
    with pytest.raises(NotCarriedOut, match="no student’s any more"):
        carry_out(deletion=request, way=way, by=office, as_of=clock.now())
    assert User.objects.get(pk=alice.user_id).is_active


def test_not_while_a_file_of_students_is_open(
    alice: Student, office: User, request_of: Callable[..., Deletion]
) -> None:
    file = Import.objects.create(kind="students", state="checked", content=b"Alice", file_name="fall.csv")
    file.rows.create(place=2, outcome="new", said={"who": "Alice"})
    with pytest.raises(NotCarriedOut, match="“fall.csv”"), transaction.atomic():
        request_of(alice)
    assert Student.objects.filter(pk=alice.pk).exists()
    Import.objects.update(state="cancelled")
    request_of(alice)
    file.refresh_from_db()
    assert file.content is None
    assert not file.rows.exists()


def test_what_was_saved_at_that_very_moment_goes_too(alice: Student, request_of: Callable[..., Deletion]) -> None:
    request_of(alice, Way.ANONYMIZED)
    alice.user.refresh_from_db()
    address = alice.user.email
    factories.make_held(alice, contact=factories.make_contact(student=alice, full_name="Rosa"), learned="Rivers")
    clear_away()
    assert not Contact.objects.filter(full_name="Rosa").exists()
    assert not Interview.objects.filter(learned="Rivers").exists()
    alice.user.refresh_from_db()
    assert alice.user.email == address


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_taken", [True, False])
def test_one_last_mail_tells_them_and_then_the_address_is_gone(
    is_taken: bool, alice: Student, sink: SmtpSink, request_of: Callable[..., Deletion]
) -> None:
    if not is_taken:
        sink.on("RCPT", "550 5.1.1 no such user")
    request_of(alice)
    assert Message.objects.get().address == "alice@campus.example"
    deliver_due(worker="test")
    assert len(sink.taken) == is_taken
    assert HardBounce.objects.exists() is not is_taken
    assert forget_last_mails() == 1
    assert not Message.objects.exists()
    assert not HardBounce.objects.exists()
