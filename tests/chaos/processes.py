"""The processes of one series: started, killed, stopped and started again, each with a log that outlives it."""

import os
import signal
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import psutil

from tests.chaos.nursery import Nursery

END_SECONDS = 10.0


class Part:
    """One worker, beat or loop. `hands` are the processes of it that deliver: a worker's pool, or the loop itself."""

    def __init__(self, nursery: Nursery, arguments: Sequence[str], *, log: Path, is_pool: bool = False) -> None:
        self.nursery, self.arguments, self.log, self.is_pool = nursery, arguments, log, is_pool
        self.start()

    def start(self) -> None:
        self.leader = self.nursery.bear(self.arguments, log=self.log)

    @property
    def name(self) -> str:
        return self.log.stem

    @property
    def is_alive(self) -> bool:
        return self.leader.is_running()

    @property
    def hands(self) -> list[psutil.Process]:
        with suppress(psutil.NoSuchProcess):
            if self.is_alive:
                return self.leader.children() if self.is_pool else [self.leader]
        return []

    def kill(self) -> bool:
        """`kill -9` of all of it at one blow; False when it had gone already. It is gone when this returns."""
        hands = self.hands
        if not self.is_alive:
            return False
        with suppress(ProcessLookupError):
            os.killpg(self.leader.pid, signal.SIGKILL)
        with suppress(psutil.NoSuchProcess):
            self.leader.kill()  # were it too young to have its group
        for process in [self.leader, *hands]:
            _wait_for_the_end(process)
        return True


def kill(hand: psutil.Process) -> bool:
    """`kill -9` of one hand; False when it had gone already. It is gone when this returns."""
    try:
        hand.kill()
    except psutil.NoSuchProcess:
        return False
    _wait_for_the_end(hand)
    return True


def _wait_for_the_end(process: psutil.Process) -> None:
    """Until it runs no more; that its parent notices may take a second longer. Raises TimeoutError when it lives on."""
    until = time.monotonic() + END_SECONDS
    with suppress(psutil.NoSuchProcess):
        while process.status() != psutil.STATUS_ZOMBIE:
            if time.monotonic() > until:
                raise TimeoutError(f"{process} lives on after kill -9")
            time.sleep(0.005)


def ports_of(hands: Sequence[psutil.Process], server: int) -> dict[int, psutil.Process]:
    """By its own port: which of these processes has a conversation with the server at that port."""
    found = {}
    for hand in hands:
        with suppress(psutil.Error):
            for connection in hand.net_connections("tcp4"):
                if connection.raddr and connection.raddr.port == server:
                    found[connection.laddr.port] = hand
    return found
