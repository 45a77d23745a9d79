"""What the notes say was offered."""

import pytest

from apps.guidance.coach.favor_acts import Favor
from apps.guidance.coach.thanks.offers import offered_favors, work_is_offered


@pytest.mark.parametrize(
    ("notes", "favor"),
    [
        ("offered to look at my resume", Favor.REVIEW),
        ("she'd introduce me to dana", Favor.INTRODUCE),
        ("he would put in a word at the hall", Favor.RECOMMEND),
        ("happy to forward my cv", Favor.FORWARD),
    ],
)
def test_an_offer_is_of_its_kind(notes: str, favor: Favor) -> None:
    assert favor in offered_favors(notes)


def test_notes_without_an_offer_allow_nothing() -> None:
    assert offered_favors("nobody reads a resume twice\nforwarding mail is half the job") == set()


def test_work_may_be_offered() -> None:
    assert work_is_offered("said to call her about a summer job")
    assert not work_is_offered("a summer job taught her more than school")
