"""One round of delivery."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from apps.core import clock
from apps.core.mail import OutgoingMail
from apps.outbox import tasks, workers
from apps.outbox.models import Audience, Heartbeat, Lane, Message, Part
from apps.outbox.posted import post

pytestmark = pytest.mark.django_db


@pytest.fixture
def backlog(causes, alice, past) -> None:
    """Sixty messages are due: more than one batch."""
    keys = [str(number) for number in range(60)]
    for key in keys:
        causes.want(key, due_at=past, user=alice)
    causes.refresh(*keys)


@pytest.mark.proof
@pytest.mark.usefixtures("backlog")
def test_everything_due_goes_and_the_workers_were_seen(sink):
    tasks.deliver_until_done(worker="test", seconds=60)

    assert len(sink.counts) == 60
    assert Heartbeat.objects.was_seen(Part.WORKER, within=timedelta(seconds=60))


@pytest.mark.proof
@pytest.mark.usefixtures("backlog")
def test_with_its_time_used_it_ends_after_a_batch(sink):
    tasks.deliver_until_done(worker="test", seconds=0)

    assert len(sink.counts) == 50


def test_without_a_mail_server_a_round_is_soon_over(sink, due, alice, settings):
    due("a", alice)
    settings.EMAIL_PORT = 1
    tasks.deliver_until_done(worker="test", seconds=60)

    assert Message.objects.get().reason == "no mail server (ConnectionRefusedError)"
    assert Heartbeat.objects.was_seen(Part.WORKER, within=timedelta(minutes=1)), "what goes out is for watch to see"


@pytest.mark.proof
@pytest.mark.usefixtures("backlog")
def test_in_a_long_backlog_what_is_to_be_done_between_two_batches_is_done(sink, monkeypatch):
    done = []
    monkeypatch.setattr(tasks, "_between", [lambda: done.append(len(sink.counts))])
    tasks.deliver_until_done(worker="test", seconds=60)

    assert done == [50, 60]


@pytest.mark.parametrize(
    ("task", "left", "part"),
    [(tasks.deliver_due_messages, ["code:1"], Part.WORKER), (tasks.deliver_codes, ["notice:1"], Part.CODES)],
)
def test_sign_in_mail_has_workers_of_its_own_and_these_nothing_else(sink, task, left, part):
    """So neither a night's batch nor a slow one stands before a code."""
    for key, lane in (("code:1", Lane.CODE), ("notice:1", Lane.NOW)):
        mail = OutgoingMail(to="alice@example.org", subject="Something", text="For you.\n")
        post(key=key, mail=mail, audience=Audience.STUDENT, resend_when_unanswered=True, as_of=clock.now(), lane=lane)
    task()
    assert list(Message.objects.due().values_list("key", flat=True)) == left
    assert {Part.WORKER, Part.CODES} & set(Heartbeat.objects.last_seen()) == {part}


class TestToldToStop:
    @pytest.fixture(autouse=True)
    def afresh(self, monkeypatch) -> Iterator[None]:
        self.between: list[str] = []
        monkeypatch.setattr(tasks, "_between", [lambda: self.between.append("work")])
        yield
        workers.prepare_to_stop()

    def test_it_ends_after_the_message_under_way_and_gives_the_rest_back(self, sink, due, causes, alice):
        rows = [due(f"{number}", alice) for number in range(5)]

        causes.compose_hook = workers.ask_to_stop
        tasks.deliver_until_done(worker="test", seconds=60)

        assert list(sink.counts.values()) == [1]
        assert self.between == [], "nothing else is begun"
        rest = Message.objects.due()
        assert set(rest.values_list("pk", flat=True)) == {row.pk for row in rows[1:]}
        assert set(rest.values_list("token", "leased_until", "attempts", "not_before")) == {(None, None, 0, None)}

    def test_it_begins_no_other_batch(self, sink, due, alice):
        due("a", alice)
        workers.ask_to_stop()
        tasks.deliver_until_done(worker="test", seconds=60)

        assert sink.taken == []
