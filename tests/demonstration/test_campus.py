"""The demonstration campus: what pages and people are promised of it."""

import random
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from apps.accounts.models import User
from apps.administration.models import Invitation
from apps.advising.caseload import caseload
from apps.advising.models import AdviserNote, Hand, Nudged, ReflectionComment
from apps.advising.needing import counted, needing
from apps.advising.nudges.outcome import moved
from apps.advising.reasons import Reason
from apps.advising.reflections.reading import to_read
from apps.campus.models import Campus
from apps.cohorts.models import Cohort, Membership
from apps.contacts.models import Contact, Source
from apps.core import clock
from apps.guidance import program
from apps.guidance.coach.hints import question_hints
from apps.guidance.coach.rules import Rule
from apps.guidance.models import PlaceToLook
from apps.interviews import progress
from apps.interviews.models import Exclusion, Interview, State, ThankYouNote
from apps.interviews.replies import figures
from apps.outbox.models import Lane, Message
from apps.preparation.models import Question
from apps.reflection.models import Reflection, ReflectionAnswer
from apps.reminders.models import Reminder
from apps.students.models import Student
from apps.volunteers.models import Volunteer

STUDENT = "student@demo.example"
PASSWORD = "acquaint-demo"


def counts() -> dict[str, int]:
    models = (
        User,
        Student,
        Cohort,
        Membership,
        Volunteer,
        Contact,
        Interview,
        ThankYouNote,
        ReflectionAnswer,
    )
    return {model.__name__: model.objects.count() for model in models}


@pytest.mark.django_db
def test_one_campus_with_four_cohorts_whose_people_are_in_different_places(said: str) -> None:
    assert "student@demo.example, adviser@demo.example, coach@demo.example or admin@demo.example" in said
    assert PASSWORD in said
    here = Campus.objects.current()
    assert (here.name, here.time_zone) == ("Fairhaven State", "America/New_York")
    assert Counter(Membership.objects.values_list("cohort__name", flat=True)) == {
        "First-Year Pathways": 25,
        "First-Generation Scholars": 25,
        "Transfer Bridge": 25,
        "Health Careers Circle": 25,
        "Undeclared Explorers": 10,
        "Career Starters": 11,
    }
    assert Counter(User.objects.values_list("role", flat=True)) == {
        "student": 100 + 11,
        "adviser": 5,
        "administrator": 1,
    }
    assert Volunteer.objects.count() == 40
    assert Interview.objects.count() == 400 + 25
    as_of = clock.now()
    share = {
        line.cohort.name: line.toward_goal / line.goal_total
        for line in progress.overview(cohorts=Cohort.objects.all(), as_of=as_of, campus=here)
    }
    assert share["First-Generation Scholars"] > 0.8
    assert 0.4 < share["First-Year Pathways"] < 0.8
    assert 0 < share["Transfer Bridge"] < 0.3
    assert 0 < share["Health Careers Circle"] < 0.15
    assert all(
        cohort.term.starts_on <= cohort.starts_on < cohort.due_on <= cohort.term.ends_on
        for cohort in Cohort.objects.all()
    )


@pytest.mark.usefixtures("said")
@pytest.mark.django_db
def test_the_primer_tells_how_often_people_said_yes_last_term() -> None:
    said = figures(Campus.objects.current(), as_of=clock.now())
    assert said.asked > said.said_yes >= 10


@pytest.mark.usefixtures("said")
@pytest.mark.django_db
def test_every_state_source_and_reflection_question_is_there() -> None:
    interviews = list(Interview.objects.all())
    assert {interview.state for interview in interviews} == set(State)
    assert set(Contact.objects.values_list("source", flat=True)) == set(Source.values)
    assert ReflectionAnswer.objects.values("question").distinct().count() == 4
    assert {place.state for place in program.rows(PlaceToLook)} == {"As shipped", "Changed", "Own"}
    excluded = Exclusion.objects.get()
    assert excluded.reason
    [cohort] = progress.progress_of(
        student=excluded.interview.student,
        cohorts=[excluded.cohort],
        as_of=clock.now(),
        campus=Campus.objects.current(),
    )
    assert cohort.status_of(excluded.interview_id).reason is progress.Reason.EXCLUDED


@pytest.mark.usefixtures("said")
@pytest.mark.django_db
def test_the_adviser_answered_the_student_and_noted_something() -> None:
    student, adviser = User.objects.get(email=STUDENT).student, User.objects.get(email="adviser@demo.example")
    comment, note = ReflectionComment.objects.get(), AdviserNote.objects.get()
    assert comment.reflection in Reflection.objects.visible_to(adviser)
    assert (comment.author, note.author) == (adviser, adviser)
    assert (comment.reflection.interview.student, note.student) == (student, student)
    assert student.memberships.get().cohort == note.cohort
    assert not Message.objects.filter(key__startswith="reflection_answered:").exists()


@pytest.mark.usefixtures("said")
@pytest.mark.django_db
def test_four_sign_in_with_the_published_password_and_nobody_else_has_one() -> None:
    four = [STUDENT, "adviser@demo.example", "coach@demo.example", "admin@demo.example"]
    for number, email in enumerate(four):
        visitor = Client(REMOTE_ADDR=f"10.77.{random.randrange(256)}.{number}")
        answer = visitor.post("/accounts/login/", {"login": email, "password": PASSWORD})
        assert answer.status_code == 302
        assert visitor.session["_auth_user_id"] == str(User.objects.get(email=email).pk)
    assert {user.email for user in User.objects.all() if user.has_usable_password()} == set(four)
    verified = EmailAddress.objects.filter(verified=True, primary=True).values_list("email", flat=True)
    accepted = Invitation.objects.exclude(accepted_at=None).values_list("user__email", flat=True)
    made = User.objects.filter(email__endswith="@demo.example").values_list("email", flat=True)
    assert sorted(verified) == sorted([*made, *accepted])


@pytest.mark.usefixtures("said")
@pytest.mark.django_db
def test_a_coach_from_outside_has_three_students_of_one_cohort() -> None:
    coach = User.objects.get(email="coach@demo.example")
    found = Membership.objects.visible_to(coach).select_related("student__user", "cohort")
    assert len(found) == 3
    assert len({one.cohort for one in found}) == 1
    assert STUDENT in {one.student.user.email for one in found}
    assert not coach.caseloads.exists()


@pytest.mark.usefixtures("said")
@pytest.mark.django_db
def test_the_student_has_a_conversation_to_prepare_for_with_a_hint_on_the_way() -> None:
    coming = Interview.objects.get(student__user__email=STUDENT, state=State.SCHEDULED)
    questions = [one.text for one in coming.prepared_questions.all()]
    assert (len(questions), coming.research.count(), coming.checklist_ticks.count()) == (7, 3, 2)
    assert [hint.rule for text in questions for hint in question_hints(text)] == [Rule.CLOSED]
    assert coming.prepared_questions.last().is_referral
    assert Question.objects.exclude(interview=coming).exists()


@pytest.mark.usefixtures("said")
@pytest.mark.django_db
def test_it_owes_few_reminders_and_the_student_none_today() -> None:
    now = clock.now()
    due = Reminder.objects.filter(message__state="due", message__due_at__lte=now + timedelta(hours=24))
    assert 1 <= due.count() <= 12
    assert not due.filter(user__email=STUDENT, message__due_at__lte=now + timedelta(hours=12)).exists()


@pytest.mark.usefixtures("said")
@pytest.mark.django_db
def test_what_is_past_its_time_went_then_and_is_no_flood_now() -> None:
    now = clock.now()
    followed_up = Reminder.objects.filter(kind="follow_up_first", message__state="sent")
    assert followed_up.filter(user__email=STUDENT).count() == 1
    assert all(row.message.due_at < now for row in followed_up.select_related("message"))
    waiting = Reminder.objects.filter(message__state="due", message__due_at__lte=now)
    assert [row.kind for row in waiting] == ["how_did_it_go"]
    (asks,) = Message.objects.filter(reminder__in=list(waiting))
    assert (asks.lane, asks.token, asks.not_before) == (Lane.NOW, None, None)


@pytest.mark.django_db
def test_again_it_changes_nothing_and_says_so(said: str, seed: Callable[..., str]) -> None:
    before = counts()
    assert seed() == "The demonstration campus is there already.\n"
    assert counts() == before


@pytest.mark.django_db
def test_the_adviser_finds_students_of_many_reasons_with_talks_and_something_to_read(
    said: str, client_of: Callable[[User], Client]
) -> None:
    adviser = User.objects.get(email="adviser@demo.example")
    campus, as_of = Campus.objects.current(), clock.now()
    found = caseload(user=adviser, campus=campus, as_of=as_of)
    assert [len(found.of_cohort(cohort)) for cohort in found.cohorts] == [25, 25, 25]
    reasons = dict(counted(needing(found.cases, campus=campus, as_of=as_of)))
    assert reasons[Reason.HAND] == 2
    assert len(reasons) >= 5
    assert sum(each.talked_on is not None for each in found.standing.values()) >= 8
    assert to_read(user=adviser, today=as_of.astimezone(campus.zone).date()).count() == 7
    assert not Hand.objects.filter(student__user__email=STUDENT).exists()
    assert "7 reflections to read" in client_of(adviser).get("/").text


@pytest.mark.django_db
def test_the_adviser_sent_nudges_and_some_students_moved() -> None:
    adviser = User.objects.get(email="adviser@demo.example")
    left = list(Nudged.objects.filter(nudge__adviser=adviser))
    assert adviser.nudges.count() == 3
    found = moved([(nudged.student_id, nudged.leaves_at) for nudged in left])
    assert 0 < sum(has_moved for has_moved, _ in found) < len(left)
    keys = [nudged.message_key for nudged in left]
    assert set(Message.objects.filter(key__in=keys).values_list("state", flat=True)) == {"sent"}
