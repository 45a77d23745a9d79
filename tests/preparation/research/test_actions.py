import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.core.versions import EditedElsewhere
from apps.guidance.content.entries import Slot
from apps.interviews.models import Interview
from apps.preparation.models import ResearchNote
from apps.preparation.research.actions import save_research


def kept(interview: Interview) -> dict[str, str]:
    return dict(ResearchNote.objects.filter(interview=interview).values_list("slot", "body"))


def test_a_slot_has_one_text_and_the_others_stay(dated: Interview) -> None:
    for found in ({Slot.PAY: "52,000", Slot.PATH: "Geography"}, {Slot.PAY: "55,000"}):
        save_research(interview=dated, found=found)
    assert kept(dated) == {"path": "Geography", "pay": "55,000"}


def test_emptied_there_is_none(dated: Interview) -> None:
    for body in ("52,000", "", ""):
        save_research(interview=dated, found={Slot.PAY: body})
    assert kept(dated) == {}


@pytest.mark.parametrize("body", ["From the older tab", ""])
def test_an_older_tab_takes_nothing_away_and_saves_nothing(dated: Interview, body: str) -> None:
    save_research(interview=dated, found={Slot.PAY: "Newer"}, opened_with={Slot.PAY: "First"})
    found = {Slot.PATH: "Geography", Slot.PAY: body}
    with pytest.raises(EditedElsewhere):
        save_research(interview=dated, found=found, opened_with={Slot.PATH: "", Slot.PAY: "First"})
    assert kept(dated) == {"pay": "Newer"}
    save_research(interview=dated, found=found | {Slot.PAY: "Newer"}, opened_with={Slot.PAY: "First"})
    assert kept(dated) == {"path": "Geography", "pay": "Newer"}  # the same words are no conflict


def test_a_row_with_line_breaks_of_a_browser_can_be_changed(dated: Interview) -> None:
    ResearchNote.objects.create(interview=dated, slot=Slot.PAY, body="one\r\ntwo")
    save_research(interview=dated, found={Slot.PAY: "one\nthree"}, opened_with={Slot.PAY: "one\ntwo"})
    assert kept(dated) == {"pay": "one\nthree"}


def test_it_asks_as_often_for_one_slot_as_for_three(dated: Interview) -> None:
    counts = []
    for slots in ([Slot.PAY], [Slot.PATH, Slot.OUTLOOK, Slot.ORGANIZATION]):
        for body in ("First", "Second", ""):
            with CaptureQueriesContext(connection) as queries:
                save_research(interview=dated, found=dict.fromkeys(slots, body))
            counts.append(len(queries))
    assert set(counts) == {6}


def test_what_claims_nothing_is_taken(dated: Interview) -> None:
    for body in ("First", "Second"):
        save_research(interview=dated, found={Slot.PAY: body})
    assert kept(dated) == {"pay": "Second"}
