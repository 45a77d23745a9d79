"""What pages say about a message, a question and a thank-you note. Nothing blocks, and nothing is kept."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from textwrap import shorten

from apps.guidance.coach.blanks import blanks
from apps.guidance.coach.exits import way_out
from apps.guidance.coach.lengths import length_asked
from apps.guidance.coach.questions.people import asks_for_people
from apps.guidance.coach.questions.research import Finding, found_already
from apps.guidance.coach.questions.rewording import reworded
from apps.guidance.coach.reasons import reason_given
from apps.guidance.coach.rules import EMAIL, Rule, broken, broken_by_question, broken_by_thanks
from apps.guidance.limits import Limit

# What a message needs, by what it asks for. In the order in which pages show it.
CONVERSATION = (
    Rule.UNFILLED,
    Rule.JOB_ASK,
    Rule.FAVOR,
    Rule.NO_REASON,
    Rule.NO_LENGTH,
    Rule.NO_WAY_OUT,
    Rule.TOO_LONG,
)
WHO_DO_YOU_KNOW = (Rule.UNFILLED, Rule.JOB_ASK, Rule.FAVOR, Rule.NO_WAY_OUT, Rule.TOO_LONG)
OFFICE_HOURS = (Rule.UNFILLED, Rule.JOB_ASK, Rule.FAVOR, Rule.TOO_LONG)
# The same for a question, and for a thank-you note.
QUESTION = (Rule.JOB_ASK, Rule.FAVOR, Rule.LOOKUP, Rule.CLOSED)
THANKS = (Rule.JOB_ASK, Rule.FAVOR, Rule.NO_SPECIFIC, Rule.NO_NEXT_STEP)
# More than these do not fit into a conversation.
MOST_QUESTIONS = 8


@dataclass(frozen=True)
class Hint:
    """Something to try: what, why, and how to turn it."""

    rule: Rule
    title: str
    why: str
    turn: str
    # The text in words that get no hint, where there are good ones.
    reworded: str = ""


@dataclass(frozen=True)
class Strength:
    """Something that works well, and why. `rule` is the one that it keeps to."""

    rule: Rule
    title: str
    why: str


_ASKS_FOR_WORK = Hint(
    Rule.JOB_ASK,
    "Ask about the work, not for a job",
    "With no job at stake, both of you can relax, and more people say yes.",
    "Try: “How do people get started on a team like yours?”",
)
_ASKS_A_FAVOR = Hint(
    Rule.FAVOR,
    "Ask for a conversation only",
    "Reading a resume, passing it on or asking around is work. A first message asks for something small.",
    "Leave it out for now. If they offer it, say yes and thank them.",
)
_WITHOUT_LENGTH = Hint(
    Rule.NO_LENGTH,
    "Say how long it takes",
    "People say yes sooner when they know that it’s short.",
    "Try: “Would you have 20 minutes?”",
)
_WITHOUT_WAY_OUT = Hint(
    Rule.NO_WAY_OUT,
    "Make it easy to say no",
    "People answer sooner when no is fine, too.",
    "Try: “If this is a busy time, please don’t worry.” Or let them choose the day.",
)


def hints(
    text: str,
    *,
    name: str = "them",
    limit: Limit = EMAIL,
    offered: Collection[str] = (),
    rules: Collection[Rule] = CONVERSATION,
) -> list[Hint]:
    """What to try in `text`, the most urgent first.

    `name` is how the writer speaks of the person, `limit` what the channel takes, `offered` what the person offers
    (values of `Offer`), and `rules` what this kind of message needs.
    """
    found = broken(text, limit=limit, offered=offered)
    return [_hint(rule, text, name=name, limit=limit) for rule in CONVERSATION if rule in found and rule in rules]


def _hint(rule: Rule, text: str, *, name: str, limit: Limit) -> Hint:
    match rule:
        case Rule.JOB_ASK:
            return _ASKS_FOR_WORK
        case Rule.FAVOR:
            return _ASKS_A_FAVOR
        case Rule.NO_REASON:
            return Hint(
                rule,
                f"Say why you chose {name}",
                "People say yes to a reason that fits only them. One sentence is enough.",
                "Try something they did, said or wrote, or what you two have in common.",
            )
        case Rule.NO_LENGTH:
            return _WITHOUT_LENGTH
        case Rule.NO_WAY_OUT:
            return _WITHOUT_WAY_OUT
        case Rule.UNFILLED:
            left = blanks(text)
            what = "1 blank is" if len(left) == 1 else f"{len(left)} blanks are"
            return Hint(
                rule,
                "Fill in the blanks",
                f"{what} left: {', '.join(left[:3])}{' ...' if len(left) > 3 else ''}",
                "Write what belongs there, or take the sentence out.",
            )
        case _:
            return Hint(
                rule,
                "Make it shorter",
                f"Up to {limit} are read to the end. This has {limit.count(text)}.",
                f"Keep who you are, why you chose {name} and what you ask. The rest can wait for the conversation.",
            )


def strengths(text: str, *, name: str = "them", introducer: str = "") -> list[Strength]:
    """What works well in `text`. `introducer` is who gave the writer this name, as the message would say it."""
    found: list[Strength] = []
    if introducer and introducer.casefold() in text.casefold():
        found.append(
            Strength(Rule.NO_REASON, f"You mention {introducer}", "A shared name is the best reason to read on.")
        )
    elif reason_given(text):
        found.append(
            Strength(Rule.NO_REASON, f"You say why you chose {name}", "A reason that fits only them gets a yes.")
        )
    if length := length_asked(text):
        found.append(Strength(Rule.NO_LENGTH, _ask_for(length), "A small request is easy to fit in."))
    match way_out(text):
        case "no":
            found.append(
                Strength(Rule.NO_WAY_OUT, _WITHOUT_WAY_OUT.title.replace("Make", "You make"), _WITHOUT_WAY_OUT.why)
            )
        case "choice":
            found.append(Strength(Rule.NO_WAY_OUT, "You let them choose", "It’s easy to say yes to a time that suits."))
    return found


_IN_MINUTES = re.compile(r"(?P<number>[\w ]+?(?:(?:-| to | or )\w+)?)[ -]?min(?:ute)?s?")


def _ask_for(length: str) -> str:
    if length in ("half an hour", "an hour"):
        return f"You ask for {length}"
    minutes = _IN_MINUTES.fullmatch(length)
    return f"You ask for {minutes['number'].strip()} minutes" if minutes else "You say how long it takes"


_LOOK_IT_UP = Hint(
    Rule.LOOKUP,
    "You can look this up",
    "The web answers it, and your time together is short.",
    "Read up on it first, then ask what it’s like from the inside.",
)
_FOUND_ALREADY = Hint(
    Rule.LOOKUP,
    "You found this already",
    "The answer is on your research sheet.",
    "Start from it: “I read that ... What is that like for you?”",
)
_NO_FAVORS = Hint(
    Rule.FAVOR,
    "Ask for no favors",
    "Reading a resume, passing it on or asking around is work. This time is for questions.",
    "Leave it out. If they offer it, say yes and thank them.",
)
_HOW_PEOPLE_START = "How do people get started on a team like yours?"
_WHO_ELSE = "Who else should I talk to, and may I use your name?"


def question_hints(text: str, *, research: Collection[Finding] = (), offered: Collection[str] = ()) -> list[Hint]:
    """What to try in a question, the most urgent first.

    `research` is what `read_research` made of the student's research sheet, and `offered` is what the person offers
    (values of `Offer`).
    """
    broken_rules = broken_by_question(text, offered=offered)
    is_found = found_already(text, research)
    found = broken_rules | ({Rule.LOOKUP} if is_found else set())
    return [_question_hint(rule, text, is_found=is_found) for rule in QUESTION if rule in found]


def _question_hint(rule: Rule, text: str, *, is_found: bool) -> Hint:
    match rule:
        case Rule.JOB_ASK:
            return replace(
                _ASKS_FOR_WORK,
                why="With no job at stake, both of you can talk freely, and you learn more.",
                turn=f"Try: “{_HOW_PEOPLE_START}”",
                reworded=_HOW_PEOPLE_START,
            )
        case Rule.FAVOR:
            return _NO_FAVORS
        case Rule.LOOKUP:
            return _FOUND_ALREADY if is_found else _LOOK_IT_UP
    turned = reworded(text)
    turned = "" if broken_by_question(turned) else turned
    return Hint(
        Rule.CLOSED,
        "This one can end at “yes.”",
        "A question that starts with “what” or “how” gets a story.",
        f"Try: “{turned}”" if turned else "Try to start with “What,” “How” or “Tell me about.”",
        turned,
    )


def list_hints(texts: Sequence[str]) -> list[Hint]:
    """What to try in a list of questions as a whole. An empty list gets no hint."""
    found: list[Hint] = []
    if len(texts) > MOST_QUESTIONS:
        found.append(
            Hint(
                Rule.TOO_MANY,
                f"Choose the best {MOST_QUESTIONS}",
                f"You have {len(texts)} questions. The best ones come up while you talk, and they need time.",
                "Take out what you could also ask somebody else.",
            )
        )
    if texts and not any(map(asks_for_people, texts)):
        found.append(
            Hint(
                Rule.NO_REFERRAL,
                "Ask who else to talk to",
                "Two more names are half of what a conversation gives you.",
                f"Try: “{_WHO_ELSE}”",
                _WHO_ELSE,
            )
        )
    return found


def thanks_hints(
    text: str, *, notes: str, name: str = "them", offered: Collection[str] = ()
) -> tuple[list[Hint], list[Strength]]:
    """What to try in a thank-you note, the most urgent first, and what works well in it. `notes` are what the student
    wrote down.
    """
    if not text.strip():
        return [], []
    found, who = broken_by_thanks(text, notes=notes, offered=offered), _as_subject(name)
    return [_thanks_hint(rule, notes=notes, who=who) for rule in THANKS if rule in found], _thanks_strengths(found, who)


def _thanks_hint(rule: Rule, *, notes: str, who: str) -> Hint:
    match rule:
        case Rule.JOB_ASK:
            return Hint(
                rule,
                "Leave the job for another day",
                "A thank-you note that asks for work makes the conversation look like a way to get it.",
                "Take it out, and say that you’d like to stay in touch.",
            )
        case Rule.FAVOR:
            return Hint(
                rule,
                "Leave the favor for another day",
                "Reading a resume, passing it on or asking around is work. This note only thanks.",
                f"Take it out for now. What {who} offered, you may accept.",
            )
        case Rule.NO_SPECIFIC:
            first = next((line.strip() for line in notes.splitlines() if line.strip()), "")
            return Hint(
                rule,
                f"Say what {who} said",
                "Specific thanks is the kind that people keep.",
                f"Your notes say: “{shorten(first, 80, placeholder=' ...')}”"
                if first
                else "Write one thing that you remember.",
            )
        case _:
            return Hint(
                rule,
                "Say what you’ll do next",
                f"It shows {'them' if who == 'they' else who} that the time was used.",
                "Try one step that you talked about, or: “I’ll let you know how it goes.”",
            )


def _thanks_strengths(found: Collection[Rule], who: str) -> list[Strength]:
    strengths = {
        Rule.NO_SPECIFIC: (f"It is about something {who} said", "Specific thanks is the kind that people keep."),
        Rule.NO_NEXT_STEP: (
            "It names your next step",
            f"{'They' if who == 'they' else who} will see that the time was used.",
        ),
    }
    return [Strength(rule, title, why) for rule, (title, why) in strengths.items() if rule not in found]


def _as_subject(name: str) -> str:
    return "they" if name == "them" else name
