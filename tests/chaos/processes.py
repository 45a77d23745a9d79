"""The processes of one series: started, killed, stopped and started again, each with a log that outlives it."""

import json
import os
import signal
import time
from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

import psutil

from tests.chaos.nursery import Nursery


class Part:
    """One worker, beat or loop. `hands` are the processes of it that deliver: a worker's pool, or the loop itself."""

    def __init__(self, nursery: Nursery, arguments: Sequence[str], *, log: Path, is_pool: bool = False) -> None:
        self.nursery, self.arguments, self.log, self.is_pool = nursery, arguments, log, is_pool
        self.start()

    def start(self) -> None:
        self.leader = self.nursery.bear(self.arguments, log=self.log)

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
        with suppress(ProcessLookupError, psutil.NoSuchProcess):
            os.killpg(self.leader.pid, signal.SIGKILL)
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
    """Until it runs no more; that its parent notices may take a second longer."""
    until = time.monotonic() + 5.0
    with suppress(psutil.NoSuchProcess):
        while process.status() != psutil.STATUS_ZOMBIE and time.monotonic() < until:
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


class Journal:
    """What the parts have said so far of their claims: each says so before it hands anything over, and a line that was
    written outlives its writer.
    """

    def __init__(self) -> None:
        self._files: dict[Path, IO[str]] = {}
        self._claims: dict[int, list[str]] = defaultdict(list)

    def claims_of(self, pid: int, parts: Sequence[Part]) -> list[str]:
        """The fencing tokens of all claims by the process with this id."""
        for part in parts:
            self._read(part.log)
        return self._claims[pid]

    def close(self) -> None:
        for file in self._files.values():
            file.close()

    def _read(self, log: Path) -> None:
        if log not in self._files:
            self._files[log] = log.open(errors="replace")
        file = self._files[log]
        while True:
            place = file.tell()
            line = file.readline()
            if not line.endswith("\n"):
                file.seek(place)  # a line half written, or the end
                return
            if '"batch_claimed"' in line:
                said = json.loads(line[line.index("{") :])
                self._claims[int(said["worker"].rpartition("-")[2])].append(said["claim"])
