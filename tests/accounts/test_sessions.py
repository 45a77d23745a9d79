"""How long sessions last, met as a browser meets it, and the browsers that a person is signed in with."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from apps.accounts import sessions
from apps.accounts.models import Role, Session, User
from apps.core import clock
from tests.accounts.conftest import age, signed_in_by_password

SETTINGS = "/accounts/settings/"
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
MONTHS = timedelta(days=400)

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_in(new_visitor: Callable[[], Client], make_user: Callable[..., User]) -> Callable[..., Client]:
    """Through the page. `own_phone` is ticked or not."""

    def sign_in(role: str, own_phone: bool) -> Client:
        visitor, user = new_visitor(), make_user(role=role)
        signed_in_by_password(visitor, user, **({"own_phone": "on"} if own_phone else {}))
        return visitor

    return sign_in


@pytest.mark.parametrize("own_phone", [False, True])
@pytest.mark.parametrize("role", [Role.ADVISER, Role.ADMINISTRATOR])
def test_staff_are_signed_out_after_twelve_hours_however_busy(
    role: str, own_phone: bool, signed_in: Callable[..., Client]
) -> None:
    visitor = signed_in(role, own_phone)
    assert not visitor.cookies["sessionid"]["max-age"]
    age(visitor, signed_in=12 * HOUR - MINUTE)
    assert visitor.get(SETTINGS).status_code == 200
    age(visitor, signed_in=12 * HOUR)
    assert visitor.get(SETTINGS)["Location"] == "/accounts/login/?next=/accounts/settings/"
    assert not Session.objects.filter(user__role=role).exists()
    assert visitor.get(SETTINGS).status_code == 302


def test_only_administrators_are_signed_out_after_an_idle_hour(signed_in: Callable[..., Client]) -> None:
    for role, after in ((Role.ADMINISTRATOR, 302), (Role.ADVISER, 200), (Role.STUDENT, 200)):
        visitor = signed_in(role, False)
        age(visitor, signed_in=2 * HOUR, seen=HOUR - MINUTE)
        assert visitor.get(SETTINGS).status_code == 200
        age(visitor, signed_in=3 * HOUR, seen=HOUR)
        assert visitor.get(SETTINGS).status_code == after


def test_a_student_is_signed_out_after_a_day(signed_in: Callable[..., Client]) -> None:
    visitor = signed_in(Role.STUDENT, False)
    assert not visitor.cookies["sessionid"]["max-age"]
    age(visitor, signed_in=DAY - MINUTE)
    assert visitor.get(SETTINGS).status_code == 200
    age(visitor, signed_in=DAY)
    page = visitor.get(SETTINGS, follow=True)
    assert page.request["PATH_INFO"] == "/accounts/login/"
    assert "You were signed out after a while, to keep your account safe." in page.text
    assert visitor.get(SETTINGS).status_code == 302


def test_on_their_own_phone_a_student_stays_as_long_as_they_come_back(signed_in: Callable[..., Client]) -> None:
    visitor = signed_in(Role.STUDENT, True)
    for _ in range(2):
        age(visitor, signed_in=MONTHS, seen=120 * DAY - MINUTE)
        visitor.cookies["sessionid"]["max-age"] = ""
        assert visitor.get(SETTINGS).status_code == 200
        assert visitor.cookies["sessionid"]["max-age"] == 120 * 24 * 60 * 60
        assert visitor.cookies["sessionid"]["httponly"]
        assert visitor.cookies["sessionid"]["samesite"] == "Lax"
    age(visitor, signed_in=MONTHS, seen=120 * DAY)
    assert visitor.get(SETTINGS).status_code == 302


def test_the_row_may_be_cleared_when_the_session_is_over(signed_in: Callable[..., Client]) -> None:
    for own_phone, length in ((True, 120 * DAY), (False, DAY)):
        visitor = signed_in(Role.STUDENT, own_phone)
        age(visitor, seen=2 * HOUR)
        visitor.get(SETTINGS)
        row = Session.objects.get(session_key=visitor.session.session_key)
        assert timedelta() <= clock.now() + length - row.expire_date < MINUTE


def test_what_an_idle_administrator_typed_is_there_again_after_sign_in(
    visitor: Client, make_administrator: Callable[..., User]
) -> None:
    admin = make_administrator()
    signed_in_by_password(visitor, admin)
    form = visitor.get(SETTINGS).context["request"]
    age(visitor, signed_in=2 * HOUR, seen=HOUR)
    page = visitor.post(SETTINGS, {"form_token": form._form_token, "full_name": "Words of mine"}, follow=True)
    assert page.text.count("You were signed out") == 1
    assert "You were signed out, so that was not saved." in page.text
    page = visitor.post(
        "/accounts/login/", {"login": admin.email, "password": "quiet river stone 5", "next": SETTINGS}, follow=True
    )
    assert 'value="Words of mine"' in page.text
    admin.refresh_from_db()
    assert admin.full_name != "Words of mine"


def test_last_seen_is_written_every_five_minutes_and_costs_one_query(person: User, visitor: Client) -> None:
    signed_in_by_password(visitor, person)
    visitor.get(SETTINGS)
    row = person.sessions.get()
    with CaptureQueriesContext(connection) as asked:
        visitor.get(SETTINGS)
    assert not [query["sql"] for query in asked if query["sql"].startswith(("UPDATE", "SAVEPOINT"))]
    age(visitor, seen=5 * MINUTE)
    with CaptureQueriesContext(connection) as written:
        visitor.get(SETTINGS)
    assert len(written) == len(asked) + 1
    assert person.sessions.get().last_seen_at > row.last_seen_at
    assert person.sessions.get().get_decoded() == visitor.session.load()


def test_a_session_that_ends_while_its_request_begins_is_over(person: User, visitor: Client) -> None:
    """Its row went between the reading and the writing of "last seen"."""
    signed_in_by_password(visitor, person)
    store = sessions.SessionStore(visitor.session.session_key)
    assert store.note_seen()
    person.sessions.all().delete()
    assert not store.note_seen()


def test_a_person_who_is_deleted_meanwhile_holds_nobody_up(person: User, visitor: Client) -> None:
    """Django would try again for ever to put in a row that the database refuses."""
    signed_in_by_password(visitor, person)
    store = sessions.SessionStore(visitor.session.session_key)
    assert store["_auth_user_id"] == str(person.pk)
    User.objects.filter(pk=person.pk).delete()
    store.create()
    connection.check_constraints()


def test_an_earlier_secret_key_still_opens_a_session(person: User, visitor: Client, settings: Settings) -> None:
    signed_in_by_password(visitor, person)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-" * 10
    age(visitor, seen=5 * MINUTE)
    page = visitor.get(SETTINGS)
    assert page.status_code == 200
    assert page.text.count("This browser") == 1
    assert visitor.get(SETTINGS).status_code == 200


def test_devices_are_those_whose_session_goes_on(
    person: User, new_visitor: Callable[[], Client], make_user: Callable[..., User]
) -> None:
    here, lately, before, over = (new_visitor() for _ in range(4))
    for visitor in (over, before, lately, here):
        signed_in_by_password(visitor, person, again=visitor is not over)
    signed_in_by_password(new_visitor(), make_user())
    age(lately, seen=HOUR)
    age(before, seen=2 * HOUR)
    age(over, signed_in=DAY)
    devices = sessions.devices_of(user=person, session=here.session, as_of=clock.now())
    assert [str(each.name) for each in devices] == [each.session["device"] for each in (here, lately, before)]
    assert [each.is_this for each in devices] == [True, False, False]
    person.set_password("past every page 5")
    person.save()
    assert sessions.devices_of(user=person, session=here.session, as_of=clock.now()) == []
