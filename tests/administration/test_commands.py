"""What whoever runs the server says on the console about administrators and backups."""

import sys
from collections.abc import Callable
from io import StringIO

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command

from apps.accounts.models import Role, User
from apps.audit.models import Entry
from apps.campus.models import Campus
from apps.core import clock
from apps.outbox.models import Message

pytestmark = pytest.mark.django_db


def said(command: str, **options: str) -> str:
    out = StringIO()
    call_command(command, stdout=out, **options)
    return out.getvalue()


def test_an_administrator_is_made_and_told_how_to_sign_in(settings) -> None:
    settings.STAFF_SECOND_FACTOR_REQUIRED = True
    settings.SITE_URL = "https://acquaint.campus.example"
    told = said("create_admin", email="Robin@Campus.example", name="Robin Castellanos")
    robin = User.objects.get()
    assert (robin.email, robin.role, robin.has_usable_password()) == (
        "robin@campus.example",
        Role.ADMINISTRATOR,
        False,
    )
    assert EmailAddress.objects.get(user=robin).verified
    assert "https://acquaint.campus.example/accounts/login/" in told
    assert "second factor" in told
    entry = Entry.objects.get()
    assert (entry.actor, entry.account, entry.page) == (None, robin, "administration:create_admin")
    assert not Message.objects.exists()  # there is nobody else


def test_all_other_administrators_are_told_of_one_from_the_console(make_administrator: Callable[..., User]) -> None:
    ada = make_administrator(email="ada@campus.example")
    User.objects.filter(pk=make_administrator(email="gone@campus.example").pk).update(is_active=False)
    said("create_admin", email="robin@campus.example", name="Robin Castellanos")
    mail = Message.objects.get()
    assert (mail.address, mail.subject) == (ada.email, "Robin Castellanos is an administrator now")
    text = " ".join(mail.text.split())
    assert "Someone made Robin Castellanos (robin@campus.example) an administrator of " in text
    assert ", from the server’s console. Administrators manage" in text
    assert "Then ask whoever runs the server, but not by email." in text


@pytest.mark.parametrize(
    ("email", "name", "why"),
    [
        ("taken@campus.example", "Robin", "already has the address"),
        ("Taken@Campus.example", "Robin", "already has the address"),
        ("robin", "Robin", "is no email address"),
        ("robin@campus.example", "\u200b", "Give a name"),
        ("robin@campus.example", "x" * 200, "Give a name"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_changes(
    email: str, name: str, why: str, make_student: Callable[..., object]
) -> None:
    make_student(email="taken@campus.example")
    with pytest.raises(CommandError, match=why):
        said("create_admin", email=email, name=name)
    assert User.objects.count() == 1


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def test_in_a_terminal_it_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", Terminal("robin@campus.example\nRobin\n"))
    said("create_admin")
    assert User.objects.get().full_name == "Robin"


def test_elsewhere_it_names_the_flag(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", StringIO(""))
    with pytest.raises(CommandError, match="--email"):
        said("create_admin", name="Robin")


def test_the_token_is_shown_until_there_is_an_administrator(make_administrator: Callable[..., User]) -> None:
    assert said("setup_token") == said("setup_token")
    make_administrator()
    with pytest.raises(CommandError, match="create_admin"):
        said("setup_token")


def test_a_backup_is_noted_by_the_database_s_clock(campus: Campus) -> None:
    before = clock.now()
    said("note_backup")
    campus.refresh_from_db()
    assert campus.backed_up_at is not None
    assert before <= campus.backed_up_at <= clock.now()
