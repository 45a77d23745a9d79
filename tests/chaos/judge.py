"""What became of every address, by what the mail server took.

Our own tables are read for the allowances alone: which rows are counted as uncertain, and which ended as failed. No row
may claim more uncertainty than faults were seen that can have caused it.
"""

import email
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.chaos.causes import Due
from tests.chaos.services import Database
from tests.chaos.sink import StormySink

_ADDRESS = re.compile(r"[\w.+-]+@[\w.-]*\bexample\b")
_LINK = re.compile(r"https?://\S+")
_LONG = re.compile(r"[^/\s?<>\"',]{24,}")


@dataclass(frozen=True)
class Row:
    """What our table says of one reminder whose time has come: how it ended and how often nobody could know."""

    kind: str
    state: str
    resent: int

    @property
    def doubts(self) -> int:
        """How many of its hand-offs were counted as unanswered."""
        return self.resent or int(self.state == "uncertain")


@dataclass
class Verdict:
    """Addresses by what went wrong with them. `doubts`: hand-offs counted as unanswered, in `uncertain` rows that
    stayed so and `resent` ones that went again; `unexplained` are rows that claim more of them than were caused.
    """

    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    lost_invitations: list[str] = field(default_factory=list)
    doubled_invitations: list[str] = field(default_factory=list)
    strays: list[str] = field(default_factory=list)
    not_failed: list[str] = field(default_factory=list)
    not_waiting: list[str] = field(default_factory=list)
    unexplained: list[str] = field(default_factory=list)
    doubts: int = 0
    uncertain: int = 0
    resent: int = 0

    @property
    def faults(self) -> dict[str, list[str]]:
        """What is not as promised; empty when all is."""
        return {name: value for name, value in vars(self).items() if isinstance(value, list) and value}


def judge(
    causes: Sequence[Due],
    *,
    sink: StormySink,
    rows: Mapping[str, Row],
    waiting: Mapping[str, int],
    interrupted: Mapping[str, int],
    all_is_known: bool = False,
) -> Verdict:
    """Every cause against what the sink took. `waiting` counts, by address, rows whose time has not come; `interrupted`
    hand-offs that a kill, a stop or the database's restart cut short. `all_is_known`: a provider's record can be asked,
    so nothing is allowed.
    """
    verdict = Verdict()
    taken: dict[str, Counter[str]] = {}
    for one in sink.taken:
        taken.setdefault(one.to, Counter())[one.message_id] += 1
    for cause in causes:
        row = rows.get(cause.address)
        copies = taken.pop(cause.address, Counter())
        if cause.is_dead or cause.is_early:
            verdict.strays += [cause.address] * copies.total()
            if cause.is_dead and (row is None or row.state != "failed"):
                verdict.not_failed.append(cause.address)
            if cause.is_early and (row or waiting.get(cause.address) != 1):
                verdict.not_waiting.append(cause.address)
            continue
        _count(verdict, cause, row, copies, all_is_known)
        if row and row.doubts > (0 if all_is_known else _causes_of_doubt(cause.address, sink, interrupted)):
            verdict.unexplained.append(cause.address)
    verdict.strays += taken
    return verdict


def _count(verdict: Verdict, cause: Due, row: Row | None, copies: Counter[str], all_is_known: bool) -> None:
    if row and row.kind == cause.kind:
        verdict.doubts += row.doubts
        verdict.uncertain += row.state == "uncertain"
        verdict.resent += row.resent > 0
    else:
        row = None
    lost, doubled = verdict.lost, verdict.doubled
    may_be_lost, may_come_again = False, row.resent if row and not all_is_known else 0
    if cause.is_invitation:
        lost, doubled = verdict.lost_invitations, verdict.doubled_invitations
        may_be_lost, may_come_again = bool(row and row.state == "uncertain" and not all_is_known), 0
    if not copies and not may_be_lost:
        lost.append(cause.address)
    # Again under the same Message-ID, or not at all.
    if len(copies) > 1 or copies.total() > 1 + may_come_again:
        doubled.append(cause.address)


def _causes_of_doubt(address: str, sink: StormySink, interrupted: Mapping[str, int]) -> int:
    """A client that the sink saw leaving was mostly one that we killed: the two are counted as one."""
    return sink.silences[address] + max(sink.deserted[address], interrupted.get(address, 0))


def rows_of(database: Database) -> dict[str, Row]:
    """By address: the reminder whose time has come and that was not skipped. Each address has one at most."""
    found = database.rows(
        "SELECT address, split_part(key, ':', 1), state, resent_uncertain FROM outbox_message "
        "WHERE due_at <= now() AND state <> 'skipped'"
    )
    assert len({address for address, *_ in found}) == len(found), "an address has two reminders"
    return {address: Row(*rest) for address, *rest in found}


def waiting_in(database: Database) -> dict[str, int]:
    """By address: how many reminders wait for their time."""
    return dict(
        database.rows("SELECT address, count(*) FROM outbox_message WHERE due_at > now() AND state = 'due' GROUP BY 1")
    )


def leaks(logs: Iterable[Path], sink: StormySink) -> list[str]:
    """Lines of the logs that name an address or hold the token of a link, up to ten."""
    tokens = {token for one in sink.taken for link in _LINK.findall(_text(one.raw)) for token in _LONG.findall(link)}
    assert tokens, "no mail had a link to look for"
    found = []
    for log in logs:
        for line in log.read_text(errors="replace").splitlines():
            if _ADDRESS.search(line) or not tokens.isdisjoint(_LONG.findall(line)):
                found.append(f"{log.name}: {line}")
    return found[:10]


def _text(raw: bytes) -> str:
    """The plain text of a mail, by the parser that is fast enough for thousands."""
    part = next(part for part in email.message_from_bytes(raw).walk() if part.get_content_type() == "text/plain")
    return part.get_payload(decode=True).decode()
