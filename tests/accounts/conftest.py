"""A visitor at an address of its own for each test, so that no test meets another's rate limits."""

import re
import secrets
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.core.mail import EmailMessage
from django.db.models import F
from django.db.models.functions import Now
from django.test import Client

from apps.accounts.actions import prove_address
from apps.accounts.models import Session, User
from apps.core import clock
from apps.outbox.delivery import deliver_due

CODE = re.compile(r"^ {4}(\S+)$", re.MULTILINE)


@pytest.fixture
def new_visitor() -> Callable[[], Client]:
    """Makes a visitor at an address that no other one has."""

    def make() -> Client:
        return Client(REMOTE_ADDR=f"10.{secrets.randbelow(256)}.{secrets.randbelow(256)}.{secrets.randbelow(256)}")

    return make


@pytest.fixture
def visitor(new_visitor: Callable[[], Client]) -> Client:
    return new_visitor()


@pytest.fixture
def person(make_user: Callable[..., User]) -> User:
    """Made by an administrator: no password, no proved address. The name differs on every run."""
    return make_user(email=f"person-{secrets.token_hex(6)}@campus.example")


class _Outbox(Sequence[EmailMessage]):
    """What was sent by the time somebody looks."""

    def __init__(self, sent: list[EmailMessage]) -> None:
        self.sent = sent

    def __getitem__(self, index: Any) -> Any:
        while deliver_due(worker="test").claimed:
            pass
        return self.sent[index]

    def __len__(self) -> int:
        return len(self[:])


@pytest.fixture
def mailoutbox(mailoutbox: list[EmailMessage]) -> Sequence[EmailMessage]:
    """Here a worker is always at work: what was posted has arrived by the time a test looks."""
    return _Outbox(mailoutbox)


def mailed_code(mail: EmailMessage) -> str:
    found = CODE.search(str(mail.body))
    assert found, mail.body
    return found[1]


def totp_digits(secret: str) -> str:
    """What an authenticator app shows now for this key."""
    counter = int(time.time()) // 30
    return format_hotp_value(hotp_value(secret, counter))


def with_second_factor(user: User) -> str:
    """Gives this person an authenticator app; returns its key."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    RecoveryCodes.activate(user)
    assert Authenticator.objects.filter(user=user).count() == 2
    return secret


def sign_in_by_code(visitor: Client, user: User, outbox: Sequence[EmailMessage]) -> None:
    visitor.post("/accounts/login/code/", {"email": user.email})
    deliver_due(worker="test")
    answer = visitor.post("/accounts/login/code/confirm/", {"code": mailed_code(outbox[-1])})
    assert answer.status_code == 302


def signed_in_by_password(visitor: Client, user: User, *, again: bool = False, **ticked: str) -> None:
    """Past the sign-in page, with a proved address and a password. `again`: in another browser, too."""
    words = "quiet river stone 5"
    if not again:
        user.set_password(words)
        user.save()
        prove_address(user=user, email=user.email)
    answer = visitor.post("/accounts/login/", {"login": user.email, "password": words, **ticked})
    assert answer.status_code == 302


def age(visitor: Client, *, signed_in: timedelta = timedelta(), seen: timedelta = timedelta()) -> None:
    """The visitor's session as it is when they signed in, and were seen last, so long ago."""
    data, row = visitor.session, Session.objects.filter(session_key=visitor.session.session_key)
    data["signed_in_at"] = (clock.now() - signed_in).isoformat()
    data.save()
    row.update(last_seen_at=Now() - seen, expire_date=F("expire_date") - seen)


def let_pass(visitor: Client, *, minutes: int) -> None:
    """What the visitor showed of who they are was so many minutes earlier."""
    session = visitor.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [
        {**one, "at": one["at"] - 60 * minutes} for one in session[AUTHENTICATION_METHODS_SESSION_KEY]
    ]
    session.save()
