import re
from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core.mail import EmailMessage
from django.test import Client
from pytest_django.fixtures import Settings

from apps.accounts.models import Role, User
from apps.outbox.models import Message
from tests import factories
from tests.accounts.conftest import sign_in_by_code, totp_digits, with_second_factor

SIGN_IN = "/accounts/login/"
CODE = "/accounts/login/code/"
ACTIVATE = "/accounts/2fa/totp/activate/"
STAFF = [Role.ADVISER, Role.ADMINISTRATOR]

pytestmark = pytest.mark.django_db


@pytest.fixture
def required(settings: Settings) -> None:
    settings.STAFF_SECOND_FACTOR_REQUIRED = True


@pytest.fixture
def staff(request: pytest.FixtureRequest, person: User) -> User:
    person.role = request.param
    person.save()
    return person


@pytest.mark.parametrize("staff", STAFF, indirect=True)
@pytest.mark.parametrize("path", ["/", "/accounts/settings/", "/reminders/", "/admin/", "/admin/accounts/user/"])
def test_staff_without_a_second_factor_see_only_its_set_up(
    required: None, staff: User, path: str, client_of: Callable[[User], Client]
) -> None:
    answer = client_of(staff).get(path)
    assert (answer.status_code, answer["Location"]) == (302, ACTIVATE)


@pytest.mark.parametrize("staff", STAFF, indirect=True)
def test_what_they_post_is_not_carried_out(required: None, staff: User, client_of: Callable[[User], Client]) -> None:
    answer = client_of(staff).post("/accounts/settings/", {"full_name": "Somebody Else"})
    assert (answer.status_code, answer["Location"]) == (303, ACTIVATE)
    staff.refresh_from_db()
    assert staff.full_name != "Somebody Else"


@pytest.mark.parametrize("staff", STAFF, indirect=True)
def test_a_fragment_leads_the_whole_page_there(
    required: None, staff: User, client_of: Callable[[User], Client]
) -> None:
    answer = client_of(staff).get("/accounts/settings/", headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Redirect"]) == (200, ACTIVATE)


@pytest.mark.django_db(transaction=True)  # what follows a commit must reach the session of the same request
@pytest.mark.parametrize("staff", STAFF, indirect=True)
def test_setting_it_up_shows_recovery_codes_and_opens_the_house(
    required: None, staff: User, visitor: Client, mailoutbox: list[EmailMessage]
) -> None:
    sign_in_by_code(visitor, staff, mailoutbox)
    page = visitor.get(ACTIVATE)
    assert "education records" in page.content.decode()
    digits = totp_digits(page.context["form"].secret)
    assert visitor.post(ACTIVATE, {"code": "12"}).status_code == 422
    answer = visitor.post(ACTIVATE, {"code": digits})
    assert answer["Location"] == "/accounts/2fa/recovery-codes/"
    page = visitor.get(answer["Location"])
    assert len(page.context["unused_codes"]) == 10
    assert page.context["unused_codes"][0] in page.content.decode()
    assert Message.objects.filter(subject="Your account has a second factor now", address=staff.email).exists()
    download = visitor.get("/accounts/2fa/recovery-codes/download/")
    assert page.context["unused_codes"][0] in download.content.decode()
    assert visitor.get("/accounts/settings/").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_a_session_from_before_the_second_factor_ends_elsewhere(
    person: User, new_visitor: Callable[[], Client], mailoutbox: list[EmailMessage]
) -> None:
    here, elsewhere = new_visitor(), new_visitor()
    sign_in_by_code(elsewhere, person, mailoutbox)
    sign_in_by_code(here, person, mailoutbox)
    assert person.sessions.count() == 2
    digits = totp_digits(here.get(ACTIVATE).context["form"].secret)
    here.post(ACTIVATE, {"code": digits})
    assert here.get("/accounts/settings/").status_code == 200
    assert elsewhere.get("/accounts/settings/").status_code == 302


@pytest.mark.parametrize("staff", STAFF, indirect=True)
def test_staff_with_a_second_factor_are_not_stopped(
    required: None, staff: User, client_of: Callable[[User], Client]
) -> None:
    with_second_factor(staff)
    assert client_of(staff).get("/accounts/settings/").status_code == 200


@pytest.mark.parametrize("staff", STAFF, indirect=True)
def test_recovery_codes_alone_are_no_second_factor(
    required: None, staff: User, client_of: Callable[[User], Client]
) -> None:
    with_second_factor(staff)
    Authenticator.objects.filter(user=staff, type=Authenticator.Type.TOTP).delete()
    assert client_of(staff).get("/accounts/settings/")["Location"] == ACTIVATE


@pytest.mark.parametrize("staff", STAFF, indirect=True)
def test_they_can_sign_out(required: None, staff: User, client_of: Callable[[User], Client]) -> None:
    visitor = client_of(staff)
    visitor.post("/accounts/logout/")
    assert "_auth_user_id" not in visitor.session


@pytest.mark.parametrize("staff", STAFF, indirect=True)
def test_an_unproved_second_address_leads_to_a_page_and_not_in_a_circle(
    required: None, staff: User, client_of: Callable[[User], Client]
) -> None:
    EmailAddress.objects.create(user=staff, email=f"old-{staff.email}", verified=False)
    answer = client_of(staff).get("/accounts/settings/", follow=True)
    assert answer.status_code == 200
    assert answer.request["PATH_INFO"] == "/accounts/2fa/"


def test_students_are_not_asked(required: None, person: User, client_of: Callable[[User], Client]) -> None:
    assert client_of(person).get("/accounts/settings/").status_code == 200


def test_strangers_meet_the_sign_in_page_and_the_health_check(required: None, visitor: Client) -> None:
    assert visitor.get("/accounts/login/").status_code == 200
    assert visitor.get("/healthz/").status_code == 200


@pytest.mark.parametrize("staff", STAFF, indirect=True)
def test_nobody_is_stopped_where_it_is_not_required(staff: User, client_of: Callable[[User], Client]) -> None:
    assert client_of(staff).get("/accounts/settings/").status_code == 200


@pytest.fixture
def lupita() -> Client:
    visitor = Client(enforce_csrf_checks=True)
    visitor.force_login(factories.make_user(full_name="Lupita Reyes", email="lupita@campus.example"))
    return visitor


@pytest.mark.parametrize("path", [SIGN_IN, CODE, "/accounts/login/code/confirm/", "/accounts/2fa/authenticate/"])
def test_it_says_who_is_signed_in(path: str, lupita: Client) -> None:
    page = lupita.get(path, {"next": "/settings/"}, follow=True)
    assert page.status_code == 200
    assert "You are signed in as Lupita Reyes" in page.text
    assert "lupita@campus.example" in page.text


@pytest.mark.parametrize(
    ("wanted", "leads"), [("/settings/", "/settings/"), ("", "/"), ("//elsewhere.example/", "/"), ("javascript:x", "/")]
)
def test_it_goes_on_to_the_page_that_was_asked_for(wanted: str, leads: str, lupita: Client) -> None:
    assert f'href="{leads}">Continue as Lupita Reyes' in lupita.get(SIGN_IN, {"next": wanted}).text


@pytest.mark.parametrize("path", [SIGN_IN, CODE, "/accounts/login/code/confirm/", "/accounts/password/reset/"])
def test_a_form_that_was_left_open_signs_nobody_else_in(path: str, lupita: Client) -> None:
    before = lupita.session["_auth_user_id"]
    other = factories.make_user(email="other@campus.example")
    other.set_password("quiet river stone 5")
    other.save()
    typed = {"login": other.email, "password": "quiet river stone 5", "email": other.email, "code": "BCDF-GHJK"}
    page = lupita.post(path, {**typed, "csrfmiddlewaretoken": "x" * 64, "next": "/settings/"}, follow=True)
    assert page.status_code == 200
    assert "You are signed in as Lupita Reyes" in page.text
    assert 'href="/settings/">Continue' in page.text
    assert lupita.session["_auth_user_id"] == before


def test_one_signs_out_there_and_may_use_another_account(lupita: Client) -> None:
    page = lupita.get(SIGN_IN).text
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert token
    answer = lupita.post("/accounts/logout/", {"csrfmiddlewaretoken": token[1], "next": SIGN_IN})
    assert answer["Location"] == SIGN_IN
    assert "<h1" in lupita.get(SIGN_IN).text
    assert "_auth_user_id" not in lupita.session
    assert User.objects.count() == 1
