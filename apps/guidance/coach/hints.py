"""What pages say about a message that asks for a conversation. Nothing here blocks, and nothing is kept."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from apps.guidance.coach.blanks import blanks
from apps.guidance.coach.exits import way_out
from apps.guidance.coach.lengths import length_asked
from apps.guidance.coach.reasons import reason_given
from apps.guidance.coach.rules import EMAIL, Rule, broken
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


@dataclass(frozen=True)
class Hint:
    """Something to try: what, why, and how to turn it."""

    rule: Rule
    title: str
    why: str
    turn: str


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
        case Rule.TOO_LONG:
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
