"""One entry for one browser: where it may be read, how large it is, how often one person makes one."""

import secrets

import pytest
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from pytest_django.fixtures import Settings

from apps.core.not_saved import kept
from apps.core.not_saved.kept import Entry, Post

# Processes of one run share the cache: nobody else is these two.
ALICE, CHARLIE = secrets.randbelow(10**12), secrets.randbelow(10**12)
PRIVATE = "He became a coach in Tucson"


def _request(answer: HttpResponse | None = None) -> HttpRequest:
    request = RequestFactory().post("/")
    if answer is not None:
        request.COOKIES[kept.COOKIE] = answer.cookies[kept.COOKIE].value
    return request


def _add(words: str, *, owner: int = ALICE, address: str = "/a/", before: HttpResponse | None = None) -> HttpResponse:
    response = HttpResponse()
    assert kept.add(_request(before), response, owner=owner, post=Post(address, "/b/", {"body": [words]}))
    return response


def _read(answer: HttpResponse) -> Entry:
    entry = kept.read(_request(answer))
    assert entry is not None
    return entry


def test_it_comes_back_to_the_browser_that_has_the_key() -> None:
    answer = _add(PRIVATE)
    assert _read(answer) == Entry(ALICE, [Post("/a/", "/b/", {"body": [PRIVATE]})])


def test_its_cookie_is_for_us_alone_and_lasts_an_hour(settings: Settings) -> None:
    settings.SESSION_COOKIE_SECURE = True
    cookie = _add(PRIVATE).cookies[kept.COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["secure"], cookie["max-age"]) == (True, "Lax", True, 3600)


def test_the_cache_holds_nothing_that_can_be_read() -> None:
    answer = _add(PRIVATE)
    name, key = answer.cookies[kept.COOKIE].value.split(".")
    sealed = cache.get(f"not-saved:{name}")
    assert PRIVATE.encode() not in sealed
    assert key.encode() not in sealed
    other = _add("other")
    other.cookies[kept.COOKIE] = f"{name}.{other.cookies[kept.COOKIE].value.split('.')[1]}"
    assert kept.read(_request(other)) is None


@pytest.mark.parametrize("cookie", ["", "x", "a.b", "\x00", "../" * 20, "a" * 22 + "." + "b" * 43 + "="])
def test_a_cookie_of_someone_s_making_gives_nothing(cookie: str) -> None:
    request = _request()
    request.COOKIES[kept.COOKIE] = cookie
    assert kept.read(request) is None


def test_one_browser_has_one_entry_and_the_same_form_sent_again_takes_its_place() -> None:
    first = _add("One")
    second = _add("Two", address="/c/", before=first)
    third = _add("One and more", before=second)
    assert [post.fields["body"] for post in _read(third).posts] == [["Two"], ["One and more"]]
    assert kept.read(_request(first)) is kept.read(_request(second)) is None


def test_one_form_in_two_tabs_is_kept_twice() -> None:
    answer = _add("Wei", before=_add("Rosa"))
    assert [post.fields["body"] for post in _read(answer).posts] == [["Rosa"], ["Wei"]]


def test_what_another_release_kept_is_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as before:
        before.setattr(kept, "asdict", lambda entry: {"owner": entry.owner, "posts": [{"address": "/a/", "old": 1}]})
        answer = _add(PRIVATE)
    assert kept.read(_request(answer)) is None


def test_another_person_s_presses_are_not_mixed_in() -> None:
    answer = _add("Mine", owner=CHARLIE, address="/c/", before=_add("Theirs"))
    assert [post.fields["body"] for post in _read(answer).posts] == [["Mine"]]


def test_more_than_64_kb_is_not_kept_and_the_entry_says_so() -> None:
    assert _read(_add("é" * 32_000)).posts[0].fields
    [post] = _read(_add("é" * 33_000)).posts
    assert (post.fields, post.is_too_long) == ({}, True)


def test_the_oldest_make_room_and_say_so() -> None:
    answer = _add("b" * 40_000, address="/c/", before=_add("a" * 40_000))
    assert [(post.address, post.has_words, post.is_too_long) for post in _read(answer).posts] == [
        ("/a/", True, True),
        ("/c/", True, False),
    ]


def test_what_is_too_long_alone_takes_no_room_from_the_others() -> None:
    answer = _add("b" * 70_000, address="/c/", before=_add("Wei"))
    assert [(post.fields, post.is_too_long) for post in _read(answer).posts] == [({"body": ["Wei"]}, False), ({}, True)]


def test_a_robot_with_one_token_cannot_fill_the_cache() -> None:
    robot = secrets.randbelow(10**12)
    taken = [kept.add(_request(), HttpResponse(), owner=robot, post=Post("/a/", "/b/")) for _ in range(kept.OFTEN + 5)]
    assert taken.count(True) == kept.OFTEN
    _add("of someone else", owner=CHARLIE)


def test_without_a_cache_nothing_is_kept_and_nothing_fails(settings: Settings) -> None:
    away = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:1/0"}
    answer = _add(PRIVATE)
    settings.CACHES = {"default": away}
    assert kept.add(_request(), HttpResponse(), owner=ALICE, post=Post("/a/", "/b/")) is False
    assert kept.read(_request(answer)) is None
    kept.forget(_request(answer), HttpResponse())
