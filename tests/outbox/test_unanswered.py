from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from apps.core import clock
from apps.outbox.delivery import deliver_due
from apps.outbox.models import Message, State
from apps.outbox.server.provider_log import LogUnavailable, Verdict
from apps.outbox.unanswered import PATIENCE_WITH_PROVIDER, settle

pytestmark = pytest.mark.django_db


class Provider:
    """A provider's log, as a test wants it: what it took, what it did not; of the rest it cannot say."""

    def __init__(self, **known: Verdict) -> None:
        self.known = known
        self.is_down = False
        self.meanwhile: Callable[[], object] = lambda: None

    def ask(self, *, message_id: str, handed_off_at: datetime, as_of: datetime) -> Verdict:
        self.meanwhile()
        if self.is_down:
            raise LogUnavailable("http 503")
        return self.known.get(message_id, Verdict.CANNOT_SAY)


class TestUnansweredHandOffs:
    @pytest.fixture
    def unanswered(self, due):
        def make(key: str, message_id: str, **recipient) -> Message:
            row = due(key, **recipient)
            past = timezone.now() - timedelta(minutes=1)
            Message.objects.filter(pk=row.pk).update(
                token=uuid4(), leased_until=past, handed_off_at=past, message_id=message_id, attempts=1
            )
            return row

        return make

    def test_the_providers_log_is_believed(self, sink, unanswered, alice):
        took = unanswered("a", "took", user=alice)
        refused = unanswered("b", "refused", user=alice)
        silent = unanswered("c", "silent", user=alice)

        result = settle(as_of=clock.now(), provider_log=Provider(took=Verdict.TOOK, refused=Verdict.DID_NOT))

        assert (result.known_sent, result.known_unsent, result.resent, result.uncertain) == (1, 1, 1, 0)
        took.refresh_from_db()
        assert (took.state, took.resent_uncertain) == (State.SENT, 0)
        Message.objects.update(not_before=None)
        assert deliver_due(worker="test").sent == 2
        assert sink.counts == {"refused": 1, "silent": 1}
        for row, resent in ((refused, 0), (silent, 1)):
            row.refresh_from_db()
            assert row.resent_uncertain == resent

    def test_the_providers_log_spares_an_invitation_from_uncertainty(self, sink, unanswered):
        unanswered("a", "refused", kind="invite", address="new@example.org")

        settle(as_of=clock.now(), provider_log=Provider(refused=Verdict.DID_NOT))
        assert deliver_due(worker="test").sent == 1

    def test_an_answer_that_comes_behind_is_waited_for(self, sink, unanswered, alice):
        row = unanswered("a", "behind", user=alice)
        provider = Provider(behind=Verdict.NOT_YET)

        result = settle(as_of=clock.now(), provider_log=provider)
        assert (result.waiting_for_provider, result.resent) == (1, 0)
        assert deliver_due(worker="test").claimed == 0

        provider.known["behind"] = Verdict.TOOK
        assert settle(as_of=clock.now(), provider_log=provider).known_sent == 1
        row.refresh_from_db()
        assert (row.state, row.sent_at) == (State.SENT, row.handed_off_at)
        assert sink.taken == []

    def test_a_lease_that_ends_while_the_provider_is_asked_is_asked_about_next_time(self, sink, unanswered, alice):
        unanswered("a", "asked", user=alice)
        late = unanswered("b", "late", kind="invite", address="new@example.org")
        Message.objects.filter(pk=late.pk).update(leased_until=timezone.now() + timedelta(minutes=1))
        provider = Provider(asked=Verdict.TOOK, late=Verdict.TOOK)

        def ends_meanwhile() -> None:
            Message.objects.filter(pk=late.pk).update(leased_until=timezone.now() - timedelta(seconds=1))

        provider.meanwhile = ends_meanwhile
        result = settle(as_of=clock.now(), provider_log=provider)
        assert (result.known_sent, result.uncertain) == (1, 0)
        assert settle(as_of=clock.now(), provider_log=provider).known_sent == 1

    def test_a_provider_that_is_down_is_waited_for_and_not_for_ever(self, sink, unanswered, alice):
        row = unanswered("a", "x", user=alice)
        provider = Provider()
        provider.is_down = True

        assert settle(as_of=clock.now(), provider_log=provider).waiting_for_provider == 1
        row.refresh_from_db()
        later = row.handed_off_at + PATIENCE_WITH_PROVIDER + timedelta(seconds=1)
        assert settle(as_of=later, provider_log=provider).resent == 1

    def test_a_late_answer_still_counts_before_anybody_else_took_it(self, unanswered, alice):
        row = unanswered("a", "x", user=alice)
        row.refresh_from_db()
        token = row.token
        settle(as_of=clock.now(), provider_log=None)

        assert Message.objects.mark_sent(pks=[row.pk], token=token)
        row.refresh_from_db()
        assert row.state == State.SENT

    def test_a_late_answer_is_refused_after_another_worker_took_it(self, sink, unanswered, alice):
        row = unanswered("a", "x", user=alice)
        row.refresh_from_db()
        token = row.token
        settle(as_of=clock.now(), provider_log=None)
        Message.objects.update(not_before=None)
        Message.objects.claim(limit=1, lease=timedelta(minutes=2))

        assert not Message.objects.mark_sent(pks=[row.pk], token=token)
        row.refresh_from_db()
        assert row.state == State.DUE
