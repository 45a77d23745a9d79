"""The content of the program, as pages read it: shipped texts, those that the program changed, and its own.

Each function asks the database once, unless it says otherwise. What comes back is in the order in which it is shown.
"""

from dataclasses import dataclass, replace
from typing import Any, TypeVar

from apps.core.small_groups import FEWEST
from apps.guidance import models
from apps.guidance.content.entries import (
    BankQuestion,
    Channel,
    Entry,
    Field,
    MessageKind,
    NudgeText,
    Place,
    PrimerPart,
    Rung,
    Slot,
    Template,
)
from apps.guidance.content.placeholders import fill
from apps.guidance.content.shipped import shipped

Text = TypeVar("Text", bound=models.Content)


@dataclass(frozen=True)
class Figures:
    """How often people said yes: of all that were asked last term, and of those to whom someone introduced the
    student.
    """

    asked: int = 0
    said_yes: int = 0
    introduced_asked: int = 0
    introduced_said_yes: int = 0

    @property
    def shown(self) -> dict[str, str]:
        """What may be said: nothing about fewer than five people, also not as the rest of two figures."""
        known: dict[str, str] = {}
        if self.asked >= FEWEST:
            known |= {"asked": str(self.asked), "said_yes": str(self.said_yes)}
        others = self.asked - self.introduced_asked
        if self.introduced_asked >= FEWEST and (others == 0 or others >= FEWEST):
            known |= {
                "introduced_asked": str(self.introduced_asked),
                "introduced_said_yes": str(self.introduced_said_yes),
            }
        return known


def primer(*, campus: str, figures: Figures | None = None) -> list[PrimerPart]:
    """Without the parts whose figures are not known, or stand for too few people."""
    known = {"campus": campus, **(figures.shown if figures else {})}
    return _filled(_entries(models.PrimerText), known, "title", "text")


def rungs() -> list[Rung]:
    """All, warmest first."""
    return _entries(models.RungText)


def rung(source: str) -> Rung:
    """The rung of this source; raises KeyError where there is none."""
    return {one.key: one for one in rungs()}[source]


def places(*, rung: str, campus: str = "", major: str = "") -> list[Place]:
    """Where to look at this rung, filled. A place that needs to know the major is left out where it fits no field. Asks
    twice when there is a major.
    """
    return [one for one in _places(campus, major) if rung in one.rungs]


def places_by_slot(*, campus: str = "", major: str = "") -> dict[Slot, list[Place]]:
    """The same for each slot of the research sheet."""
    found = _places(campus, major)
    return {slot: [one for one in found if slot in one.slots] for slot in Slot}


def fields() -> list[Field]:
    return _entries(models.FieldText)


def fields_for_major(major: str) -> list[Field]:
    """The fields that a major as people type it may lead to, the best first. Empty for an empty one, without asking the
    database.
    """
    fitting = [(fit, one) for one in (fields() if major.strip() else []) if (fit := one.fits_major(major))]
    return [one for _, one in sorted(fitting, key=lambda pair: pair[0], reverse=True)]


def titles_for_major(major: str) -> tuple[str, ...]:
    """Job titles of the field that fits best; none where no field does."""
    best = fields_for_major(major)[:1]
    return best[0].titles if best else ()


def bank() -> list[BankQuestion]:
    """The question bank, as it is shipped and as the program changed it: its own questions come last."""
    return _entries(models.BankQuestionText)


def templates(*, kind: MessageKind | str, channel: Channel | str, source: str = "") -> list[Template]:
    """The messages to start from: those that suit the source first, then the others of this kind."""
    fitting = [one for one in _entries(models.MessageTemplate) if (one.kind, one.channel) == (kind, channel)]
    return sorted(fitting, key=lambda one: not one.suits(source)) if source else fitting


def nudges() -> list[NudgeText]:
    """The nudges that an adviser may start from."""
    return _entries(models.NudgeTemplate)


def rows(model: type[Text]) -> list[Text]:
    """Everything of one kind, also what is left out: in the order of the shipped entries, each as the program changed
    it, or as an unsaved row; then the program's own.
    """
    saved = list(model._default_manager.all())
    changed = {row.key: row for row in saved if not row.is_own}
    entries: dict[str, Entry] = shipped(model.entry_type)  # type: ignore[arg-type]
    return [
        *(changed.get(key) or model.of(entry) for key, entry in entries.items()),
        *(row for row in saved if row.is_own),
    ]


def _entries(model: type[models.Content]) -> list[Any]:
    return [row.entry for row in rows(model) if not row.hidden]


def _places(campus: str, major: str) -> list[Place]:
    first, *others = titles_for_major(major)[:4] or ("",)
    in_a_row = ", ".join([first, *map(_lower, others)])
    known = {"campus": campus, "major": major if first else "", "titles": in_a_row}
    return _filled(_entries(models.PlaceToLook), known, "label", "text")


def _filled(entries: list[Any], known: dict[str, str], *names: str) -> list[Any]:
    """Those of which all is known, with it in these texts."""
    filled = [(one, {name: fill(getattr(one, name), known) for name in names}) for one in entries]
    return [
        replace(one, **{name: text.text for name, text in texts.items()})
        for one, texts in filled
        if not any(text.blanks for text in texts.values())
    ]


def _lower(title: str) -> str:
    # "HVAC technician" and "X-ray technologist" stay.
    return title if title[1:2].isupper() or title[1:2] == "-" else title[:1].lower() + title[1:]
