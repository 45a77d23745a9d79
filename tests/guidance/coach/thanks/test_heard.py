"""How a note says that something was heard."""

import pytest

from apps.guidance.coach.prose import plain
from apps.guidance.coach.thanks.heard import LEARNED, TOLD


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("I never would have guessed that cellos travel alone.", "that cellos travel alone"),
        ("I now understand why you count twice.", "you count twice"),
        ("So they don't even see who plays.", "do not even see who plays"),
        ("That tenants call at midnight surprised me.", "call at midnight surprised me"),
        ("I had no idea the vault is cold, and I brought a coat.", "the vault is cold"),
    ],
)
def test_what_was_news_ends_where_the_writer_speaks_of_themselves(text: str, what: str) -> None:
    assert [found["what"].strip() for found in LEARNED.finditer(plain(text))] == [what]


@pytest.mark.parametrize("text", ["That was so kind.", "So happy to have met you!", "So much to think about."])
def test_thanks_are_no_news(text: str) -> None:
    assert not LEARNED.search(plain(text))


@pytest.mark.parametrize("text", ["I would have come by bus.", "It does not matter.", "The whole day stuck with me."])
def test_what_tells_of_nobody_is_not_told(text: str) -> None:
    assert not TOLD.search(plain(text))


def test_what_they_talked_about_is_told() -> None:
    told = TOLD.search(plain("You told me about the vault, and I wrote it all down."))
    assert told
    assert told["what"].strip() == "me about the vault"
