"""The list, and the page of one, at every step."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.accounts.models import User
from apps.cohorts.models import Cohort
from apps.interviews.models import Exclusion, Interview
from apps.interviews.notes.models import Note
from apps.network.models import Referral
from apps.reflection.models import Reflection
from apps.students.models import Student
from tests.factories import make_contact, make_held, make_interview

LIST = "/interviews/"


def detail(interview: Interview) -> str:
    return reverse("interviews:detail", args=[interview.pk])


def scheduled(student: Student, start: datetime) -> Interview:
    return make_interview(
        student=student,
        scheduled_at=start - timedelta(days=3),
        starts_at=start,
        ends_at=start + timedelta(minutes=20),
        minutes=20,
        format="video",
    )


@pytest.mark.parametrize(("minutes", "is_there"), [(29, True), (31, False)])
def test_just_before_it_begins_the_page_leads_to_the_questions(
    phone: Client, alice: Student, as_of: datetime, minutes: int, is_there: bool
) -> None:
    talk = scheduled(alice, as_of + timedelta(minutes=minutes))
    assert ("Open your questions" in phone.get(detail(talk)).text) is is_there


class TestTheList:
    def test_empty_it_says_what_to_do(self, phone: Client) -> None:
        page = phone.get(LIST).content.decode()
        assert "Your first conversation will appear here." in page
        assert 'href="/interviews/log/"' in page

    def test_what_is_open_comes_first(self, phone: Client, alice: Student, as_of: datetime) -> None:
        gone = make_interview(student=alice, exit="declined", exited_at=as_of)
        held = make_held(alice)
        soon = scheduled(alice, as_of + timedelta(days=1))
        idea = make_interview(student=alice)
        assert [row["interview"] for row in phone.get(LIST).context["rows"]] == [soon, idea, held, gone]

    def test_others_are_not_in_it(self, phone: Client, charlie: Student) -> None:
        make_held(charlie)
        assert phone.get(LIST).context["rows"] == []

    @pytest.mark.parametrize("page", ["-1", "abc", "0", "99999999", "1e3", "9" * 5000, "%00"])
    def test_a_page_that_is_not_one(self, phone: Client, alice: Student, page: str) -> None:
        make_held(alice)
        assert phone.get(f"{LIST}?page={page}&sort=nonsense").status_code == 404
        assert len(phone.get(f"{LIST}?page=").context["rows"]) == 1

    def test_long_lists_have_pages(self, phone: Client, alice: Student) -> None:
        contact = make_contact(student=alice)
        Interview.objects.bulk_create(Interview(student=alice, contact=contact) for _ in range(26))
        assert len(phone.get(LIST).context["rows"]) == 25
        assert len(phone.get(f"{LIST}?page=2").context["rows"]) == 1

    def test_queries_are_the_same_for_one_and_for_three(self, phone: Client, alice: Student) -> None:
        counts = []
        for made in (1, 2):
            for _ in range(made):
                make_held(alice, thanked_at=None)
            with CaptureQueriesContext(
                connection,
            ) as queries:
                phone.get(LIST)
            counts.append(len(queries))
        assert counts[0] == counts[1] <= 8

    def test_staff_have_no_students_pages(self, client_of: Callable[..., Client], bob) -> None:
        assert client_of(bob).get(LIST).status_code == 404


class TestOne:
    def test_what_to_do_at_each_step(self, phone: Client, alice: Student, as_of: datetime) -> None:
        idea = make_interview(student=alice, contact=make_contact(student=alice, full_name="Rosa Delgado"))
        held = make_held(alice)
        late = make_held(alice, ended_ago=timedelta(hours=25))
        thanked = make_held(alice, thanked_at=as_of)
        done = make_held(alice, thanked_at=as_of, reflected_at=as_of)
        for interview, sentence in (
            (idea, "Ask Rosa for twenty minutes"),
            (scheduled(alice, as_of + timedelta(days=1)), "Prepare for"),
            (scheduled(alice, as_of - timedelta(minutes=1)), "It’s over: log it"),
            (scheduled(alice, as_of - timedelta(hours=2)), "How did it go with"),
            (held, "left</span>"),
            (late, "A late thank-you is still a good one"),
            (thanked, "Reflect while it is fresh"),
            (done, "You’ve done every step"),
        ):
            response = phone.get(detail(interview))
            assert response.status_code == 200
            assert sentence in response.content.decode()
            assert len(response.context["steps"]) == 6
            assert [step["state"] for step in response.context["steps"]].count("now") == 1

    def test_the_notes_stand_there_with_what_to_follow_up(self, phone: Client, alice: Student, as_of: datetime) -> None:
        interview = scheduled(alice, as_of - timedelta(minutes=1))
        assert "Your notes" not in phone.get(detail(interview)).text
        Note.objects.create(interview=interview, key="names", body="Jamal.")
        notes = [("q1", "Why planning?", "The <river>.", True), ("q2", "What next?", "Maps.", False)]
        for key, heading, body, follow_up in [*notes, ("q3", "Emptied?", "", False)]:
            Note.objects.create(interview=interview, key=key, heading=heading, body=body, follow_up=follow_up)
        answer = phone.get(detail(interview))
        asked = [note.title for note in answer.context["notes"]]
        assert asked == ["Why planning?", "What next?", "Two more people to talk to"]
        page = answer.text
        assert [words in page for words in ("Why planning?", "The &lt;river&gt;.", "What next?", "Emptied?")] == [
            True,
            True,
            True,
            False,
        ]
        assert page.count("Follow up</span>") == 1
        assert reverse("preparation:meet", args=[interview.pk]) in page

    def test_notes_without_a_word_on_what_was_learned_are_written_down_too(self, phone: Client, alice: Student) -> None:
        held = make_held(alice, learned="")
        assert "Nothing written down yet." in phone.get(detail(held)).text
        Note.objects.create(interview=held, key="q1", body="Maps are arguments.")
        page = phone.get(detail(held)).text
        assert "Nothing written down yet." not in page
        assert "It starts from what you wrote down." in page

    def test_the_step_meet_leads_to_its_screen(self, phone: Client, alice: Student, as_of: datetime) -> None:
        meets, gone = make_held(alice), make_interview(student=alice, exit="declined", exited_at=as_of)
        urls = [phone.get(detail(one)).context["steps"][2]["url"] for one in (meets, gone)]
        assert urls == [reverse("preparation:meet", args=[meets.pk]), ""]

    def test_times_are_in_the_students_own_zone(self, phone: Client, alice: Student) -> None:
        Student.objects.filter(pk=alice.pk).update(time_zone="Asia/Kathmandu")
        start = datetime.fromisoformat("2026-03-02T18:30:00+00:00")
        page = phone.get(detail(scheduled(alice, start))).content.decode()
        assert '<span class="visually-hidden">Tuesday, March 3, </span>12:15 to 12:35 am Kathmandu time</time>' in page
        assert '<p class="when__day" aria-hidden="true">Mar<b>3</b>Tue</p>' in page
        assert 'datetime="2026-03-02T18:30:00+00:00"' in page

    def test_what_an_adviser_left_out_is_said_with_the_reason(self, phone: Client, alice: Student, bob, cohort) -> None:
        held = make_held(alice)
        Exclusion.objects.create(interview=held, cohort=cohort, adviser=bob, reason="Talked at the same event")
        page = phone.get(detail(held)).content.decode()
        assert "Does not count in Alice&#x27;s cohort." in page
        assert "Talked at the same event" in page

    def test_the_lock_line_names_who_reads_it(
        self, phone: Client, alice: Student, as_of: datetime, cohort: Cohort, bob: User
    ) -> None:
        planned = scheduled(alice, as_of + timedelta(days=1))
        done = make_held(alice, thanked_at=as_of, reflected_at=as_of)
        shared = Reflection.objects.create(interview=done, shared_at=as_of)
        assert "Bob Lindgren sees the dates, the step" in phone.get(detail(planned)).text
        assert "Bob Lindgren sees dates and steps" in phone.get(LIST).text
        assert "Bob Lindgren can read this reflection, and so can you." in phone.get(detail(done)).text
        Reflection.objects.filter(pk=shared.pk).update(shared_at=None)
        assert "Only you can read this reflection." in phone.get(detail(done)).text
        cohort.advisers.clear()
        assert "An adviser sees dates and steps" in phone.get(LIST).text

    def test_what_was_written_is_text(self, phone: Client, alice: Student) -> None:
        held = make_held(alice, learned="<script>alert(1)</script>\n\nSecond")
        page = phone.get(detail(held)).content.decode()
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)" in page

    def test_queries_are_the_same_for_one_and_for_three_names(
        self, phone: Client, alice: Student, as_of: datetime
    ) -> None:
        held = make_held(alice, thanked_at=as_of)
        counts = []
        for made in (1, 2):
            for _ in range(made):
                Referral.objects.create(interview=held, contact=make_contact(student=alice, introduced_by=held.contact))
            with CaptureQueriesContext(connection) as queries:
                phone.get(detail(held))
            counts.append(len(queries))
        assert counts[0] == counts[1] <= 9

    def test_nobody_opens_anothers(self, client_of: Callable[..., Client], alice: Student, bob, charlie) -> None:
        held = make_held(alice)
        for person in (bob, charlie.user):
            assert client_of(person).get(detail(held)).status_code == 404
        assert Client().get(detail(held)).status_code == 302


def test_no_page_carries_an_inline_script_or_style(phone: Client, alice: Student, as_of: datetime) -> None:
    held = make_held(alice, thanked_at=as_of)
    for url in (
        LIST,
        detail(held),
        "/interviews/log/",
        *(
            reverse(name, args=[held.pk])
            for name in ("interviews:confirm", "interviews:thank_you", "reflection:edit", "network:refer")
        ),
    ):
        page = phone.get(url).content.decode()
        assert " style=" not in page
        assert "<style" not in page
        assert "<script>" not in page
        assert " onclick=" not in page
        # Whatever is sent is sent by a form with a token.
        assert page.count('method="post"') == page.count('name="csrfmiddlewaretoken"')
