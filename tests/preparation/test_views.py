"""The page to prepare on, as a browser without a script sees it, and the sheet."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.accounts.models import User
from apps.contacts.models import Contact
from apps.core.not_saved.tokens import FIELD
from apps.interviews.models import Interview
from apps.preparation.models import ChecklistTick, ResearchNote
from apps.students.models import AboutMe, Student
from tests.core.not_saved.test_refusing import end_session
from tests.factories import make_held, make_interview, make_question
from tests.preparation.pages import shown, url


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
