"""The authorization matrix: every URL and method, for everybody. A URL that is missing here fails the build.

Alice is the owner, Charlie another student, Bob the adviser of Alice's cohort, Dana another adviser, Erin an
administrator, Frank Alice's coach, who looks after no cohort. A volunteer has no account: they are anonymous, and a
signed link opens only what it names.
Refused reads are 404, and to anybody not signed in everything of a person's is the way to the sign-in page (302).
"""

import copy
import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client

from apps.accounts.models import User
from apps.administration.site import site
from apps.core.not_saved.shown import Shown
from apps.core.not_saved.tokens import FIELD
from tests import authorization_world
from tests.authorization_matrix import ADMIN_MATRIX, MATRIX, PEOPLE
from tests.authorization_world import ALL, OURS, World, address_of, text_of

world, administration = authorization_world.world, authorization_world.administration


def test_every_url_stands_in_the_matrix() -> None:
    assert sorted(MATRIX) == sorted(set(OURS))


def test_a_url_that_is_missing_from_the_matrix_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    missing = MATRIX.copy()
    del missing["interviews:detail"]
    monkeypatch.setattr(f"{__name__}.MATRIX", missing)
    with pytest.raises(AssertionError):
        test_every_url_stands_in_the_matrix()


def _status(world: World, person: str, method: str, url: str) -> int:
    """What this person gets; whatever it changed is rolled back."""
    client = world.clients[person]
    cookies = copy.deepcopy(client.cookies)
    # No form of ours sends another method, so a script does, and reads no page about a refusal.
    headers = {} if method in ("GET", "POST") else {"accept": "text/plain"}
    with transaction.atomic():
        status = client.generic(method, url, headers=headers).status_code
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
        assert _status(world, person, "HEAD", url) == MATRIX[name]["GET"][PEOPLE.index(person)]
        for method in ("PUT", "PATCH", "DELETE"):
            # allauth's form views show their page to PUT; that opens nothing that GET and POST do not.
            known = {MATRIX[name][each][PEOPLE.index(person)] for each in ("GET", "POST")}
            allowed = {302, 401, 403, 404, 405} | known
            assert _status(world, person, method, url) in allowed, (person, method)


PRESSED = [
    name
    for name in sorted(MATRIX)
    if ":" in name and MATRIX[name]["POST"][0] == 302 and not name.startswith("accounts:confirm_")  # steps of sign-in
]


# Fields to write in, as Django writes them.
_TO_WRITE_IN = re.compile(r'<(?:textarea|input type="(?:text|email|url|tel|number)")[^>]*? name="([^"]+)"')


@pytest.fixture(scope="module")
def forms(world: World) -> dict[str, tuple[str, dict[str, str]]]:
    """By the address that a form is sent to: the page where it stands, and what it sends with words in every field."""
    found: dict[str, tuple[str, dict[str, str]]] = {}
    with transaction.atomic():
        for name, said in MATRIX.items():
            reader = next((person for person in PEOPLE[1:] if said["GET"][PEOPLE.index(person)] == 200), None)
            if ":" not in name or reader is None:
                continue
            url = world.url(name)
            page = text_of(world.clients[reader].get(url))
            to_write_in = set(_TO_WRITE_IN.findall(page)) - {"code"}  # never kept
            for form in Shown(page, url).forms:
                written = dict.fromkeys({field for field, _ in form.holds} & to_write_in, "Words of mine")
                if form.is_post and written:
                    found[form.address] = (url, dict(form.holds) | written)
        transaction.set_rollback(True)
    return found


def test_forms_of_many_pages_are_pressed(forms: dict[str, tuple[str, dict[str, str]]], world: World) -> None:
    assert {world.url("dashboards:exclusion"), world.url("interviews:log")} <= set(forms)


@pytest.mark.parametrize("name", PRESSED)
def test_a_press_after_the_session_ended_leads_back_and_says_so(
    name: str, world: World, forms: dict[str, tuple[str, dict[str, str]]]
) -> None:
    """Under every button and form, for whoever may press it. Words are in their own field again."""
    who = next((person for person in PEOPLE[1:] if _pressed(MATRIX[name], person) < 400), "owner")
    stood, sent = forms.get(world.url(name), ("", {}))
    page = _leads_back(world, who, world.url(name), sent or {"some_words": "Words of mine"}, stood=stood)
    if sent:
        assert {item for item in sent.items() if item[1] == "Words of mine"} <= Shown(page, stood).holds
        assert "What you typed" not in page
    else:
        assert "<dd>Words of mine</dd>" in page


def _pressed(said: dict[str, tuple[int, ...]], person: str) -> int:
    status = said["POST"][PEOPLE.index(person)]
    return 200 if status == 422 else status


def _leads_back(world: World, who: str, url: str, sent: dict[str, str], *, stood: str = "") -> str:
    """The page after it."""
    person = User.objects.get(pk=world.clients[who].session["_auth_user_id"])
    cache.delete(f"not-saved-by:{person.pk}")
    browser = Client()
    browser.force_login(person)
    token = browser.get("/accounts/settings/").context["request"]._form_token
    browser.logout()
    with transaction.atomic():
        answer = browser.post(url, {**sent, FIELD: token}, headers={"referer": f"http://testserver{stood}"})
        assert answer.status_code == 302
        sign_in = urlsplit(answer["Location"])
        assert sign_in.path == "/accounts/login/"
        assert "that was not saved" in browser.get(answer["Location"]).content.decode()
        browser.force_login(person)
        page = browser.get(parse_qs(sign_in.query)["next"][0], follow=True)
        assert page.status_code == 200
        assert "That was not saved." in page.content.decode()
        transaction.set_rollback(True)
    return page.content.decode()


def _autocompletes() -> Iterator[str]:
    """What can be searched for in the forms of the administration: `model.field`, one door each."""
    for one in site._registry.values():
        for each in (one, *one.inlines):
            for field in each.autocomplete_fields:
                yield f"{each.model._meta.label_lower}.{field}"


def test_every_page_of_the_administration_stands_in_its_matrix() -> None:
    pages = [name.removeprefix("admin:") for name in ALL if name.startswith("admin:")]
    assert sorted(ADMIN_MATRIX) == sorted({*pages, *(f"autocomplete:{field}" for field in _autocompletes())})


@pytest.mark.parametrize("name", sorted(ADMIN_MATRIX))
def test_everybody_gets_from_the_administration_what_its_matrix_says(name: str, administration: World) -> None:
    url, said = address_of(name), ADMIN_MATRIX[name]
    got = {method: tuple(_status(administration, person, method, url) for person in PEOPLE) for method in said}
    assert got == said
    for person in ("adviser", "administrator"):
        known = {got[method][PEOPLE.index(person)] for method in said}
        for method in ("HEAD", "PUT", "DELETE"):
            # Django's administration shows its page to methods it does not know: no more than GET and POST do.
            status = _status(administration, person, method, url)
            assert status in {302, 403, 404, 405} | known, (person, method)


_ADMINISTRATOR = PEOPLE.index("administrator")
FORMS = [
    name
    for name, said in sorted(ADMIN_MATRIX.items())
    if said["POST"][_ADMINISTRATOR] in (200, 422) and name != "logout"
]


@pytest.mark.parametrize("name", FORMS)
def test_a_press_in_the_administration_leads_back_too(name: str, administration: World) -> None:
    page = _leads_back(administration, "administrator", address_of(name), {"some_words": "Words of mine"})
    assert "<dd>Words of mine</dd>" in page
