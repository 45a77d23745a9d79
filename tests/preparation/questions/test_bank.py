import pytest

from apps.contacts.models import Contact
from apps.guidance.content.entries import BankQuestion, Suits, Theme
from apps.interviews.models import Interview
from apps.preparation.questions.bank import asks_for_people, same_words, shelves, starters, suits
from tests.factories import make_question


def question(key: str, theme: Theme = Theme.SKILLS, *suits: Suits, starter: bool = False) -> BankQuestion:
    return BankQuestion(key, f"What about {key}?", theme, suits, starter)


@pytest.mark.parametrize(
    ("source", "role", "like"),
    [
        ("family", "Nurse", {Suits.FAMILY}),
        ("friends", "", {Suits.FAMILY}),
        ("professors", "Associate Professor", {Suits.PROFESSOR}),
        ("guests", "Assistant professor of law", {Suits.PROFESSOR}),
        ("linkedin", "Vice-President, Sales", {Suits.SENIOR}),
        ("family", "Director", {Suits.FAMILY, Suits.SENIOR}),
        ("alumni", "Junior analyst", {Suits.NEW}),
        ("", "", set()),
        ("neighbors", "Headhunter", set()),
    ],
)
def test_whom_a_contact_is_like(source: str, role: str, like: set[Suits]) -> None:
    assert suits(Contact(source=source, role=role)) == like


@pytest.mark.parametrize("other", ["what about pay", "  WHAT   about pay ?", "What about páy?!"])
def test_the_same_words(other: str) -> None:
    assert same_words(other) == same_words("What about pay?")
    assert same_words("What about pay day?") != same_words(other)


def test_what_suits_the_contact_comes_first_and_what_suits_others_last(dated: Interview) -> None:
    dated.contact.source, dated.contact.role = "professors", ""
    bank = [
        question("others", Theme.SKILLS, Suits.FAMILY),
        question("all"),
        question("both", Theme.SKILLS, Suits.FAMILY, Suits.PROFESSOR),
    ]
    (shelf,) = shelves(bank, contact=dated.contact, listed=[])
    assert [one.key for one in shelf.offered] == ["both", "all", "others"]


def test_what_is_on_the_list_is_not_offered_also_by_its_words(dated: Interview) -> None:
    bank = [question("a"), question("b"), question("c"), question("d", Theme.LIFE)]
    listed = [make_question(dated, "Changed", bank_key="a"), make_question(dated, "what about B")]
    skills, life = shelves(bank, contact=dated.contact, listed=listed)
    assert ([one.key for one in skills.chosen], [one.key for one in skills.offered]) == (["a", "b"], ["c"])
    assert (skills.total, life.total) == (3, 1)


def test_four_are_shown_and_all_can_be(dated: Interview) -> None:
    (shelf,) = shelves([question(str(n)) for n in range(6)], contact=dated.contact, listed=[])
    assert (len(shelf.first), len(shelf.others)) == (4, 2)


def test_the_one_for_more_people_is_the_last_of_the_starters_wherever_it_stands() -> None:
    bank = [
        question("names", Theme.REFERRALS),
        question("who", Theme.REFERRALS, starter=True),
        question("path", Theme.PATH, starter=True),
    ]
    assert [one.key for one in starters(bank)] == ["path", "who"]
    assert asks_for_people(bank) == bank[1]
    assert asks_for_people(bank[:1]) == bank[0]
    assert asks_for_people(bank[2:]) is None
