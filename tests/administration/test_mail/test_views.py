"""The test mail: sent once, followed to its end, confirmed, and its headers read."""

from datetime import timedelta

import pytest
from django.test import Client, RequestFactory

from apps.accounts.models import User
from apps.administration.test_mail import actions
from apps.administration.test_mail.standing import standing_of
from apps.administration.test_mail.views import TEST_MAILS
from apps.campus.models import Campus
from apps.outbox.bounces import BOUNCED
from apps.outbox.delivery import NO_SERVER, deliver_due
from apps.outbox.models import HardBounce, Message
from tests.administration.pages import queries
from tests.smtp_sink import SmtpSink

pytestmark = pytest.mark.django_db
PAGE = "/program/test-mail/"
HEADERS = "From: X <no-reply@campus.example>\nAuthentication-Results: a; spf=pass; dkim=none; dmarc=fail"


@pytest.fixture(autouse=True)
def nothing_sent_yet(ada: User) -> None:
    """Of the limit, which other tests share."""
    TEST_MAILS.forget(RequestFactory().get("/"), ada.email)


@pytest.fixture
def sent(office: Client) -> Message:
    office.post(PAGE)
    return Message.objects.get()


def titles(as_of) -> list[str]:
    return [verdict.title for verdict in standing_of(Campus.objects.current(), as_of=as_of).verdicts]


def test_it_goes_the_way_of_all_mail_to_whoever_asked(office: Client, ada: User, sink: SmtpSink) -> None:
    Campus.objects.update(
        sender_name="Cedar State", sender_email="careers@cedar.example", help_email="help@cedar.example"
    )
    assert office.post(PAGE)["Location"] == PAGE
    assert office.post(PAGE)["Location"] == PAGE  # a double click
    deliver_due(worker="test")
    [mail] = sink.taken
    assert mail.to == ada.email
    assert mail.message["From"] == "Cedar State <careers@cedar.example>"
    assert mail.message["Reply-To"] == "Career Center <help@cedar.example>"
    assert mail.message["Subject"] == "Test mail from Your campus"
    for kind in ("plain", "html"):
        assert "/program/test-mail/" in mail.body(kind)


def test_reading_the_page_sends_nothing(office: Client) -> None:
    assert office.get(PAGE).status_code == office.head(PAGE).status_code == 200
    assert not Message.objects.exists()


def test_ten_an_hour_are_enough(office: Client) -> None:
    statuses = []
    for _ in range(11):
        statuses.append(office.post(PAGE).status_code)
        Campus.objects.update(test_mail_sent_at=None)
    assert statuses == [302] * 10 + [429]
    assert Message.objects.count() == 10


@pytest.mark.parametrize(
    ("changed", "title", "is_bad"),
    [
        ({}, "It is waiting to be sent.", False),
        ({"reason": "smtp 451", "attempts": 1}, "It did not go through yet.", False),
        ({"reason": "smtp 451", "attempts": 4}, "It did not go through yet.", True),
        ({"reason": f"{NO_SERVER} (refused)"}, "It did not go through yet.", True),
        ({"state": "failed", "reason": "smtp 550 5.7.1"}, "It was not sent.", True),
        ({"state": "skipped", "reason": BOUNCED}, "It was not sent.", True),
        ({"state": "uncertain", "reason": "no answer", "resent_uncertain": 1}, "It may have arrived.", False),
    ],
)
def test_the_page_says_how_it_stands(
    office: Client, sent: Message, as_of, changed: dict[str, object], title: str, is_bad: bool
) -> None:
    if "state" in changed:
        changed = {**changed, "ended_at": as_of, **dict.fromkeys(("subject", "text", "html", "from_email"), "")}
        changed["reply_to"], changed["headers"], changed["attachments"] = "", {}, []
    Message.objects.update(**changed)
    [verdict] = standing_of(Campus.objects.current(), as_of=as_of).verdicts
    assert (verdict.title, verdict.is_bad) == (title, is_bad)
    assert title in office.get(PAGE).content.decode()


@pytest.mark.parametrize(
    ("result", "title"),
    [
        ("spf=pass; dkim=pass; dmarc=pass", "The test mail arrived and passes the checks"),
        ("spf=pass; dkim=pass; dmarc=none", "The test mail arrived, but it doesn’t pass every check"),
        ("spf=pass", "The test mail arrived"),
    ],
)
def test_the_title_says_no_more_than_what_is_known(office: Client, sent: Message, result: str, title: str) -> None:
    assert "<h1>Did the test mail arrive?</h1>" in office.get(PAGE).text
    office.post("/program/test-mail/headers/", {"headers": f"Authentication-Results: a; {result}"})
    assert f"<h1>{title}</h1>" in office.get(PAGE).text


def test_one_that_left_is_looked_for_and_confirmed(office: Client, sent: Message, sink: SmtpSink, as_of) -> None:
    deliver_due(worker="test")
    assert titles(as_of)[0].startswith("It left today at")
    for _ in range(2):
        assert office.post("/program/test-mail/arrival/").status_code == 302
    assert titles(as_of) == ["It arrived."]
    office.post("/program/test-mail/arrival/withdrawal/")
    assert titles(as_of)[0].startswith("It left")


def test_passing_says_no_more_than_it_means(office: Client, sent: Message, as_of) -> None:
    """SPF and DKIM may both pass for the domain of the provider."""
    office.post(
        "/program/test-mail/headers/", {"headers": "Authentication-Results: a; spf=pass; dkim=pass; dmarc=fail"}
    )
    arrived, spf, dkim, dmarc = standing_of(Campus.objects.current(), as_of=as_of).verdicts
    assert arrived.text.startswith("You pasted its headers today at")
    assert "the domain on the envelope" in spf.text
    assert dkim.text.startswith("Somebody signed the mail")
    assert dmarc.is_bad
    page = office.get(PAGE).text
    assert "“For whoever runs your mail” on this page." in page
    assert "of the page “Test mail”" not in page
    assert "“For whoever runs your mail” of the page “Test mail”." in office.get("/program/setting-up/").text


def test_it_arrived_is_offered_once_it_was_sent(office: Client, sent: Message, sink: SmtpSink) -> None:
    offer = 'action="/program/test-mail/arrival/"'
    page = office.get(PAGE).text
    assert offer not in page
    assert 'hx-select="#last"' in page, "it asks again by itself"
    deliver_due(worker="test")
    page = office.get(PAGE).text
    assert offer in page
    assert 'hx-select="#last"' not in page
    office.post("/program/test-mail/arrival/")
    assert offer not in office.get(PAGE).text


def test_a_mailbox_that_anybody_can_have_is_warned_of(office: Client) -> None:
    assert "v=spf1" in office.get(PAGE).text
    Campus.objects.update(sender_email="fairhaven.careers@Gmail.com")
    page = office.get(PAGE).text
    assert "isn’t yours, so its SPF and DKIM can’t be set by you. Use an address of the campus." in page
    assert "v=spf1" not in page


def test_one_whose_address_bounces_says_so(office: Client, ada: User, sent: Message, sink: SmtpSink) -> None:
    HardBounce.objects.create(address=ada.email, answer="550")
    deliver_due(worker="test")
    assert "came back" in office.get(PAGE).content.decode()


def test_one_whose_row_is_gone_says_so(office: Client, sent: Message) -> None:
    sent.delete()
    assert "We don’t know what became of it." in office.get(PAGE).content.decode()


def test_what_never_left_cannot_arrive(office: Client, campus: Campus) -> None:
    office.post("/program/test-mail/arrival/")
    campus.refresh_from_db()
    assert campus.test_mail_arrived_at is None


def test_its_headers_are_read_and_not_kept(office: Client, sent: Message, campus: Campus, as_of) -> None:
    assert office.post("/program/test-mail/headers/", {"headers": HEADERS})["Location"] == PAGE
    campus.refresh_from_db()
    assert campus.test_mail_checks == {"spf": "pass", "dkim": "none", "dmarc": "fail"}
    assert titles(as_of) == ["It arrived.", "SPF passes.", "DKIM is missing.", "DMARC fails."]
    assert standing_of(campus, as_of=as_of).faults == 2


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("", "Paste the headers"),
        ("Hello", "no line “Authentication-Results”"),
        ("\x00", "cannot be kept"),
        ("a" * 100_001, "very long"),
        ("From: someone@else.example\nAuthentication-Results: a; spf=pass", "headers of another mail"),
        ("Subject: \u202ex\r\nBcc: z\nAuthentication-Results: a; nothing", "no line “Authentication-Results”"),
    ],
)
def test_what_are_no_headers_of_it_is_said_and_stays(office: Client, sent: Message, typed: str, why: str) -> None:
    page = office.post("/program/test-mail/headers/", {"headers": typed})
    assert page.status_code == 422
    assert why in page.context["form"].errors["headers"][0]
    assert Campus.objects.get().test_mail_checks == {}


def test_a_new_one_forgets_what_was_known_of_the_one_before(office: Client, sent: Message, ada: User, as_of) -> None:
    office.post("/program/test-mail/headers/", {"headers": HEADERS})
    assert actions.send_test_mail(to=ada, as_of=as_of + timedelta(minutes=5))
    campus = Campus.objects.get()
    assert (campus.test_mail_arrived_at, campus.test_mail_checks) == (None, {})
    assert Message.objects.count() == 2


def test_the_page_asks_little(office: Client, sent: Message) -> None:
    assert queries(office, PAGE) <= 7
