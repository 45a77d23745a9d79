"""The page to prepare on, as a browser without a script sees it, and the sheet."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.accounts.models import User
from apps.contacts.models import Contact
from apps.core.not_saved.tokens import FIELD
from apps.interviews.models import Interview
from apps.preparation.models import ChecklistTick, Question, ResearchNote
from apps.students.models import AboutMe, Student
from tests.core.not_saved.test_refusing import end_session
from tests.factories import make_held, make_interview, make_question


def url(name: str, interview: Interview, *more: object) -> str:
    return reverse(f"preparation:{name}", args=[interview.pk, *more])


def shown(phone: Client, interview: Interview, name: str = "prepare") -> str:
    answer = phone.get(url(name, interview))
    assert answer.status_code == 200
    return answer.content.decode()


def sent(page: str, **typed: str) -> dict[str, str]:
    """As a browser sends the research sheet, with what was typed into it."""
    held = re.findall(r'<input type="hidden" name="(initial-[a-z_]+)"(?: value="([^"]*)")?', page)
    words = re.findall(r'<textarea name="([a-z_]+)"[^>]*id="id_(?!text)[^>]*>\n([^<]*)</textarea>', page)
    return {name: unescape(value) for name, value in [*held, *words]} | typed


def found(interview: Interview) -> dict[str, str]:
    return dict(interview.research.values_list("slot", "body"))


def autosaved(phone: Client, interview: Interview, data: dict[str, str]):
    return phone.post(url("research", interview), data | {"autosave": "1"}, headers={"HX-Request": "true"})


class TestThePage:
    def test_it_is_there_before_a_date_is_agreed_and_then_there_is_nothing_to_finish(
        self, phone: Client, alice: Student, dated: Interview
    ) -> None:
        assert "I’m prepared" in shown(phone, dated)
        page = shown(phone, make_interview(student=alice))
        assert "No date is agreed yet." in page
        assert "I’m prepared" not in page

    def test_closed_it_leads_to_the_interview_and_held_to_the_sheet(
        self, phone: Client, alice: Student, dated: Interview, as_of
    ) -> None:
        closed = make_interview(student=alice, exit="declined", exited_at=as_of)
        assert phone.get(url("prepare", closed)).url == f"/interviews/{closed.pk}/"
        held = make_held(alice)
        make_question(held, "What did I ask?")
        assert "What did I ask?" in phone.get(url("prepare", held), follow=True).content.decode()

    def test_a_refused_form_of_one_that_was_held_speaks_of_no_date_to_come(self, phone: Client, alice: Student) -> None:
        answer = phone.post(url("questions", make_held(alice)), {"text": ""})
        assert answer.status_code == 422
        assert "No date is agreed yet." not in answer.content.decode()
        assert "You can still save what you wrote." in answer.content.decode()

    def test_queries_are_the_same_for_one_and_for_thirty_questions(self, phone: Client, dated: Interview) -> None:
        Student.objects.update(major="Geography")  # then places to look are asked for by it, too
        for name, most in (("prepare", 12), ("sheet", 10)):
            counts = []
            for number in (1, 3, 30):
                while dated.prepared_questions.count() < number:
                    make_question(dated)
                ResearchNote.objects.get_or_create(
                    interview=dated, slot={1: "path", 3: "pay", 30: "outlook"}[number], defaults={"body": "Found"}
                )
                with CaptureQueriesContext(connection) as queries:
                    shown(phone, dated, name)
                counts.append(len(queries))
            assert len(set(counts)) == 1
            assert counts[0] <= most
            dated.prepared_questions.all().delete()

    def test_what_is_written_is_text_and_who_can_read_it_is_said(self, phone: Client, dated: Interview) -> None:
        make_question(dated, "<script>alert(1)</script>")
        ResearchNote.objects.create(interview=dated, slot="path", body="<b>bold</b>")
        for name in ("prepare", "sheet"):
            page = shown(phone, dated, name)
            assert "<script>alert" not in page
            assert "<b>bold" not in page
            assert "Only you can read your questions and research." in page


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


class TestQuestions:
    def test_from_nothing_to_six_in_one_press(self, phone: Client, dated: Interview) -> None:
        assert "Start with these six" in shown(phone, dated)
        for _ in range(2):
            phone.post(url("starters", dated))
        page = shown(phone, dated)
        assert "Your six questions" in page
        assert "Start with these six" not in page
        assert "You have room for two more." in page

    @pytest.mark.parametrize(
        ("text", "said"),
        [("", "Write your question first."), ("what happens on day 0 ?", "You have this question already."),
         ("x" * 301, "at most 300"), ("a\x00b", "cannot be kept")],
    )  # fmt: skip
    def test_what_is_refused_stays_in_its_field(self, phone: Client, dated: Interview, text: str, said: str) -> None:
        asked = make_question(dated)
        answer = phone.post(url("questions", dated), {"text": text, "after": asked.pk})
        assert answer.status_code == 422
        assert answer.context["own"]["text"].value() == text
        assert any(said in error for error in answer.context["own"].errors["text"])
        assert Question.objects.get() == asked

    def test_marks_and_line_breaks_that_were_pasted_are_cleaned(self, phone: Client, dated: Interview) -> None:
        phone.post(url("questions", dated), {"text": "What\r\n is \u202enew\u200b?"})
        assert Question.objects.first().text == "What is new?"

    def test_ticked_ones_go_on_the_list_and_are_not_offered_again(self, phone: Client, dated: Interview) -> None:
        answer = phone.post(url("picks", dated), {"keys": ["last-week", "best-way-in", "none-such"]})
        assert answer.url == f"{url('prepare', dated)}#questions"
        page = shown(phone, dated)
        assert 'value="last-week"' not in page
        assert 'value="known-before"' in page
        assert list(dated.prepared_questions.values_list("bank_key", flat=True)) == [
            "last-week", "best-way-in", "who-else",
        ]  # fmt: skip

    def test_nothing_ticked_is_said_and_what_does_not_fit_stays_ticked(self, phone: Client, dated: Interview) -> None:
        assert phone.post(url("picks", dated), {"keys": ["none-such"]}).status_code == 422
        for _ in range(30):
            make_question(dated)
        answer = phone.post(url("picks", dated), {"keys": ["last-week"]})
        assert answer.status_code == 422
        assert 'value="last-week" checked' in answer.content.decode()

    def test_up_and_down_and_the_focus_stays_on_the_button(self, phone: Client, dated: Interview) -> None:
        one, two, three = (make_question(dated, text) for text in ("1?", "2?", "3?"))
        make_question(dated, "Who else?", is_referral=True)

        def press(question: Question, to: object) -> str:
            return phone.post(url("move", dated, question.pk), {"to": to}).url.partition("#")[2]

        assert press(one, 1) == f"down-{one.pk}"
        assert press(one, 2) == f"up-{one.pk}"  # at the end there is no Down to come back to
        assert press(three, 0) == f"down-{three.pk}"
        assert [row.text for row in dated.prepared_questions.all()] == ["3?", "2?", "1?", "Who else?"]
        for junk in ("", "-1", "up", "٣", "9" * 5000):
            assert press(two, junk) == "questions"
        page = shown(phone, dated)
        assert f'id="up-{three.pk}" disabled' in page
        assert f'id="down-{one.pk}" disabled' in page
        assert "Always last" in page

    def test_words_are_changed_in_place(self, phone: Client, dated: Interview) -> None:
        asked, other = make_question(dated), make_question(dated, "Why?")
        form = {"text": "What happens first?", "version": asked.version}
        assert phone.post(url("question", dated, asked.pk), form).url.endswith(f"#question-{asked.pk}")
        answer = phone.post(url("question", dated, asked.pk), form | {"text": "From the older tab?"})
        assert answer.status_code == 409
        assert "What happens first?" in answer.content.decode()
        assert "From the older tab?" in answer.content.decode()
        for text in ("", "why"):
            answer = phone.post(url("question", dated, asked.pk), {"text": text})
            assert answer.status_code == 422
            assert "data-error-summary" in answer.content.decode()
        assert Question.objects.get(pk=other.pk).text == "Why?"

    def test_words_for_a_question_that_is_gone_are_given_back(self, phone: Client, dated: Interview) -> None:
        page = phone.get(url("prepare", dated))
        gone = make_question(dated).pk
        Question.objects.all().delete()
        token = {"form_token": page.content.decode().partition('name="form_token" value="')[2].partition('"')[0]}
        answer = phone.post(url("question", dated, gone), {"text": "My own words"} | token, follow=True)
        assert "My own words" in answer.content.decode()
        assert "was removed meanwhile" in answer.content.decode()

    def test_a_hint_stands_under_its_question_and_its_words_are_used_at_a_press(
        self, phone: Client, dated: Interview
    ) -> None:
        asked = make_question(dated, "Do you like your job?")
        assert "This one can end at “yes.”" in shown(phone, dated)
        answer = phone.post(url("wording", dated, asked.pk), {"rule": "closed"}, follow=True)
        assert "This one can end at" not in answer.content.decode()
        better = Question.objects.get()
        assert better.text != asked.text
        assert "Your words were: “Do you like your job?”" in answer.content.decode()
        (row,) = answer.context["questions"]
        back = {"text": row["former"], "version": better.version}
        answer = phone.post(url("question", dated, asked.pk), back, follow=True)
        assert Question.objects.get().text == "Do you like your job?"
        assert "Your words were" not in answer.content.decode()

    def test_what_stands_on_the_research_sheet_need_not_be_asked(self, phone: Client, dated: Interview) -> None:
        make_question(dated, "How many people work at the hospital in Fairhaven?")
        ResearchNote.objects.create(interview=dated, slot="path", body="She studied law in Ohio.")
        before = shown(phone, dated)
        ResearchNote.objects.create(
            interview=dated, slot="organization", body="The hospital in Fairhaven: 400 people work there."
        )
        assert shown(phone, dated).count("You found this already") == before.count("You found this already") + 1

    @pytest.mark.parametrize("slot", ["still_to_know", "bring_up"])
    def test_what_one_only_wants_to_know_is_not_found_already(self, phone: Client, dated: Interview, slot: str) -> None:
        make_question(dated, "How many people work at the hospital in Fairhaven?")
        wish = "How many of the 400 people at the hospital in Fairhaven work at night?"
        ResearchNote.objects.create(interview=dated, slot=slot, body=wish)
        assert "You found this already" not in shown(phone, dated)
        ResearchNote.objects.update(slot="organization")
        assert "You found this already" in shown(phone, dated)

    def test_the_list_as_a_whole_gets_hints_and_the_last_question_back(self, phone: Client, dated: Interview) -> None:
        for _ in range(9):
            make_question(dated)
        page = shown(phone, dated)
        assert "Choose the best 8" in page
        assert "Add it as the last one" in page
        for _ in range(2):
            phone.post(url("more_people", dated))
        assert "Add it as the last one" not in shown(phone, dated)
        assert dated.prepared_questions.last().is_referral

    def test_removed_it_is_put_back_at_a_press(self, phone: Client, dated: Interview) -> None:
        for text in ("1?", "2?", "3?"):
            make_question(dated, text)
        gone = Question.objects.get(text="2?")
        page = phone.post(url("remove", dated, gone.pk), follow=True)
        assert [row["question"].text for row in page.context["questions"]] == ["1?", "3?"]
        (removed,) = page.context["removed"]
        assert "Removed: “2?”" in page.content.decode()
        assert "Removed" not in shown(phone, dated), "it is said once"
        back = {name: removed[name] for name in ("text", "bank_key", "position")}
        for _ in range(2):
            phone.post(url("withdraw_removal", dated), back)
        assert [row.text for row in dated.prepared_questions.all()] == ["1?", "2?", "3?"]

    def test_of_two_that_were_removed_each_is_put_back(self, phone: Client, dated: Interview) -> None:
        asked = [make_question(dated, text) for text in ("1?", "2?", "3?", "4?", "5?")]
        for one in asked[:4]:
            page = phone.post(url("remove", dated, one.pk), follow=True)
        assert [one["text"] for one in page.context["removed"]] == ["2?", "3?", "4?"], "the last three"
        page = phone.post(url("withdraw_removal", dated), {"text": "3?", "position": 0}, follow=True)
        assert [one["text"] for one in page.context["removed"]] == ["2?", "4?"]
        page = phone.post(url("withdraw_removal", dated), {"text": "2?", "position": 0}, follow=True)
        page = phone.post(url("withdraw_removal", dated), {"text": "4?", "position": 2}, follow=True)
        assert page.context["removed"] == []
        assert [row.text for row in dated.prepared_questions.all()] == ["2?", "3?", "4?", "5?"]

    def test_of_another_conversation_nothing_is_offered_back(
        self, phone: Client, alice: Student, dated: Interview
    ) -> None:
        phone.post(url("remove", dated, make_question(dated, "Mine?").pk))
        assert "Mine?" not in shown(phone, make_interview(student=alice))
        assert "Mine?" in shown(phone, dated)


class TestTheChecklist:
    def test_only_what_was_changed_on_this_page_changes(self, phone: Client, dated: Interview) -> None:
        send = {"done": ["join-early", "resume"]}
        assert phone.post(url("checklist", dated), send).url == f"{url('prepare', dated)}#checklist"
        phone.post(url("checklist", dated), {"done": ["quiet-place"]})  # a page from before
        phone.post(url("checklist", dated), {"shown": ["resume"], "done": []})
        phone.post(url("checklist", dated), {"done": ["offer-to-pay", "x" * 500]})  # no lines of this list
        assert {one.item for one in ChecklistTick.objects.all()} == {"join-early", "quiet-place"}

    def test_ticks_are_kept_when_the_format_changes_and_comes_back(self, phone: Client, dated: Interview) -> None:
        phone.post(url("checklist", dated), {"done": ["join-early", "resume"]})
        Interview.objects.update(format="in_person")
        page = shown(phone, dated)
        assert page.count(" checked") == 1
        phone.post(url("checklist", dated), {"shown": ["resume"], "done": []})
        Interview.objects.update(format="video")
        assert 'value="join-early" checked' in shown(phone, dated)


class TestASessionThatEnded:
    def test_the_boxes_are_ticked_again(self, phone: Client, alice: Student, dated: Interview) -> None:
        phone.post(url("checklist", dated), {"done": ["join-early", "quiet-place"]})
        token = end_session(phone)
        here = {"headers": {"referer": f"http://testserver{url('prepare', dated)}"}}
        phone.post(url("picks", dated), {FIELD: token, "keys": ["last-week"]}, **here)
        ticks = {"shown": ["join-early", "quiet-place"], "done": ["join-early", "resume"]}
        phone.post(url("checklist", dated), {FIELD: token, **ticks}, **here)
        phone.force_login(alice.user)
        page = shown(phone, dated)
        assert "That was not saved." in page
        assert "What you typed" not in page
        assert set(re.findall(r'value="([a-z-]+)" checked', page)) == {"last-week", "join-early", "resume"}
        phone.post(url("checklist", dated), ticks, **here)
        assert {one.item for one in ChecklistTick.objects.all()} == {"join-early", "resume"}


class TestTheSheet:
    def test_it_has_all_that_one_needs_ten_minutes_before(
        self, phone: Client, alice: Student, dated: Interview
    ) -> None:
        AboutMe.objects.create(student=alice, text="I study rivers.")
        Student.objects.update(time_zone="Asia/Kathmandu")
        Interview.objects.update(place="https://meet.example.org/rosa")
        make_question(dated, "What is new?")
        ResearchNote.objects.create(interview=dated, slot="still_to_know", body="Who decides?")
        ResearchNote.objects.create(interview=dated, slot="pay", body="52,000")
        ChecklistTick.objects.create(interview=dated, item="join-early")
        page = shown(phone, dated, "sheet")
        for text in ("Kathmandu time", 'href="https://meet.example.org/rosa"', "I study rivers.", "What is new?",
                     "Who decides?", "52,000", "Open the link once"):  # fmt: skip
            assert text in page
        assert page.index("Join two minutes early") > page.index('class="only-print"')

    @pytest.mark.parametrize(("format", "said"), [("video", "If you are late"), ("messages", "Number")])
    def test_nobody_is_late_for_messages(self, phone: Client, dated: Interview, format: str, said: str) -> None:
        Contact.objects.update(phone="5551234567")
        Interview.objects.update(format=format, minutes=None if format == "messages" else 20)
        assert f'{said}: <a href="tel:5551234567">' in shown(phone, dated, "sheet")

    def test_without_anything_it_says_where_to_begin(self, phone: Client, alice: Student) -> None:
        idea = make_interview(student=alice)
        page = shown(phone, idea, "sheet")
        assert "No date is agreed yet." in page
        assert f'href="{url("prepare", idea)}#questions"' in page
        assert reverse("students:about_me") in page


def test_nobody_reads_anothers(
    client_of: Callable[[User], Client], dated: Interview, bob: User, charlie: Student
) -> None:
    for person in (bob, charlie.user):
        for name in ("prepare", "sheet"):
            assert client_of(person).get(url(name, dated)).status_code == 404
        assert client_of(person).post(url("questions", dated), {"text": "Mine?"}).status_code == 404


def test_the_interviews_page_says_what_is_prepared_and_leads_on(phone: Client, dated: Interview) -> None:
    page = phone.get(f"/interviews/{dated.pk}/").content.decode()
    assert page.count(f'href="{url("prepare", dated)}"') == 2  # the step of the path, and the button
    make_question(dated)
    ResearchNote.objects.create(interview=dated, slot="pay", body="52,000")
    page = phone.get(f"/interviews/{dated.pk}/").content.decode()
    assert "1 question, 1 of 7 filled on your research sheet" in page
    assert f'href="{url("sheet", dated)}"' in page
    Interview.objects.update(starts_at=dated.starts_at - timedelta(days=3, minutes=5))
    page = phone.get(f"/interviews/{dated.pk}/").content.decode()
    assert f'href="{url("sheet", dated)}">Your question on one page</a>' in page
