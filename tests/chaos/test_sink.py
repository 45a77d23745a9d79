"""The mail server of the harness stands still where a blow is aimed at, and knows when it was itself too slow."""

import smtplib
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from tests.chaos.sink import HANG, MOMENTS, StormySink, Weather

TO = "alice@chaos.campus.example"


@pytest.fixture
def sink() -> Iterator[StormySink]:
    with StormySink(seed="1", weather=Weather(latency=0.0), patience=1.2) as sink:
        yield sink


def send(sink: StormySink, *, patience: float = 10.0) -> None:
    with smtplib.SMTP("127.0.0.1", sink.port, timeout=patience) as client:
        client.sendmail("us@campus.example", [TO], "Message-ID: <1@campus.example>\r\n\r\nHello\r\n")


def send_and_catch(
    pool: ThreadPoolExecutor, sink: StormySink, moment: str, *, patience: float = 10.0
) -> tuple[Future, int]:
    """A message under way, and the port of its client, who is caught at the moment: aimed at first, then sent."""
    catching = pool.submit(sink.catch, moment, seconds=5.0)
    while sink._aimed_at != moment:
        time.sleep(0.001)
    sending = pool.submit(send, sink, patience=patience)
    return sending, catching.result()


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_conversation_stands_still_at_the_moment_until_it_is_let_go(sink: StormySink, moment: str) -> None:
    with ThreadPoolExecutor(2) as pool:
        sending, port = send_and_catch(pool, sink, moment)
        assert port
        time.sleep(0.1)
        assert not sending.done()
        assert len(sink.taken) == (moment == "taken")
        assert sink.let_go()
        sending.result(timeout=5.0)
    assert len(sink.taken) == 1


def test_it_stands_still_for_less_than_its_client_would_wait(sink: StormySink) -> None:
    with ThreadPoolExecutor(2) as pool:
        sending, port = send_and_catch(pool, sink, "whole", patience=sink.patience)
        assert port
        sending.result(timeout=5.0)
    assert not sink.let_go(), "it had gone on already"


def test_nobody_is_caught_when_nobody_comes(sink: StormySink) -> None:
    assert sink.catch("whole", seconds=0.05) == 0
    assert not sink.let_go()


def test_who_is_gone_when_it_is_let_go_holds_up_nobody(sink: StormySink) -> None:
    """It left in the turn of the server's loop in which it was let go, and the message was to get no answer."""
    sink.on("BODY", HANG, to="bob@chaos.campus.example")
    with ThreadPoolExecutor(2) as pool:
        client = smtplib.SMTP("127.0.0.1", sink.port, timeout=5.0)
        client.ehlo()
        client.mail("us@campus.example")
        client.rcpt("bob@chaos.campus.example")
        catching = pool.submit(sink.catch, "asked", seconds=5.0)
        client.putcmd("data")
        assert catching.result()
        loop = sink._controller.loop
        loop.call_soon_threadsafe(lambda: (sink.let_go(), loop.call_soon(client.close)))
        pool.submit(send, sink).result(timeout=5.0)
    assert len(sink.taken) == 1


@pytest.mark.parametrize("is_starved", [True, False])
def test_who_leaves_because_of_us_was_left_without_an_answer(sink: StormySink, is_starved: bool) -> None:
    leave(sink, is_starved=is_starved)
    assert (sink.silences[TO], sink.deserted[TO]) == ((1, 0) if is_starved else (0, 1))


def test_who_was_made_to_leave_is_a_deserter_however_slow_we_are(sink: StormySink) -> None:
    leave(sink, is_starved=True, is_killed=True)
    assert (sink.silences[TO], sink.deserted[TO]) == (0, 1)


def leave(sink: StormySink, *, is_starved: bool, is_killed: bool = False) -> None:
    """A client sends its dot and is gone, while the server gets no processor for most of its patience or has it all."""
    with ThreadPoolExecutor(2) as pool:
        sending, port = send_and_catch(pool, sink, "taken", patience=0.2)
        if is_killed:
            sink.forgive([port])
        if is_starved:
            sink._controller.loop.call_soon_threadsafe(time.sleep, 0.7)
        with pytest.raises(OSError, match="timed out"):
            sending.result(timeout=5.0)
        until = time.monotonic() + 5.0
        while not (sink.silences[TO] or sink.deserted[TO]) and time.monotonic() < until:
            time.sleep(0.02)
