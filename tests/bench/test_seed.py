"""The large campus is made in the time an evaluator waits for it."""

from tests.bench.databases import LargeCampus

_AT_MOST_SECONDS = 120


def test_a_campus_of_50000_students_is_made_in_two_minutes(campus_of_50000: LargeCampus) -> None:
    campus = campus_of_50000
    print(
        f"\nseed_demo --students {campus.students}: {campus.seconds:.1f} s when it was made,"
        f" {campus.made_at:%Y-%m-%d %H:%M} UTC; at most {_AT_MOST_SECONDS} s"
    )
    assert campus.seconds <= _AT_MOST_SECONDS
