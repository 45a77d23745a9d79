"""What stands on the sheet for the last ten minutes, and how large: on paper it is one page."""

import unicodedata
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from apps.guidance.content.entries import Slot
from apps.interviews.models import Interview
from apps.preparation import checklist

# Lines of questions that a page takes at each size of the letters, largest first, at so many letters a line. What they
# leave goes to the research, of which the page shows a few lines each.
_SIZES = (("large", 14, 65), ("medium", 22, 75), ("small", 36, 86))
_SMALLEST = "smallest"


def size_for(texts: Iterable[str]) -> str:
    """How large the questions are printed."""
    widths = [_width(text) for text in texts]
    for size, room, width in _SIZES:
        if sum(-(-one // width) for one in widths) <= room:
            return size
    return _SMALLEST


def _width(text: str) -> int:
    # Letters of Chinese, Japanese and Korean take the room of two.
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def context_of(interview: Interview, *, zone: ZoneInfo, as_of: datetime) -> dict[str, Any]:
    questions = list(interview.prepared_questions.all())
    found = {note.slot: note.body for note in interview.research.all()}
    ticks = set(interview.checklist_ticks.values_list("item", flat=True))
    lines = checklist.lines(interview.format, name=interview.contact.greeting)
    return {
        "interview": interview,
        "contact": interview.contact,
        "about_me": getattr(interview.student, "about_me", None),
        "questions": questions,
        "size": size_for(one.text for one in questions),
        "still_to_know": found.get(Slot.STILL_TO_KNOW, ""),
        "research": [(slot.label, found[slot]) for slot in Slot if slot in found and slot != Slot.STILL_TO_KNOW],
        "lines": [(line, line.key in ticks) for line in lines],
        "are_all_ticked": all(line.key in ticks for line in lines),
        "start": interview.starts_at,
        "zone": zone,
        "as_of": as_of,
    }
