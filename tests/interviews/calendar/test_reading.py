"""The judge of calendar files, on files that were written elsewhere."""

from itertools import pairwise
from pathlib import Path

import pytest

from tests.interviews.calendar.reading import Component, faults, read, stands_still

CASES = Path(__file__).parents[2] / "data" / "ics"
GOOD = sorted(CASES.glob("good-*.ics"))


def case(path: Path) -> Component:
    return read(path.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))


def test_an_invitation_two_moves_and_a_cancellation() -> None:
    calendars = [case(path) for path in GOOD]
    assert [faults(calendar) for calendar in calendars] == [[]] * 4
    assert not any(stands_still(former, latter) for former, latter in pairwise(calendars))


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("bad-cancel-sent-as-request", "METHOD and STATUS do not agree"),
        ("bad-tzid-without-vtimezone", "TZID without VTIMEZONE"),
    ],
)
def test_a_bad_one_is_refused(name: str, fault: str) -> None:
    assert fault in faults(case(CASES / f"{name}.ics"))


@pytest.mark.parametrize(
    ("former", "latter", "fault"),
    [
        ("METHOD:REQUEST\n", "", "METHOD is not said once, above the events"),
        ("SEQUENCE:0", "SEQUENCE:0\nMETHOD:REQUEST", "METHOD stands in an event"),
        ("SEQUENCE:0", "SEQUENCE:0\nTZID:America/New_York", "TZID stands as a property"),
        ("SEQUENCE:0\n", "", "no SEQUENCE"),
        (
            "ORGANIZER;CN=Career Center:mailto:interviews@",
            "ORGANIZER:mailto:amara@example.com\nX-WAS:",
            "the organizer is an attendee",
        ),
    ],
)
def test_a_good_one_made_bad_is_refused(former: str, latter: str, fault: str) -> None:
    text = GOOD[0].read_text().replace(former, latter, 1)
    assert faults(read(text.replace("\n", "\r\n").encode())) == [fault]


def test_a_method_below_the_events_is_refused() -> None:
    text = GOOD[0].read_text().replace("METHOD:REQUEST\n", "").replace("END:VEVENT\n", "END:VEVENT\nMETHOD:REQUEST\n")
    with pytest.raises(AssertionError, match="below a component"):
        read(text.replace("\n", "\r\n").encode())


def test_a_sequence_that_stands_still_is_noticed() -> None:
    assert stands_still(case(GOOD[1]), case(CASES / "bad-sequence-stuck.ics"))
