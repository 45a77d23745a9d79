"""What the parts of a series have said of their work, each in a log that outlives it."""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

from tests.chaos.processes import Part

_RECEIVED = re.compile(r"Task \S+\[([0-9a-f-]{36})\] received")


@dataclass(frozen=True)
class Claim:
    """One batch: who took it, under which token, and when by the clock of that process."""

    worker: str
    token: str
    at: datetime

    @property
    def pid(self) -> int:
        return int(self.worker.rpartition("-")[2])


def claims_in(lines: Iterable[str]) -> Iterator[Claim]:
    """Each says so before it hands anything over."""
    for line in lines:
        if '"batch_claimed"' in line:
            said = json.loads(line[line.index("{") :])
            yield Claim(said["worker"], said["claim"], datetime.fromisoformat(said["timestamp"]))


def claims(log: Path) -> list[Claim]:
    return list(claims_in(log.read_text(errors="replace").splitlines()))


def wake_ups(logs: Iterable[Path]) -> Counter[str]:
    """How often each wake-up was received, by its id."""
    return Counter(found for log in logs for found in _RECEIVED.findall(log.read_text(errors="replace")))


class Journal:
    """The claims so far, while the parts go on: what a process had claimed is known as soon as it is dead."""

    def __init__(self) -> None:
        self._files: dict[Path, IO[str]] = {}
        self._claims: dict[int, list[str]] = defaultdict(list)

    def claims_of(self, pid: int, parts: Sequence[Part]) -> list[str]:
        """The fencing tokens of all claims by the process with this id."""
        for part in parts:
            for claim in claims_in(self._new_lines(part.log)):
                self._claims[claim.pid].append(claim.token)
        return self._claims[pid]

    def close(self) -> None:
        for file in self._files.values():
            file.close()

    def _new_lines(self, log: Path) -> Iterator[str]:
        if log not in self._files:
            self._files[log] = log.open(errors="replace")
        file = self._files[log]
        while True:
            place = file.tell()
            line = file.readline()
            if not line.endswith("\n"):
                file.seek(place)  # a line half written, or the end
                return
            yield line
