from collections.abc import Mapping

from django.db import transaction

from apps.core.versions import EditedElsewhere
from apps.guidance.content.entries import Slot
from apps.interviews.actions import locked
from apps.interviews.models import Interview
from apps.preparation.models import ResearchNote


@transaction.atomic
def save_research(
    *, interview: Interview, found: Mapping[Slot, str], opened_with: Mapping[Slot, str] | None = None
) -> None:
    """Keep what was found; an empty text leaves none, and the other slots stay. The state of the interview makes no
    difference: words are never refused for it.

    Raises EditedElsewhere, and saves nothing, where one of these slots holds neither what the page was `opened_with`
    nor the new text.
    """
    interview = locked(interview)
    known = {note.slot: note for note in interview.research.filter(slot__in=found)}
    for slot, note in known.items():
        if note.body not in ((opened_with or {}).get(Slot(slot), note.body), found[Slot(slot)]):
            raise EditedElsewhere(note)
    for slot, body in found.items():
        if body:
            ResearchNote.objects.update_or_create(interview=interview, slot=slot, defaults={"body": body})
        elif slot in known:
            known[slot].delete()
