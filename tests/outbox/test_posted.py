"""A message that is sent once because of an act."""

from datetime import timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.utils import timezone

from apps.core.mail import Attachment, OutgoingMail
from apps.outbox import unanswered
from apps.outbox.delivery import Counts, deliver_due
from apps.outbox.models import Audience, HardBounce, Lane, Message
from apps.outbox.posted import ask_before, post
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


def posted(key: str = "notice:1", *, again: bool = True, mail: OutgoingMail = MAIL, **options: object) -> Message:
    audience = options.pop("audience", Audience.STUDENT)
    now = timezone.now()
    return post(key=key, mail=mail, audience=audience, resend_when_unanswered=again, as_of=now, **options)


def code(key: str = "code:1", *, minutes: float = 15, **options: object) -> Message:
    expires_at = timezone.now() + timedelta(minutes=minutes)
    return posted(key, audience=Audience.SIGN_IN, lane=Lane.CODE, expires_at=expires_at, **options)


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


def test_one_for_later_waits_for_its_time(sink):
    row = posted(due_at=timezone.now() + timedelta(hours=1))
    assert deliver_due(worker="test") == Counts()
    Message.objects.filter(pk=row.pk).update(due_at=timezone.now())
    assert deliver_due(worker="test").sent == 1


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


@pytest.mark.parametrize("lanes", [[Lane.CODE], [Lane.NOW, Lane.LATER]])
def test_what_has_expired_ends_unsent_whichever_worker_looks_and_without_a_mail_server(sink, settings, lanes):
    settings.EMAIL_PORT = 1
    row, fresh = code(minutes=-0.01), code("code:2")
    deliver_due(worker="test", lanes=lanes)
    row.refresh_from_db()
    fresh.refresh_from_db()
    assert (row.state, row.reason) == ("skipped", "too late")
    assert {name: getattr(row, name) for name in NO_BODY} == NO_BODY
    assert fresh.state == "due"


def test_what_expires_while_a_worker_holds_it_is_not_sent_either(sink):
    code("code:1")
    second = code("code:2")
    Message.objects.filter(pk=second.pk).update(expires_at=timezone.now() + timedelta(seconds=0.2))
    sink.on("DOT", 0.3, times=1)
    assert deliver_due(worker="test") == Counts(claimed=2, sent=1, skipped=1)
    second.refresh_from_db()
    assert (second.state, second.reason, second.text) == ("skipped", "too late", "")


def test_a_newer_one_takes_the_place_of_what_has_not_gone(sink):
    row = code()
    token, _ = Message.objects.claim(limit=1, lease=timedelta(minutes=2))
    assert Message.objects.replace(key=row.key) == 1
    assert Message.objects.held_with(token).count() == 0
    row.refresh_from_db()
    assert (row.state, row.reason, row.text) == ("skipped", "replaced", "")


def test_what_has_gone_is_not_replaced(sink):
    row = code()
    deliver_due(worker="test")
    assert Message.objects.replace(key=row.key) == 0
    assert sink.taken


def test_a_code_is_tried_where_the_address_bounces_and_a_notice_is_not(sink):
    HardBounce.objects.create(address="alice@example.org", answer="550")
    code()
    posted("notice:2", lane=Lane.CODE)
    assert deliver_due(worker="test") == Counts(claimed=2, sent=1, skipped=1)


@pytest.mark.parametrize("answer", ["451 4.7.1 greylisted", "421 closing"])
def test_a_code_is_tried_again_within_seconds(sink, answer):
    row = code()
    sink.on("RCPT", answer, times=1)
    assert deliver_due(worker="test").retried == 1
    row.refresh_from_db()
    assert row.not_before - timezone.now() < timedelta(seconds=8)


def test_what_is_not_kept_is_posted_all_the_same_and_never_sent(sink, django_assert_num_queries):
    with django_assert_num_queries(5) as kept:  # begin, insert, read, remove it or not, commit
        code("link:1")
    with django_assert_num_queries(5) as not_kept:
        code("link:2", keep=False)
    assert [query["sql"].split()[0] for query in kept] == [query["sql"].split()[0] for query in not_kept]
    assert [row.key for row in Message.objects.all()] == ["link:1"]


def test_an_audience_has_one_who_is_asked_before():
    with pytest.raises(ImproperlyConfigured):
        ask_before(Audience.CONTACT, lambda message: "")
