"""Three things to ask at the next talk with a student, from what they shared and where they are stuck.

Pure functions. Each question is said to the student.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from apps.advising.reasons import Reason
from apps.interviews.steps import Step
from apps.reflection.models import Verdict

PLANS = "What are your plans after graduation?"
STILL_NERVOUS = 4  # of 5, after the conversation

_HELP = {
    Step.ASK: "You asked for help with asking. What holds you up: who to ask, what to write, or pressing send?",
    Step.PREPARE: "You asked for help with preparing. What would you like to hear from them?",
    Step.MEET: "You asked for help with the conversation. Which part of it worries you most?",
    Step.THANK: "You asked for help with the thank-you. What did they say that you still think about?",
    Step.REFLECT: "You asked for help with the reflection. What do you know now that you didn’t know before?",
    Step.STAY_IN_TOUCH: "You asked for help with staying in touch. What could you tell them next?",
}
_HELP_AT_NONE = "You asked for help. What would help you most right now?"
_STUCK = {
    Reason.NO_REPLY: "You’re waiting for a reply. What would a short, kind follow-up say, and who else could you ask?",
    Reason.LATE_THANKS: "A thank-you is still open. What was the most useful thing they said?",
    Reason.NO_NAME: "Who in your family, your classes or at work does something that you wonder about?",
    Reason.NOT_ASKED: "Someone gave you a name, and you haven’t asked yet. What would make the first message easy?",
    Reason.TO_REFLECT: "You talked with someone and haven’t reflected on it yet. What surprised you?",
    Reason.BOUNCES: "Mail to you comes back. Which address do you read?",
    Reason.STILL: "Nothing has moved for a while. What gets in the way?",
}
_VERDICTS = {
    Verdict.CLOSER: "After {who} you feel closer to this work. What would you like to see of it next?",
    Verdict.RULED_OUT: "After {who} you ruled this work out. What does that tell you about what you do want?",
    Verdict.NO_CHANGE: "After {who} your view is the same. What do you still need to know, and who could tell you?",
}
_NO_VERDICT = "You shared your reflection on {who}. What stayed with you most?"
_NERVES = "You were still nervous at the end with {who}. What would make the next conversation easier?"
_PLANNED = "You have a date with {who}. What do you most want to hear from them?"
_REACHED = "You reached the goal. Which conversation changed your mind most?"
_FIRST = "Who would you like to talk with first, and what is your one question?"
_NEXT = "Who would you like to talk with next, and what would you ask?"
_ANY = "What went well since we last talked?"


@dataclass(frozen=True, slots=True)
class Shared:
    """A reflection that the student shares, on a conversation with `who`."""

    who: str
    verdict: str = ""
    nerves_after: int | None = None


def three_questions(
    *,
    reason: Reason | None,
    step: Step | None,
    owes_thanks: bool,
    shared: Sequence[Shared],
    planned: Sequence[str],
    counted: int,
    goal: int,
) -> list[str]:
    """The first where they are stuck, the second from what they shared last, as far as there is something; then their
    plans. A thank-you whose time is over comes before what they shared, however long it is over. `shared` has the
    newest first, `planned` with whom they have a date, the soonest first.
    """
    found = dict.fromkeys(_candidates(reason, step, owes_thanks, shared, planned, counted, goal))
    return [*list(found)[:2], PLANS]


def _candidates(
    reason: Reason | None,
    step: Step | None,
    owes_thanks: bool,
    shared: Sequence[Shared],
    planned: Sequence[str],
    counted: int,
    goal: int,
) -> Iterator[str]:
    if reason is Reason.HAND:
        yield _HELP[step] if step else _HELP_AT_NONE
    elif reason:
        yield _STUCK[reason]
    if owes_thanks:
        yield _STUCK[Reason.LATE_THANKS]
    for each in shared:
        if each.nerves_after and each.nerves_after >= STILL_NERVOUS:
            yield _NERVES.format(who=each.who)
        yield (_VERDICTS[Verdict(each.verdict)] if each.verdict else _NO_VERDICT).format(who=each.who)
    for who in planned:
        yield _PLANNED.format(who=who)
    if counted >= goal:
        yield _REACHED
    yield _NEXT if counted else _FIRST
    yield _ANY
