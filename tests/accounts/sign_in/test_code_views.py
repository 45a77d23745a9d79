"""The pages for a code from the mail: which code uses up a try, and what is said of an earlier one."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.mail import EmailMessage
from django.test import Client

from apps.accounts.models import User
from apps.accounts.sign_in import codes
from apps.campus.models import Campus
from apps.core import clock
from apps.outbox.models import Heartbeat, Message, Part
from tests.accounts.conftest import mailed_code, totp_digits, with_second_factor

CODE = "/accounts/login/code/"
CONFIRM = "/accounts/login/code/confirm/"
NEWER = re.compile(r"A newer code was sent at \d{1,2}:\d\d [ap]m E[SD]T\. Use that one\.")

pytestmark = pytest.mark.django_db


def signed_in(visitor: Client, user: User) -> bool:
    return visitor.session.get("_auth_user_id") == str(user.pk)


def test_a_whole_sentence_signs_in(visitor: Client, person: User, mailoutbox: list[EmailMessage]) -> None:
    visitor.post(CODE, {"email": person.email})
    code = mailed_code(mailoutbox[0]).lower().replace("-", "\u2009\u2013\u00a0")
    visitor.post(CONFIRM, {"code": f"\ufeffYour sign-in code is “{code}”. It works once"})
    assert signed_in(visitor, person)


def test_a_resend_says_so_and_the_code_before_uses_up_no_try(
    visitor: Client, person: User, mailoutbox: list[EmailMessage]
) -> None:
    Campus.objects.update_or_create(pk=1, defaults={"time_zone": "America/New_York"})
    visitor.post(CODE, {"email": person.email})
    assert len(mailoutbox) == 1
    page = visitor.post(CONFIRM, {"action": "resend"}, follow=True)
    assert "A new code is on its way. The one before no longer works." in page.text
    older, newer = map(mailed_code, mailoutbox)
    for _ in range(4):
        page = visitor.post(CONFIRM, {"code": older})
        assert page.status_code == 422
        assert NEWER.search(page.text)
        assert visitor.post(CONFIRM, {"code": " "}).status_code == 422
    visitor.post(CONFIRM, {"code": newer})
    assert signed_in(visitor, person)


@pytest.mark.parametrize("typed", ["BCDF-GHJ", "BCDF-GHJK"])
def test_a_wrong_code_says_where_it_is_and_how_one_looks(visitor: Client, person: User, typed: str) -> None:
    visitor.post(CODE, {"email": person.email})
    told = "That is not the code. Check the latest email: a code has eight letters, like BCDF-GHJK."
    assert told in visitor.post(CONFIRM, {"code": typed}).text


def test_started_over_the_code_before_is_known(visitor: Client, person: User, mailoutbox: list[EmailMessage]) -> None:
    visitor.post(CODE, {"email": person.email})
    visitor.post("/accounts/logout/")
    visitor.post(CODE, {"email": person.email})
    assert "A newer code was sent at" in visitor.post(CONFIRM, {"code": mailed_code(mailoutbox[0])}).text
    visitor.post(CONFIRM, {"code": mailed_code(mailoutbox[1])})
    assert signed_in(visitor, person)


def test_a_code_for_another_browser_says_where_it_belongs(
    visitor: Client, new_visitor: Callable[[], Client], person: User, mailoutbox: list[EmailMessage]
) -> None:
    visitor.post(CODE, {"email": person.email})
    new_visitor().post(CODE, {"email": person.email})
    page = visitor.post(CONFIRM, {"code": mailed_code(mailoutbox[1])})
    assert "This code was asked for in another browser." in page.text
    visitor.post(CONFIRM, {"code": mailed_code(mailoutbox[0])})
    assert signed_in(visitor, person)


def test_nothing_tells_whether_an_address_has_an_account(
    visitor: Client, new_visitor: Callable[[], Client], person: User, mailoutbox: list[EmailMessage]
) -> None:
    stranger = new_visitor()
    pages = []
    for each, email in ((visitor, person.email), (stranger, f"un{person.email}")):
        each.post(CODE, {"email": email})
        answers = [each.post(CONFIRM, {"action": "resend"}, follow=True)]
        answers += [each.post(CONFIRM, {"code": code}) for code in ("BCDF-GHJK", "", "BCDF-GHJL", "BCDF-GHJM")]
        pages.append(
            [(page.status_code, re.sub(r'value="[^"]{64}"', "", page.text.replace(email, "EMAIL"))) for page in answers]
        )
    assert pages[0] == pages[1]


def test_the_address_is_proved_by_a_pasted_sentence(
    visitor: Client, person: User, mailoutbox: list[EmailMessage]
) -> None:
    person.set_password("given-by-somebody-9")
    person.save()
    older = "BCDF-GHJK"
    codes.remember(email=person.email, code=older, as_of=clock.now())
    visitor.post("/accounts/login/", {"login": person.email, "password": "given-by-somebody-9"})
    newer = mailed_code(mailoutbox[0])
    for _ in range(4):
        page = visitor.post("/accounts/confirm-email/", {"code": older})
        assert (page.status_code, "A newer code was sent at" in page.text) == (422, True)
    visitor.post("/accounts/confirm-email/", {"code": f"Your code:\n\n    {newer}\n\nType it in the browser"})
    assert signed_in(visitor, person)


def test_six_digits_are_found_in_what_was_pasted(visitor: Client, person: User, mailoutbox: list[EmailMessage]) -> None:
    secret = with_second_factor(person)
    visitor.post(CODE, {"email": person.email})
    visitor.post(CONFIRM, {"code": mailed_code(mailoutbox[0])})
    digits = totp_digits(secret)
    visitor.post("/accounts/2fa/authenticate/", {"code": f"Acquaint: {digits[:3]}\u202f{digits[3:]}\u200b"})
    assert signed_in(visitor, person)


def test_a_new_code_takes_the_place_of_the_one_that_has_not_gone(
    visitor: Client, new_visitor: Callable[[], Client], person: User, mailoutbox: list[EmailMessage]
) -> None:
    """Not that of another browser."""
    for each in (visitor, new_visitor()):
        each.post(CODE, {"email": person.email})
    visitor.post(CONFIRM, {"action": "resend"})
    rows = Message.objects.order_by("pk")
    assert [(row.state, row.reason) for row in rows] == [("skipped", "replaced"), ("due", ""), ("due", "")]
    visitor.post(CONFIRM, {"code": mailed_code(mailoutbox[-1])})
    assert signed_in(visitor, person)
    assert len(mailoutbox) == 2


SLOW = "Mail is slow just now. Your {} may take a few minutes. You don’t need to ask again."


def test_while_no_worker_of_codes_is_seen_the_pages_say_so(visitor: Client, person: User) -> None:
    person.set_password("given-by-somebody-9")
    person.save()
    pages = {"/accounts/password/reset/done/": "link", CONFIRM: "code", "/accounts/confirm-email/": "code"}
    for seen, said in ((46, True), (40, False)):
        Heartbeat.objects.beat(Part.CODES)
        Heartbeat.objects.update(seen_at=clock.now() - timedelta(seconds=seen))
        visitor.post(CODE, {"email": person.email})
        told = {path: visitor.get(path).text for path in list(pages)[:2]}
        told[CONFIRM + "?again"] = visitor.post(CONFIRM, {"action": "resend"}, follow=True).text
        visitor.post("/accounts/logout/")
        visitor.post("/accounts/login/", {"login": person.email, "password": "given-by-somebody-9"})
        told["/accounts/confirm-email/"] = visitor.get("/accounts/confirm-email/").text
        for path, page in told.items():
            assert (SLOW.format(pages[path.partition("?")[0]]) in page) == said, path
