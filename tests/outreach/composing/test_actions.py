"""What is kept of a draft: two tabs, and what happened since the composer was opened."""

import re
from datetime import datetime, timedelta

import pytest
from django.test import Client

from apps.contacts.models import Contact
from apps.interviews.models import Interview
from apps.outreach.models import Outreach
from tests.outreach.composing.test_views import WORDS, draft, form, url


class TestTwoTabs:
    def test_the_older_one_is_told_and_loses_nothing(self, phone: Client, idea: Interview) -> None:
        first, second = form(phone, idea, save="1"), form(phone, idea, save="1", body="Other words")
        phone.post(url(idea), first)
        answer = phone.post(url(idea), second)
        page = answer.content.decode()
        assert answer.status_code == 409
        assert "Other words" in page
        assert "I read your report" in page
        assert "hx-trigger" not in page, "only a press takes the place of those words"
        assert draft().body == WORDS

    def test_the_draft_that_is_typed_is_not_saved_over_another(self, phone: Client, idea: Interview) -> None:
        typed = form(phone, idea, body="Other words", autosave="1")
        phone.post(url(idea), form(phone, idea, save="1"))
        answer = phone.post(url(idea), typed, headers={"HX-Request": "true"})
        assert answer.status_code == 422
        assert "Changed in another tab" in answer.content.decode()
        assert draft().body == WORDS

    def test_one_person_is_asked_once(self, phone: Client, idea: Interview) -> None:
        beside = form(phone, idea, mail="1", body="Other words")
        phone.post(url(idea), form(phone, idea, mail="1"))
        phone.post(url(idea, "sending"), {"message": draft().pk, "answer": "yes"})
        answer = phone.post(url(idea), beside)
        assert answer.status_code == 422
        assert "You wrote to Rosa in another tab" in answer.content.decode()
        assert "hx-trigger" not in answer.content.decode(), "only a press passes over it"
        assert draft().body == WORDS


@pytest.mark.parametrize(("known", "kept"), [("", "rosa@typed.example"), ("rosa@work.example", "rosa@work.example")])
def test_the_address_typed_for_the_first_message_stands_in_the_next(
    phone: Client, idea: Interview, known: str, kept: str
) -> None:
    Contact.objects.filter(pk=idea.contact_id).update(email=known)
    phone.post(url(idea), form(phone, idea, mail="1", recipient="rosa@typed.example"))
    page = phone.post(url(idea, "sending"), {"message": draft().pk, "answer": "yes"}, follow=True)
    assert Contact.objects.get().email == kept
    assert ("The address is kept with Rosa." in page.text) is (known == "")
    assert 'name="recipient" value="rosa@typed.example"' in phone.get(url(idea)).content.decode()


class TestWhatHappenedMeanwhile:
    """A composer that was left open: what became of the request in another tab is told once, and the words stay."""

    @pytest.mark.parametrize(
        ("became", "said"),
        [
            ({"replied_at": timedelta(days=-1)}, "Rosa answered meanwhile. Look there first."),
            ({"starts_at": timedelta(days=2)}, "You set a date with Rosa meanwhile."),
            ({"asked_at": None}, "You took your request back meanwhile."),
            ({"exit": "declined"}, "You said what became of this conversation meanwhile."),
        ],
    )
    def test_it_is_said_once(
        self, phone: Client, idea: Interview, as_of: datetime, became: dict[str, timedelta | None], said: str
    ) -> None:
        Interview.objects.update(asked_at=as_of - timedelta(days=8))
        typed = form(phone, idea, save="1")
        now = {name: as_of + by if isinstance(by, timedelta) else by for name, by in became.items()}
        if "starts_at" in now:
            now |= {"scheduled_at": as_of, "ends_at": now["starts_at"], "format": "messages"}
        Interview.objects.update(**now, **({"exited_at": as_of} if "exit" in now else {}))
        answer = phone.post(url(idea), typed)
        assert answer.status_code == 422
        assert said in answer.text
        assert "I read your report on floods." in answer.text
        assert not Outreach.objects.exists()
        autosaved = phone.post(url(idea), typed | {"autosave": "1"}, headers={"HX-Request": "true"})
        assert "Not saved. Press “Save for later” to see why." in autosaved.text
        standing = re.search(r'name="standing" value="(\w+)"', answer.text)
        assert phone.post(url(idea), typed | {"standing": standing[1]}).status_code == 302
        assert draft().body == WORDS

    def test_who_answered_is_not_written_to_as_silent(self, phone: Client, idea: Interview, as_of: datetime) -> None:
        Interview.objects.update(asked_at=as_of - timedelta(days=8), replied_at=as_of)
        page = phone.get(url(idea)).text
        assert "Rosa answered. Write back where the answer came" in page
        assert "No reply is normal" not in page
        assert "Rosa replied</button>" not in page
