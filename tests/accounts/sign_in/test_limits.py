"""How often sign-in may be tried. Addresses are new in each test, because all tests of a run share the counts."""

import re
import secrets
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.mail import EmailMessage
from django.http import HttpRequest
from django.test import Client, RequestFactory
from pytest_django.fixtures import Settings

from apps.accounts.actions import prove_address
from apps.accounts.models import User
from apps.accounts.sign_in import limits
from apps.accounts.sign_in.limits import ADDRESS_CHECKS, CODES_ASKED, WRONG_PASSWORDS, Limit, TooOften, in_words
from tests.accounts.conftest import mailed_code, sign_in_by_code, totp_digits, with_second_factor

SIGN_IN = "/accounts/login/"
CODE = "/accounts/login/code/"
CONFIRM = "/accounts/login/code/confirm/"
RESET = "/accounts/password/reset/"
WORDS = "quiet river stone 5"
TOLD = re.compile(r"That was tried too often\. Try again in (\d+) (second|minute)s?\.")


def at(address: str = "", **headers: str) -> HttpRequest:
    return RequestFactory().get(SIGN_IN, REMOTE_ADDR=address or _address(), headers=headers)


def _address() -> str:
    return ".".join(["10", *(str(secrets.randbelow(256)) for _ in range(3))])


def some_email() -> str:
    return f"somebody-{secrets.token_hex(6)}@campus.example"


def fill(limit: Limit, email: str, times: int, address: str = "") -> None:
    for _ in range(times):
        assert limit.count(at(address), email)


def is_open(limit: Limit, email: str, address: str = "") -> bool:
    return not limit.wait(at(address), email)


@pytest.fixture
def member(person: User) -> User:
    """With a password and a proved address."""
    person.set_password(WORDS)
    person.save()
    prove_address(user=person, email=person.email)
    return person


def is_in(visitor: Client) -> bool:
    return "_auth_user_id" in visitor.session


def known_browser(new_visitor: Callable[[], Client], user: User) -> Client:
    """One on which this person signed in and out."""
    browser = new_visitor()
    assert browser.post(SIGN_IN, {"login": user.email, "password": WORDS}).status_code == 302
    browser.post("/accounts/logout/")
    return browser


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (1, "1 second"),
        (40, "40 seconds"),
        (60, "1 minute"),
        (61, "2 minutes"),
        (240, "4 minutes"),
        (3600, "60 minutes"),
    ],
)
def test_a_wait_in_words_is_never_too_short(seconds: int, words: str) -> None:
    assert in_words(seconds) == words


class TestByWhomItIsCounted:
    def test_ten_wrong_passwords_shut_an_account_for_one_address(self) -> None:
        email, home = some_email(), _address()
        fill(WRONG_PASSWORDS, email, 10, home)
        assert 290 < WRONG_PASSWORDS.wait(at(home), email) <= 300
        assert is_open(WRONG_PASSWORDS, email)
        assert is_open(WRONG_PASSWORDS, some_email(), home)

    def test_a_hundred_shut_it_everywhere(self) -> None:
        email = some_email()
        fill(WRONG_PASSWORDS, email, 100)
        assert 3590 < WRONG_PASSWORDS.wait(at(), email) <= 3600
        assert not WRONG_PASSWORDS.count(at(), email)

    @pytest.mark.parametrize("limit", [WRONG_PASSWORDS, CODES_ASKED])
    def test_a_thousand_shut_an_address(self, limit: Limit) -> None:
        crowded = _address()
        for n in range(1000):
            limits._limiter().hit(limits.parse("1000 per minute"), limit.name, "address", crowded)
            assert n < 999 or not is_open(limit, some_email(), crowded)
        assert 50 < limit.wait(at(crowded), some_email()) <= 60
        assert is_open(limit, some_email())

    def test_five_codes_shut_an_account(self) -> None:
        email = some_email()
        for _ in range(5):
            CODES_ASKED.take(at(), email)
        with pytest.raises(TooOften) as refused:
            CODES_ASKED.take(at(), email)
        assert 590 < refused.value.seconds <= 600
        assert refused.value.messages == ["That was tried too often. Try again in 10 minutes."]

    def test_the_case_of_an_address_makes_no_other_account(self) -> None:
        email = some_email()
        fill(CODES_ASKED, email, 5)
        assert not is_open(CODES_ASKED, f" {email.upper()}")

    def test_a_refused_try_does_not_make_the_wait_longer(self) -> None:
        email, home = some_email(), _address()
        with time_machine.travel(datetime.now(UTC).replace(microsecond=0), tick=False) as now:
            fill(WRONG_PASSWORDS, email, 10, home)
            now.shift(timedelta(minutes=4, seconds=0.5))
            assert WRONG_PASSWORDS.wait(at(home), email) == 60
            assert not WRONG_PASSWORDS.count(at(home), email)
            now.shift(timedelta(seconds=60))
            assert is_open(WRONG_PASSWORDS, email, home)

    def test_of_many_at_once_no_more_than_five_are_mailed(self) -> None:
        email = some_email()

        def ask(_: int) -> bool:
            try:
                CODES_ASKED.take(at(), email)
            except TooOften:
                return False
            return True

        with ThreadPoolExecutor(10) as hands:
            assert sum(hands.map(ask, range(30))) == 5


class TestWhereSomebodyIs:
    def test_the_proxies_are_counted_back(self, settings: Settings) -> None:
        settings.ALLAUTH_TRUSTED_PROXY_COUNT = 2
        email, proxy, home = some_email(), _address(), _address()
        behind = at(proxy, x_forwarded_for=f"6.6.6.6, {home}, 10.0.0.1")
        for _ in range(10):
            WRONG_PASSWORDS.count(behind, email)
        assert WRONG_PASSWORDS.wait(at(proxy, x_forwarded_for=f"7.7.7.7, {home}, 10.0.0.1"), email)
        assert not WRONG_PASSWORDS.wait(at(proxy, x_forwarded_for=f"{_address()}, 10.0.0.1"), email)

    def test_a_network_of_ipv6_is_one_address(self) -> None:
        email, network = some_email(), f"2001:db8:{secrets.randbelow(65536):x}:1"
        fill(WRONG_PASSWORDS, email, 10, f"{network}::1")
        assert not is_open(WRONG_PASSWORDS, email, f"{network}:ffff::2")

    @pytest.mark.parametrize("hops", ["junk, junk", "192.0.2.7, é", "[::1]:80, unix:", "1, " * 999])
    @pytest.mark.django_db
    def test_a_header_that_is_no_address_is_no_error(self, hops: str, settings: Settings, visitor: Client) -> None:
        settings.ALLAUTH_TRUSTED_PROXY_COUNT = 2
        typed = {"login": some_email(), "password": "guess"}
        assert visitor.post(SIGN_IN, typed, headers={"x-forwarded-for": hops}).status_code == 422


@pytest.mark.django_db
class TestOnThePage:
    def test_the_true_wait_is_said_and_the_code_stays_open(
        self, visitor: Client, member: User, mailoutbox: list[EmailMessage]
    ) -> None:
        guess = {"login": member.email, "password": "guess"}
        assert [visitor.post(SIGN_IN, guess).status_code for _ in range(11)] == [422] * 10 + [429]
        page = visitor.post(SIGN_IN, {"login": member.email, "password": WORDS})
        assert (page.status_code, is_in(visitor)) == (429, False)
        assert TOLD.search(page.text)[0].endswith("5 minutes.")
        assert 240 < int(page["Retry-After"]) <= 300
        assert member.email in page.text
        assert "You don’t have to wait: a code signs you in now." in page.text
        assert page.text.index(">Sign in</button>") < page.text.index("formaction")  # Enter presses the first one
        sign_in_by_code(visitor, member, mailoutbox)
        assert is_in(visitor)

    def test_a_code_is_not_promised_when_it_is_shut_as_well(self, visitor: Client, person: User) -> None:
        fill(WRONG_PASSWORDS, person.email, 100)
        fill(CODES_ASKED, person.email, 5)
        page = visitor.post(SIGN_IN, {"login": person.email, "password": "guess"})
        assert page.status_code == 429
        assert "formaction" not in page.text
        assert "A code can be sent in 10 minutes." in page.text

    @pytest.mark.parametrize("path", [CODE, RESET])
    @pytest.mark.parametrize("known", [True, False])
    def test_codes_and_links_are_refused_beside_the_form(
        self, path: str, known: bool, visitor: Client, person: User
    ) -> None:
        email = person.email if known else some_email()
        fill(CODES_ASKED, email, 5)
        page = visitor.post(path, {"email": email})
        assert (page.status_code, 590 < int(page["Retry-After"]) <= 600) == (429, True)
        assert f'value="{email}"' in page.text
        assert TOLD.search(page.text.split('id="id_email_error"')[1])
        assert "still works" in page.text
        assert "sign in with your password" in page.text
        assert "sign in with a code" not in page.text
        fill(WRONG_PASSWORDS, email, 100)
        assert "sign in with your password" not in visitor.post(path, {"email": email}).text

    def test_another_code_is_refused_beside_the_field_for_the_last(
        self, visitor: Client, person: User, mailoutbox: list[EmailMessage]
    ) -> None:
        visitor.post(CODE, {"email": person.email})
        for _ in range(4):
            assert visitor.post(CONFIRM, {"action": "resend"}).status_code == 302
        page = visitor.post(CONFIRM, {"action": "resend"})
        assert (page.status_code, 590 < int(page["Retry-After"]) <= 600) == (429, True)
        assert TOLD.search(page.text)
        assert 'name="code"' in page.text
        assert len(mailoutbox) == 1
        visitor.post(CONFIRM, {"code": mailed_code(mailoutbox[0])})
        assert is_in(visitor)

    def test_a_right_password_is_not_refused_because_its_address_was_checked_just_now(
        self, new_visitor: Callable[[], Client], person: User, mailoutbox: list[EmailMessage]
    ) -> None:
        person.set_password(WORDS)
        person.save()
        right = {"login": person.email, "password": WORDS}
        fill(CODES_ASKED, person.email, 5)
        answers = [new_visitor().post(SIGN_IN, right) for _ in range(6)]
        assert [answer.status_code for answer in answers] == [302] * 5 + [429]
        assert len(mailoutbox) == 5
        assert TOLD.search(answers[-1].text)
        assert ADDRESS_CHECKS.wait(at(), person.email)

    def test_the_last_wrong_code_of_an_address_leads_to_a_new_one(
        self, visitor: Client, person: User, mailoutbox: list[EmailMessage]
    ) -> None:
        person.set_password(WORDS)
        person.save()
        visitor.post(SIGN_IN, {"login": person.email, "password": WORDS})
        pages = [visitor.post("/accounts/confirm-email/", {"code": "BCDF-GHJK"}) for _ in range(3)]
        assert [page.status_code for page in pages] == [422] * 3
        assert f'href="{CODE}"' in pages[-1].text
        sign_in_by_code(visitor, person, mailoutbox)
        assert is_in(visitor)

    def test_a_new_password_is_good_at_once(
        self, visitor: Client, member: User, mailoutbox: list[EmailMessage]
    ) -> None:
        fill(WRONG_PASSWORDS, member.email, 100)
        visitor.post(RESET, {"email": member.email})
        link = re.search(r"https?://[^/]+(/\S+)", str(mailoutbox[0].body))
        page = visitor.get(link[1], follow=True)
        new = "loud brook pebble 6"
        visitor.post(page.request["PATH_INFO"], {"password1": new, "password2": new})
        visitor.post(SIGN_IN, {"login": member.email, "password": new})
        assert is_in(visitor)

    def test_second_factors_are_counted_by_the_account(self, new_visitor: Callable[[], Client], member: User) -> None:
        secret, path = with_second_factor(member), "/accounts/2fa/authenticate/"
        first, second = new_visitor(), new_visitor()
        for each in (first, second):
            each.post(SIGN_IN, {"login": member.email, "password": WORDS})
        assert [first.post(path, {"code": "000000"}).status_code for _ in range(6)] == [422] * 5 + [429]
        page = second.post(path, {"code": totp_digits(secret)})
        assert (page.status_code, is_in(second)) == (429, False)
        assert TOLD.search(page.text)

    def test_a_right_code_forgets_those_that_were_asked_for(
        self, visitor: Client, person: User, mailoutbox: list[EmailMessage]
    ) -> None:
        fill(CODES_ASKED, person.email, 4)
        sign_in_by_code(visitor, person, mailoutbox)
        fill(CODES_ASKED, person.email, 5)

    def test_a_right_second_factor_forgets_the_wrong_ones(
        self, new_visitor: Callable[[], Client], member: User
    ) -> None:
        secret, path = with_second_factor(member), "/accounts/2fa/authenticate/"
        visitor = new_visitor()
        visitor.post(SIGN_IN, {"login": member.email, "password": WORDS})
        for code in ["000000"] * 4 + [totp_digits(secret)]:
            visitor.post(path, {"code": code})
        assert is_in(visitor)
        assert is_open(limits.SECOND_FACTORS, member.email)

    def test_a_stranger_s_guesses_of_a_code_use_up_nobody_else_s(
        self, new_visitor: Callable[[], Client], person: User, mailoutbox: list[EmailMessage]
    ) -> None:
        mine, stranger = new_visitor(), new_visitor()
        mine.post(CODE, {"email": person.email})
        stranger.post(CODE, {"email": person.email})
        for _ in range(3):
            stranger.post(CONFIRM, {"code": "BCDF-GHJK"})
        mine.post(CONFIRM, {"code": mailed_code(mailoutbox[0])})
        assert (is_in(mine), is_in(stranger)) == (True, False)

    def test_whoever_is_signed_in_guesses_no_password_either(
        self, new_visitor: Callable[[], Client], member: User
    ) -> None:
        browser = known_browser(new_visitor, member)
        browser.post(SIGN_IN, {"login": member.email, "password": WORDS})
        known = browser.get(SIGN_IN).wsgi_request
        for _ in range(100):
            WRONG_PASSWORDS.count(known, member.email)
        again = "/accounts/reauthenticate/"
        assert browser.post(again, {"password": WORDS}).status_code == 429

    def test_without_valkey_nobody_signs_in_and_the_page_says_so(
        self, closed_port: int, settings: Settings, member: User, away: None
    ) -> None:
        settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": f"redis://127.0.0.1:{closed_port}/0"}}
        browser = Client(raise_request_exception=False)
        assert browser.post(SIGN_IN, {"login": member.email, "password": WORDS}).status_code == 503
        assert browser.post(CODE, {"email": member.email}).status_code == 503
        assert browser.get(SIGN_IN).status_code == 200

    @pytest.fixture
    def away(self) -> Iterator[None]:
        limits._limiter.cache_clear()
        yield
        limits._limiter.cache_clear()


@pytest.mark.django_db
class TestWhereThePersonIsKnown:
    def test_what_strangers_filled_does_not_hold(
        self, new_visitor: Callable[[], Client], member: User, mailoutbox: list[EmailMessage]
    ) -> None:
        mine = known_browser(new_visitor, member)
        fill(WRONG_PASSWORDS, member.email, 100)
        fill(CODES_ASKED, member.email, 5)
        assert new_visitor().post(SIGN_IN, {"login": member.email, "password": WORDS}).status_code == 429
        assert new_visitor().post(CODE, {"email": member.email}).status_code == 429
        mine.post(SIGN_IN, {"login": member.email, "password": WORDS})
        assert is_in(mine)
        mine.post("/accounts/logout/")
        sign_in_by_code(mine, member, mailoutbox)
        assert is_in(mine)

    def test_its_own_tries_are_counted(self, new_visitor: Callable[[], Client], member: User) -> None:
        mine, other = known_browser(new_visitor, member), known_browser(new_visitor, member)
        request = mine.get(SIGN_IN).wsgi_request
        for _ in range(5):
            CODES_ASKED.take(request, member.email)
        for _ in range(100):
            assert WRONG_PASSWORDS.count(request, member.email)
        assert mine.post(SIGN_IN, {"login": member.email, "password": WORDS}).status_code == 429
        assert mine.post(CODE, {"email": member.email}).status_code == 429
        assert not is_in(mine)
        other.post(SIGN_IN, {"login": member.email, "password": WORDS})
        assert is_in(other)

    def test_for_another_person_it_is_an_unknown_one(self, new_visitor: Callable[[], Client], member: User) -> None:
        mine, stranger = known_browser(new_visitor, member), some_email()
        fill(WRONG_PASSWORDS, stranger, 100)
        assert mine.post(SIGN_IN, {"login": stranger, "password": "guess"}).status_code == 429
