"""A message that is sent once because of an act."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from apps.core.mail import Attachment, OutgoingMail
from apps.outbox import unanswered
from apps.outbox.delivery import Counts, deliver_due
from apps.outbox.models import Audience, HardBounce, Message
from apps.outbox.posted import post
from apps.outbox.querysets import NO_BODY
from tests.smtp_sink import DROP

pytestmark = pytest.mark.django_db
CALENDAR = Attachment(name="talk.ics", type="text/calendar; method=REQUEST", content=b"BEGIN:VCALENDAR\r\n")
MAIL = OutgoingMail(
    to="alice@example.org",
    subject="Your password was changed",
    text="It was.\n",
    html="<p>It was.</p>",
    from_email="Career Center <careers@campus.example>",
    reply_to="bob@example.org",
    headers={"X-Reason": "an act"},
    attachments=(CALENDAR,),
)


def posted(key: str = "notice:1", *, again: bool = True, mail: OutgoingMail = MAIL) -> Message:
    return post(key=key, mail=mail, audience=Audience.STUDENT, resend_when_unanswered=again, as_of=timezone.now())


def test_it_goes_at_once_as_it_was_written_and_leaves_no_text_behind(sink):
    row = posted()
    assert deliver_due(worker="test") == Counts(claimed=1, sent=1)

    [taken] = sink.taken
    assert (taken.to, taken.message["Subject"]) == ("alice@example.org", "Your password was changed")
    assert (taken.message["From"], taken.message["Reply-To"]) == (MAIL.from_email, MAIL.reply_to)
    assert taken.message["X-Reason"] == "an act"
    [file] = [part for part in taken.message.walk() if part.get_filename()]
    assert (file.get_filename(), file.get_content_type()) == ("talk.ics", "text/calendar")
    assert file.get_param("method") == "REQUEST"
    row.refresh_from_db()
    assert row.state == "sent"
    assert {name: getattr(row, name) for name in NO_BODY} == NO_BODY


def test_posted_twice_it_is_the_same_row_and_one_mail(sink):
    first, second = posted(), posted()
    assert first == second
    assert deliver_due(worker="test").sent == 1
    assert posted() == first, "also after it went"
    assert deliver_due(worker="test") == Counts()


def test_it_is_undone_with_its_callers_transaction():
    with transaction.atomic():
        posted()
        transaction.set_rollback(True)
    assert not Message.objects.exists()


def test_it_goes_before_all_that_can_wait(sink, due, alice):
    due("a", alice)
    posted()
    assert deliver_due(limit=1, worker="test").sent == 1
    assert sink.taken[0].message["Subject"] == "Your password was changed"


def test_an_address_that_bounces_gets_none(sink):
    HardBounce.objects.create(address="alice@example.org", answer="550")
    row = posted()
    assert deliver_due(worker="test") == Counts(claimed=1, skipped=1)
    row.refresh_from_db()
    assert (row.state, row.reason, row.text) == ("skipped", "address bounced", "")


@pytest.mark.parametrize(("again", "state"), [(True, "sent"), (False, "uncertain")])
def test_its_own_policy_decides_when_nobody_answered(sink, again, state):
    row = posted(again=again)
    sink.on("DOT", DROP, times=1)
    assert deliver_due(worker="test") == Counts(claimed=1, unanswered=1)
    Message.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    unanswered.settle(as_of=timezone.now(), provider_log=None)
    Message.objects.update(not_before=None)
    deliver_due(worker="test")
    row.refresh_from_db()
    assert (row.state, row.text) == (state, "")


def test_what_failed_has_no_text_to_send_again(sink):
    row = posted()
    sink.on("DOT", "554 5.7.1 no", times=1)
    deliver_due(worker="test")
    assert Message.objects.filter(pk=row.pk).send_again(as_of=timezone.now()) == 0
