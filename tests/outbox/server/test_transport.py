"""The conversation that hands messages over, judged by a real SMTP server and by a real folder."""

import socket
import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core import mail as django_mail

from apps.core.mail import OutgoingMail
from apps.outbox.server.transport import (
    NotAccepted,
    Refused,
    Transport,
    Unanswered,
    Unavailable,
    is_hard_bounce,
    is_permanent,
)
from tests.smtp_sink import DROP, SmtpSink

SILENCE = 2  # seconds
MAIL = OutgoingMail(
    to="maria@example.org",
    subject="6 hours left to thank Zoë Nguyễn",
    text="Hello\n",
    message_id="<one@campus.example>",
)


@pytest.fixture
def impatient(sink: SmtpSink, settings) -> None:
    """Long enough for all that a server on this machine does, but for a `SILENCE`."""
    settings.EMAIL_TIMEOUT = 0.5


def nothing() -> None:
    pass


def send(mail: OutgoingMail = MAIL, before_data=nothing) -> None:
    with Transport() as transport:
        transport.send(mail, before_data=before_data)


class TestConversation:
    def test_the_call_comes_when_all_but_the_message_is_agreed(self, sink):
        stages: list[list[str]] = []
        send(before_data=lambda: stages.append(list(sink.seen)))

        assert stages == [["CONNECT", "MAIL", "RCPT"]]
        assert sink.seen == ["CONNECT", "MAIL", "RCPT", "DATA", "BODY", "DOT"]

    def test_what_the_call_raises_stops_the_message_and_not_the_conversation(self, sink):
        class Stop(Exception):
            pass

        def stop() -> None:
            raise Stop

        with Transport() as transport:
            with pytest.raises(Stop):
                transport.send(MAIL, before_data=stop)
            transport.send(replace(MAIL, message_id="<two@campus.example>"), before_data=nothing)

        assert set(sink.messages) == {"<two@campus.example>"}
        assert sink.seen.count("CONNECT") == 1

    @pytest.mark.parametrize("stage", ["MAIL", "RCPT", "DATA", "DOT"])
    @pytest.mark.parametrize("code", [451, 550])
    def test_after_a_refusal_the_conversation_goes_on(self, sink, stage, code):
        sink.on(stage, f"{code} 4.0.0 no", times=1)
        with Transport() as transport:
            with pytest.raises(Refused) as refused:
                transport.send(MAIL, before_data=nothing)
            transport.send(replace(MAIL, message_id="<two@campus.example>"), before_data=nothing)

        assert refused.value.code == code
        assert refused.value.permanent == (code == 550 and stage != "MAIL")
        assert set(sink.messages) == {"<two@campus.example>"}
        assert sink.seen.count("CONNECT") == 1

    @pytest.mark.parametrize("stage", ["MAIL", "RCPT", "DATA", "DOT"])
    def test_after_421_a_new_conversation_begins(self, sink, stage):
        sink.on(stage, "421 4.3.2 closing", times=1)
        with Transport() as transport:
            with pytest.raises(Refused) as refused:
                transport.send(MAIL, before_data=nothing)
            transport.send(replace(MAIL, message_id="<two@campus.example>"), before_data=nothing)

        assert (refused.value.code, refused.value.permanent) == (421, False)
        assert set(sink.messages) == {"<two@campus.example>"}
        assert sink.seen.count("CONNECT") == 2

    @pytest.mark.parametrize("stage", ["MAIL", "RCPT", "DATA"])
    @pytest.mark.usefixtures("impatient")
    @pytest.mark.parametrize("trouble", [DROP, SILENCE])
    def test_lost_or_silent_before_the_message_it_is_surely_not_there(self, sink, stage, trouble):
        sink.on(stage, trouble, times=1)
        with pytest.raises(NotAccepted):
            send()
        assert sink.taken == []

    @pytest.mark.parametrize("trouble", [DROP, SILENCE])
    def test_lost_or_silent_after_the_dot_nobody_knows(self, sink, trouble):
        sink.on("DOT", trouble, times=1)
        with Transport() as transport, pytest.raises(Unanswered):
            transport.send(MAIL, before_data=nothing, answer_within=timedelta(seconds=0.2))

    def test_a_server_that_hangs_up_in_a_long_body_surely_does_not_have_it(self, sink):
        sink.on("BODY", DROP, times=1)
        with pytest.raises(NotAccepted):
            send(replace(MAIL, text="A line of a long letter.\n" * 800_000))
        assert sink.taken == []

    @pytest.mark.usefixtures("impatient")
    @pytest.mark.parametrize("greeting", ["421 4.3.2 busy", "554 5.3.2 not for you", DROP, SILENCE])
    def test_no_conversation_at_all(self, sink, greeting):
        sink.on("CONNECT", greeting, times=1)
        with Transport() as transport, pytest.raises(Unavailable):
            transport.open()

    def test_nobody_there(self, sink, settings):
        settings.EMAIL_PORT = 1
        with Transport() as transport, pytest.raises(Unavailable):
            transport.send(MAIL, before_data=nothing)

    def test_without_a_timeout_setting_there_is_one_all_the_same(self, sink, settings):
        settings.EMAIL_TIMEOUT = None
        with Transport() as transport:
            assert transport._smtp.timeout == 10

    def test_the_final_dot_does_not_wait_for_an_acknowledgment(self, sink):
        """Forty milliseconds on each message is what two small writes cost without TCP_NODELAY."""
        with Transport() as transport:
            transport.send(MAIL, before_data=nothing)
            assert transport._smtp.connection.sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)

    def test_two_conversations_at_once(self, sink):
        threads = [threading.Thread(target=send, args=(replace(MAIL, message_id=f"<{n}@x>"),)) for n in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(10)
        assert set(sink.counts) == {f"<{n}@x>" for n in range(4)}


class TestOtherBackends:
    def test_a_folder_takes_it_after_the_call(self, settings, tmp_path):
        settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
        settings.EMAIL_FILE_PATH = tmp_path
        seen: list[int] = []
        send(before_data=lambda: seen.append(len(list(tmp_path.iterdir()))))

        assert seen == [0]
        [written] = tmp_path.iterdir()
        assert "<one@campus.example>" in written.read_text()

    def test_what_the_call_raises_stops_it(self, settings):
        settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
        django_mail.outbox = []

        def stop() -> None:
            raise LookupError

        with pytest.raises(LookupError):
            send(before_data=stop)
        assert django_mail.outbox == []


@pytest.mark.parametrize(
    ("code", "text", "bounces"),
    [
        (550, b"5.1.1 <gone@example.org>: no such user", True),
        (550, b"5.1.2 bad destination system", True),
        (556, b"5.1.10 recipient address has null MX", True),
        (550, b"5.2.1 mailbox disabled", True),
        (550, b"No such user here", True),
        (550, b"Recipient address rejected: User unknown in local recipient table", True),
        (550, b"invalid mailbox", True),
        (550, b"Requested action not taken: mailbox unavailable", False),
        (550, b"Your account has been disabled", False),
        (550, b"Sending is disabled for this user", False),
        (550, b"Reverse DNS not found for your IP address", False),
        (550, b"Invalid HELO, unknown user", False),
        (553, b"sorry, that recipient does not exist", True),
        (552, b"5.2.2 mailbox full", False),
        (450, b"5.1.1 no such user", False),
        (550, b"5.1.1 mailbox full.moon@example.org does not exist", True),
        (550, b"5.7.1 relaying denied", False),
        (550, b"5.1.8 sender's domain does not exist", False),
        (550, b"5.1.7 bad sender address", False),
        (550, b"5.1.0 address rejected", False),
        (550, b"relay not permitted", False),
        (550, b"blocked, see https://block.example/?ip=unknown user", False),
        (550, b"Sender address not found", False),
        (554, b"no such user", False),
        (550, b"", False),
    ],
)
def test_only_an_address_that_takes_no_mail_is_a_hard_bounce(code: int, text: bytes, bounces: bool) -> None:
    assert is_hard_bounce(code, text) is bounces


@pytest.mark.parametrize(
    "text",
    [
        b"5.2.2 <a@example.org>: over quota",
        b"5.2.2 come back later",
        b"5.2.1 mailbox full",
        b"5.1.1 <a@example.org>: mailbox full",
        b"5.2.0 mailbox is over quota",
        b"5.7.1 mailbox full",
        b"5.3.1 Mail system full",
        b"5.3.1 come back later",
        b"5.2.1 The user you are trying to contact is receiving mail at a rate that prevents additional messages",
        b"5.2.1 The user you are trying to contact is receiving mail at\n5.2.1 a rate that prevents more messages",
        b"5.7.1 rate limit exceeded",
        b"5.2.1 too many messages for this mailbox",
        b"Mailbox full",
        b"mailbox is full",
        b"Inbox is full",
        b"account is full",
        b"Mailbox size limit exceeded",
        b"mailbox limit exceeded",
        b"user has exhausted allowed storage space",
        b"recipient storage full",
        b"insufficient system storage",
        b"The recipient's inbox is out of storage space",
        b"Requested mail action aborted: exceeded storage allocation",
        b"User is over quota",
        b"Quota exceeded (mailbox for user is full)",
        b"sorry, the mailbox has exceeded its quota",
    ],
)
def test_a_mailbox_that_is_full_or_gets_too_much_is_not_gone(text: bytes) -> None:
    for code in (550, 552, 554):
        assert not is_permanent(code, text, to_rcpt=True)
        assert not is_permanent(code, text, to_rcpt=False)
        assert not is_hard_bounce(code, text)


@pytest.mark.parametrize(
    "text",
    [
        b"5.3.4 anything",
        b"5.2.3 anything",
        b"5.3.4 message size exceeds fixed limit",
        b"5.7.1 message is too large",
        b"message size exceeds the limit",
        b"Message size limit exceeded",
        b"Message too big",
        b"Message exceeds fixed maximum message size",
        b"Maximum message size exceeded",
        b"The size of your message is over the limit",
    ],
)
def test_a_message_that_is_too_big_stays_so(text: bytes) -> None:
    for code in (550, 552):
        assert is_permanent(code, text, to_rcpt=True)
        assert is_permanent(code, text, to_rcpt=False)
        assert not is_hard_bounce(code, text)


@pytest.mark.parametrize("text", [b"", b"5.1.1 no such user", b"5.2.1 mailbox disabled", b"5.7.1 no"])
def test_552_to_the_recipient_is_for_now_whatever_it_says(text: bytes) -> None:
    assert not is_permanent(552, text, to_rcpt=True)
    assert is_permanent(552, text, to_rcpt=False)
    assert not is_hard_bounce(552, text)


@pytest.mark.parametrize(
    "text",
    [
        b"5.1.1 mailbox full.moon@example.org: no such user",
        b"5.7.1 you exceeded your sending quota",
        b"mailbox unavailable",
        b"",
    ],
)
def test_other_refusals_are_for_good(text: bytes) -> None:
    assert is_permanent(550, text, to_rcpt=True)
    assert not is_permanent(450, text, to_rcpt=True)
