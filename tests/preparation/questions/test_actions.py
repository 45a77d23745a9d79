import pytest

from apps.core.versions import EditedElsewhere
from apps.guidance.coach.hints import question_hints
from apps.guidance.content.entries import BankQuestion
from apps.interviews.actions import NotPossible
from apps.interviews.models import Interview
from apps.preparation.models import Question
from apps.preparation.questions import actions
from tests.factories import make_question

WHO_ELSE = "who-else"


def listed(interview: Interview) -> list[str]:
    """Their keys, or else their words, in order; positions have no gaps."""
    found = list(Question.objects.filter(interview=interview))
    assert [one.position for one in found] == list(range(len(found)))
    return [one.bank_key or one.text for one in found]


def own(interview: Interview, text: str, bank: list[BankQuestion], **given: int) -> Question:
    return actions.add_question(interview=interview, text=text, bank=bank, **given)


def test_with_the_first_question_comes_the_one_that_stays_last(dated: Interview, bank: list[BankQuestion]) -> None:
    own(dated, "What is new?", bank)
    assert listed(dated) == ["What is new?", WHO_ELSE]
    own(dated, "What is old?", bank)
    assert listed(dated) == ["What is new?", "What is old?", WHO_ELSE]


def test_once_removed_it_comes_back_only_when_it_is_asked_for(dated: Interview, bank: list[BankQuestion]) -> None:
    own(dated, "What is new?", bank)
    actions.remove_question(question=Question.objects.get(is_referral=True))
    own(dated, "What is old?", bank)
    assert listed(dated) == ["What is new?", "What is old?"]
    for _ in range(2):
        actions.ask_for_people(interview=dated, bank=bank)
    assert listed(dated) == ["What is new?", "What is old?", WHO_ELSE]


def test_written_by_hand_it_is_not_added_a_second_time(dated: Interview, bank: list[BankQuestion]) -> None:
    own(dated, "who else should I talk to, and may I use your name", bank)
    assert len(listed(dated)) == 1


def test_where_the_program_chose_another_last_question_the_first_one_stays_last(
    dated: Interview, bank: list[BankQuestion]
) -> None:
    own(dated, "What is new?", [one for one in bank if one.key != WHO_ELSE])
    first = Question.objects.get(is_referral=True)
    actions.pick_questions(interview=dated, keys={WHO_ELSE}, bank=bank)
    assert listed(dated) == ["What is new?", WHO_ELSE, first.bank_key]
    assert Question.objects.get(is_referral=True) == first


def test_the_starter_set_is_six_and_only_for_an_empty_list(dated: Interview, bank: list[BankQuestion]) -> None:
    for _ in range(2):
        actions.start_with_six(interview=dated, bank=bank)
    keys = listed(dated)
    assert (len(keys), keys[0], keys[-1]) == (6, "how-did-you-get-here", WHO_ELSE)


def test_ticked_twice_they_are_there_once(dated: Interview, bank: list[BankQuestion]) -> None:
    make_question(dated, "What did last week look like for you, from Monday on")
    for _ in range(2):
        actions.pick_questions(interview=dated, keys={"last-week", "best-way-in"}, bank=bank)
    assert listed(dated) == ["What did last week look like for you, from Monday on", "best-way-in"]


def test_the_same_words_are_refused_and_a_second_click_is_not(dated: Interview, bank: list[BankQuestion]) -> None:
    first = own(dated, "What is new?", bank)
    with pytest.raises(NotPossible, match="already"):
        own(dated, "what is NEW", bank, after=first.pk)
    assert own(dated, "What is new?", bank, after=first.pk - 1) == first
    assert len(listed(dated)) == 2


def test_more_than_thirty_are_refused_whole(dated: Interview, bank: list[BankQuestion]) -> None:
    Question.objects.bulk_create(
        Question(interview=dated, text=f"What of {n}?", position=n) for n in range(actions.MOST - 1)
    )
    with pytest.raises(NotPossible, match="29 questions, and 2 more do not fit"):
        actions.pick_questions(interview=dated, keys={"last-week", "best-way-in"}, bank=bank)
    own(dated, "The thirtieth?", bank)
    with pytest.raises(NotPossible, match="one more does not fit"):
        own(dated, "The next?", bank)
    with pytest.raises(NotPossible, match="do"):
        actions.put_back(interview=dated, text="Back?", bank_key="", position=0, is_referral=False)
    assert len(listed(dated)) == actions.MOST


def test_a_press_moves_once_and_never_past_the_last_one(dated: Interview, bank: list[BankQuestion]) -> None:
    one, two, three = (own(dated, text, bank) for text in ("1?", "2?", "3?"))
    for _ in range(2):
        actions.move_question(question=one, to=1)
    assert listed(dated) == ["2?", "1?", "3?", WHO_ELSE]
    actions.move_question(question=two, to=99)
    assert listed(dated) == ["1?", "3?", "2?", WHO_ELSE]
    actions.move_question(question=three, to=0)
    assert listed(dated) == ["3?", "1?", "2?", WHO_ELSE]


def test_removed_and_put_back_it_is_where_it_was(dated: Interview, bank: list[BankQuestion]) -> None:
    for text in ("1?", "2?", "3?"):
        own(dated, text, bank)
    for gone in (Question.objects.get(text="2?"), Question.objects.get(is_referral=True)):
        before = listed(dated)
        for _ in range(2):
            actions.remove_question(question=gone)
        assert listed(dated) == [one for one in before if one not in (gone.text, gone.bank_key)]
        was = {name: getattr(gone, name) for name in ("text", "bank_key", "position", "is_referral")}
        for _ in range(2):
            actions.put_back(interview=dated, **was)
        assert listed(dated) == before
    assert Question.objects.get(bank_key=WHO_ELSE).is_referral


def test_put_back_beside_what_came_meanwhile(dated: Interview, bank: list[BankQuestion]) -> None:
    own(dated, "1?", bank)
    gone = Question.objects.get(is_referral=True)
    actions.remove_question(question=gone)
    actions.ask_for_people(interview=dated, bank=bank)
    Question.objects.filter(is_referral=True).update(text="Whom else?")
    actions.put_back(interview=dated, text=gone.text, bank_key=gone.bank_key, position=1, is_referral=True)
    assert list(Question.objects.filter(interview=dated).values_list("text", "is_referral")) == [
        ("1?", False),
        (gone.text, False),
        ("Whom else?", True),
    ]


def test_words_are_changed_and_where_it_came_from_stays(dated: Interview, bank: list[BankQuestion]) -> None:
    (picked, _) = actions.pick_questions(interview=dated, keys={"last-week"}, bank=bank)
    actions.change_question(question=picked, text="What did Monday look like?", seen=picked.version)
    changed = Question.objects.get(pk=picked.pk)
    assert (changed.text, changed.bank_key) == ("What did Monday look like?", "last-week")
    with pytest.raises(EditedElsewhere):
        actions.change_question(question=picked, text="From the older tab?", seen=picked.version)
    with pytest.raises(NotPossible, match="already"):
        actions.change_question(question=picked, text="Who else should I talk to, and may I use your name?")
    actions.change_question(question=picked, text="What did monday look like?")  # its own words are no others'


def test_the_words_of_a_hint_take_the_place_of_those_it_speaks_of_once(
    dated: Interview, bank: list[BankQuestion]
) -> None:
    closed = own(dated, "Do you like your job?", bank)
    for _ in range(2):
        actions.use_wording(question=closed, rule="closed")
        better = Question.objects.get(pk=closed.pk).text
        assert better != closed.text
        assert question_hints(better) == []
    again = own(dated, closed.text, bank)
    with pytest.raises(NotPossible, match="already"):
        actions.use_wording(question=again, rule="closed")
    actions.use_wording(question=again, rule="none-such")
    assert Question.objects.get(pk=again.pk).text == closed.text


def test_what_is_gone_is_neither_changed_nor_moved(dated: Interview, bank: list[BankQuestion]) -> None:
    one = own(dated, "1?", bank)
    actions.remove_question(question=one)
    with pytest.raises(actions.Gone):
        actions.change_question(question=one, text="Words")
    with pytest.raises(actions.Gone):
        actions.move_question(question=one, to=0)
    assert listed(dated) == [WHO_ELSE]
