from django.db import transaction

from apps.core.versions import refuse_older
from apps.guidance.content.entries import Slot
from apps.interviews.actions import locked
from apps.interviews.models import Interview
from apps.preparation.models import ResearchNote


@transaction.atomic
def save_research(*, interview: Interview, slot: Slot, body: str, seen: str | None = None) -> None:
    """Keep what was found for this slot; an empty text leaves none. The state of the interview makes no difference:
    words are never refused for it.

    Raises EditedElsewhere where the text is not the version `seen` any more.
    """
    interview = locked(interview)
    known = ResearchNote.objects.filter(interview=interview, slot=slot).first()
    refuse_older(known, seen, is_same=known is not None and known.body == body)
    if body:
        ResearchNote.objects.update_or_create(interview=interview, slot=slot, defaults={"body": body})
    elif known:
        known.delete()
