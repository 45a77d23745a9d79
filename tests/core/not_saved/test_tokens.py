"""Whose form it was."""

import time_machine
from django.contrib.auth.models import AnonymousUser
from django.test import Client, RequestFactory

from apps.accounts.models import User
from apps.core.not_saved.tokens import FIELD, owner_of, token_for
from apps.students.models import Student


def _posted(token: str) -> int | None:
    return owner_of(RequestFactory().post("/", {FIELD: token}))


def _token(pk: int | None) -> str:
    request = RequestFactory().get("/")
    request.user = User(pk=pk) if pk else AnonymousUser()
    return token_for(request)


def test_it_says_who_and_cannot_be_changed() -> None:
    token = _token(7)
    assert _posted(token) == 7
    assert _posted(token.replace("7", "8", 1)) is None
    assert [_posted(wrong) for wrong in ("", "7", "7:x:y", "\x00", token[:-1])] == [None] * 5


def test_it_is_good_for_two_weeks() -> None:
    with time_machine.travel("2026-11-01 10:00Z"):
        token = _token(7)
    with time_machine.travel("2026-11-15 09:00Z"):
        assert _posted(token) == 7
    with time_machine.travel("2026-11-15 11:00Z"):
        assert _posted(token) is None


def test_a_stranger_has_none() -> None:
    assert _token(None) == ""


def test_every_form_of_a_page_carries_it_and_the_sign_in_page_none(phone: Client, alice: Student) -> None:
    page = phone.get("/accounts/settings/").content.decode()
    assert page.count('method="post"') == page.count(f'name="{FIELD}"') > 2
    assert FIELD not in Client().get("/accounts/login/").content.decode()
