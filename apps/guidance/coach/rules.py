"""The rules that read a message: what each looks for, and what its hint says."""

from collections.abc import Callable, Collection
from enum import StrEnum

from apps.guidance.coach.blanks import blanks
from apps.guidance.coach.exits import way_out
from apps.guidance.coach.favor_acts import Favor
from apps.guidance.coach.favors import favors
from apps.guidance.coach.jobs import job_ask
from apps.guidance.coach.lengths import length_asked
from apps.guidance.coach.questions.reading import is_closed, looked_up, parts
from apps.guidance.coach.reasons import reason_given
from apps.guidance.coach.thanks import reading as thanks
from apps.guidance.limits import Limit


class Rule(StrEnum):
    """As a file of labelled messages spells them."""

    JOB_ASK = "job_ask"
    FAVOR = "favour"  # codespell:ignore favour
    NO_REASON = "no_reason"
    NO_LENGTH = "no_length"
    TOO_LONG = "too_long"
    UNFILLED = "unfilled"
    NO_WAY_OUT = "no_way_out"
    CLOSED = "closed"
    LOOKUP = "lookup"
    NO_SPECIFIC = "no_specific"
    NO_NEXT_STEP = "no_next_step"
    # Of a list of questions, and of no text alone.
    TOO_MANY = "too_many"
    NO_REFERRAL = "no_referral"


class Offer(StrEnum):
    """What a volunteer offers beside a conversation."""

    VISIT = "visit"
    RESUME_REVIEW = "resume_review"
    INTRODUCTION = "introduction"


# What is offered may be asked for. A visit is no favor in the first place.
_ALLOWED_BY = {
    Offer.VISIT: frozenset[Favor](),
    Offer.RESUME_REVIEW: frozenset({Favor.REVIEW}),
    Offer.INTRODUCTION: frozenset({Favor.INTRODUCE}),
}


EMAIL = Limit(words=150)  # as a file of labelled messages has it


def broken(text: str, *, limit: Limit = EMAIL, offered: Collection[str] = ()) -> set[Rule]:
    """The rules that `text` does not keep to. An empty text keeps to all."""
    if not text.strip():
        return set()
    allowed = _allowed_by(offered)
    checks: dict[Rule, Callable[[], bool]] = {
        Rule.JOB_ASK: lambda: bool(job_ask(text)),
        Rule.FAVOR: lambda: any(favor not in allowed for favor, _ in favors(text)),
        Rule.NO_REASON: lambda: not reason_given(text),
        Rule.NO_LENGTH: lambda: not length_asked(text),
        Rule.TOO_LONG: lambda: limit.is_passed_by(text),
        Rule.UNFILLED: lambda: bool(blanks(text)),
        Rule.NO_WAY_OUT: lambda: not way_out(text),
    }
    return {rule for rule, is_broken in checks.items() if is_broken()}


def broken_by_question(text: str, *, offered: Collection[str] = ()) -> set[Rule]:
    """The same for a question that is prepared."""
    read = parts(text)
    checks = {
        Rule.CLOSED: is_closed(read),
        Rule.LOOKUP: bool(looked_up(read)),
        Rule.JOB_ASK: any(part.asks_for_work for part in read),
        Rule.FAVOR: any(part.favors - _allowed_by(offered) for part in read),
    }
    return {rule for rule, is_broken in checks.items() if is_broken}


def broken_by_thanks(text: str, *, notes: str, offered: Collection[str] = ()) -> set[Rule]:
    """The same for a thank-you note; `notes` are what the student wrote down of the conversation."""
    if not text.strip():
        return set()
    read = thanks.read(text, notes=notes)
    checks = {
        Rule.NO_SPECIFIC: not read.is_specific,
        Rule.NO_NEXT_STEP: not read.has_next_step,
        Rule.JOB_ASK: read.asks_for_work,
        Rule.FAVOR: bool(read.favors - _allowed_by(offered)),
    }
    return {rule for rule, is_broken in checks.items() if is_broken}


def _allowed_by(offered: Collection[str]) -> frozenset[Favor]:
    return frozenset[Favor]().union(*(_ALLOWED_BY[Offer(offer)] for offer in offered))
