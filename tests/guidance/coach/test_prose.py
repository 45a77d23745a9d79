"""What was typed, in one shape."""

from apps.guidance.coach.prose import is_negated, plain, sentences, shaped


def test_contractions_and_shortcuts_become_words() -> None:
    assert plain("I’d love 2 talk, if u can't dont worry. It's ur call") == (
        "i would love 2 talk, if you can not do not worry. it is your call"
    )


def test_titles_and_hours_end_no_sentence() -> None:
    assert sentences(plain("Dear Mr. Lee, come at 4 p.m. on Friday. Best, St. Ives")) == [
        "dear mr lee, come at 4 pm on friday.",
        "best, st ives",
    ]


def test_accents_dashes_and_quotes_are_one_kind() -> None:
    assert shaped("Résumé – “yes”\u00a0…") == 'Resume - "yes" ...'


def test_a_denial_reaches_to_the_end_of_its_clause() -> None:
    sentence = "i am not looking for a job, but could you hire me"
    assert is_negated(sentence, sentence.index("looking"))
    assert not is_negated(sentence, sentence.index("hire"))


def test_a_sentence_without_end_is_read_in_pieces() -> None:
    assert max(map(len, sentences("word " * 2000))) <= 600


def test_a_sentence_that_is_repeated_is_read_once() -> None:
    assert sentences("yes. no. yes. yes.") == ["yes.", "no."]
