"""The authorization matrix, below the status: acts that ask who it is, and whom an act or a file is about."""

from urllib.parse import urlsplit

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from apps.accounts.models import Role, User
from apps.administration.models import Invitation
from apps.cohorts.models import Cohort
from apps.core import clock
from apps.privacy.download.contents import sections_of
from apps.privacy.models import Deletion, Download
from apps.students.models import Student
from tests import authorization_world, factories
from tests.authorization_world import World

world = authorization_world.world


def _person(world: World, name: str) -> User:
    return User.objects.get(pk=world.clients[name].session["_auth_user_id"])


@pytest.fixture
def students(world: World) -> tuple[Student, Student]:
    """Alice and Charlie."""
    alice, charlie = ("alice@campus.example", "charlie@campus.example")
    return Student.objects.get(user__email=alice), Student.objects.get(user__email=charlie)


_NAMES = {"full_name": "Gus Webb", "preferred_name": "", "last_name": "Webb", "email": "gus@campus.example"}
# What each sends, of which the other administrator is the `person`, and Alice the student.
ASKS_WHO_IT_IS = [
    ("administration:new_person", {**_NAMES, "role": "administrator"}),
    ("administration:new_person", {**_NAMES, "role": "adviser"}),
    ("administration:person", {**_NAMES, "role": "administrator"}),
    ("administration:deactivate", {}),
    ("administration:withdraw_deactivate", {}),
    ("administration:remove_second_factor", {}),
    ("administration:hand_over", {}),
    ("administration:hand_over", {"deactivate": "on"}),
    ("administration:student", {**_NAMES, "student_number": "", "graduates_on": ""}),
    ("administration:deletion", {"way": "gone", "address": "alice@campus.example"}),
]
_OF_THE_OTHER = ("person", "deactivate", "withdraw_deactivate", "remove_second_factor", "hand_over")


@pytest.mark.parametrize(("name", "sent"), ASKS_WHO_IT_IS)
def test_who_signed_in_long_ago_is_asked_who_they_are(name: str, sent: dict[str, str], world: World) -> None:
    given = world.arguments.get(name, {})
    with transaction.atomic():
        if name.split(":")[1] in _OF_THE_OTHER:
            given = {"pk": factories.make_administrator(full_name="Gus Web").pk}
        if name == "administration:withdraw_deactivate":
            User.objects.filter(**given).update(is_active=False, role=Role.ADVISER)
        if name == "administration:hand_over":
            sent = {**sent, "to": str(factories.make_adviser().pk)}
        office = Client()  # of its own: whoever has no password signs in anew
        office.force_login(_person(world, "administrator"))
        answer = office.post(reverse(name, kwargs=given), sent)
        assert (answer.status_code, urlsplit(answer["Location"]).path) == (302, "/accounts/login/")
        transaction.set_rollback(True)


@pytest.mark.parametrize("name", ["administration:person", "administration:student"])
def test_invitations_stand_on_the_page_of_whom_they_invite(
    name: str, world: World, students: tuple[Student, Student]
) -> None:
    _, charlie = students
    with transaction.atomic():
        Invitation.objects.all().delete()
        Invitation.objects.create(user=charlie.user)
        assert list(world.clients["administrator"].get(world.url(name)).context["invitations"]) == []
        transaction.set_rollback(True)


def test_one_student_leaves_a_cohort_and_the_others_stay(world: World, students: tuple[Student, Student]) -> None:
    alice, charlie = students
    with transaction.atomic():
        cohort = Cohort.objects.get(students=alice)
        cohort.memberships.create(student=charlie)
        at = {"pk": alice.pk, "cohort_pk": cohort.pk}
        assert world.clients["administrator"].post(reverse("administration:leave_cohort", kwargs=at)).status_code == 302
        assert list(cohort.students.all()) == [charlie]
        transaction.set_rollback(True)


def test_who_takes_a_request_back_takes_their_own_back(world: World, students: tuple[Student, Student]) -> None:
    _, charlie = students
    with transaction.atomic():
        his = Deletion.objects.create(student=charlie, asked_at=clock.now())
        world.clients["owner"].post(reverse("privacy:withdraw_deletion"))
        assert list(Deletion.objects.open()) == [his]
        assert world.clients["owner"].get(reverse("privacy:my_data")).context["deletion"] is None
        transaction.set_rollback(True)


def test_a_file_is_asked_for_and_shown_by_whom_it_is_about(world: World, students: tuple[Student, Student]) -> None:
    alice, charlie = students
    with transaction.atomic():
        Download.objects.all().delete()
        Download.objects.create(student=charlie, requested_at=clock.now())
        assert world.clients["owner"].get(reverse("privacy:my_data")).context["file"] is None
        world.clients["owner"].post(reverse("privacy:ask_for_download"))
        assert Download.objects.filter(student=alice).exists()
        transaction.set_rollback(True)


def test_the_file_of_a_student_holds_nothing_of_another(world: World, students: tuple[Student, Student]) -> None:
    alice, charlie = students
    with transaction.atomic():
        before = [(section.name, section.rows) for section in sections_of(alice)]
        cohort = Cohort.objects.get(students=charlie)
        nudged = factories.make_nudged(charlie, cohort=cohort, adviser=_person(world, "other adviser"))
        factories.make_reminder(kind="nudge", cause_key=str(nudged.pk), user=charlie.user, due_at=clock.now())
        written = factories.make_named(factories.make_contact(student=charlie))
        factories.make_reminder(kind="outreach", cause_key=str(written.pk), user=charlie.user, due_at=clock.now())
        Deletion.objects.create(student=charlie, asked_at=clock.now())
        assert [(section.name, section.rows) for section in sections_of(alice)] == before
        transaction.set_rollback(True)
