import pytest

from apps.core.versions import EditedElsewhere
from apps.guidance.content.entries import Slot
from apps.interviews.models import Interview
from apps.preparation.models import ResearchNote
from apps.preparation.research.actions import save_research


def kept(interview: Interview) -> dict[str, str]:
    return dict(ResearchNote.objects.filter(interview=interview).values_list("slot", "body"))


def test_a_slot_has_one_text_and_the_others_stay(dated: Interview) -> None:
    for slot, body in ((Slot.PAY, "52,000"), (Slot.PATH, "Geography"), (Slot.PAY, "55,000")):
        save_research(interview=dated, slot=slot, body=body)
    assert kept(dated) == {"path": "Geography", "pay": "55,000"}


def test_emptied_there_is_none(dated: Interview) -> None:
    for body in ("52,000", "", ""):
        save_research(interview=dated, slot=Slot.PAY, body=body)
    assert kept(dated) == {}


@pytest.mark.parametrize("body", ["From the older tab", ""])
def test_an_older_tab_takes_nothing_away(dated: Interview, body: str) -> None:
    save_research(interview=dated, slot=Slot.PAY, body="First", seen="")
    seen = ResearchNote.objects.get().version
    save_research(interview=dated, slot=Slot.PAY, body="Newer", seen=seen)
    with pytest.raises(EditedElsewhere):
        save_research(interview=dated, slot=Slot.PAY, body=body, seen=seen)
    assert kept(dated) == {"pay": "Newer"}
    save_research(interview=dated, slot=Slot.PAY, body="Newer", seen=seen)  # the same words are no conflict
