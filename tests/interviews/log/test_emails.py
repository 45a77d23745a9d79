"""How did it go: in the student's own time, with one link for each answer."""

from django.conf import settings
from django.urls import reverse

from apps.campus.models import Campus
from apps.interviews.by_link.links import token
from apps.interviews.log.actions import confirm_held
from apps.students.models import Student
from tests.interviews.moments import at, compose, links, scheduled


def test_it_asks_in_the_students_own_time(alice: Student) -> None:
    mail = compose("how_did_it_go", scheduled(alice), "13 17:00")
    assert mail.to == alice.user.email
    assert mail.subject == "How did it go with Rosa Delgado on Tuesday?"
    for part in (mail.text, mail.html):
        assert "You planned to talk with Rosa Delgado on Tuesday at 4:00 pm EDT." in part
        assert "A thank-you by 4:30 pm EDT on Wednesday is" in part
        assert "p.m." not in part


def test_in_another_zone_it_is_another_hour_and_day(alice: Student) -> None:
    Student.objects.filter(pk=alice.pk).update(time_zone="Asia/Kathmandu")
    mail = compose("how_did_it_go", scheduled(alice), "13 17:00")
    assert "on Wednesday at 1:45 am Kathmandu time." in mail.text
    assert "by 2:15 am Kathmandu time on Thursday is" in mail.html


def test_one_link_for_each_answer(alice: Student) -> None:
    interview = scheduled(alice)
    mail = compose("how_did_it_go", interview, "13 17:00")
    happened, did_not = (
        settings.SITE_URL + reverse(f"interviews:{name}", args=[token(interview)])
        for name in ("log_by_link", "close_by_link")
    )
    assert links(mail)[:2] == [happened, did_not]
    assert f'href="{happened}"' in mail.html
    assert f'href="{did_not}"' in mail.html
    for part in (mail.text, mail.html):
        assert "Neither answer needs a sign-in" in part


def test_answers_in_writing_may_be_still_to_come(alice: Student) -> None:
    interview = scheduled(alice, format="messages")
    mail = compose("how_did_it_go", interview, "13 16:30")
    move = settings.SITE_URL + reverse("interviews:schedule", args=[interview.pk])
    for part in (mail.text, mail.html):
        assert "You planned to exchange messages with Rosa Delgado on Tuesday" in part
        assert "If the answers have come, write down" in part
        assert move in part
    assert move not in compose("how_did_it_go", scheduled(alice), "13 17:00").text
    last = compose("thank_you_last_call", interview, "14 12:00")
    assert last.subject.startswith(
        "Did you hear from Rosa Delgado (Hydrologist, Cedar Basin) on Tuesday at 4:00 pm EDT? 4 hours left"
    )
    assert move in last.text
    confirm_held(
        interview=interview,
        starts_at=at("13 16:00"),
        minutes=None,
        format="messages",
        learned="",
        campus=Campus.objects.current(),
        as_of=at("13 17:00"),
    )
    for part in (first := compose("thank_you_first", interview, "13 18:00")).text, first.html:
        assert "You exchanged messages with Rosa Delgado on Tuesday" in part
