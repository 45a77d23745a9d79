"""Words in one form."""

from apps.guidance.coach.words import are_one, particular_words, stem


def test_endings_numbers_and_short_forms_are_one_word() -> None:
    assert stem("labels") == stem("label")
    assert stem("boredom") == stem("bored")
    assert stem("twelve") == "12"
    assert stem("profs") == stem("professor")
    assert list(particular_words("until thirty-one")) == list(particular_words("at 31")) == ["31"]


def test_what_fits_anybody_says_nothing() -> None:
    assert list(particular_words("thank you so much for your time")) == []
    assert list(particular_words("the broom of 12 welders")) == [stem("broom"), "12", stem("welders")]


def test_a_word_may_be_cut_short() -> None:
    assert are_one("cert", "certifi")
    assert not are_one("car", "career")
    assert not are_one("12", "120")
