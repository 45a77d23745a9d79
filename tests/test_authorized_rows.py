"""The authorization matrix, below the status: which rows a page counts, lists and loads, for everybody.

A 200 may still hold what is somebody else's, and an address may name one row of mine and one of another's.
"""

import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps
from django.db import transaction
from django.test import Client, RequestFactory
from django.urls import reverse

from apps.accounts.models import User
from apps.administration.members.actions import MayNotCoach, give_coach
from apps.administration.site import site
from apps.advising.models import AdviserNote, Hand, Nudge, Talk
from apps.advising.reflections.comments import comment
from apps.campus.models import Campus
from apps.cohorts.models import Cohort, Membership
from apps.contacts.forms import ContactForm
from apps.contacts.models import Contact
from apps.core import clock
from apps.core.not_saved.tokens import FIELD
from apps.dashboards.close_calls import close_calls
from apps.interviews.actions import NotPossible
from apps.interviews.log.forms import LogForm
from apps.interviews.models import Interview
from apps.network import merging
from apps.network.forms import SamePersonForm
from apps.preparation.models import Question
from apps.privacy.models import Deletion, Download
from apps.reflection.models import Reflection, Verdict
from apps.students.models import Student
from tests import authorization_world, factories
from tests.authorization_matrix import MATRIX, PEOPLE
from tests.authorization_world import World, text_of

world = authorization_world.world
ALICES, CHARLIES = "alice@campus.example", "charlie@campus.example"
# Who sees Alice's row of each model that says who may.
VISIBLE = {
    "advising.advisernote": {"owner", "adviser"},
    "advising.nudge": {"adviser"},
    "cohorts.cohort": {"adviser", "administrator", "coach"},
    "cohorts.membership": {"adviser", "administrator", "coach"},
    "contacts.contact": {"owner"},
    "interviews.interview": {"owner"},
    "privacy.download": {"owner"},
    "reflection.reflection": {"owner", "adviser", "coach"},
}
_STUDENT = {
    "cohorts.cohort": "students",
    "advising.nudge": "nudged__student",
    "reflection.reflection": "interview__student",
}
_NEW_EACH_TIME = re.compile(
    rf"""name="(?:csrfmiddlewaretoken|page_token|token|{FIELD})" value="[^"]*"|"(?:X-CSRFToken|csrf)": "[^"]*"|"""
    r"""DTSTAMP:\S+|data-now="[^"]*"|(?:src="data:image/svg|href="otpauth:)[^"]*"|data-secret>[A-Z2-7]+<"""
)


def _person(world: World, name: str) -> User:
    return User.objects.get(pk=world.clients[name].session["_auth_user_id"])


@pytest.fixture
def students(world: World) -> tuple[Student, Student]:
    """Alice and Charlie."""
    return Student.objects.get(user__email=ALICES), Student.objects.get(user__email=CHARLIES)


@pytest.mark.parametrize("model", sorted(VISIBLE))
def test_a_row_is_visible_to_whom_it_should_be(model: str, world: World, students: tuple[Student, Student]) -> None:
    alice, _ = students
    rows = apps.get_model(model)._default_manager
    (row, *_) = rows.filter(**{_STUDENT.get(model, "student"): alice})
    people = {name: _person(world, name) for name in PEOPLE[1:]}
    assert {name for name in people if row in rows.visible_to(people[name])} == VISIBLE[model]


def test_every_model_that_says_who_may_see_it_is_asked() -> None:
    asked = {model._meta.label_lower for model in apps.get_models() if hasattr(model._default_manager, "visible_to")}
    assert asked == set(VISIBLE)


def _readable(person: str) -> list[str]:
    at = PEOPLE.index(person)
    return [name for name, said in MATRIX.items() if ":" in name and said["GET"][at] == 200]


def _pages(world: World, person: str, names: list[str]) -> dict[str, str]:
    """As this person reads them, without what is new each time."""
    client = world.clients[person]
    return {name: _NEW_EACH_TIME.sub("", text_of(client.get(world.url(name)))) for name in names}


@pytest.fixture
def before(world: World, person: str) -> dict[str, str]:
    """Each page of this person, as it is alone."""
    return _pages(world, person, _readable(person))


@pytest.mark.parametrize(
    ("person", "adviser", "whose"),
    [
        ("owner", "other adviser", CHARLIES),
        ("other student", "adviser", ALICES),
        ("adviser", "other adviser", CHARLIES),
        ("other adviser", "adviser", ALICES),
        ("coach", "other adviser", CHARLIES),
    ],
)
def test_no_page_changes_with_what_is_somebody_elses(
    person: str, adviser: str, whose: str, before: dict[str, str], world: World
) -> None:
    reader, other = _person(world, person), Student.objects.get(user__email=whose)
    with transaction.atomic():
        for known in Contact.objects.exclude(student=other):
            factories.make_contact(student=other, full_name=known.full_name)  # namesakes, all new
        Reflection.objects.create(interview=factories.make_held(other, reflected_at=clock.now()), shared_at=clock.now())
        idea = factories.make_interview(student=other)
        cohort = factories.make_cohort(advisers=[_person(world, adviser)], students=[other])
        factories.make_nudged(other, cohort=cohort, adviser=_person(world, adviser))
        factories.make_reminder(kind="how_did_it_go", cause_key=idea.cause_key, user=other.user, due_at=clock.now())
        Deletion.objects.get_or_create(student=other, defaults={"asked_at": clock.now()})
        Download.objects.get_or_create(student=other, defaults={"requested_at": clock.now()})
        # The proof of a session is made of these two: one person's must not do for another.
        proof = {"password": reader.password, "session_epoch": reader.session_epoch}
        User.objects.filter(pk=other.user_id).update(**proof)
        Client().force_login(User.objects.get(pk=other.user_id))
        beside = _pages(world, person, _readable(person))
        transaction.set_rollback(True)
    changed = [name for name in beside if beside[name] != before[name]]
    after = _pages(world, person, changed)  # a minute may have passed
    assert [name for name in changed if beside[name] != after[name]] == []
    assert len(beside) > 3


@pytest.mark.parametrize("others", [1, 4])
def test_no_page_of_a_coach_changes_with_what_a_few_others_of_the_cohort_do(others: int, world: World) -> None:
    """Nor with how many they are: fewer than five stand behind what could be read off the cohort's numbers."""
    names = [name for name in _readable("coach") if not name.startswith("account")]
    cohort = Cohort.objects.get(students__user__email=ALICES)
    with transaction.atomic():
        before = _pages(world, "coach", names)
        for _ in range(others):
            other = factories.make_student()
            cohort.memberships.create(student=other)
            factories.make_held(other, ended_ago=timedelta(days=3))
            factories.make_interview(student=other, asked_at=clock.now() - timedelta(days=20))
            reflected = factories.make_held(other, thanked_at=clock.now(), reflected_at=clock.now())
            Reflection.objects.create(interview=reflected, shared_at=clock.now())
            Hand.objects.create(student=other)
        beside = _pages(world, "coach", names)
        transaction.set_rollback(True)
    changed = [name for name in beside if beside[name] != before[name]]
    after = _pages(world, "coach", changed)  # a minute may have passed
    assert [name for name in changed if beside[name] != after[name]] == []
    assert {"dashboards:cohorts", "dashboards:cohort", "dashboards:student"} <= set(beside)


MIXED = {
    "dashboards:student": ("cohort_pk", "pk"),
    "dashboards:next_talk": ("cohort_pk", "student_pk"),
    "dashboards:note": ("cohort_pk", "student_pk"),
    "dashboards:remove_note": ("cohort_pk", "student_pk", "pk"),
    "dashboards:exclusion": ("cohort_pk", "student_pk", "pk"),
    "dashboards:withdraw_exclusion": ("cohort_pk", "student_pk", "pk"),
    "administration:leave_cohort": ("cohort_pk", "pk"),
    "administration:withdraw_leave_cohort": ("cohort_pk", "pk"),
}
QUESTIONS = ("preparation:question", "preparation:wording", "preparation:move", "preparation:remove")
NO_ROWS = {"uidb36", "slot"}  # in addresses, too


def test_every_address_of_several_rows_is_mixed(world: World) -> None:
    assert {
        name: set(given) for name, given in world.arguments.items() if len(given) > 1 and not NO_ROWS & set(given)
    } == {name: set(keys) for name, keys in MIXED.items()} | dict.fromkeys(QUESTIONS, {"pk", "question_pk"})


@pytest.mark.parametrize(("name", "key"), [(name, key) for name, keys in MIXED.items() for key in keys])
def test_an_address_that_mixes_rows_of_two_students_is_404(
    name: str, key: str, world: World, students: tuple[Student, Student]
) -> None:
    """Also for who may see both: nothing is written down about the wrong student."""
    _, charlie = students
    with transaction.atomic():
        others = {
            "cohort_pk": Cohort.objects.get(students=charlie).pk,
            "student_pk": charlie.pk,
            "pk": charlie.pk if "student_pk" not in MIXED[name] else factories.make_held(charlie).pk,
        }
        url = reverse(name, kwargs=world.arguments[name] | {key: others[key]})
        ask = (
            world.clients["administrator"].get
            if MATRIX[name]["GET"][PEOPLE.index("administrator")] != 405
            else world.clients["administrator"].post
        )
        assert ask(url).status_code == 404
        transaction.set_rollback(True)


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_is_one_of_the_interview_that_the_address_names(
    name: str, world: World, students: tuple[Student, Student]
) -> None:
    alice, charlie = students
    with transaction.atomic():
        his = factories.make_question(factories.make_interview(student=charlie), "Do you like your job?", position=5)
        other = factories.make_question(factories.make_interview(student=alice), "Do you like this?", position=5)
        pressed = {"text": "Mine", "to": "0", "rule": "closed"}
        for question in (his, other):
            url = reverse(name, kwargs=world.arguments[name] | {"question_pk": question.pk})
            assert world.clients["owner"].post(url, pressed).status_code == 302
        url = reverse(name, kwargs={"pk": his.interview_id, "question_pk": his.pk})
        assert world.clients["owner"].post(url, pressed).status_code == 404
        left = Question.objects.filter(pk__in=[his.pk, other.pk]).order_by("pk").values_list("text", "position")
        assert list(left) == [("Do you like your job?", 5), ("Do you like this?", 5)]
        transaction.set_rollback(True)


def test_a_row_that_the_query_names_is_ones_own(world: World, students: tuple[Student, Student]) -> None:
    alice, charlie = students
    with transaction.atomic():
        hers, his = Contact.objects.filter(student=alice)[0], factories.make_contact(student=charlie)
        asked = {
            f"{reverse('interviews:log')}?contact={hers.pk}": (200, 404),
            f"{reverse('interviews:log')}?contact={his.pk}": (404, 200),
            f"{reverse('network:merge', args=[hers.pk])}?other={his.pk}": (404, 404),
        }
        for url, statuses in asked.items():
            got = tuple(world.clients[person].get(url).status_code for person in ("owner", "other student"))
            assert got == statuses, url
        transaction.set_rollback(True)


def test_a_row_that_a_form_names_is_ones_own(world: World, students: tuple[Student, Student]) -> None:
    alice, charlie = students
    with transaction.atomic():
        hers, his = Contact.objects.filter(student=alice)[0], factories.make_contact(student=charlie)
        log = {"contact_name": his.full_name, "minutes": "20", "format": "video", "learned": "Ask.", "contact": his.pk}
        log["held_at"] = (clock.now() - timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
        edited = {"full_name": hers.full_name, "introduced_by": his.pk}
        forms = [LogForm(log, student=alice, zone=ZoneInfo("UTC"), as_of=clock.now())]
        forms += [ContactForm(edited, student=alice, instance=hers), SamePersonForm({"other": his.pk}, contact=hers)]
        assert [list(form.errors) for form in forms] == [["contact"], ["introduced_by"], ["other"]]
        transaction.set_rollback(True)


def test_a_nudge_is_about_the_students_that_it_names(world: World, students: tuple[Student, Student]) -> None:
    alice, _ = students
    desk = world.clients["adviser"]
    with transaction.atomic():
        cohort = Cohort.objects.get(students=alice)
        beside = factories.make_student(full_name="Zora Beside")
        cohort.students.add(beside)
        hand = Hand.objects.create(student=beside)
        new = f"{reverse('advising:nudge')}?s={alice.pk}"
        assert "Zora" not in desk.get(new).text
        words = {"token": str(uuid4()), "subject": "Ten minutes", "body": "Hi {first name}"}
        desk.post(new, {**words, "s": alice.pk, "also": alice.pk, "send": "1"})
        nudge = Nudge.objects.get(token=words["token"])
        assert list(nudge.nudged.values_list("student", flat=True)) == [alice.pk]
        assert Hand.objects.up().get() == hand
        assert desk.post(reverse("advising:withdraw_nudge", args=[nudge.pk])).status_code == 302
        assert Hand.objects.up().count() == 2
        assert "Alice Okafor" in desk.get(reverse("advising:nudged", args=[nudge.pk])).text
        cohort.memberships.filter(student=alice).delete()
        assert "Alice Okafor" not in desk.get(reverse("advising:nudged", args=[nudge.pk])).text
        transaction.set_rollback(True)


def test_what_advisers_write_reaches_its_student_alone(world: World, students: tuple[Student, Student]) -> None:
    alice, charlie = students
    adviser, other = _person(world, "adviser"), _person(world, "other adviser")
    with transaction.atomic():
        his = Cohort.objects.get(students=charlie)
        note = AdviserNote.objects.create(student=charlie, cohort=his, author=other, text="Shy at first", token=uuid4())
        assert "Shy at first" in world.clients["other student"].get(reverse("advising:adviser_notes")).text
        assert "Shy at first" not in world.clients["owner"].get(reverse("advising:adviser_notes")).text
        # Of another student, in the same cohort and by the same adviser: not by Alice's page.
        cohort = Cohort.objects.get(students=alice)
        AdviserNote.objects.filter(pk=note.pk).update(cohort=cohort, author=adviser)
        at = {"cohort_pk": cohort.pk, "student_pk": alice.pk, "pk": note.pk}
        world.clients["adviser"].post(reverse("dashboards:remove_note", kwargs=at))
        assert AdviserNote.objects.filter(pk=note.pk).exists()
        transaction.set_rollback(True)


def test_a_reflection_that_is_not_shared_is_not_read_listed_or_commented(
    world: World, students: tuple[Student, Student]
) -> None:
    alice, charlie = students
    desk, adviser = world.clients["adviser"], _person(world, "adviser")
    with transaction.atomic():
        for student in (alice, charlie):
            held = factories.make_held(student, reflected_at=clock.now())
            kept = Reflection.objects.create(interview=held, verdict=Verdict.CLOSER)
            assert f"/reflections/{kept.pk}/" not in desk.get(reverse("dashboards:reflections")).text
            assert desk.get(reverse("advising:comment", args=[kept.pk])).status_code == 404
            with pytest.raises(NotPossible):
                comment(reflection=kept, author=adviser, text="Well done.", token=uuid4(), as_of=clock.now())
        transaction.set_rollback(True)


def test_a_hand_is_taken_down_and_a_talk_taken_back_by_whose_it_is(
    world: World, students: tuple[Student, Student]
) -> None:
    alice, charlie = students
    today = clock.now().date()
    with transaction.atomic():
        hand = Hand.objects.create(student=charlie)
        colleague = _person(world, "other adviser")
        # Of a student who is not theirs, and of one who is.
        talks = [Talk.objects.create(student=each, adviser=colleague, day=today).pk for each in (charlie, alice)]
        world.clients["owner"].post(reverse("advising:withdraw_hand"))
        for talk in talks:
            world.clients["adviser"].post(reverse("advising:withdraw_talk", query={"talks": talk}))
        assert hand in Hand.objects.up()
        assert set(Talk.objects.filter(adviser=colleague).values_list("pk", flat=True)) == set(talks)
        transaction.set_rollback(True)


def test_an_adviser_finds_their_own_students_alone(world: World) -> None:
    for name, status in (("Alice", True), ("Charlie", False)):
        found = world.clients["adviser"].get(reverse("dashboards:find", query={"q": name})).text
        assert (f"{name.lower()}@campus.example" in found) is status


def test_a_coach_is_an_adviser_who_may_sign_in(world: World, students: tuple[Student, Student]) -> None:
    alice, charlie = students
    with transaction.atomic(), pytest.raises(MayNotCoach):
        give_coach(memberships=Membership.objects.filter(student=alice), coach=charlie.user)


def test_two_of_different_students_are_never_made_one(world: World, students: tuple[Student, Student]) -> None:
    alice, charlie = students
    with transaction.atomic():
        hers, his = (factories.make_contact(student=student) for student in (alice, charlie))
        assert merging.merge(kept=hers, other=his, as_of=clock.now()) == hers
        assert Contact.objects.filter(pk__in=[hers.pk, his.pk]).count() == 2
        transaction.set_rollback(True)


def test_only_ones_own_cohorts_are_named(world: World, students: tuple[Student, Student]) -> None:
    alice, charlie = students
    campus, as_of = Campus.objects.current(), clock.now()
    with transaction.atomic():
        hers = Cohort.objects.get(students=alice)
        Cohort.objects.update(different_people=True)
        kept, other = (factories.make_held(alice).contact for _ in range(2))
        lower = merging.lowered(kept=kept, other=other, as_of=as_of, campus=campus)
        assert [one.cohort for one in lower] == [hers]
        Cohort.objects.filter(students=charlie).update(due_on="2026-03-06", starts_on="2026-03-02")
        held = Interview(student=alice, starts_at=datetime(2026, 3, 7, 3, tzinfo=UTC), logged_at=as_of)
        assert close_calls(held, campus=campus, zone=ZoneInfo("UTC"), as_of=as_of) == []
        transaction.set_rollback(True)
    assert site._registry[Student].in_cohorts(alice) == hers.name


def test_a_row_inside_a_form_of_the_administration_is_never_turned_into_another(world: World) -> None:
    request = RequestFactory().get("/admin/")
    request.user = _person(world, "administrator")
    inlines = [inline for one in site._registry.values() for inline in one.get_inline_instances(request)]
    assert inlines
    assert not any(inline.has_change_permission(request) for inline in inlines)
