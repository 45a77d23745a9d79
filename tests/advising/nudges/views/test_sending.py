"""Sending what the page of a nudge showed: once, to whom it said, and no word is lost."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.advising.models import Nudge, Nudged
from apps.cohorts.models import Caseload, Cohort
from apps.contacts.models import Contact
from apps.core import clock
from apps.outbox.models import Message
from apps.students.models import Student
from tests import factories
from tests.advising.nudges.conftest import address, send, sheet

BAD = [
    ("body", "Hi {{ request }}", "Acquaint can’t fill {{ request }}. Here it knows {first name}, {where you are}, "),
    ("body", "{a} {{ b }} {first name} {a}", "Acquaint can’t fill {a} and {{ b }}. Here it knows"),
    ("body", "{<b>x</b>} {% debug %}", "Acquaint can’t fill {&lt;b&gt;x&lt;/b&gt;} and {% debug %}. Here it knows"),
    ("body", "Hi {email}", "Acquaint can’t fill {email}."),
    ("body", "Hi {first name} }", "A brace is missing or stands alone."),
    ("body", "{{first name}}", "Acquaint can’t fill {{first name}}. Here it knows {first name}, "),
    ("body", "   ", "Write a line first."),
    ("body", "x" * 3_001, "at most 3000 characters"),
    ("body", "Hi\x00", "There is a character here that cannot be kept."),
    ("subject", "", "Add a subject."),
    ("subject", "{password}", "Acquaint can’t fill {password}. Here it knows"),
    ("subject", "\u202e\u200b", "Add a subject."),
    ("subject", "x" * 151, "at most 150 characters"),
    ("token", "not-one", "This page was not whole. Press the button once more."),
]


@pytest.mark.parametrize(("field", "typed", "said"), BAD)
def test_what_cannot_be_sent_stays_as_it_was_typed(
    desk: Client, darius: Student, field: str, typed: str, said: str
) -> None:
    answer = send(desk, darius, **{field: typed})
    assert answer.status_code == 422
    assert said in answer.text
    if field != "token":
        assert answer.context["form"][field].value() == typed
    assert not Nudge.objects.exists()
    assert not Message.objects.exists()


def test_what_goes_is_what_the_page_showed(desk: Client, darius: Student, oksana: Student) -> None:
    """One who came free to nudge since is not nudged without a look."""
    assert send(desk, darius, oksana, to=[darius.pk]).status_code == 302
    assert [one.student for one in Nudged.objects.all()] == [darius]


def test_whoever_is_no_longer_the_adviser_sends_nothing_and_keeps_the_words(
    desk: Client, cohort: Cohort, bob: User, darius: Student, alice: Student
) -> None:
    other = factories.make_cohort(advisers=[bob], students=[oksana := factories.make_student(full_name="Oksana Ho")])
    values = sheet(desk, darius, oksana, body="My own words for {first name}")
    Caseload.objects.filter(cohort=cohort, adviser=bob).delete()
    refused = desk.post(address(darius, oksana), values)
    assert refused.status_code == 422
    assert "One of the students you chose is not your student any more" in refused.text
    assert "My own words for {first name}</textarea>" in refused.text
    assert "Darius" not in refused.text
    assert not Nudge.objects.exists()

    again = sheet(desk, oksana, body="My own words for {first name}")
    assert desk.post(address(darius, oksana), again).status_code == 302
    assert [one.student for one in Nudged.objects.all()] == [oksana]

    Caseload.objects.filter(cohort=other).delete()
    nobody = desk.post(address(oksana), {**again, "token": uuid4()})
    assert nobody.status_code == 422
    assert "My own words for {first name}" in nobody.text


def test_whoever_lost_the_cohort_that_the_page_was_opened_for_keeps_the_words(
    desk: Client, cohort: Cohort, bob: User, darius: Student, oksana: Student
) -> None:
    values = sheet(desk, darius, oksana, body="My own words for {first name}")
    Caseload.objects.filter(cohort=cohort, adviser=bob).delete()
    of_cohort = f"{address(darius, oksana)}&cohort={cohort.pk}"
    nobody = desk.post(of_cohort, values)
    assert nobody.status_code == 422
    assert "My own words for {first name}" in nobody.text
    assert "Darius" not in nobody.text
    factories.make_cohort(advisers=[bob], students=[oksana])
    some = desk.post(of_cohort, values)
    assert some.status_code == 422
    assert "One of the students you chose is not your student any more" in some.text
    assert "My own words for {first name}</textarea>" in some.text
    assert not Nudge.objects.exists()
    assert desk.get(of_cohort).status_code == 404


def test_a_form_that_went_is_not_taken_for_sent_to_others(
    desk: Client, cohort: Cohort, bob: User, darius: Student, oksana: Student
) -> None:
    """Back on the page that sent it, whoever was left out is ticked: they get it, too."""
    factories.make_nudged(oksana, cohort=cohort, adviser=bob)
    values = sheet(desk, darius, oksana)
    assert desk.post(address(darius, oksana), values).status_code == 302
    values |= {"also": [oksana.pk]}
    refused = desk.post(address(darius, oksana), values)
    assert refused.status_code == 422
    assert "This page sent this nudge already, to others." in refused.text
    once_more = sheet(desk, darius, oksana, also=[oksana.pk], token=refused.context["form"]["token"].value())
    assert desk.post(address(darius, oksana), once_more).status_code == 302
    went = Nudged.objects.filter(nudge__subject=values["subject"])
    assert sorted(went.values_list("student", flat=True)) == sorted([darius.pk, oksana.pk])


def test_a_tick_passes_over_the_nudge_that_the_page_showed_and_none_since(
    desk: Client, cohort: Cohort, bob: User, darius: Student
) -> None:
    factories.make_nudged(darius, cohort=cohort, adviser=bob)
    first, second = (sheet(desk, darius, also=[darius.pk]) for _ in range(2))  # two tabs
    assert desk.post(address(darius), first).status_code == 302
    refused = desk.post(address(darius), second)
    assert refused.status_code == 422
    assert "Nobody is left to send it to." in refused.text
    assert Nudge.objects.filter(subject=first["subject"]).count() == 1
    again = sheet(desk, darius, also=[darius.pk])
    assert desk.post(address(darius), again).status_code == 302, "who looks again may"


def test_the_same_form_is_sent_once_whoever_presses_twice(desk: Client, darius: Student) -> None:
    values = sheet(desk, darius)
    first, second = (desk.post(address(darius), values) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert (Nudge.objects.count(), Nudged.objects.count(), Message.objects.count()) == (1, 1, 1)
    assert "You sent this nudge already." in desk.get(second["Location"]).text


def test_other_words_from_a_page_that_was_sent_are_not_lost(desk: Client, darius: Student, oksana: Student) -> None:
    values = sheet(desk, darius, oksana)
    desk.post(address(darius, oksana), {**values, "to": [darius.pk]})
    changed = {**values, "to": [oksana.pk], "body": "Other words"}
    refused = desk.post(address(darius, oksana), changed)
    assert refused.status_code == 422
    assert "This page sent a nudge already, with other words." in refused.text
    assert "Other words</textarea>" in refused.text
    token = refused.context["form"]["token"].value()
    assert desk.post(address(darius, oksana), {**changed, "token": token}).status_code == 302
    assert Nudge.objects.count() == 2


def test_another_adviser_was_quicker(desk: Client, cohort: Cohort, darius: Student, oksana: Student) -> None:
    values = sheet(desk, darius, oksana)
    factories.make_nudged(darius, cohort=cohort, adviser=factories.make_adviser())
    answer = desk.post(address(darius, oksana), values, follow=True)
    assert "Sent to 1. Left out, as it stands now: Darius Coleman." in answer.text
    values = sheet(desk, oksana)
    refused = desk.post(address(oksana), {**values, "to": [oksana.pk]})
    assert refused.status_code == 422
    assert "Nobody is left to send it to." in refused.text


def test_no_name_of_a_contact_stands_anywhere(desk: Client, darius: Student) -> None:
    secret = factories.make_contact(student=darius, full_name="Zenobia Quark", name_shared=False)
    factories.make_interview(student=darius, contact=secret, asked_at=clock.now() - timedelta(days=20))
    send(desk, darius)
    assert Contact.objects.exists()
    assert "Zenobia" not in desk.get(address(darius)).text + Message.objects.get().text
