import re
import secrets
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage as Parsed

import pytest
from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.test import Client
from pytest_django.fixtures import Settings

from apps.accounts.adapter import account_mail
from apps.accounts.models import User
from apps.accounts.sign_in import codes
from apps.campus.models import Campus
from apps.outbox.delivery import Counts, deliver_due
from apps.outbox.models import Message
from apps.outbox.querysets import NO_BODY
from tests.accounts.conftest import CODE
from tests.smtp_sink import SmtpSink

SIGN_UP = "/accounts/signup/"

pytestmark = pytest.mark.django_db


def test_nobody_signs_up_unasked() -> None:
    visitor = Client(REMOTE_ADDR=f"10.1.{secrets.randbelow(256)}.{secrets.randbelow(256)}")
    words = "quiet river stone 5"
    answer = visitor.post(
        SIGN_UP,
        {"email": "new@campus.example", "password1": words, "password2": words, "role": "administrator"},
    )
    assert answer.status_code == 200
    assert not User.objects.filter(email="new@campus.example").exists()
    assert "_auth_user_id" not in visitor.session


def test_the_page_says_how_to_get_in_and_takes_nothing(campus: Campus) -> None:
    Campus.objects.update(center_name="Fairhaven Career Center")
    page = Client().get(SIGN_UP).content.decode()
    assert "Fairhaven Career Center makes the accounts for its program" in page
    assert "<form" not in page
    assert "<input" not in page


def test_a_new_password_undoes_nothing_that_an_administrator_changed_meanwhile(person: User) -> None:
    User.objects.filter(pk=person.pk).update(is_active=False)
    get_adapter().set_password(person, "loud brook pebble 6")
    person.refresh_from_db()
    assert person.check_password("loud brook pebble 6")
    assert not person.is_active


def test_mail_comes_from_the_campus_in_two_forms(campus: Campus) -> None:
    Campus.objects.update(sender_name="Fairhaven\r\nBcc: x@y.example", sender_email="careers@campus.example")
    mail: EmailMessage = account_mail("account/email/login_code", "a@campus.example", {"code": "ABC-123"}).message()
    parsed: Parsed = mail.message()
    assert parsed["From"].endswith("<careers@campus.example>")
    assert parsed["Bcc"] is None
    assert parsed["Auto-Submitted"] == "auto-generated"
    assert parsed["Subject"] == "Your sign-in code: ABC-123"
    text, html = (part.get_payload(decode=True).decode() for part in parsed.get_payload())
    assert "ABC-123" in text
    assert "ABC-123" in html
    assert 'style="' in html


@pytest.mark.parametrize(
    "prefix",
    [
        "account/email/password_changed",
        "account/email/password_reset",
        "account/email/password_set",
        "mfa/email/totp_activated",
        "mfa/email/totp_deactivated",
        "mfa/email/recovery_codes_generated",
    ],
)
def test_a_change_to_an_account_is_told_to_its_owner(prefix: str, campus: Campus) -> None:
    context = {
        "ip": "192.0.2.7",
        "user_agent": "A <b>browser</b>, Firefox/9",
        "timestamp": datetime(2026, 10, 12, 15, tzinfo=UTC),
    }
    mail = account_mail(prefix, "a@campus.example", context)
    assert mail.subject.startswith(("Your password", "Your account", "The second factor"))
    assert "When: Monday, October 12, 2026, 11:00 am EDT\nFrom: Firefox, 192.0.2.7" in mail.text
    assert "<b>browser</b>" not in mail.html
    assert "/accounts/password/reset/" in mail.text


@pytest.fixture
def no_mail_server(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1


def test_a_notice_waits_in_the_outbox_for_the_mail_server(
    no_mail_server: None,
    settings: Settings,
    mailoutbox: list[EmailMessage],
    make_user: Callable[..., User],
    client_of: Callable[[User], Client],
) -> None:
    person = make_user()
    person.set_password("quiet river stone 5")
    person.save()
    browser = client_of(person)
    new = {"oldpassword": "quiet river stone 5", "password1": "loud brook pebble 6", "password2": "loud brook pebble 6"}
    answer = browser.post("/accounts/password/change/", new)
    if answer["Location"].startswith("/accounts/reauthenticate/"):
        browser.post(answer["Location"], {"password": "quiet river stone 5"})
        answer = browser.post("/accounts/password/change/", new)
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/settings/")
    person.refresh_from_db()
    assert person.check_password("loud brook pebble 6")
    [notice] = Message.objects.all()
    assert (notice.subject, notice.address, notice.state) == ("Your password was changed", person.email, "due")
    assert notice.key.startswith(f"password_changed:{person.pk}:")
    assert (notice.lane, notice.expires_at) == ("code", None)
    assert deliver_due(worker="test") == Counts(claimed=1, retried=1)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    Message.objects.update(not_before=None)
    assert deliver_due(worker="test") == Counts(claimed=1, sent=1)
    assert [(mail.subject, mail.to) for mail in mailoutbox] == [("Your password was changed", [person.email])]


def test_a_link_in_mail_starts_with_our_address_whatever_host_the_visitor_named(
    settings: Settings, mailoutbox: list[EmailMessage], make_user: Callable[..., User]
) -> None:
    settings.ALLOWED_HOSTS = ["acquaint.campus.example", "former-name.campus.example"]
    settings.SITE_URL = "https://acquaint.campus.example"
    person = make_user()
    visitor = Client(HTTP_HOST="former-name.campus.example")
    assert visitor.post("/accounts/password/reset/", {"email": person.email}).status_code == 302
    assert visitor.post("/accounts/login/code/", {"email": person.email}).status_code == 302
    while deliver_due(worker="test").claimed:
        pass
    written = [mail.message().as_string() for mail in mailoutbox]
    assert len(written) == 2
    assert "former-name" not in "".join(written)
    bodies = "\n".join(str(mail.body) for mail in mailoutbox)
    [link] = re.findall(r"https?://\S+/accounts/password/reset/key/\S+", bodies)
    assert link.startswith("https://acquaint.campus.example/")
    opened = Client(HTTP_HOST="acquaint.campus.example").get(link.removeprefix(settings.SITE_URL), follow=True)
    assert "used already" not in opened.content.decode()


def test_a_code_waits_fifteen_minutes_in_a_lane_of_its_own_under_a_key_that_says_nothing(
    visitor: Client, make_user: Callable[..., User], sink: SmtpSink
) -> None:
    person = make_user()
    visitor.post("/accounts/login/code/", {"email": person.email})
    [row] = Message.objects.all()
    assert (row.lane, row.audience, row.address, row.state) == ("code", "sign_in", person.email, "due")
    assert row.expires_at - row.due_at == timedelta(minutes=15)
    code = row.subject.rpartition(" ")[2]
    assert CODE.search(row.text)[1] == code
    assert re.fullmatch(r"code:[0-9a-f]{64}", row.key)
    assert deliver_due(worker="test") == Counts(claimed=1, sent=1)
    row.refresh_from_db()
    assert {name: getattr(row, name) for name in NO_BODY} == NO_BODY
    assert code not in str(vars(row))


def test_a_link_is_of_use_for_three_days_and_each_has_a_key_of_chance(
    visitor: Client, make_user: Callable[..., User], sink: SmtpSink
) -> None:
    person = make_user()
    for _ in range(2):
        visitor.post("/accounts/password/reset/", {"email": person.email})
    links = list(Message.objects.all())
    assert [link.expires_at - link.due_at for link in links] == [timedelta(days=3)] * 2
    assert len({link.key for link in links}) == 2
    for link in links:
        assert re.fullmatch(r"link:[0-9a-f]{32}", link.key)


def test_a_stranger_s_address_is_sent_nothing_and_remembered_nowhere(visitor: Client, mailoutbox: Sequence) -> None:
    visitor.post("/accounts/login/code/", {"email": "nobody@campus.example"})
    visitor.post("/accounts/login/code/confirm/", {"action": "resend"})
    visitor.post("/accounts/password/reset/", {"email": "nobody@campus.example"})
    assert len(mailoutbox) == 0
    assert not Message.objects.exists()
    assert cache.get(codes._key("nobody@campus.example")) is None
