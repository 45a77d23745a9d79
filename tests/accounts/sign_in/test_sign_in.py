"""Sign-in as a person meets it: by code, by password, and refused."""

import re
import secrets
from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core.mail import EmailMessage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.accounts.actions import prove_address
from apps.accounts.models import User
from apps.core.not_saved.tokens import FIELD
from apps.outbox.models import HardBounce, Message
from apps.students.models import Student
from tests.accounts.conftest import mailed_code, sign_in_by_code, totp_digits, with_second_factor
from tests.smtp_sink import SmtpSink

SIGN_IN = "/accounts/login/"
CODE = "/accounts/login/code/"
CONFIRM = "/accounts/login/code/confirm/"
RESET = "/accounts/password/reset/"
SETTINGS = "/accounts/settings/"

pytestmark = pytest.mark.django_db


def who(visitor: Client) -> str | None:
    return visitor.session.get("_auth_user_id")


def signed_in(visitor: Client, user: User) -> bool:
    return who(visitor) == str(user.pk)


def test_one_code_signs_in_somebody_an_administrator_made(
    visitor: Client, person: User, mailoutbox: list[EmailMessage]
) -> None:
    answer = visitor.post(CODE, {"email": person.email.upper()})
    assert (answer.status_code, answer["Location"]) == (302, CONFIRM)
    mail = mailoutbox[0]
    assert mail.to == [person.email]
    assert mailed_code(mail) in mail.subject
    assert mailed_code(mail) in mail.alternatives[0][0]
    answer = visitor.post(CONFIRM, {"code": mailed_code(mail)})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert signed_in(visitor, person)
    assert len(mailoutbox) == 1
    assert EmailAddress.objects.filter(user=person, email=person.email, verified=True).count() == 1


def test_the_sign_in_form_can_be_sent_to_the_code_page_with_its_address(
    visitor: Client, person: User, mailoutbox: list[EmailMessage]
) -> None:
    answer = visitor.post(CODE, {"login": person.email, "password": ""})
    assert answer.status_code == 302
    assert len(mailoutbox) == 1


def test_who_asked_for_a_code_can_still_use_the_password(
    visitor: Client, person: User, mailoutbox: list[EmailMessage]
) -> None:
    visitor.post(CODE, {"email": person.email})
    answer = visitor.get(SIGN_IN, follow=True)
    assert answer.redirect_chain == [(CONFIRM, 302)]
    assert "Use a password or another email" in answer.content.decode()
    answer = visitor.post(CONFIRM, {"action": "start over"}, follow=True)
    assert answer.redirect_chain == [(SIGN_IN, 302)]


def test_a_wrong_code_is_refused_beside_its_field(
    visitor: Client, person: User, mailoutbox: list[EmailMessage]
) -> None:
    visitor.post(CODE, {"email": person.email})
    answer = visitor.post(CONFIRM, {"code": "WRONG1"})
    assert answer.status_code == 422
    assert 'id="id_code_error"' in answer.content.decode()
    assert who(visitor) is None


def test_three_wrong_codes_end_the_attempt(visitor: Client, person: User, mailoutbox: list[EmailMessage]) -> None:
    visitor.post(CODE, {"email": person.email})
    for _ in range(3):
        visitor.post(CONFIRM, {"code": "WRONG1"})
    visitor.post(CONFIRM, {"code": mailed_code(mailoutbox[0])})
    assert who(visitor) is None


@pytest.mark.parametrize("known", [True, False])
def test_a_code_that_is_used_up_says_so_and_leads_to_a_new_one(
    visitor: Client, person: User, mailoutbox: list[EmailMessage], known: bool
) -> None:
    visitor.post(CODE, {"email": person.email if known else "nobody@campus.example"})
    answers = [visitor.post(CONFIRM, {"code": "WRONG1"}) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [422, 422, 422]
    page = answers[-1].content.decode()
    assert "That code no longer works" in page
    assert f'href="{CODE}"' in page
    assert "Wait" not in page
    visitor.post(CODE, {"email": person.email})
    visitor.post(CONFIRM, {"code": mailed_code(mailoutbox[-1])})
    assert signed_in(visitor, person)


def test_a_mailed_link_sets_a_password_that_signs_in(
    visitor: Client, person: User, mailoutbox: list[EmailMessage]
) -> None:
    answer = visitor.post(RESET, {"email": person.email})
    assert answer.status_code == 302
    link = re.search(r"https?://[^/]+(/\S+)", str(mailoutbox[0].body))
    assert link
    page = visitor.get(link[1], follow=True)
    at = page.request["PATH_INFO"]
    words = "correct horse battery 7"
    answer = visitor.post(at, {"password1": words, "password2": "another"})
    assert answer.status_code == 422
    answer = visitor.post(at, {"password1": words, "password2": words})
    assert answer.status_code == 302
    answer = visitor.post(SIGN_IN, {"login": person.email, "password": words})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert signed_in(visitor, person)
    used = Client().get(link[1])
    assert "used or is too old" in used.content.decode()


def test_a_password_given_by_an_administrator_asks_once_for_a_code(
    visitor: Client, person: User, mailoutbox: list[EmailMessage]
) -> None:
    person.set_password("given-by-somebody-9")
    person.save()
    answer = visitor.post(SIGN_IN, {"login": person.email, "password": "given-by-somebody-9"})
    assert answer["Location"] == "/accounts/confirm-email/"
    assert who(visitor) is None
    assert visitor.get("/accounts/confirm-email/").status_code == 200
    visitor.post("/accounts/confirm-email/", {"code": mailed_code(mailoutbox[0])})
    assert signed_in(visitor, person)


def test_a_wrong_password_answers_422_and_keeps_the_address(visitor: Client, person: User) -> None:
    answer = visitor.post(SIGN_IN, {"login": person.email, "password": "no"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert person.email in page
    assert 'value="no"' not in page


@pytest.mark.parametrize("path", [CODE, RESET])
def test_a_stranger_s_address_gets_the_same_answer_and_no_mail(
    path: str, new_visitor: Callable[[], Client], person: User, mailoutbox: list[EmailMessage]
) -> None:
    answers = []
    for email in (person.email, f"un{person.email}"):
        first = new_visitor()
        answer = first.post(path, {"email": email})
        page = first.get(answer["Location"])
        text = re.sub(r'value="[^"]{64}"', "", page.content.decode().replace(email, "EMAIL"))
        answers.append((answer.status_code, answer["Location"], page.status_code, text))
    assert answers[0] == answers[1]
    assert [mail.to for mail in mailoutbox] == [[person.email]]


@pytest.mark.parametrize("next_url", ["//elsewhere.example/", "https://elsewhere.example/", "javascript:alert(1)"])
def test_sign_in_never_leads_elsewhere(
    next_url: str, visitor: Client, person: User, mailoutbox: list[EmailMessage]
) -> None:
    visitor.post(CODE, {"email": person.email, "next": next_url})
    answer = visitor.post(CONFIRM, {"code": mailed_code(mailoutbox[0]), "next": next_url})
    assert (answer.status_code, answer["Location"]) == (302, "/")


def test_sign_in_leads_to_the_page_that_was_asked_for(
    visitor: Client, person: User, mailoutbox: list[EmailMessage]
) -> None:
    answer = visitor.get("/accounts/settings/")
    assert answer["Location"] == "/accounts/login/?next=/accounts/settings/"
    visitor.post(CODE, {"email": person.email, "next": "/accounts/settings/"})
    answer = visitor.post(CONFIRM, {"code": mailed_code(mailoutbox[0]), "next": "/accounts/settings/"})
    assert answer["Location"] == "/accounts/settings/"


def test_an_inactive_person_gets_no_code_and_no_session(
    visitor: Client, new_visitor: Callable[[], Client], person: User, mailoutbox: list[EmailMessage]
) -> None:
    person.set_password("still-the-right-one-3")
    person.is_active = False
    person.save()
    new_visitor().post(CODE, {"email": person.email})
    assert len(mailoutbox) == 0
    answer = visitor.post(SIGN_IN, {"login": person.email, "password": "still-the-right-one-3"}, follow=True)
    assert "switched off" in answer.content.decode()
    assert who(visitor) is None


def test_switching_somebody_off_ends_their_sessions(
    visitor: Client, person: User, mailoutbox: list[EmailMessage]
) -> None:
    sign_in_by_code(visitor, person, mailoutbox)
    assert visitor.get("/accounts/settings/").status_code == 200
    User.objects.filter(pk=person.pk).update(is_active=False)
    assert visitor.get("/accounts/settings/").status_code == 302


def test_an_earlier_address_opens_nothing(visitor: Client, person: User, mailoutbox: list[EmailMessage]) -> None:
    old = person.email
    EmailAddress.objects.create(user=person, email=old, verified=True, primary=True)
    person.email = f"new-{old}"
    person.set_password("moved-to-another-4")
    person.save()
    visitor.post(SIGN_IN, {"login": old, "password": "moved-to-another-4"})
    assert who(visitor) is None
    visitor.post(CODE, {"email": old})
    visitor.post(CONFIRM, {"code": mailed_code(mailoutbox[-1])})
    assert who(visitor) is None
    visitor.post("/accounts/logout/")
    sign_in_by_code(visitor, person, mailoutbox)
    assert signed_in(visitor, person)
    assert list(EmailAddress.objects.filter(user=person).values_list("email", flat=True)) == [person.email]


def test_the_second_factor_is_asked_after_the_code(
    visitor: Client, person: User, mailoutbox: list[EmailMessage]
) -> None:
    secret = with_second_factor(person)
    visitor.post(CODE, {"email": person.email})
    answer = visitor.post(CONFIRM, {"code": mailed_code(mailoutbox[0])})
    assert answer["Location"] == "/accounts/2fa/authenticate/"
    assert who(visitor) is None
    assert visitor.post("/accounts/2fa/authenticate/", {"code": "000000"}).status_code == 422
    visitor.post("/accounts/2fa/authenticate/", {"code": totp_digits(secret)})
    assert signed_in(visitor, person)


def test_no_page_asks_a_mail_server(visitor: Client, person: User, sink: SmtpSink) -> None:
    """So whatever it does, refuse, put off or take its time, the page is the same."""
    visitor.post(CODE, {"email": person.email})
    visitor.post(CONFIRM, {"action": "resend"})
    visitor.post(RESET, {"email": person.email})
    assert sink.connections == 0
    assert Message.objects.due().count() == 2


ASK, RESEND = (lambda one, email: one.post(CODE, {"email": email})), (lambda one, _: one.post(CONFIRM, AGAIN))
AGAIN = {"action": "resend"}


@pytest.mark.parametrize(
    "steps",
    [
        [ASK],
        [ASK, lambda one, _: one.get(CONFIRM)],
        [ASK, RESEND],
        [ASK, RESEND, RESEND],
        [ASK, lambda one, _: one.post(CONFIRM, {"code": "BCDF-GHJK"})],
        [lambda one, email: one.post(RESET, {"email": email})],
    ],
    ids=["ask", "page", "resend", "again", "wrong", "reset"],
)
@pytest.mark.parametrize("other", ["nobody", "switched off", "bounces"])
def test_every_address_costs_the_same_work(
    new_visitor: Callable[[], Client], make_user: Callable[..., User], steps: list[Callable], other: str
) -> None:
    addresses = {"known": make_user().email, "nobody": f"{secrets.token_hex(4)}@campus.example"}
    addresses["switched off"] = make_user().email
    User.objects.filter(email=addresses["switched off"]).update(is_active=False)
    addresses["bounces"] = make_user().email
    HardBounce.objects.create(address=addresses["bounces"], answer="550")
    made = []
    for who_asks in ("known", other):
        visitor = new_visitor()
        for step in steps[:-1]:
            step(visitor, addresses[who_asks])
        with CaptureQueriesContext(connection) as queries:
            answer = steps[-1](visitor, addresses[who_asks])
        statements = [query["sql"].split()[0] for query in queries]
        made.append((answer.status_code, statements))
    assert made[0] == made[1]


def test_an_altered_reset_link_is_refused(visitor: Client, person: User) -> None:
    token = PasswordResetTokenGenerator().make_token(person)
    answer = visitor.get(f"/accounts/password/reset/key/1-{token}/")
    assert "used or is too old" in answer.content.decode()


@pytest.mark.parametrize("second_factor", [False, True])
@pytest.mark.parametrize("by", ["password", "code"])
def test_sign_in_leads_back_to_what_was_not_saved(
    by: str, second_factor: bool, visitor: Client, person: User, mailoutbox: list[EmailMessage]
) -> None:
    """By each way in, following the pages and their hidden fields as a browser does."""
    words, secret = "quiet river stone 5", with_second_factor(person) if second_factor else ""
    person.set_password(words)
    person.save()
    prove_address(user=person, email=person.email)
    visitor.force_login(person)
    token = visitor.get(SETTINGS).context["request"]._form_token
    del visitor.cookies["sessionid"]

    page = visitor.post(SETTINGS, {FIELD: token, "full_name": "Words of mine"}, follow=True)
    assert "so that was not saved" in page.content.decode()
    if by == "password":
        page = visitor.post(SIGN_IN, {**hidden(page), "login": person.email, "password": words}, follow=True)
    else:
        page = visitor.post(CODE, {**hidden(page), "login": person.email}, follow=True)
        page = visitor.post(CONFIRM, {**hidden(page), "code": mailed_code(mailoutbox[-1])}, follow=True)
    if second_factor:
        assert page.request["PATH_INFO"] == "/accounts/2fa/authenticate/"
        page = visitor.post(page.request["PATH_INFO"], {**hidden(page), "code": totp_digits(secret)}, follow=True)
    assert page.request["PATH_INFO"] == SETTINGS
    assert 'value="Words of mine"' in page.content.decode()
    assert "That was not saved." in page.content.decode()


def test_who_signs_in_on_another_page_is_led_back_as_well(visitor: Client, person: User, charlie: Student) -> None:
    """Such as after a new password, or from a bookmark."""
    words = "quiet river stone 5"
    for each in (person, charlie.user):
        each.set_password(words)
        each.save()
        prove_address(user=each, email=each.email)
    visitor.force_login(person)
    token = visitor.get(SETTINGS).context["request"]._form_token
    for each, more, led_to in (
        (person, {}, SETTINGS),
        (charlie.user, {}, "/"),
        (charlie.user, {"next": SETTINGS}, "/"),
        (charlie.user, {"next": "/contacts/"}, "/contacts/"),
    ):
        del visitor.cookies["sessionid"]
        visitor.post(SETTINGS, {FIELD: token, "full_name": "Words of mine"})
        signed_in = visitor.post(SIGN_IN, {"login": each.email, "password": words, **more})
        assert signed_in["Location"] == led_to
        assert ("That was not saved." in visitor.get(led_to).text) == (each == person)


def hidden(page: Any) -> dict[str, str]:
    """The hidden fields of the page's first form."""
    form = page.content.decode().split("<form", 1)[1].split("</form>", 1)[0]
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form))
