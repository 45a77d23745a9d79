import secrets
from email.message import EmailMessage as Parsed

import pytest
from django.core.mail import EmailMessage
from django.test import Client

from apps.accounts.models import User
from apps.campus.models import Campus
from apps.cohorts.sign_up import account_mail

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
    assert "Fairhaven Career Center adds the people of its programme" in page
    assert "<form" not in page
    assert "<input" not in page


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
    mail = account_mail(prefix, "a@campus.example", {"ip": "192.0.2.7", "user_agent": "A <b>browser</b>"})
    assert mail.subject.startswith(("Your password", "Your account", "The second factor"))
    assert "192.0.2.7, A <b>browser</b>" in mail.text
    assert "<b>browser</b>" not in mail.html
    assert "/accounts/password/reset/" in mail.text
