"""The judge finds what it is there to find, and allows what the policy allows and no more."""

from pathlib import Path

import pytest
from aiosmtpd.smtp import Envelope

from tests.chaos.causes import DOMAIN, Due
from tests.chaos.judge import Row, Verdict, judge, leaks
from tests.chaos.sink import StormySink

ALICE = Due(f"alice@{DOMAIN}", "preparation")
GUEST = Due(f"guest@{DOMAIN}", "account_invitation", is_invitation=True)
DEAD = Due(f"dead@{DOMAIN}", "preparation", is_dead=True)
EARLY = Due(f"early@{DOMAIN}", "thank_you_last_call", is_early=True)
SENT = Row("preparation", "sent", 0)
RESENT = Row("preparation", "sent", 1)
INVITED = Row("account_invitation", "sent", 0)
UNCERTAIN = Row("account_invitation", "uncertain", 0)


class Post:
    """A sink that was never started, into which a test puts what was taken."""

    def __init__(self) -> None:
        self.sink = StormySink(seed="1")

    def take(self, cause: Due, *, message_id: str = "", link: str = "") -> None:
        envelope = Envelope()
        envelope.mail_from, envelope.rcpt_tos = "no-reply@campus.example", [cause.address]
        message_id = message_id or f"<{cause.address}>"
        envelope.original_content = f"Message-ID: {message_id}\r\n\r\nHello {link}\r\n".encode()
        self.sink.keep(envelope)

    def judge(self, cause: Due, row: Row | None, **known: object) -> Verdict:
        rows = {cause.address: row} if row else {}
        return judge([cause], sink=self.sink, rows=rows, **{"waiting": {}, "interrupted": {}, **known})


@pytest.fixture
def post() -> Post:
    return Post()


def test_what_was_taken_once_is_as_it_should_be(post: Post) -> None:
    post.take(ALICE)
    assert post.judge(ALICE, SENT).faults == {}


@pytest.mark.parametrize("row", [None, SENT, RESENT, Row("preparation", "uncertain", 1)])
def test_mail_to_a_student_is_lost_whatever_the_row_says(post: Post, row: Row | None) -> None:
    post.sink.silences[ALICE.address] = 1
    assert post.judge(ALICE, row).faults == {"lost": [ALICE.address]}


def test_twice_is_doubled_unless_the_row_counts_it(post: Post) -> None:
    post.sink.silences[ALICE.address] = 1
    post.take(ALICE)
    post.take(ALICE)
    assert post.judge(ALICE, RESENT).faults == {}
    assert post.judge(ALICE, SENT).faults == {"doubled": [ALICE.address]}
    assert post.judge(ALICE, None).faults == {"doubled": [ALICE.address]}
    assert "doubled" in post.judge(ALICE, RESENT, all_is_known=True).faults
    post.take(ALICE)
    assert post.judge(ALICE, RESENT).faults == {"doubled": [ALICE.address]}


def test_another_message_id_is_doubled_although_the_row_counts_it(post: Post) -> None:
    post.sink.silences[ALICE.address] = 1
    post.take(ALICE)
    post.take(ALICE, message_id="<another@campus.example>")
    assert post.judge(ALICE, RESENT).faults == {"doubled": [ALICE.address]}


def test_an_invitation_may_be_lost_where_it_shows_and_never_doubled(post: Post) -> None:
    post.sink.silences[GUEST.address] = 1
    assert post.judge(GUEST, UNCERTAIN).faults == {}
    assert post.judge(GUEST, INVITED).faults == {"lost_invitations": [GUEST.address]}
    assert "lost_invitations" in post.judge(GUEST, UNCERTAIN, all_is_known=True).faults
    post.take(GUEST)
    post.take(GUEST)
    for row in (UNCERTAIN, INVITED, Row("account_invitation", "sent", 1)):
        assert post.judge(GUEST, row).faults == {"doubled_invitations": [GUEST.address]}


def test_doubt_needs_a_cause_of_its_own(post: Post) -> None:
    post.take(ALICE)
    assert post.judge(ALICE, RESENT).faults == {"unexplained": [ALICE.address]}
    assert post.judge(ALICE, RESENT, interrupted={ALICE.address: 1}).faults == {}
    assert post.judge(ALICE, RESENT, interrupted={GUEST.address: 1}).faults == {"unexplained": [ALICE.address]}
    assert "unexplained" in post.judge(ALICE, RESENT, interrupted={ALICE.address: 1}, all_is_known=True).faults
    # One kill, seen by the harness and by the sink whose client was gone, is one cause and not two.
    twice = Row("preparation", "sent", 2)
    post.sink.deserted[ALICE.address] = 1
    assert "unexplained" in post.judge(ALICE, twice, interrupted={ALICE.address: 1}).faults
    post.sink.silences[ALICE.address] = 1
    assert post.judge(ALICE, twice, interrupted={ALICE.address: 1}).faults == {}


@pytest.mark.parametrize(("cause", "row"), [(DEAD, Row("preparation", "failed", 0)), (EARLY, None)])
def test_mail_to_somebody_who_should_have_none_is_a_stray(post: Post, cause: Due, row: Row | None) -> None:
    waiting = {EARLY.address: 1}
    assert post.judge(cause, row, waiting=waiting).faults == {}
    post.take(cause)
    assert post.judge(cause, row, waiting=waiting).faults == {"strays": [cause.address]}


def test_what_is_early_must_wait_in_one_row(post: Post) -> None:
    for row, waiting in ((None, 0), (None, 2), (SENT, 1)):
        assert post.judge(EARLY, row, waiting={EARLY.address: waiting}).faults == {"not_waiting": [EARLY.address]}


def test_mail_to_a_stranger_is_a_stray(post: Post) -> None:
    post.take(ALICE)
    post.take(GUEST)
    assert post.judge(ALICE, SENT).faults == {"strays": [GUEST.address]}


def test_an_address_that_takes_no_mail_must_show_as_failed(post: Post) -> None:
    for row in (None, SENT, UNCERTAIN):
        assert post.judge(DEAD, row).faults == {"not_failed": [DEAD.address]}


def test_a_log_that_names_an_address_or_a_link_leaks(post: Post, tmp_path: Path) -> None:
    token = "eyJhbGciOiJIUzI1NiJ9.abcdef"
    post.take(ALICE, link=f"https://campus.example/reminders/off/{token}/")
    log = tmp_path / "worker.log"
    log.write_text('{"event": "worker1@chaos ready"}\n{"path": "/reminders/off/[token]/"}\n')
    assert leaks([log], post.sink) == []
    log.write_text(f'fine\n{{"to": "{ALICE.address}"}}\n{{"path": "/reminders/off/{token}/"}}\n')
    assert len(leaks([log], post.sink)) == 2
