"""A student's questions for one conversation. Each change locks the interview, and leaves positions without gaps.

The state of the interview makes no difference: words are never refused for it.
"""

from collections.abc import Collection, Iterable, Sequence

from django.db import transaction

from apps.core.versions import refuse_older
from apps.guidance.coach.hints import question_hints
from apps.guidance.content.entries import BankQuestion
from apps.interviews.actions import NotPossible, locked
from apps.interviews.models import Interview
from apps.preparation.models import Question
from apps.preparation.questions.bank import asks_for_people, same_words, starters

MOST = 30


class Gone(NotPossible):
    """The question is not on the list any more."""

    def __init__(self) -> None:
        super().__init__("This question was removed meanwhile.")


@transaction.atomic
def add_question(*, interview: Interview, text: str, bank: Iterable[BankQuestion], after: int = 0) -> Question:
    """One in the student's own words. `after` is the newest question on the page where it was written: the same words
    added since are the first of two clicks.

    Raises NotPossible where it is on the list already, or the list is full.
    """
    listed = _locked(interview)
    if known := _with_words(listed, text):
        if known.pk > after:
            return known
        raise NotPossible("You have this question already.")
    return _add(interview, listed, [Question(text=text)], bank)[0]


@transaction.atomic
def pick_questions(*, interview: Interview, keys: Collection[str], bank: Sequence[BankQuestion]) -> list[Question]:
    """From the bank, in its order; what is on the list already stays where it is. Raises NotPossible where they do not
    all fit.
    """
    return _pick(interview, _locked(interview), [one for one in bank if one.key in keys], bank)


@transaction.atomic
def start_with_six(*, interview: Interview, bank: Sequence[BankQuestion]) -> list[Question]:
    """The starter set, on an empty list only."""
    listed = _locked(interview)
    return [] if listed else _pick(interview, listed, starters(bank), bank)


@transaction.atomic
def ask_for_people(*, interview: Interview, bank: Sequence[BankQuestion]) -> list[Question]:
    """The question that comes last, after it was removed."""
    wanted = asks_for_people(bank)
    return _pick(interview, _locked(interview), [wanted] if wanted else [], bank)


@transaction.atomic
def put_back(*, interview: Interview, text: str, bank_key: str, position: int, is_referral: bool) -> Question:
    """Undo a removal; twice is once."""
    listed = _locked(interview)
    if known := _with_words(listed, text):
        return known
    if len(listed) >= MOST:
        raise _full(1, len(listed))
    back = Question(
        interview=interview,
        text=text,
        bank_key="" if any(one.bank_key == bank_key for one in listed) else bank_key,
        is_referral=is_referral and not any(one.is_referral for one in listed),
    )
    listed.insert(min(position, len(listed)), back)
    _number(listed)
    return back


@transaction.atomic
def change_question(*, question: Question, text: str, seen: str | None = None) -> Question:
    """Keep the words.

    Raises EditedElsewhere where they are not the version `seen` any more, Gone, and NotPossible where another question
    of the list has these words.
    """
    listed = _locked(question.interview)
    known = _find(listed, question)
    refuse_older(known, seen, is_same=known.text == text)
    _reword(known, text, listed)
    return known


@transaction.atomic
def use_wording(*, question: Question, rule: str) -> Question:
    """The words that the hint of this `rule` offers for what stands there now. Pressed again, there is no hint any more
    and nothing changes. Raises Gone, and NotPossible where another question of the list has these words.
    """
    listed = _locked(question.interview)
    known = _find(listed, question)
    if better := next((hint.reworded for hint in question_hints(known.text) if hint.rule == rule), ""):
        _reword(known, better, listed)
    return known


@transaction.atomic
def move_question(*, question: Question, to: int) -> Question:
    """To the place `to`, counted from 0, as far as the list goes: pressed twice, it moves once. The one that asks for
    more people stays last. Raises Gone.
    """
    listed = _locked(question.interview)
    known = _find(listed, question)
    listed.remove(known)
    listed.insert(min(to, len(listed)), known)
    _number(listed)
    return known


@transaction.atomic
def remove_question(*, question: Question) -> None:
    """Twice is once."""
    listed = _locked(question.interview)
    _number([one for one in listed if one.pk != question.pk])
    Question.objects.filter(interview=question.interview, pk=question.pk).delete()


def _locked(interview: Interview) -> list[Question]:
    """The list as it is now, in order; nobody changes it until the transaction ends."""
    return list(locked(interview).prepared_questions.all())


def _find(listed: list[Question], question: Question) -> Question:
    known = next((one for one in listed if one.pk == question.pk), None)
    if known is None:
        raise Gone
    return known


def _with_words(listed: Iterable[Question], text: str) -> Question | None:
    return next((one for one in listed if same_words(one.text) == same_words(text)), None)


def _reword(known: Question, text: str, listed: list[Question]) -> None:
    if _with_words([one for one in listed if one.pk != known.pk], text):
        raise NotPossible("You have this question already.")
    known.text = text
    known.save(update_fields=["text"])


def _pick(
    interview: Interview, listed: list[Question], wanted: Iterable[BankQuestion], bank: Iterable[BankQuestion]
) -> list[Question]:
    keys = {one.bank_key for one in listed}
    new = [one for one in wanted if one.key not in keys and not _with_words(listed, one.text)]
    return _add(interview, listed, [Question(text=one.text, bank_key=one.key) for one in new], bank)


def _add(
    interview: Interview, listed: list[Question], new: list[Question], bank: Iterable[BankQuestion]
) -> list[Question]:
    """At the end of the list, in the order given. With the first comes the one that asks for more people, and stays
    last.
    """
    last = asks_for_people(bank)
    if new and not listed and last and not _with_words(new, last.text):
        new.append(Question(text=last.text, bank_key=last.key))
    if len(listed) + len(new) > MOST:
        raise _full(len(new), len(listed))
    # The program may have named another one since that of the list was picked.
    is_asked = any(one.is_referral for one in listed)
    for one in new:
        one.interview = interview
        one.is_referral = not is_asked and last is not None and one.bank_key == last.key
    _number([*listed, *new])
    return new


def _full(new: int, listed: int) -> NotPossible:
    what = "one more does" if new == 1 else f"{new} more do"
    return NotPossible(f"You have {listed} questions, and {what} not fit: {MOST} are the most. Remove some first.")


def _number(listed: list[Question]) -> None:
    """Keep this order, with new ones in it, and the one that asks for more people at its end."""
    in_order = sorted(listed, key=lambda one: one.is_referral)
    moved = [one for position, one in enumerate(in_order) if one.pk and one.position != position]
    for position, one in enumerate(in_order):
        one.position = position
    Question.objects.bulk_update(moved, ["position"])
    Question.objects.bulk_create([one for one in in_order if not one.pk])
