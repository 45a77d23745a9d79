"""The demonstration campus: what pages and people are promised of it, at any hour, and at any size."""

import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from apps.accounts.models import Role, User
from apps.administration.models import Invitation
from apps.campus.models import Campus
from apps.cohorts.models import Cohort, Membership
from apps.contacts.models import Contact, Source
from apps.core import clock
from apps.dashboards.demonstration import campus as demonstration
from apps.dashboards.demonstration.moments import Moments
from apps.dashboards.demonstration.names import address, people
from apps.interviews import progress
from apps.interviews.models import Exclusion, Interview, State, ThankYouNote
from apps.reflection.models import ReflectionAnswer
from apps.reminders.models import Reminder
from apps.students.models import Student
from apps.volunteers.models import Volunteer

STUDENT = "student@demo.example"
PASSWORD = "acquaint-demo"


def seed(*arguments: str) -> str:
    said = StringIO()
    call_command("seed_demo", "--outside-development", *arguments, stdout=said)
    return said.getvalue()


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
def test_one_campus_with_four_cohorts_whose_people_are_in_different_places() -> None:
    said = seed()
    assert "student@demo.example, adviser@demo.example or admin@demo.example" in said
    assert PASSWORD in said
    here = Campus.objects.current()
    assert (here.name, here.time_zone) == ("Fairhaven State", "America/New_York")
    assert Counter(Membership.objects.values_list("cohort__name", flat=True)) == {
        "First-Year Pathways": 25,
        "First-Generation Scholars": 25,
        "Transfer Bridge": 25,
        "Health Careers Circle": 25,
    }
    assert Counter(User.objects.values_list("role", flat=True)) == {
        "student": 100,
        "adviser": 3,
        "administrator": 1,
    }
    assert Volunteer.objects.count() == 60
    assert not Invitation.objects.exists()  # nobody gets a mail for being made up
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


@pytest.mark.django_db
def test_every_state_source_and_reflection_question_is_there() -> None:
    seed()
    interviews = list(Interview.objects.all())
    assert {interview.state for interview in interviews} == set(State)
    assert set(Contact.objects.values_list("source", flat=True)) == set(Source.values)
    assert ReflectionAnswer.objects.values("question").distinct().count() == 4
    excluded = Exclusion.objects.get()
    assert excluded.reason
    [cohort] = progress.standings(
        student=excluded.interview.student,
        cohorts=[excluded.cohort],
        as_of=clock.now(),
        campus=Campus.objects.current(),
    )
    assert cohort.standing_of(excluded.interview_id).reason is progress.Reason.EXCLUDED


@pytest.mark.django_db
def test_three_sign_in_with_the_published_password_and_nobody_else_has_one() -> None:
    seed()
    three = [STUDENT, "adviser@demo.example", "admin@demo.example"]
    for number, email in enumerate(three):
        visitor = Client(REMOTE_ADDR=f"10.77.{random.randrange(256)}.{number}")
        answer = visitor.post("/accounts/login/", {"login": email, "password": PASSWORD})
        assert answer.status_code == 302
        assert visitor.session["_auth_user_id"] == str(User.objects.get(email=email).pk)
    assert {user.email for user in User.objects.all() if user.has_usable_password()} == set(three)
    verified = EmailAddress.objects.filter(verified=True, primary=True).values_list("email", flat=True)
    assert sorted(verified) == sorted(User.objects.values_list("email", flat=True))


# The hour, the weekday and the change of clocks must not matter: Eastern time fell back on 1 November 2026 at 06:00
# UTC. Inside the doubled hour, a Monday morning, a Friday evening, and the night into a year.
MOMENTS = [
    datetime(2026, 11, 1, 5, 30, tzinfo=UTC),
    datetime(2026, 11, 2, 13, 5, tzinfo=UTC),
    datetime(2026, 6, 12, 22, 45, tzinfo=UTC),
    datetime(2027, 1, 1, 7, 30, tzinfo=UTC),
]


def test_recent_conversations_find_a_waking_hour_at_every_hour_of_a_year() -> None:
    zone = ZoneInfo("America/New_York")
    for hour in range(366 * 24):
        now = datetime(2026, 1, 1, 0, 40, tzinfo=UTC) + timedelta(hours=hour)
        moments = Moments(now=now, zone=zone, rng=random.Random(1))
        for wanted, at_least, at_most in ((18, 6, 22), (30, 26, 44), (4, 2, 18), (192, 184, 201)):
            found = moments.hours_ago(wanted, at_least=at_least, at_most=at_most)
            assert timedelta(hours=at_least) <= now - found <= timedelta(hours=at_most)
            assert 9 <= found.astimezone(zone).hour < 20
        assert (moments.working_hour(1) - now) > timedelta(0)
        assert timedelta(days=1) < now - moments.working_hour(-2)


@pytest.mark.django_db
@pytest.mark.parametrize("as_of", MOMENTS, ids=str)
def test_at_any_hour_the_student_has_one_that_counts_and_nothing_has_happened_in_the_future(
    as_of: datetime,
) -> None:
    demonstration.make(as_of=as_of)
    here = Campus.objects.current()
    student = Student.objects.get(user__email=STUDENT)
    [own] = progress.progress_of(student=student, cohorts=student.cohorts.all(), as_of=as_of, campus=here)
    assert (own.counted, own.goal, own.cohort.required_step) == (1, 3, "held")
    today = as_of.astimezone(here.zone).date()
    assert own.cohort.starts_on < today - timedelta(weeks=3)
    assert own.cohort.due_on > today + timedelta(weeks=3)
    adviser = User.objects.get(email="adviser@demo.example")
    assert own.cohort in Cohort.objects.visible_to(adviser)
    assert Cohort.objects.visible_to(adviser).count() >= 2

    waiting = 0
    for interview in Interview.objects.select_related("contact"):
        happened = [
            interview.created_at,
            interview.contact.created_at,
            interview.asked_at,
            interview.replied_at,
            interview.scheduled_at,
        ]
        happened += [interview.rescheduled_at, interview.logged_at, interview.exited_at]
        happened += [interview.thanked_at, interview.reflected_at]
        assert all(moment <= as_of for moment in happened if moment)
        has_reply = interview.asked_at and (interview.scheduled_at or interview.exit == "declined")
        assert bool(interview.replied_at) is bool(has_reply)
        if interview.starts_at:
            assert 9 <= interview.starts_at.astimezone(here.zone).hour < 20
        since = as_of - interview.ends_at if interview.ends_at else timedelta(0)
        if timedelta(0) < since < timedelta(hours=24) and not interview.is_thanked:
            waiting += 1
            assert student != interview.student
    # Three are inside the 24 hours: enough to show, and no flood of mail.
    assert waiting == 3
    yesterday = as_of - timedelta(hours=44)
    assert Interview.objects.filter(thanked_at__gte=yesterday, ends_at__gte=yesterday).exists()


@pytest.mark.django_db
def test_it_owes_few_reminders_and_the_student_none_today() -> None:
    seed()
    now = clock.now()
    due = Reminder.objects.filter(state="due", due_at__lte=now + timedelta(hours=24))
    assert 1 <= due.count() <= 12
    assert not due.filter(user__email=STUDENT, due_at__lte=now + timedelta(hours=12)).exists()


@pytest.mark.django_db
def test_what_is_past_its_time_went_then_and_is_no_flood_now() -> None:
    seed()
    now = clock.now()
    followed_up = Reminder.objects.filter(kind="follow_up_first", state="sent")
    assert followed_up.filter(user__email=STUDENT).count() == 1
    assert all(row.sent_at == row.due_at == row.created_at < now for row in followed_up)
    assert not Reminder.objects.filter(state="due", kind="follow_up_first", due_at__lte=now).exists()


@pytest.mark.django_db
def test_again_it_changes_nothing_and_says_so() -> None:
    seed()
    before = counts()
    assert seed() == "The demonstration campus is there already.\n"
    assert counts() == before


def test_the_same_people_on_every_run() -> None:
    def first_ten() -> list[str]:
        found = people(random.Random(7), without={"Emma Hayes"})
        return [next(found) for _ in range(10)]

    assert first_ten() == first_ten()
    everybody = list(people(random.Random(7), without={"Emma Hayes"}))
    assert len(everybody) == len(set(everybody)) > 1000
    assert "Emma Hayes" not in everybody


@pytest.mark.django_db
def test_two_days_apart_the_same_names_do_the_same_things() -> None:
    def made(as_of: datetime) -> list[tuple]:
        with connection.cursor() as cursor:
            cursor.execute("SAVEPOINT empty")
            demonstration.make(as_of=as_of)
            rows = Interview.objects.order_by("pk").values_list(
                "student__user__full_name",
                "contact__full_name",
                "contact__source",
                "exit",
                "learned",
                "minutes",
            )
            found = list(rows)
            cursor.execute("ROLLBACK TO SAVEPOINT empty")
        return found

    first = made(datetime(2026, 9, 30, 15, tzinfo=UTC))
    assert first == made(datetime(2026, 10, 2, 3, tzinfo=UTC))
    assert len(first) > 300


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Đức Trần", "duc.tran@example.org"),
        ("Zofia Łukasik", "zofia.lukasik@example.org"),
        ("Maria-Clara Dela Cruz", "maria.clara.dela.cruz@example.org"),
        ("İpek Yılmaz", "ipek.yilmaz@example.org"),
    ],
)
def test_an_address_is_plain_letters(name: str, expected: str) -> None:
    assert address(name, "example.org") == expected


@pytest.mark.django_db
def test_where_debug_is_off_it_refuses_and_touches_nothing() -> None:
    with pytest.raises(CommandError, match="published password"):
        call_command("seed_demo", stdout=StringIO())
    assert not User.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("number", ["0", "-5", "10", "abc", "130", "1e3", "", "٢٥٠", "1000025", "9" * 30])
def test_a_size_it_cannot_make_is_refused_before_anything_is_made(number: str) -> None:
    with pytest.raises(CommandError, match="--students"):
        seed(f"--students={number}")
    assert not User.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_large_campus_has_the_size_asked_for_and_grows_by_the_difference() -> None:
    """As the application's role, with every constraint in force; statistics are the owner's to refresh."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tableowner = current_user FROM pg_tables WHERE tablename = 'interviews_interview'")
        assert cursor.fetchone() == (False,)
    seed("--students", "250")
    sizes = counts()
    assert (sizes["Student"], sizes["Cohort"], sizes["Interview"], sizes["Volunteer"]) == (250, 10, 1000, 100)
    assert {cohort.students.count() for cohort in Cohort.objects.all()} == {25}
    assert all(cohort.advisers.exists() for cohort in Cohort.objects.all())
    assert seed("--students", "250").endswith("The campus has 250 students already.\n")
    assert counts() == sizes

    seed("--students", "1000")
    sizes = counts()
    assert (sizes["Student"], sizes["Cohort"], sizes["Interview"], sizes["Volunteer"]) == (
        1000,
        40,
        4000,
        400,
    )
    assert User.objects.filter(role=Role.ADVISER, advised_cohorts=None).count() == 0
    as_of = clock.now()
    large = Interview.objects.filter(contact__email__endswith="@large.example")
    states = Counter(interview.state for interview in large)
    assert set(states) == set(State)
    assert states[State.REFLECTED] > states[State.THANKED] > states[State.HELD] > 50
    near = large.filter(ends_at__gt=as_of - timedelta(days=2), ends_at__lt=as_of + timedelta(days=2))
    assert not near.exists()
    for moment in ("logged_at", "thanked_at", "reflected_at"):
        assert not large.filter(**{f"{moment}__gt": as_of}).exists()
    lines = progress.overview(cohorts=Cohort.objects.all(), as_of=as_of, campus=Campus.objects.current())
    assert sum(line.held for line in lines) > 1500
