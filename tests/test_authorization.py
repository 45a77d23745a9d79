"""The authorization matrix: every URL and method, for everybody. A URL that is missing here fails the build.

Alice is the owner, Charlie another student, Bob the adviser of Alice's cohort, Dana another adviser, Erin an
administrator. A volunteer has no account: they are anonymous, and a signed link opens only what it names.
Refused reads are 404, and to anybody not signed in everything of a person's is the way to the sign-in page (302).
"""

import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib import admin
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from apps.accounts.models import User
from apps.cohorts.models import Cohort
from apps.reminders import links
from apps.students.models import Student
from tests import factories
from tests.authorization_matrix import MATRIX, PEOPLE


def _named(resolver: URLResolver, namespace: str = "") -> Iterator[str]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            yield f"{namespace}{entry.name}"
        else:
            yield from _named(entry, f"{namespace}{entry.namespace}:" if entry.namespace else namespace)


ALL = sorted(set(_named(get_resolver())))
OURS = [name for name in ALL if not name.startswith("admin:")]


def test_every_url_stands_in_the_matrix() -> None:
    assert sorted(MATRIX) == sorted(set(OURS))


def test_a_url_that_is_missing_from_the_matrix_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    missing = MATRIX.copy()
    del missing["interviews:detail"]
    monkeypatch.setattr(f"{__name__}.MATRIX", missing)
    with pytest.raises(AssertionError):
        test_every_url_stands_in_the_matrix()


@dataclass
class World:
    """Everybody, and what the URLs name: Alice's contact, interviews, cohort and link."""

    clients: dict[str, Client]
    arguments: dict[str, dict]

    def url(self, name: str) -> str:
        return reverse(name, kwargs=self.arguments.get(name, {}))


@pytest.fixture
def world(
    alice: Student, bob: User, cohort: Cohort, charlie: Student, client_of: Callable[..., Client], settings: Any
) -> World:
    settings.ACCOUNT_RATE_LIMITS = False  # the matrix knocks more often than a person
    held = factories.make_held(alice)
    idea = factories.make_interview(student=alice)
    dana, erin = factories.make_adviser(), factories.make_administrator()
    factories.make_cohort(advisers=[dana], students=[charlie])
    people = dict(zip(PEOPLE[1:], [alice.user, charlie.user, bob, dana, erin], strict=True))
    before = {name: {"pk": idea.pk} for name in ("interviews:ask", "interviews:schedule", "interviews:close")}
    after = {
        f"interviews:{name}": {"pk": held.pk}
        for name in (
            "detail",
            "confirm",
            "reopen",
            "withdraw_log",
            "thank_you",
            "thanked",
            "withdraw_thanks",
            "reflect",
            "refer",
        )
    }
    token = links.opt_out_url(user=alice.user, group="thank_you").rstrip("/").rsplit("/", 1)[1]
    return World(
        {"anonymous": Client(), **{name: client_of(person) for name, person in people.items()}},
        {
            **before,
            **after,
            "interviews:plan": {"contact_pk": held.contact_id},
            "contacts:edit": {"pk": held.contact_id},
            "contacts:remove": {"pk": held.contact_id},
            "dashboards:cohort": {"pk": cohort.pk},
            "dashboards:student": {"cohort_pk": cohort.pk, "pk": alice.pk},
            "dashboards:exclusion": {"cohort_pk": cohort.pk, "student_pk": alice.pk, "pk": held.pk},
            "reminders:opt_out": {"token": token},
            "account_reset_password_from_key": {"uidb36": "1", "key": "none-such"},
        },
    )


def _status(world: World, person: str, method: str, url: str) -> int:
    """What this person gets; whatever it changed is rolled back."""
    client = world.clients[person]
    cookies = copy.deepcopy(client.cookies)
    with transaction.atomic():
        status = client.generic(method, url).status_code
        transaction.set_rollback(True)
    client.cookies = cookies
    return status


@pytest.mark.parametrize("name", sorted(MATRIX))
def test_everybody_gets_what_the_matrix_says(name: str, world: World) -> None:
    url = world.url(name)
    got = {method: tuple(_status(world, person, method, url) for person in PEOPLE) for method in MATRIX[name]}
    assert got == MATRIX[name]


@pytest.mark.parametrize("name", sorted(MATRIX))
def test_no_other_method_opens_a_door(name: str, world: World) -> None:
    url = world.url(name)
    for person in PEOPLE:
        reads = _status(world, person, "GET", url)
        assert _status(world, person, "HEAD", url) == reads
        for method in ("PUT", "PATCH", "DELETE"):
            # allauth's form views show their page to PUT; that opens nothing that GET and POST do not.
            known = {MATRIX[name][each][PEOPLE.index(person)] for each in ("GET", "POST")}
            allowed = {302, 401, 403, 404, 405} | known
            assert _status(world, person, method, url) in allowed, (person, method)


@pytest.mark.parametrize("person", [person for person in PEOPLE if person != "administrator"])
def test_the_administration_is_closed_to_everybody_else(person: str, world: World) -> None:
    pages = ["admin:index"]
    for model in admin.site._registry:
        label = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        pages += [f"{label}_changelist", f"{label}_add"]
    for page in pages:
        for method in ("GET", "POST"):
            assert _status(world, person, method, reverse(page)) in (302, 403, 404), (page, method)
