"""The question bank: 200 questions, and among them every one that guides to informational interviews name."""

import re
from collections import Counter

from apps.guidance.content.entries import BankQuestion, Suits, Theme
from apps.guidance.content.shipped import shipped

BANK = shipped(BankQuestion)
STARTER_SET = [one for one in BANK.values() if one.starter]
OPEN = re.compile(r"\b(how|what|when|where|which|who|whose|why)\b", re.IGNORECASE)
# How a question begins that a yes or a no answers.
CLOSED = re.compile(r"(am|are|can|could|did|do|does|had|has|have|is|may|should|was|were|will|would)\b", re.IGNORECASE)

# What the guides ask, and the entries that ask it here.
NAMED_BY_GUIDES = {
    "typical day": ["typical-day", "last-week"],
    "path and first job": ["how-did-you-get-here"],
    "role and work environment": ["role-and-place"],
    "over the year": ["over-the-year"],
    "where this job leads": ["where-this-leads"],
    "best way in": ["best-way-in"],
    "train the same way": ["train-the-same-way"],
    "skills, what makes someone successful": ["skill-that-sets-apart", "what-makes-successful"],
    "rewarding and challenging": ["rewarding-and-challenging"],
    "wish you had known": ["known-before"],
    "likes and dislikes": ["likes-and-dislikes"],
    "how learned": ["learned-the-job"],
    "credentials": ["credentials"],
    "what makes a competitive applicant": ["competitive-applicant"],
    "best achievements": ["best-achievements"],
    "would do differently": ["do-differently"],
    "associations and a meeting": ["associations-and-a-meeting"],
    "keep current, read": ["keep-current", "what-to-read"],
    "starting out": ["starting-out"],
    "search strategies": ["search-strategies"],
    "trends": ["trends"],
    "opportunities and obstacles": ["opportunities-and-obstacles"],
    "do next": ["do-next"],
    "who else and may I use your name": ["who-else"],
    "put me in touch": ["put-in-touch"],
}


def test_what_the_guides_ask_is_in_the_bank() -> None:
    missing = {asked: keys for asked, keys in NAMED_BY_GUIDES.items() if not set(keys) <= BANK.keys()}
    assert missing == {}


def test_each_thing_that_the_guides_ask_has_an_entry_of_its_own() -> None:
    keys = Counter(key for keys in NAMED_BY_GUIDES.values() for key in keys)
    assert [key for key, times in keys.items() if times > 1] == []


def test_the_bank_has_two_hundred_questions_and_each_is_there_once() -> None:
    words = {re.sub(r"\W+", " ", one.text.lower()) for one in BANK.values()}
    assert len(BANK) == len(words) == 200


def test_themes_come_in_the_order_of_a_conversation_each_with_more_than_a_page_shows_at_first() -> None:
    themes = [one.theme for one in BANK.values()]
    assert themes == sorted(themes, key=Theme.values.index)
    assert {theme: count for theme in Theme.values if (count := themes.count(theme)) < 10} == {}


def test_there_are_questions_for_whoever_one_talks_to() -> None:
    suits = Counter(one for question in BANK.values() for one in question.suits)
    assert {one: suits[one] for one in Suits.values if suits[one] < 15} == {}
    assert sum(not question.suits for question in BANK.values()) > len(BANK) / 2


def test_the_starter_set_opens_with_their_path_and_ends_with_more_people() -> None:
    assert len(STARTER_SET) == 6
    assert STARTER_SET[0].theme == Theme.PATH
    assert STARTER_SET[-1].key == "who-else"
    assert [one.key for one in STARTER_SET if one.theme == Theme.REFERRALS] == ["who-else"]
    assert len({one.theme for one in STARTER_SET}) == 6
    assert [one.key for one in STARTER_SET if one.suits] == [], "it is for everybody"


def test_every_question_is_open_and_takes_one_breath() -> None:
    texts = [one.text for one in BANK.values()]
    assert [text for text in texts if not OPEN.search(text) or CLOSED.match(text)] == []
    assert [text for text in texts if len(text.split()) > 25] == []
    assert [text for text in texts if not re.fullmatch(r"[A-Z][^?!.'\"]+\?", text)] == [], "one sentence, printed marks"


def test_keys_are_short_words() -> None:
    assert [key for key in BANK if not re.fullmatch(r"[a-z]+(-[a-z]+){,4}", key)] == []
