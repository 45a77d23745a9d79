import pytest

from apps.preparation.sheet import size_for


@pytest.mark.parametrize(
    ("texts", "size"),
    [
        ([], "large"),
        (["How did you get here?"] * 8, "large"),
        (["How did you get here?"] * 15, "medium"),
        (["x" * 140] * 8, "medium"),
        (["x" * 300] * 8, "small"),
        (["x" * 300] * 10, "smallest"),
        (["問" * 300] * 8, "smallest"),
    ],
)
def test_the_more_words_the_smaller_the_letters(texts: list[str], size: str) -> None:
    assert size_for(texts) == size
