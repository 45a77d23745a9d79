"""How a thank-you note is read, sentence by sentence."""

from dataclasses import dataclass

from apps.guidance.coach.favor_acts import Favor
from apps.guidance.coach.favors import favors_in
from apps.guidance.coach.jobs import asks_for_work
from apps.guidance.coach.prose import plain, sentences
from apps.guidance.coach.thanks.offers import offered_favors, work_is_offered
from apps.guidance.coach.thanks.specifics import Notes, is_full_of_particulars
from apps.guidance.coach.thanks.steps import is_step


@dataclass(frozen=True)
class Reading:
    """What a note says, and asks for beyond what was offered."""

    is_specific: bool
    has_next_step: bool
    asks_for_work: bool
    favors: frozenset[Favor]


def read(text: str, *, notes: str) -> Reading:
    noted, known = plain(notes), Notes(notes)
    said = sentences(plain(text))
    allowed = offered_favors(noted)
    asked = [(favor, sentence) for favor, sentence in favors_in(said) if favor not in allowed]
    where = {sentence for _, sentence in asked}
    is_work_offered = work_is_offered(noted)
    work = [not is_work_offered and asks_for_work(sentence) for sentence in said]
    asks = [for_work or sentence in where for sentence, for_work in zip(said, work, strict=True)]
    told = [sentence for sentence, is_ask in zip(said, asks, strict=True) if not is_ask]
    return Reading(
        is_specific=any(map(known.are_taken_up, told)) or is_full_of_particulars(told),
        has_next_step=any(is_step(sentence, asks=is_ask) for sentence, is_ask in zip(said, asks, strict=True)),
        asks_for_work=any(work),
        favors=frozenset(favor for favor, _ in asked),
    )
