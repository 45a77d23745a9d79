"""What the mails about a changed account say: what, when, and whom to tell."""

from datetime import UTC, datetime

import pytest

from apps.accounts.models import Role, User
from apps.administration.people import emails
from apps.campus.models import Campus
from apps.students.models import Student
from tests.factories import make_administrator

pytestmark = pytest.mark.django_db
AS_OF = datetime(2026, 11, 30, 3, 5, tzinfo=UTC)


@pytest.fixture
def campus() -> Campus:
    return Campus(center_name="Career Center", help_email="help@campus.example", time_zone="America/New_York")


def test_it_says_what_when_by_the_campuss_clock_and_whom_to_write_to(alice: Student, campus: Campus) -> None:
    mail = emails.account_changed("role_changed", user=alice.user, former="adviser", campus=campus, as_of=AS_OF)
    for text in (mail.text, mail.html):
        assert "Hi Alice," in text
        assert "An administrator of the program changed your role. You were an adviser. Now you are a student." in text
        assert "When: Sunday, November 29, 2026, 10:05 pm EST" in text
        assert "If you didn’t expect this, write to " in text
        assert "help@campus.example" in text
    assert mail.reply_to == "Career Center <help@campus.example>"
    assert "List-Unsubscribe" not in mail.headers


def test_without_an_address_for_help_it_names_the_career_center(alice: Student, campus: Campus) -> None:
    campus.help_email = ""
    mail = emails.account_changed("second_factor_removed", user=alice.user, campus=campus, as_of=AS_OF)
    assert "tell Career Center at once" in mail.text


def test_no_address_is_told_to_the_other_one(alice: Student, campus: Campus) -> None:
    """The former one may be a stranger's, of a slip that is corrected now."""
    alice.user.email = "alice.new@campus.example"
    former = "alice@campus.example"
    left = emails.account_changed("address_left", user=alice.user, to=former, campus=campus, as_of=AS_OF)
    given = emails.account_changed("address_given", user=alice.user, campus=campus, as_of=AS_OF)
    assert (left.to, given.to) == (former, "alice.new@campus.example")
    assert "alice.new" not in left.subject + left.text + left.html
    assert "alice@campus" not in given.subject + given.text + given.html


def test_administrators_read_who_did_it_and_where_to_undo_it(ada: User, bob: User, campus: Campus) -> None:
    bob.full_name = bob.display_name = "Bob <Lindgren> & O'Hara"
    bob.role = Role.ADMINISTRATOR
    eve = make_administrator(full_name="Eve Larsen")
    mail = emails.administrators_changed(user=bob, by=ada, to=eve, campus=campus, as_of=AS_OF)
    assert mail.subject == "Bob <Lindgren> & O'Hara is an administrator now"
    assert "Ada Winters made Bob <Lindgren> & O'Hara (bob@campus.example) an administrator" in mail.text
    assert "turn off “May sign in”. Then ask Ada Winters" in mail.text
    assert f"/admin/accounts/user/{bob.pk}/change/" in mail.text
    assert "Bob &lt;Lindgren&gt; &amp; O" in mail.html


@pytest.mark.parametrize(
    ("changed", "done", "undo"),
    [
        ({"is_active": False}, "Ada Winters switched off the account of Eve Larsen", "turn on “May sign in”"),
        ({"role": Role.ADVISER}, "Ada Winters gave Eve Larsen", "give the role back"),
    ],
)
def test_they_read_that_somebody_is_none_any_more(
    ada: User, campus: Campus, changed: dict[str, object], done: str, undo: str
) -> None:
    eve = make_administrator(full_name="Eve Larsen")
    for name, value in changed.items():
        setattr(eve, name, value)
    mail = emails.administrators_changed(user=eve, by=ada, to=make_administrator(), campus=campus, as_of=AS_OF)
    assert mail.subject == "Eve Larsen is no longer an administrator"
    assert done in mail.text
    assert undo in mail.text


def test_whoever_did_it_reads_what_to_do_if_it_was_somebody_else(ada: User, bob: User, campus: Campus) -> None:
    bob.role = Role.ADMINISTRATOR
    mail = emails.administrators_changed(user=bob, by=ada, to=ada, campus=campus, as_of=AS_OF)
    for text in (mail.text, mail.html):
        assert "You made Bob Lindgren (bob@campus.example) an administrator of Career Center." in text
        assert "If that was not you, someone else uses your account." in text
        assert "/accounts/settings/" in text
        assert "ask Ada" not in text
