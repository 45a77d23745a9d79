from collections.abc import Mapping

from django.db import transaction
from django.utils.text import normalize_newlines

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
        body = normalize_newlines(note.body)  # as the form reads it, whoever wrote the row
        if body not in ((opened_with or {}).get(Slot(slot), body), found[Slot(slot)]):
            raise EditedElsewhere(note)
    notes = [ResearchNote(interview=interview, slot=slot, body=body) for slot, body in found.items() if body]
    ResearchNote.objects.bulk_create(
        notes, update_conflicts=True, unique_fields=["interview", "slot"], update_fields=["body"]
    )
    if emptied := [slot for slot in known if not found[Slot(slot)]]:
        interview.research.filter(slot__in=emptied).delete()
