"""The composer, by plain requests: what a phone without a script gets."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.accounts.models import User
from apps.campus.models import Campus
from apps.cohorts.models import Cohort
from apps.contacts.models import Contact
from apps.core import clock
from apps.guidance.coach.rules import Rule
from apps.interviews.life.actions import close
from apps.interviews.models import Exit, Interview
from apps.outreach.composing.actions import refuse_hint
from apps.outreach.composing.writing import Writing
from apps.outreach.models import Outreach
from apps.students.models import AboutMe, Student
from tests.factories import make_contact, make_held

WORDS = "Dear Rosa,\n\nI read your report on floods. Would you have 20 minutes? If not, that's fine.\n\nAlice"


def url(interview: Interview, page: str = "ask") -> str:
    return reverse(f"outreach:{page}", args=[interview.pk])


def form(client: Client, interview: Interview, **values: str) -> dict[str, str]:
    """What the page as it is now would send, with these values and buttons."""
    page = client.get(url(interview)).content.decode()
    hidden = dict(re.findall(r'<input type="hidden" name="(version|after|standing)" value="([^"]*)"', page))
    kept = {"channel": "email", "recipient": "rosa@rivers.example", "subject": "Floods", "body": WORDS}
    return {"version": "", **hidden, **kept, **values}


def draft() -> Outreach:
    return Outreach.objects.get()


def test_it_starts_from_what_is_known_and_marks_the_rest(phone: Client, idea: Interview, about_me: AboutMe) -> None:
    page = phone.get(url(idea)).content.decode()
    assert "Dear Rosa" in page
    assert "I grew up beside a creek" in page
    assert "2 blanks left" in page
    assert "Why Rosa?" in page
    assert Outreach.objects.count() == 0


@pytest.mark.parametrize(
    ("major", "year", "said"),
    [
        ("Biology", "Sophomore", ", a sophomore in biology at"),
        ("Economics", "class of 2028", ", an economics student at"),
        ("IT", "", ", an IT student at"),
        ("", "Sophomore", "[your year and major] at"),
    ],
)
def test_it_says_who_is_writing(major: str, year: str, said: str, phone: Client, idea: Interview) -> None:
    Student.objects.update(major=major, year=year)
    Contact.objects.update(email="", phone="555 0100")  # a text message has no room for more
    assert said in phone.get(url(idea)).text


def test_the_words_for_the_blanks_go_into_the_message(phone: Client, idea: Interview) -> None:
    values = form(phone, idea, body="Hi Rosa. [why Rosa] Before [a date]?", fill="1")
    page = phone.post(url(idea), values | {"fill_why": "I read your report", "fill_by_when": ""}, follow=True)
    assert draft().body == "Hi Rosa. I read your report. Before [a date]?"
    assert "1 blank left" in page.content.decode()
    assert page.redirect_chain == [(f"{url(idea)}#message", 302)]


def test_a_blank_with_a_curly_apostrophe_is_named_once(phone: Client, idea: Interview) -> None:
    Contact.objects.update(full_name="Mom’s cousin Marcos")
    page = phone.get(url(idea)).text
    assert "Why Mom’s cousin Marcos?" in page
    assert "You say why you chose" not in page
    assert "Also marked in your message" not in page


class TestWhatTheyAreCalled:
    def test_it_is_asked_put_in_and_kept(self, phone: Client, idea: Interview) -> None:
        Contact.objects.update(full_name="Mom’s cousin Marcos", source="family")
        page = phone.get(url(idea))
        assert "What do you call them?" in page.text
        body = page.context["form"]["body"].value()
        assert "[why Mom’s cousin Marcos]" in body
        page = phone.post(url(idea), form(phone, idea, fill="1", body=body, call_them="Hi Marcos,"), follow=True)
        assert Contact.objects.get().call_them == "Marcos"
        assert draft().body.startswith("Hi Marcos,\n")
        assert "Mom’s" not in draft().body
        assert "Why Marcos?" in page.text
        assert "What do you call them?" not in page.text

    def test_it_may_stay_empty(self, phone: Client, idea: Interview) -> None:
        Contact.objects.update(source="family")
        phone.post(url(idea), form(phone, idea, save="1", call_them=""))
        assert (draft().body, Contact.objects.get().call_them) == (WORDS, "")

    def test_it_is_not_asked_of_a_plain_name_of_someone_new(self, phone: Client, idea: Interview) -> None:
        assert "What do you call them?" not in phone.get(url(idea)).text


class TestAboutMe:
    def test_it_is_put_after_the_greeting(self, phone: Client, idea: Interview, about_me: AboutMe) -> None:
        page = phone.post(url(idea), form(phone, idea, about_me="1"), follow=True)
        assert draft().body == WORDS.replace("I read", f"{about_me.text}\n\nI read")
        assert "Put it in my message" not in page.text
        assert page.redirect_chain == [(f"{url(idea)}#message", 302)]

    def test_writing_it_leads_back_to_the_message(self, phone: Client, idea: Interview) -> None:
        (link,) = re.findall(r'href="([^"]*about-me[^"]*)"', phone.get(url(idea)).text)
        assert phone.post(link, {"text": "I'm Alice.", "version": ""}).url == f"{url(idea)}#message"

    def test_it_takes_its_place_where_one_is_marked(self, phone: Client, idea: Interview, about_me: AboutMe) -> None:
        assert "Put it in my message" not in phone.get(url(idea)).text  # the text that it starts from has it
        phone.post(url(idea), form(phone, idea, about_me="1", body="Hi Rosa,\n\nWe met. [about you]\n\nAlice"))
        assert draft().body == f"Hi Rosa,\n\nWe met. {about_me.text}\n\nAlice"


class TestChannelsAndTexts:
    def test_each_channel_counts_by_its_own_limit(self, phone: Client, idea: Interview) -> None:
        Campus.objects.update(outreach_linkedin_characters=180)
        phone.post(url(idea), form(phone, idea, channel="linkedin", body="x" * 190, save="1"))
        page = phone.get(url(idea)).content.decode()
        assert "<b data-count>190</b> of 180 characters" in page
        assert "Make it shorter" in page

    def test_another_text_sets_the_first_aside(self, phone: Client, idea: Interview) -> None:
        phone.post(url(idea), form(phone, idea, channel="text", start="1"))
        assert (draft().channel, draft().set_aside) == ("text", WORDS)
        assert draft().body.startswith("Hello Rosa, we haven't met.")
        phone.post(url(idea), form(phone, idea, channel="text", body=draft().body, start="1"))
        assert draft().set_aside == WORDS
        there = {"channel": "text", "body": draft().body, "subject": "", "template": draft().template}
        page = phone.post(url(idea), form(phone, idea, **there, bring_back="1"), follow=True)
        assert (draft().body, draft().subject, draft().template) == (WORDS, "Floods", "someone-new-email")
        assert "I read your report on floods." in page.content.decode()

    def test_answers_for_the_blanks_go_into_the_text_that_is_started_from(self, phone: Client, idea: Interview) -> None:
        answers = {"body": "[why Rosa] Before [a date]?", "fill_why": "you map floods", "fill_by_when": "May 1"}
        phone.post(url(idea), form(phone, idea, channel="linkedin", start="1", **answers))
        assert "you map floods." in draft().body
        assert draft().set_aside == "You map floods. Before May 1?"

    def test_what_only_an_email_has_is_in_no_other_channels_way(self, phone: Client, idea: Interview) -> None:
        assert phone.post(url(idea), form(phone, idea, channel="text", recipient="al@", save="1")).status_code == 302
        assert draft().recipient == "rosa@rivers.example"


class TestLeaving:
    @pytest.mark.parametrize("button", ["mail", "copy", "share"])
    def test_nothing_changes_until_it_is_said(self, phone: Client, idea: Interview, button: str) -> None:
        page = phone.post(url(idea), form(phone, idea, **{button: "1"}), follow=True).content.decode()
        assert "Did you send it?" in page
        idea.refresh_from_db()
        assert idea.asked_at is None
        assert not draft().is_sent

    def test_the_link_opens_the_mail_program(self, phone: Client, idea: Interview) -> None:
        values = form(phone, idea, mail="1", subject="Floods\r\nBcc: all@campus.example", body="Dear Rosa,\nA & B")
        page = phone.post(url(idea), values, follow=True).content.decode()
        assert (
            "mailto:rosa@rivers.example?subject=Floods%20Bcc%3A%20all%40campus.example&amp;body=Dear%20Rosa%2C%0D%0A"
            "A%20%26%20B" in page
        )

    def test_what_is_too_long_for_a_link_is_copied(self, phone: Client, idea: Interview) -> None:
        page = phone.post(url(idea), form(phone, idea, mail="1", body="好" * 300), follow=True).content.decode()
        assert "some email apps would cut it" in page
        assert "Select all of it and copy." in page
        assert "Copy the message</button>" in page

    def test_yes_is_the_request(self, phone: Client, idea: Interview) -> None:
        phone.post(url(idea), form(phone, idea, mail="1"))
        answer = {"message": draft().pk, "answer": "yes"}
        for _ in range(2):  # a double press, and a second tab
            page = phone.post(url(idea, "sending"), answer, follow=True).content.decode()
        idea.refresh_from_db()
        assert (idea.asked_at, draft().sent_how) == (draft().sent_at, "mail")
        assert "Waiting for Rosa" in page
        assert "I read your report on floods." in page

    def test_the_other_button_says_yes_too(self, phone: Client, idea: Interview) -> None:
        phone.post(url(idea), form(phone, idea, copy="1"))
        page = phone.post(reverse("outreach:request", args=[idea.pk]), follow=True).content.decode()
        idea.refresh_from_db()
        assert draft().sent_at == idea.asked_at
        assert "Did you send it?" not in page

    def test_no_and_later(self, phone: Client, idea: Interview) -> None:
        phone.post(url(idea), form(phone, idea, copy="1"))
        answer = {"message": draft().pk}
        page = phone.post(url(idea, "sending"), answer | {"answer": "later"}, follow=True).content.decode()
        assert "Did you send it?" in page
        page = phone.post(url(idea, "sending"), answer | {"answer": "no"}, follow=True).content.decode()
        assert "Did you send it?" not in page.replace("ask “Did you send it?”", "")

    def test_a_yes_can_be_undone(self, phone: Client, idea: Interview) -> None:
        phone.post(url(idea), form(phone, idea, copy="1"))
        phone.post(url(idea, "sending"), {"message": draft().pk, "answer": "yes"})
        page = phone.post(url(idea, "withdraw_sending"), {"message": draft().pk}, follow=True).content.decode()
        assert "Your words are a draft again." in page
        idea.refresh_from_db()
        assert (idea.asked_at, draft().sent_at, draft().sent_how) == (None, None, "")

    def test_undoing_the_request_brings_its_words_back(self, phone: Client, idea: Interview) -> None:
        phone.post(url(idea), form(phone, idea, copy="1"))
        phone.post(url(idea, "sending"), {"message": draft().pk, "answer": "yes"})
        phone.post(reverse("outreach:withdraw_request", args=[idea.pk]))
        assert (draft().is_sent, draft().body) == (False, WORDS)


def test_typing_saves_and_counts(phone: Client, idea: Interview) -> None:
    answer = phone.post(url(idea), form(phone, idea, autosave="1"), headers={"HX-Request": "true"})
    page = answer.content.decode()
    assert draft().body == WORDS
    assert draft().version in page
    assert "<b data-count>18</b> of 150 words" in page
    assert "Saved" in page
    assert "<html" not in page


def test_a_half_typed_address_keeps_no_word_from_being_saved(phone: Client, idea: Interview) -> None:
    typed = form(phone, idea, autosave="1", recipient="al@", fill_why="x" * 2_001)
    answer = phone.post(url(idea), typed, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert "Saved" in answer.text
    assert "The address isn’t whole yet" in answer.text
    assert (draft().body, draft().recipient) == (WORDS, "rosa@rivers.example")


def test_what_cannot_be_saved_as_it_is_typed_says_why(phone: Client, idea: Interview) -> None:
    assert not re.search(r"<textarea[^>]*maxlength", phone.get(url(idea)).text)  # nothing is cut without a word
    answer = phone.post(url(idea), form(phone, idea, autosave="1", body="x" * 5_001), headers={"HX-Request": "true"})
    assert answer.status_code == 422
    assert "Not saved yet. Use at most 5000 characters." in answer.text


def test_a_hint_that_was_refused_stays_away(phone: Client, idea: Interview) -> None:
    values = form(phone, idea, body="Dear Rosa, can we talk about floods? No worries if not.", no_thanks="no_length")
    assert "Say how long it takes" in phone.post(url(idea), values | {"no_thanks": ""}, follow=True).content.decode()
    values = form(phone, idea, body=values["body"], no_thanks="no_length")
    assert "Say how long it takes" not in phone.post(url(idea), values, follow=True).content.decode()


def test_two_hints_that_are_refused_in_two_tabs_both_stay_away(phone: Client, idea: Interview, campus: Campus) -> None:
    phone.post(url(idea), form(phone, idea, save="1"))
    about = Writing(idea.student, idea.contact, idea, campus, ZoneInfo("UTC"), clock.now())
    opened = draft()  # in both
    for rule in (Rule.NO_LENGTH, Rule.NO_REASON, Rule.NO_REASON):
        refuse_hint(writing=about, draft=opened, rule=rule)
    assert draft().hints_refused == ["no_length", "no_reason"]


class TestFollowUps:
    @pytest.fixture
    def asked(self, idea: Interview, as_of: datetime) -> Interview:
        Interview.objects.update(asked_at=as_of - timedelta(days=8))
        idea.refresh_from_db()
        return idea

    def test_they_are_two_and_the_request_keeps_its_day(self, phone: Client, asked: Interview) -> None:
        for title in ("Write to Rosa again", "Write to Rosa once more"):
            assert title in phone.get(url(asked)).content.decode()
            phone.post(url(asked), form(phone, asked, copy="1", body=title))
            message = Outreach.objects.get(sent_at=None)
            phone.post(url(asked, "sending"), {"message": message.pk, "answer": "yes"})
        assert Outreach.objects.count() == 2
        assert Interview.objects.get().asked_at == asked.asked_at
        assert "You wrote twice more, and that’s enough." in phone.get(url(asked)).text
        page = phone.get(reverse("interviews:detail", args=[asked.pk])).text
        assert "Two notes are enough. You are free to ask someone else." in page
        assert f'href="{url(asked)}"' not in page

    def test_after_the_first_their_silence_begins_anew(self, phone: Client, asked: Interview) -> None:
        phone.post(url(asked), form(phone, asked, copy="1"))
        phone.post(url(asked, "sending"), {"message": draft().pk, "answer": "yes"})
        page = phone.get(reverse("interviews:detail", args=[asked.pk])).text
        assert "Silence for 7 days is normal." in page
        assert f'href="{url(asked)}"' not in page

    def test_they_go_where_the_request_went(self, phone: Client, idea: Interview) -> None:
        Contact.objects.update(email="", phone="555 0100")
        phone.post(url(idea), form(phone, idea, mail="1", recipient="typed@rivers.example"))
        phone.post(url(idea, "sending"), {"message": draft().pk, "answer": "yes"})
        page = phone.get(url(idea)).content.decode()
        assert 'value="typed@rivers.example"' in page
        assert re.search(r'value="email"[^>]* checked', page)

    def test_a_draft_that_was_never_opened_is_none(self, phone: Client, idea: Interview) -> None:
        phone.post(url(idea), form(phone, idea, save="1"))
        phone.post(reverse("outreach:request", args=[idea.pk]))
        page = phone.get(url(idea))
        assert "Write to Rosa again" in page.text
        assert page.context["form"]["subject"].value() != "Floods"
        assert page.context["form"]["body"].value().startswith("Dear Rosa,\n\nI wrote to you")
        page = phone.post(url(idea), form(phone, idea, bring_back="1", body="Other words"), follow=True)
        assert (draft().body, draft().set_aside) == (WORDS, "Other words")

    def test_it_is_a_draft_again_once_the_request_is_undone(self, phone: Client, idea: Interview) -> None:
        phone.post(url(idea), form(phone, idea, save="1"))
        for press in ("request", "request", "withdraw_request"):
            phone.post(reverse(f"outreach:{press}", args=[idea.pk]))
        assert (draft().subject, draft().body, draft().set_aside) == ("Floods", WORDS, "")

    def test_the_page_of_the_interview_leads_there_in_its_time(self, phone: Client, asked: Interview) -> None:
        page = phone.get(reverse("interviews:detail", args=[asked.pk])).content.decode()
        assert f'href="{url(asked)}"' in page


def test_where_nothing_is_to_ask(phone: Client, alice: Student, idea: Interview, as_of: datetime) -> None:
    close(interview=idea, exit=Exit.NO_REPLY, as_of=as_of)
    for interview in (idea, make_held(alice)):
        assert phone.get(url(interview)).url == reverse("interviews:detail", args=[interview.pk])


class TestBadInput:
    @pytest.mark.parametrize(
        ("values", "said"),
        [
            ({"channel": "pigeon"}, "Choose one of these."),
            ({"body": " "}, "Write a line first."),
            ({"body": "x" * 5_001}, "Use at most 5000 characters."),
            ({"body": "a\x00b"}, "a character here that cannot be kept"),
            ({"recipient": "rosa@"}, "Write the whole address"),
            ({"after": "-1"}, "Use 0 or more."),
            ({"no_thanks": "a\x00b"}, "There is no such hint."),
            ({"no_thanks": "x" * 21}, "There is no such hint."),
        ],
    )
    def test_it_is_said_and_nothing_is_saved(
        self, phone: Client, idea: Interview, values: dict[str, str], said: str
    ) -> None:
        answer = phone.post(url(idea), form(phone, idea, save="1") | values)
        assert answer.status_code == 422
        assert said in answer.content.decode()
        assert "This needs a look first. What you typed is still here." in answer.content.decode()
        assert Outreach.objects.count() == 0

    @pytest.mark.parametrize("field", ["channel", "template"])
    def test_what_is_wrong_with_a_choice_is_read_out_with_it(self, phone: Client, idea: Interview, field: str) -> None:
        page = phone.post(url(idea), form(phone, idea, save="1") | {field: "x" * 81}).text
        assert page.count(f'aria-describedby="id_{field}_error"') == page.count(f'id="id_{field}_error"') == 1

    def test_what_is_not_sent_yet_is_said_to_be_just_that(self, phone: Client, idea: Interview) -> None:
        Campus.objects.update(sends_outreach=True)
        phone.post(url(idea), form(phone, idea, save="1"))
        answer = phone.post(url(idea), form(phone, idea, send="1", recipient=""))
        assert "It isn’t sent yet. What you typed is still here." in answer.text
        assert "Saved " not in answer.text

    def test_a_message_of_another_conversation(self, phone: Client, alice: Student, idea: Interview) -> None:
        other = Interview.objects.create(student=alice, contact=make_contact(student=alice))
        phone.post(url(idea), form(phone, idea, copy="1"))
        for pk in (draft().pk, "x", 2**63, ""):
            assert phone.post(url(other, "sending"), {"message": pk, "answer": "yes"}).status_code == 404


def test_staff_see_neither_words_nor_address(
    phone: Client, idea: Interview, bob: User, cohort: Cohort, client_of: Callable[[User], Client]
) -> None:
    phone.post(url(idea), form(phone, idea, mail="1", recipient="private@rivers.example"))
    phone.post(url(idea, "sending"), {"message": draft().pk, "answer": "yes"})
    adviser = client_of(bob)
    for page in ("cohort", "student"):
        place = {"pk": cohort.pk} if page == "cohort" else {"cohort_pk": cohort.pk, "pk": idea.student_id}
        text = adviser.get(reverse(f"dashboards:{page}", kwargs=place)).content.decode()
        assert "I read your report" not in text
        assert "private@" not in text
        assert "Asked" in text or "asked" in text


def test_the_page_asks_as_often_for_many_messages(
    phone: Client, alice: Student, idea: Interview, as_of: datetime, about_me: AboutMe
) -> None:
    Interview.objects.update(asked_at=as_of - timedelta(days=8))
    numbers = []
    for sent in range(3):
        went = {"sent_how": "copy", "sent_at": as_of - timedelta(days=7 - sent)}
        Outreach.objects.create(student=alice, interview=idea, kind="conversation", channel="email", **went)
        with CaptureQueriesContext(connection) as asked:
            assert phone.get(url(idea)).status_code == 200
        numbers.append(len(asked))
    assert numbers[0] == numbers[2] <= 12
