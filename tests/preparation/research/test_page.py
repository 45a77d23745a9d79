"""The research sheet."""

import re
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client

from apps.interviews.models import Interview
from apps.preparation.models import ResearchNote
from apps.students.models import Student
from tests.factories import make_held, make_interview
from tests.preparation.pages import found, sent, shown, url


def autosaved(phone: Client, interview: Interview, data: dict[str, str]):
    return phone.post(url("research", interview), data | {"autosave": "1"}, headers={"HX-Request": "true"})


class TestResearch:
    def test_each_button_saves_all_of_the_sheet(self, phone: Client, dated: Interview) -> None:
        typed = {"pay": "52,000\r\nto start", "path": "Geography", "slot": "pay"}
        answer = phone.post(url("research", dated), sent(shown(phone, dated), **typed))
        assert answer.url == f"{url('prepare', dated)}#slot-pay"
        page = shown(phone, dated)
        assert "2 of 7 filled" in page
        assert found(dated) == {"path": "Geography", "pay": "52,000\nto start"}
        phone.post(url("research", dated), sent(page, pay=" "))
        assert found(dated) == {"path": "Geography"}

    def test_a_post_without_a_text_empties_nothing(self, phone: Client, dated: Interview) -> None:
        ResearchNote.objects.create(interview=dated, slot="pay", body="52,000")
        for typed in ({}, {"initial-pay": "52,000"}):
            assert phone.post(url("research", dated), typed).status_code == 422
        assert ResearchNote.objects.count() == 1

    @pytest.mark.parametrize("body", ["x" * 5001, "a\x00b"])
    def test_what_is_refused_is_still_there(self, phone: Client, dated: Interview, body: str) -> None:
        answer = phone.post(url("research", dated), sent(shown(phone, dated), pay=body, path="Geography"))
        page = answer.content.decode()
        assert answer.status_code == 422
        assert body in page
        assert "Geography</textarea>" in page
        assert page.count('<details class="slot" open>') == 2
        assert not ResearchNote.objects.exists()

    def test_two_tabs_keep_both_texts(self, phone: Client, dated: Interview) -> None:
        here, there = (shown(phone, dated) for _ in range(2))
        assert phone.post(url("research", dated), sent(there, pay="First tab")).status_code == 302
        answer = phone.post(url("research", dated), sent(here, pay="Second tab", path="Geography"))
        page = answer.content.decode()
        assert answer.status_code == 409
        said = re.findall("<dt>(.*?)</dt><dd>(.*?)</dd>", page)
        assert said == [("Pay: what did you find?", "First tab")], "only what another tab saved"
        assert "This is what was saved there:" in page, "each slot has a time of its own"
        assert "hx-trigger" not in page, "only a press takes the place of the other words"
        assert "Second tab</textarea>" in page
        assert found(dated) == {"pay": "First tab"}
        assert phone.post(url("research", dated), sent(page, pay="Both", path="Geography")).status_code == 302
        assert found(dated) == {"pay": "Both", "path": "Geography"}

    def test_two_tabs_with_a_slot_each_are_no_conflict(self, phone: Client, dated: Interview) -> None:
        pages = [shown(phone, dated) for _ in range(2)]
        for page, typed in zip(pages, ({"pay": "52,000"}, {"path": "Geography"}), strict=True):
            assert phone.post(url("research", dated), sent(page, **typed)).status_code == 302
        assert found(dated) == {"pay": "52,000", "path": "Geography"}

    def test_there_is_no_other_slot(self, phone: Client, dated: Interview) -> None:
        answer = phone.post(url("research", dated), {"pay": "52,000", "shoes": "Red", "slot": "shoes"})
        assert answer.url == f"{url('prepare', dated)}#research"
        assert found(dated) == {"pay": "52,000"}

    def test_words_are_kept_when_it_was_held_or_closed_meanwhile(self, phone: Client, alice: Student, as_of) -> None:
        for interview in (make_held(alice), make_interview(student=alice, exit="declined", exited_at=as_of)):
            assert phone.post(url("research", interview), {"pay": "52,000"}).status_code == 302
            assert phone.post(url("questions", interview), {"text": "Why?"}).status_code == 302
            assert (interview.research.count(), interview.prepared_questions.count()) == (1, 2)

    def test_it_is_saved_as_it_is_typed_and_only_what_was_saved_comes_back(
        self, phone: Client, dated: Interview
    ) -> None:
        page = shown(phone, dated)
        phone.post(url("research", dated), {"path": "From the other tab"})
        answer = autosaved(phone, dated, sent(page, pay="52,000"))
        assert answer.status_code == 200
        for part in ("Saved ", "2 of 7 filled.", 'id="stands-pay" hx-swap-oob="true"', "Filled"):
            assert part in answer.text
        assert sent(answer.text) == {"initial-pay": "52,000"}, "this page holds an older text of the other slot"
        newer = sent(page, pay="52,000 to start") | sent(answer.text)
        assert autosaved(phone, dated, newer).status_code == 200
        assert found(dated) == {"path": "From the other tab", "pay": "52,000 to start"}

    def test_what_cannot_be_saved_as_it_is_typed_is_told(self, phone: Client, dated: Interview) -> None:
        page = shown(phone, dated)
        answer = autosaved(phone, dated, sent(page, pay="x" * 5001))
        assert (answer.status_code, "Not saved yet. Pay: " in answer.text) == (422, True)
        phone.post(url("research", dated), {"pay": "From the other tab"})
        answer = autosaved(phone, dated, sent(page, pay="From here"))
        assert (answer.status_code, "Pay: Changed in another tab." in answer.text) == (422, True)
        assert sent(answer.text) == {}
        assert found(dated) == {"pay": "From the other tab"}

    def test_a_slot_that_must_wait_holds_up_no_other(self, phone: Client, dated: Interview) -> None:
        page = shown(phone, dated)
        phone.post(url("research", dated), {"pay": "From the other tab"})
        answer = autosaved(phone, dated, sent(page, pay="From here", outlook="x" * 5001, path="Geography"))
        assert answer.status_code == 200
        assert 'data-unfinished="outlook pay"' in answer.text
        for part in ("Not saved yet.", "Job outlook: ", "Pay: Changed in another tab."):
            assert part in answer.text
        assert sent(answer.text) == {"initial-path": "Geography"}
        assert found(dated) == {"pay": "From the other tab", "path": "Geography"}

    def test_what_another_tab_saves_right_behind_it_is_not_taken_for_the_words_of_this_page(
        self, phone: Client, dated: Interview
    ) -> None:
        page = shown(phone, dated)

        def other_tab(execute, sql, *args):
            answer = execute(sql, *args)
            if sql.startswith("INSERT") and "researchnote" in sql:
                ResearchNote.objects.update(body="From the other tab")
            return answer

        with connection.execute_wrapper(other_tab):
            answer = autosaved(phone, dated, sent(page, pay="From here"))
        assert sent(answer.text) == {"initial-pay": "From here"}
        newer = sent(page, pay="From here, and on") | sent(answer.text)
        assert autosaved(phone, dated, newer).status_code == 422
        assert found(dated) == {"pay": "From the other tab"}

    def test_it_says_when_it_was_saved_also_when_it_was_emptied(
        self, phone: Client, dated: Interview, as_of: datetime
    ) -> None:
        note = ResearchNote.objects.create(interview=dated, slot="pay", body="52,000")
        answer = autosaved(phone, dated, sent(shown(phone, dated), pay=""))
        assert re.search(r"Saved \d+:\d\d [ap]m E[SD]T", answer.text)
        note.updated_at = as_of - timedelta(days=1)
        note.save()
        assert re.search(r"Saved yesterday, \d+:\d\d [ap]m E[SD]T", shown(phone, dated))

    def test_a_row_with_line_breaks_of_a_browser_can_be_changed(self, phone: Client, dated: Interview) -> None:
        ResearchNote.objects.create(interview=dated, slot="pay", body="one\r\ntwo")
        page = shown(phone, dated)
        assert '<details class="slot" open>' not in page
        assert autosaved(phone, dated, sent(page, pay="one\r\nthree")).status_code == 200
        assert found(dated) == {"pay": "one\nthree"}

    def test_who_says_that_they_are_prepared_loses_no_word(self, phone: Client, dated: Interview) -> None:
        page = shown(phone, dated)
        press = {"then": "prepared"}
        assert phone.post(url("research", dated), sent(page, pay="x" * 5001) | press).status_code == 422
        assert Interview.objects.get().prepared_at is None
        answer = phone.post(url("research", dated), sent(page, pay="52,000") | press, follow=True)
        assert "Good. We won’t remind you again." in answer.text
        assert Interview.objects.get().prepared_at
        assert found(dated) == {"pay": "52,000"}
