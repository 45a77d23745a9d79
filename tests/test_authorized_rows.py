"""The authorization matrix, below the status: which rows a page counts, lists and loads, for everybody.

A 200 may still hold what is somebody else's, and an address may name one row of mine and one of another's.
"""

import re

import pytest
from django.apps import apps
from django.db import transaction
from django.test import RequestFactory
from django.urls import reverse

from apps.accounts.models import User
from apps.administration.site import site
from apps.cohorts.models import Cohort
from apps.contacts.models import Contact
from apps.core.not_saved.tokens import FIELD
from apps.students.models import Student
from tests import factories, test_authorization
from tests.authorization_matrix import MATRIX, PEOPLE
from tests.test_authorization import World

world = test_authorization.world
ALICES, CHARLIES = "alice@campus.example", "charlie@campus.example"
# Who sees Alice's row of each model that says who may.
VISIBLE = {
    "cohorts.cohort": {"adviser", "administrator"},
    "contacts.contact": {"owner"},
    "interviews.interview": {"owner"},
}
_NEW_EACH_TIME = re.compile(
    rf'''name="(?:csrfmiddlewaretoken|{FIELD})" value="[^"]*"|"X-CSRFToken": "[^"]*"|data-now="[^"]*"'''
    r"""|(?:src="data:image/svg|href="otpauth:)[^"]*"|data-secret>[A-Z2-7]+<"""
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
    (row, *_) = rows.filter(students=alice) if model == "cohorts.cohort" else rows.filter(student=alice)
    people = {name: _person(world, name) for name in PEOPLE[1:]}
    assert {name for name in people if row in rows.visible_to(people[name])} == VISIBLE[model]


def test_every_model_that_says_who_may_see_it_is_asked() -> None:
    asked = {model._meta.label_lower for model in apps.get_models() if hasattr(model._default_manager, "visible_to")}
    assert asked == set(VISIBLE)


def _pages(world: World, person: str) -> dict[str, str]:
    """All that this person can read, without what is new each time."""
    client, at = world.clients[person], PEOPLE.index(person)
    names = [name for name, said in MATRIX.items() if ":" in name and said["GET"][at] == 200]
    return {name: _NEW_EACH_TIME.sub("", client.get(world.url(name)).content.decode()) for name in names}


@pytest.mark.parametrize("person", ["other student", "other adviser"])
def test_no_page_changes_with_what_is_somebody_elses(
    person: str, world: World, students: tuple[Student, Student]
) -> None:
    alice, _ = students
    before = _pages(world, person)
    with transaction.atomic():
        factories.make_contact(student=alice, full_name="Zebulon Quist")
        factories.make_held(alice)
        factories.make_interview(student=alice)
        factories.make_cohort(advisers=[_person(world, "adviser")], students=[alice])
        beside = _pages(world, person)
        transaction.set_rollback(True)
    after = _pages(world, person)  # a minute may have passed
    changed = [name for name in beside if beside[name] not in (before[name], after[name])]
    assert changed == []
    assert len(beside) > 3


MIXED = {
    "dashboards:student": ("cohort_pk", "pk"),
    "dashboards:exclusion": ("cohort_pk", "student_pk", "pk"),
    "dashboards:withdraw_exclusion": ("cohort_pk", "student_pk", "pk"),
}


def test_every_address_of_several_rows_is_mixed(world: World) -> None:
    assert {
        name: set(given) for name, given in world.arguments.items() if len(given) > 1 and "uidb36" not in given
    } == {name: set(keys) for name, keys in MIXED.items()}


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
            "pk": charlie.pk if name == "dashboards:student" else factories.make_held(charlie).pk,
        }
        url = reverse(name, kwargs=world.arguments[name] | {key: others[key]})
        ask = (
            world.clients["administrator"].get
            if MATRIX[name]["GET"][-1] == 200
            else world.clients["administrator"].post
        )
        assert ask(url).status_code == 404
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


def test_a_row_inside_a_form_of_the_administration_is_never_turned_into_another(world: World) -> None:
    request = RequestFactory().get("/admin/")
    request.user = _person(world, "administrator")
    inlines = [inline for one in site._registry.values() for inline in one.get_inline_instances(request)]
    assert inlines
    assert not any(inline.has_change_permission(request) for inline in inlines)
