"""Two at once: real connections, real commits."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

import pytest
from django.db import connection

from apps.campus.models import Campus
from apps.contacts.models import Contact
from apps.core.versions import EditedElsewhere
from apps.interviews.actions import NotPossible
from apps.interviews.by_link import links
from apps.interviews.by_link.actions import NotOpen, log_by_link
from apps.interviews.life.actions import plan_with, schedule
from apps.interviews.log.actions import confirm_held, log_conversation
from apps.interviews.models import Interview, ThankYouNote
from apps.interviews.thank_you.actions import draft_thank_you, mark_thanked
from apps.network.actions import Named, add_referrals
from apps.network.models import Referral
from apps.outbox.models import Message
from apps.students.models import Student
from tests.factories import make_contact, make_interview, make_student
from tests.interviews.moments import at, scheduled

pytestmark = pytest.mark.django_db(transaction=True)

NOW = at("13 18:00")


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Run all of them, started together, each over a connection of its own. Answers with results or exceptions."""
    barrier = Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        try:
            connection.ensure_connection()
            barrier.wait(timeout=10)
            return act()
        except (NotPossible, EditedElsewhere, NotOpen) as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def log(student: Student, contact: Contact | None = None) -> Interview:
    return log_conversation(
        student=student,
        contact=contact,
        contact_name="Rosa Delgado",
        starts_at=at("13 16:00"),
        minutes=30,
        format="video",
        learned="Rivers move.",
        campus=Campus.objects.current(),
        as_of=NOW,
    )


def test_a_conversation_logged_twice_at_once_is_one() -> None:
    student = make_student()
    results = at_once(*[lambda: log(student)] * 4)
    assert len({result.pk for result in results}) == 1
    assert (Interview.objects.count(), Contact.objects.count(), Message.objects.count()) == (1, 1, 2)


def test_a_link_that_is_pressed_several_times_at_once_logs_once() -> None:
    link = links.read(links.token(scheduled(make_student())))
    said = {"starts_at": at("13 16:00"), "minutes": 30, "format": "video", "campus": Campus.objects.current()}
    acts = [partial(log_by_link, link=link, learned=f"Rivers move {n}.", as_of=NOW, **said) for n in range(4)]
    results = at_once(*acts)
    assert sorted(type(result).__name__ for result in results) == ["Interview", *["NotOpen"] * 3]
    assert Interview.objects.get().learned.count("Rivers") == 1


def test_logged_and_confirmed_at_once_it_is_one() -> None:
    student = make_student()
    contact = make_contact(student=student, full_name="Rosa Delgado")
    planned = make_interview(student=student, contact=contact)
    schedule(interview=planned, starts_at=at("13 16:00"), minutes=30, format="video", as_of=at("12 09:00"))

    def confirm() -> Interview:
        return confirm_held(
            interview=planned,
            starts_at=at("13 16:00"),
            minutes=30,
            format="video",
            learned="",
            campus=Campus.objects.current(),
            as_of=NOW,
        )

    results = at_once(lambda: log(student, contact), confirm, lambda: log(student), confirm)
    assert results == [planned] * 4
    assert Interview.objects.get().is_held
    assert Message.objects.count() == 4


def test_thanked_twice_at_once_there_is_one_note() -> None:
    held = log(make_student())
    at_once(
        *[lambda: mark_thanked(interview=held, how="mail", as_of=NOW)] * 3,
        lambda: draft_thank_you(interview=held, body="Dear Rosa"),
    )
    held.refresh_from_db()
    assert (held.thanked_at, held.thanked_how, held.thank_you_note.body) == (NOW, "mail", "Dear Rosa")
    assert set(Message.objects.values_list("state", flat=True)) == {"skipped"}


def test_of_two_pages_saved_at_once_one_wins_and_one_is_told() -> None:
    held = log(make_student())
    seen = draft_thank_you(interview=held, body="Dear Rosa").version
    texts = ("From the phone", "From the laptop")
    acts = [partial(draft_thank_you, interview=held, body=body, seen=seen) for body in texts]
    results = at_once(*acts)
    assert sorted(type(result).__name__ for result in results) == ["EditedElsewhere", "ThankYouNote"]
    [winner] = [result.body for result in results if isinstance(result, ThankYouNote)]
    held.thank_you_note.refresh_from_db()
    assert held.thank_you_note.body == winner


def test_two_open_interviews_moved_to_one_time_at_once_are_not_both_moved() -> None:
    student = make_student()
    contact = make_contact(student=student)
    both = [make_interview(student=student, contact=contact) for _ in range(2)]

    def agree(interview: Interview) -> Callable[[], Interview]:
        return lambda: schedule(interview=interview, starts_at=at("20 16:00"), minutes=30, format="video", as_of=NOW)

    results = at_once(*(agree(interview) for interview in both))
    assert sorted(type(result).__name__ for result in results) == ["Interview", "NotPossible"]


def test_names_sent_twice_at_once_are_one_each() -> None:
    held = log(make_student())
    people = [Named("Jun Park"), Named("Ama Boateng")]
    at_once(*[lambda: add_referrals(interview=held, people=people)] * 3)
    assert (Referral.objects.count(), Contact.objects.count()) == (2, 3)


def test_asked_twice_at_once_a_contact_has_one_open_interview() -> None:
    student = make_student()
    contact = make_contact(student=student)
    at_once(*[lambda: plan_with(student=student, contact=contact)] * 4)
    assert Interview.objects.count() == 1
