"""Two tabs or two devices with the same row: each long form, through its page."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import unescape
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from apps.contacts.forms import ContactForm
from apps.contacts.models import Contact
from apps.core.models import Versioned
from apps.core.versions import EditedElsewhere, refuse_older
from apps.guidance.models import ReflectionQuestion
from apps.interviews.models import Interview, ThankedHow, ThankYouNote
from apps.interviews.thank_you.actions import draft_thank_you, mark_thanked
from apps.reflection.models import Reflection, ReflectionAnswer
from apps.students.models import Student
from tests.factories import make_contact, make_held, make_interview
from tests.interviews.moments import NEW_YORK, wall

TYPED_HERE, TYPED_THERE = "Typed on the phone", "Typed on the laptop"


@dataclass
class LongForm:
    """A page with a long form. `fill` says what it sends with these words; `kept` reads them back."""

    url: str
    fill: Callable[[str], dict[str, Any]]
    kept: Callable[[], str]


@pytest.fixture(params=["contact", "learned", "thank-you", "reflection"])
def long_form(request: pytest.FixtureRequest, alice: Student) -> LongForm:
    held = make_held(alice, contact=make_contact(student=alice, full_name="Rosa Delgado"))
    question = ReflectionQuestion.objects.create(text="What surprised you?", position=90)
    start = {"held_at": wall(held.starts_at, NEW_YORK), "minutes": held.minutes, "format": held.format}
    return {
        "contact": LongForm(
            reverse("contacts:edit", args=[held.contact_id]),
            lambda words: {"full_name": "Rosa Delgado", "organization": words},
            lambda: Contact.objects.get().organization,
        ),
        "learned": LongForm(
            reverse("interviews:confirm", args=[held.pk]),
            lambda words: {**start, "learned": words},
            lambda: Interview.objects.get().learned,
        ),
        "thank-you": LongForm(
            reverse("interviews:thank_you", args=[held.pk]),
            lambda words: {"body": words},
            lambda: ThankYouNote.objects.get().body,
        ),
        "reflection": LongForm(
            reverse("reflection:edit", args=[held.pk]),
            lambda words: {f"answer_{question.pk}": words},
            lambda: ReflectionAnswer.objects.get().text,
        ),
    }[request.param]


def version_on(page: str) -> str:
    [version] = re.findall(r'<input type="hidden" name="version"(?: value="([^"]*)")?', page)
    return unescape(version)


def opened(phone: Client, long_form: LongForm) -> str:
    return version_on(phone.get(long_form.url).content.decode())


def test_the_older_page_saves_nothing_and_shows_both_texts(phone: Client, long_form: LongForm) -> None:
    here, there = opened(phone, long_form), opened(phone, long_form)
    assert phone.post(long_form.url, {**long_form.fill(TYPED_THERE), "version": there}).status_code == 302

    answer = phone.post(long_form.url, {**long_form.fill(TYPED_HERE), "version": here})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert long_form.kept() == TYPED_THERE
    assert f"<dd>{TYPED_THERE}</dd>" in page
    assert TYPED_HERE in page
    assert "hx-trigger" not in page, "only a press takes the place of those words"
    assert "changed in another tab or on another device" in page

    again = {**long_form.fill(TYPED_HERE), "version": version_on(page)}
    assert phone.post(long_form.url, again).status_code == 302
    assert long_form.kept() == TYPED_HERE


def test_a_start_that_was_moved_elsewhere_is_told_on_the_reader_s_clock(phone: Client, alice: Student) -> None:
    held = make_held(alice, learned="Rivers move.")
    url = reverse("interviews:confirm", args=[held.pk])
    here = version_on(phone.get(url).content.decode())
    typed = {"held_at": wall(held.starts_at, NEW_YORK), "minutes": 20, "format": held.format, "version": here}
    Interview.objects.update(starts_at="2026-01-05T21:30Z", ends_at="2026-01-05T22:00Z")
    page = phone.post(url, typed).content.decode()
    assert "<dd>Monday, January 5, 2026, 4:30 pm EST</dd>" in page


def test_a_date_that_was_agreed_elsewhere_is_not_moved_back(phone: Client, alice: Student, as_of: datetime) -> None:
    interview = make_interview(student=alice)
    url = reverse("interviews:schedule", args=[interview.pk])
    here, there = (version_on(phone.get(url).content.decode()) for _ in range(2))
    tuesday, friday = (
        {"held_at": wall(as_of + timedelta(days=days), NEW_YORK), "minutes": 20, "format": "video"} for days in (3, 6)
    )
    assert phone.post(url, {**tuesday, "version": there}).status_code == 302
    agreed = Interview.objects.get().starts_at
    answer = phone.post(url, {**friday, "version": here})
    assert answer.status_code == 409
    assert Interview.objects.get().starts_at == agreed
    assert phone.post(url, {**friday, "version": version_on(answer.content.decode())}).status_code == 302
    assert Interview.objects.get().starts_at == agreed + timedelta(days=3)


def test_the_same_content_twice_is_no_conflict(phone: Client, long_form: LongForm) -> None:
    sent = {**long_form.fill(TYPED_HERE), "version": opened(phone, long_form)}
    assert [phone.post(long_form.url, sent).status_code for _ in range(2)] == [302, 302]
    assert long_form.kept() == TYPED_HERE


def test_a_field_that_was_not_touched_is_not_written_back(phone: Client, alice: Student) -> None:
    rosa = make_contact(
        student=alice, full_name="Rosa Delgado", role="", organization="", source="friends", may_mentor=True
    )
    url = reverse("contacts:edit", args=[rosa.pk])

    def sent(page: str, **typed: str) -> dict[str, str]:
        """As a browser sends the form, with what was typed over it."""
        shown = dict(re.findall(r'<input type="hidden" name="(initial-[a-z_]+)"(?: value="([^"]*)")?', page))
        assert len(shown) == len(ContactForm.Meta.fields)
        fields = {name.removeprefix("initial-"): value for name, value in shown.items()}
        held = {name: unescape(value) for name, value in fields.items() if value != "False"}
        return {"version": version_on(page)} | {n: unescape(v) for n, v in shown.items()} | held | typed

    here, there = phone.get(url).text, phone.get(url).text
    assert phone.post(url, sent(there, role="Nurse", name_use="yes", name_shared="on")).status_code == 302
    answer = phone.post(url, sent(here, phone="555 0100"))
    assert answer.status_code == 409
    assert '<dl class="said">' not in answer.text, "the form below replaces nothing that was saved there"
    assert "Look it over, and press the button again." in answer.text
    assert 'value="Nurse"' in answer.text
    assert phone.post(url, sent(answer.text, phone="555 0100")).status_code == 302
    rosa.refresh_from_db()
    assert (rosa.role, rosa.phone, rosa.name_use, rosa.name_shared, rosa.may_mentor, rosa.source) == (
        "Nurse",
        "555 0100",
        "yes",
        True,
        True,
        "friends",
    )
    cleared = sent(phone.get(url).text, role="")
    del cleared["may_mentor"]
    assert phone.post(url, cleared).status_code == 302
    rosa.refresh_from_db()
    assert (rosa.role, rosa.may_mentor, rosa.name_shared) == ("", False, True)
    here, there = phone.get(url).text, phone.get(url).text
    assert phone.post(url, sent(there, role="Baker")).status_code == 302
    answer = phone.post(url, sent(here, role="Judge", phone="555 0199"))
    said = answer.text.split('<dl class="said">')[1].split("</dl>")[0]
    assert re.findall("<d[td]>(.*?)</d[td]>", said) == ["What they do", "Baker"], "only what was saved there"


def test_a_version_that_never_was_saves_nothing(phone: Client, long_form: LongForm) -> None:
    assert phone.post(long_form.url, {**long_form.fill(TYPED_THERE)}).status_code == 302
    for version in ("", "\x00", "x" * 500, "2026-13-45"):
        answer = phone.post(long_form.url, {**long_form.fill(TYPED_HERE), "version": version})
        assert answer.status_code in (409, 422)
    assert long_form.kept() == TYPED_THERE


def test_every_versioned_table_has_the_trigger() -> None:
    versioned = [model for model in apps.get_models() if issubclass(model, Versioned)]
    assert {Contact, Interview, ThankYouNote, Reflection} <= set(versioned)
    for model in versioned:
        assert "new_version" in [trigger.name for trigger in model._meta.triggers], model


def test_no_save_writes_an_older_version_back(alice: Student) -> None:
    in_hand = make_contact(student=alice, full_name="Rosa Delgado")
    Contact.objects.update(role="Nurse")
    newer = Contact.objects.get().version
    in_hand.save()
    assert Contact.objects.get().version > newer > in_hand.version


def test_an_interview_has_another_version_only_when_the_conversation_changes(alice: Student) -> None:
    held = make_held(alice, learned="Rivers move.")
    first = held.version
    mark_thanked(interview=held, how=ThankedHow.MAIL, as_of=held.logged_at)
    assert Interview.objects.get().version == first
    Interview.objects.update(learned="Rivers move at night.")
    assert Interview.objects.get().version > first


def test_a_note_that_someone_began_meanwhile_is_a_conflict(alice: Student) -> None:
    held = make_held(alice)
    draft_thank_you(interview=held, body="One", seen="")
    with pytest.raises(EditedElsewhere):
        draft_thank_you(interview=held, body="Two", seen="")
    assert ThankYouNote.objects.get().body == "One"


def test_what_claims_no_version_is_taken(alice: Student) -> None:
    refuse_older(make_interview(student=alice), None, is_same=False)
    refuse_older(None, "gone", is_same=False)
