"""Every page that allauth can show stands in our layout, on the strict policy, with labels."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from apps.accounts.models import User
from tests.accounts.conftest import signed_in_by_password

DOOR = [
    "/accounts/login/",
    "/accounts/login/code/",
    "/accounts/signup/",
    "/accounts/password/reset/",
    "/accounts/password/reset/done/",
    "/accounts/password/reset/key/1-set-password/",
    "/accounts/password/reset/key/done/",
    "/accounts/inactive/",
]
INSIDE = [
    "/accounts/logout/",
    "/accounts/password/change/",
    "/accounts/2fa/",
    "/accounts/2fa/totp/activate/",
    "/accounts/settings/",
    "/accounts/reauthenticate/",
]
INPUT = re.compile(r'<input(?![^>]*type="hidden")[^>]*\bid="([^"]+)"')

pytestmark = pytest.mark.django_db


def looks_like_ours(page: str) -> None:
    assert page.count("<h1") == 1
    assert "css/theme.css" in page
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=", page)
    assert "placeholder" not in page
    for control in INPUT.findall(page):
        assert f'for="{control}"' in page


@pytest.mark.parametrize("path", DOOR)
def test_pages_before_sign_in(path: str, visitor: Client) -> None:
    answer = visitor.get(path)
    assert answer.status_code == 200
    assert "door__in" in answer.content.decode()
    looks_like_ours(answer.content.decode())


@pytest.mark.parametrize("path", INSIDE)
def test_pages_after_sign_in(path: str, person: User, visitor: Client) -> None:
    signed_in_by_password(visitor, person)
    answer = visitor.get(path, follow=True)
    assert answer.status_code == 200
    assert "topbar" in answer.content.decode()
    looks_like_ours(answer.content.decode())


def test_a_first_password_can_be_chosen(person: User, client_of: Callable[[User], Client]) -> None:
    visitor = client_of(person)
    looks_like_ours(visitor.get("/accounts/password/set/").content.decode())
    answer = visitor.post("/accounts/password/set/", {"password1": "short", "password2": "short"})
    assert answer.status_code == 422
    words = "quiet river stone 5"
    answer = visitor.post("/accounts/password/set/", {"password1": words, "password2": words})
    assert answer["Location"] == "/accounts/settings/"
    person.refresh_from_db()
    assert person.check_password(words)


def test_signing_out_needs_a_post(person: User, client_of: Callable[[User], Client]) -> None:
    visitor = client_of(person)
    visitor.get("/accounts/logout/")
    assert "_auth_user_id" in visitor.session
    assert visitor.post("/accounts/logout/").status_code == 302
    assert "_auth_user_id" not in visitor.session


@pytest.mark.parametrize("close", ["terrence.boykin", "Terrence Boykin", "boykinterrence"])
def test_a_password_is_not_the_name(client_of: Callable[[User], Client], close: str) -> None:
    person = User.objects.create_user("terrence.boykin@demo.example", "Terrence Boykin")
    answer = client_of(person).post("/accounts/password/set/", {"password1": close, "password2": close})
    assert answer.status_code == 422
    assert "too similar" in answer.content.decode()
