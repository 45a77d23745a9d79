"""Home: what next and how far; staff go to their cohorts."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import Role, User
from apps.campus.models import Campus
from apps.cohorts.models import Cohort, Term
from apps.core.templatetags.dates import day
from apps.interviews.models import Exclusion, ThankYouNote
from apps.interviews.notes.models import Note
from apps.students.models import Student
from tests.factories import make_cohort, make_contact, make_held, make_interview, make_named, make_student


def test_the_first_visit_says_where_to_start(phone: Client, cohort: Cohort) -> None:
    page = phone.get("/").content.decode()
    assert "0 of 3 conversations" in page
    assert "Start with someone you know: an aunt, a coach, a professor." in page
    assert "Bob Lindgren, your adviser, sees dates and steps, plus what you share." in page
    for url in ("/interviews/log/", "/contacts/new/", "/contacts/"):
        assert f'href="{url}"' in page


class TestStart:
    """The first steps of a new student stand on home until they are done or skipped, and nowhere else."""

    @pytest.fixture
    def page(self, db: None, client_of: Callable[[User], Client]) -> Callable[..., str]:
        def of(**fields: object) -> str:
            student = make_student(**{"start_ended_at": None, **fields})
            return client_of(student.user).get("/").text

        return of

    def test_it_is_the_one_main_thing_for_who_is_new(self, page: Callable[..., str]) -> None:
        shown = page()
        assert "An informational interview takes 20 or 30 minutes." in shown
        assert '<a class="btn btn-primary btn-grow" href="/start/">Begin</a>' in shown
        assert 'action="/start/later/"' in shown
        assert "I already talked to someone" in shown
        assert "You only need one question and twenty minutes." not in shown
        assert "Who to ask next" not in shown

    def test_begun_or_put_off_it_is_one_line(self, page: Callable[..., str]) -> None:
        shown = page(start_step="friends")
        assert 'href="/start/names/friends/">Go on' in shown
        assert 'action="/start/ending/"' in shown
        assert "An informational interview takes" not in shown

    def test_ended_or_archived_it_is_gone(self, page: Callable[..., str], as_of: datetime) -> None:
        for gone in ({"start_ended_at": as_of}, {"archived_at": as_of}):
            assert "/start/" not in page(**gone, start_step="friends")

    def test_it_costs_no_more_than_nine_queries(
        self, client_of: Callable[[User], Client], cohort: Cohort, bob: User
    ) -> None:
        student = make_student(start_ended_at=None)
        make_cohort(advisers=[bob], students=[student])
        browser = client_of(student.user)
        with CaptureQueriesContext(connection) as queries:
            browser.get("/")
        assert len(queries) <= 9, [query["sql"] for query in queries]

    def test_no_other_page_leads_there(self, phone: Client, alice: Student) -> None:
        Student.objects.filter(pk=alice.pk).update(start_ended_at=None)
        for address in ("/contacts/", "/contacts/new/", "/interviews/", "/interviews/log/", "/settings/", "/primer/"):
            answer = phone.get(address)
            assert (answer.status_code, "/start/" in answer.text) == (200, False), address


def test_advisers_are_named_as_a_reader_sorts_them(phone: Client, alice: Student, make_adviser) -> None:
    for name in ("Zihan Li", "Étienne Roy", "Đức Trần"):
        make_cohort(advisers=[make_adviser(full_name=name)], students=[alice])
    assert phone.get("/").context["advisers"] == ["Đức Trần", "Étienne Roy", "Zihan Li"]


def test_without_a_cohort_it_is_a_page_too(phone: Client) -> None:
    page = phone.get("/").content.decode()
    assert "Advisers see dates and steps, plus what you share." in page


def test_progress_is_what_counts_against_the_goal(
    phone: Client, alice: Student, bob: User, cohort: Cohort, as_of: datetime
) -> None:
    counted = make_held(alice)
    make_held(alice, contact=counted.contact, ended_ago=timedelta(days=1))
    left_out = make_held(alice, ended_ago=timedelta(days=2))
    Exclusion.objects.create(interview=left_out, cohort=cohort, adviser=bob, reason="The same event")
    make_held(alice, ended_ago=timedelta(days=300))
    response = phone.get("/")
    (trail,) = response.context["progress"]
    assert (trail.progress.counted, trail.progress.goal, trail.left) == (1, 3, 2)
    page = response.content.decode()
    assert "1 of 3 conversations" in page
    for why in ("Left out by your adviser", "Counted once: another conversation", "Outside this cohort’s dates"):
        assert why in page


def test_who_counts_already_is_not_promised_to_count_again(
    phone: Client, alice: Student, cohort: Cohort, as_of: datetime
) -> None:
    cohort.required_step = "thanked"
    cohort.save()
    counted = make_held(alice, ended_ago=timedelta(days=3), thanked_at=as_of)
    make_held(alice, contact=counted.contact, ended_ago=timedelta(days=2))
    (trail,) = phone.get("/").context["progress"]
    assert (trail.progress.counted, trail.progress.under_way) == (1, 0)
    assert [stone.note for stone in trail.stones] == ["", "Counted once: another conversation with this person counts"]
    make_held(alice, ended_ago=timedelta(days=1))
    (trail,) = phone.get("/").context["progress"]
    assert trail.progress.under_way == 1
    assert trail.stones[-1].note == "Thank them, and it counts"


def test_the_goal_reached_is_said(phone: Client, alice: Student, cohort: Cohort) -> None:
    for days in range(4):
        make_held(alice, ended_ago=timedelta(days=days + 1))
    page = phone.get("/").content.decode()
    assert ">4 conversations<" in page
    assert "4 of 3" not in page
    assert "You reached the goal of 3. Well done." in page


class TestACohortsLastDay:
    """By the campus's clock, which is New York's."""

    @pytest.fixture
    def today(self, as_of: datetime, campus: Campus) -> date:
        return as_of.astimezone(campus.zone).date()

    def test_after_it_the_result_stays_and_is_said_kindly(self, phone: Client, alice: Student, today: date) -> None:
        due = today - timedelta(days=1)
        make_cohort(students=[alice], name="Fall", due_on=due)
        for days in (10, 20):
            make_held(alice, ended_ago=timedelta(days=days))
        page = phone.get("/").text
        assert "2 of 3 conversations" in page
        assert f"Fall ended on {day(due, today)}. 2 of 3 count. " in page
        assert "Conversations still help you; new ones no longer count here." in page
        assert "Goal by" not in page

    @pytest.mark.parametrize(
        ("ended_ago", "term_ends_in", "is_shown"), [(100, 1, True), (100, 0, True), (28, -28, True), (29, -1, False)]
    )
    def test_it_stays_until_the_term_is_over_and_four_weeks_at_least(
        self, phone: Client, alice: Student, today: date, ended_ago: int, term_ends_in: int, is_shown: bool
    ) -> None:
        starts, ends = today - timedelta(days=200), today + timedelta(days=term_ends_in)
        term = Term.objects.create(name="A term", starts_on=starts, ends_on=ends)
        due = today - timedelta(days=ended_ago)
        make_cohort(students=[alice], name="Fall", term=term, starts_on=starts, due_on=due)
        make_cohort(students=[alice], name="Next", starts_on=today + timedelta(days=1))
        assert [each.progress.cohort.name for each in phone.get("/").context["progress"]] == ["Fall"] * is_shown

    def test_two_cohorts_carry_their_names_and_the_running_one_comes_first(
        self, phone: Client, alice: Student, today: date
    ) -> None:
        make_cohort(students=[alice], name="Fall", due_on=today - timedelta(days=1))
        make_cohort(students=[alice], name="Spring")
        page = phone.get("/").text
        for said in ("Spring: 0 of 3 conversations", "Fall: 0 of 3 conversations"):
            assert page.count(said) == 2  # the glance of a phone, and the heading
        assert page.index("Spring: 0 of 3") < page.index("Fall: 0 of 3")

    def test_whoever_is_on_another_clock_is_told_whose_it_goes_by(
        self, phone: Client, alice: Student, cohort: Cohort, as_of: datetime
    ) -> None:
        due = day(cohort.due_on, as_of)
        assert f"Goal by {due}." in phone.get("/").text
        for zone, said in (("Pacific/Honolulu", f"{due}, by the clock in New York."), ("America/Detroit", f"{due}.")):
            Student.objects.filter(pk=alice.pk).update(time_zone=zone)
            assert f"Goal by {said}" in phone.get("/").text


class TestTheClock:
    def test_a_thank_you_inside_its_time_comes_first(self, phone: Client, alice: Student) -> None:
        make_held(alice, ended_ago=timedelta(hours=3), contact=make_contact(student=alice, full_name="Second"))
        held = make_held(
            alice,
            ended_ago=timedelta(hours=6),
            contact=make_contact(student=alice, full_name="Rosa Delgado"),
            learned="Rivers move.",
        )
        response = phone.get("/")
        urgent = response.context["urgent"]
        assert (urgent.interview, urgent.gone) == (held, 25)
        assert urgent.mark == held.ends_at + timedelta(hours=24)
        page = response.content.decode()
        assert "Thank Rosa Delgado" in page
        assert "“Rivers move.”" in page
        # The other one waits in the list, and is not called late.
        assert [step.title for step in response.context["next_steps"]] == ["Thank Second"]
        assert "past a day" not in page

    @pytest.mark.parametrize(
        ("learned", "quoted"), [("", "Maps argue."), ("Rivers.", "Maps argue."), ("Maps argue. A lot.", "")]
    )
    def test_it_quotes_what_the_note_starts_from(
        self, phone: Client, alice: Student, learned: str, quoted: str
    ) -> None:
        held = make_held(alice, learned=learned)
        Note.objects.create(interview=held, key="valuable", body="Maps argue.")
        quoted = quoted or learned
        assert f"<mark>“{quoted}”</mark>" in phone.get("/").text
        draft = phone.get(f"/interviews/{held.pk}/thank-you/").context["form"]["body"].value()
        assert f"[Write it as you would say it to them] {quoted}\n" in draft

    @pytest.mark.parametrize(
        ("body", "action"), [(None, "Start the note"), ("", "Start the note"), ("Dear", "Finish the note")]
    )
    def test_home_and_the_interviews_page_agree_whether_the_note_is_begun(
        self, phone: Client, alice: Student, body: str | None, action: str
    ) -> None:
        held = make_held(alice, ended_ago=timedelta(hours=6))
        if body is not None:
            ThankYouNote.objects.create(interview=held, body=body)
        for url in ("/", f"/interviews/{held.pk}/"):
            page = phone.get(url).content.decode()
            assert [one for one in ("Start the note", "Finish the note") if one in page] == [action]

    def test_after_the_mark_there_is_no_clock(self, phone: Client, alice: Student) -> None:
        make_held(alice, ended_ago=timedelta(hours=25))
        response = phone.get("/")
        assert response.context["urgent"] is None
        assert "a late thank-you is still a good one" in response.content.decode()

    def test_thanked_from_here(self, phone: Client, alice: Student) -> None:
        held = make_held(alice)
        phone.post(f"/interviews/{held.pk}/thank-you/sending/", {"how": "other"})
        assert phone.get("/").context["urgent"] is None


@pytest.mark.parametrize("zone", ["Pacific/Apia", "Pacific/Pago_Pago", "Asia/Kathmandu"])
def test_the_day_is_the_students_own(phone: Client, alice: Student, as_of: datetime, zone: str) -> None:
    Student.objects.filter(pk=alice.pk).update(time_zone=zone)
    local = as_of.astimezone(ZoneInfo(zone))
    page = phone.get("/").content.decode()
    assert f'<p class="eyebrow">{local:%A}, {local:%B} {local.day}</p>' in page
    greeting = "morning" if local.hour < 12 else "afternoon" if local.hour < 18 else "evening"
    assert f"Good {greeting}, Alice" in page


def test_two_people_of_one_name_are_told_apart(phone: Client, alice: Student, cohort: Cohort) -> None:
    for role in ("Nurse", "Baker"):
        contact = make_contact(student=alice, full_name="Maria Lopez", role=role, organization="")
        make_held(alice, contact=contact, ended_ago=timedelta(days=2))
    make_contact(student=alice, full_name="Jun Park", role="Judge", organization="", introduced_by=contact)
    page = phone.get("/").content.decode()
    for name in ("Maria Lopez (Nurse)", "Maria Lopez (Baker)"):
        assert f">{name}</a>" in page
        assert name in page.split("2 late thank-yous", 1)[1].split("</li>", 1)[0]
    assert "Maria Lopez named them." in page
    assert 'Ask Jun<span class="visually-hidden">: Jun Park, Judge</span>' in page


def test_whom_to_ask_next(phone: Client, alice: Student, charlie: Student) -> None:
    talked = make_held(alice)
    referred = make_contact(student=alice, full_name="Jun Park", introduced_by=talked.contact)
    others = [make_contact(student=alice) for _ in range(3)]
    make_contact(student=charlie, full_name="Petra Novak")
    response = phone.get("/")
    ideas = response.context["ideas"]
    assert ideas[0] == referred
    assert len(ideas) == 3
    assert set(ideas[1:]) < set(others)
    assert "Petra" not in response.content.decode()


def test_who_is_archived_is_no_idea(phone: Client, alice: Student, as_of: datetime) -> None:
    make_contact(student=alice, archived_at=as_of)
    shown = make_contact(student=alice)
    assert phone.get("/").context["ideas"] == [shown]


def test_the_rest_about_someone_just_met(phone: Client, alice: Student, as_of: datetime) -> None:
    wei = make_contact(student=alice, full_name="Wei", just_met_at=as_of - timedelta(days=1))
    assert f'href="/contacts/{wei.pk}/details/"' in phone.get("/").text
    phone.post(f"/contacts/{wei.pk}/rest/")
    assert f'href="/contacts/{wei.pk}/details/"' not in phone.get("/").text


def test_queries_are_the_same_for_one_and_for_three(
    phone: Client, alice: Student, bob: User, cohort: Cohort, as_of: datetime
) -> None:
    counts = []
    for made in (1, 2):
        for _ in range(made):
            held = make_held(alice, learned="Rivers move.")
            make_interview(student=alice)
            make_contact(student=alice, introduced_by=held.contact)
            make_contact(student=alice, just_met_at=as_of)
            make_named(held.contact)
        with CaptureQueriesContext(connection) as queries:
            assert phone.get("/").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[0] <= 9, [query["sql"] for query in queries]


def test_queries_are_the_same_in_one_cohort_and_in_three(
    phone: Client, alice: Student, cohort: Cohort, make_adviser
) -> None:
    make_held(alice)
    counts = []
    for made in (0, 2):
        for _ in range(made):
            make_cohort(advisers=[make_adviser()], students=[alice])
        with CaptureQueriesContext(connection) as queries:
            phone.get("/")
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[0] <= 9, [query["sql"] for query in queries]


def test_the_overview_of_cohorts_costs_seven_queries(
    client_of: Callable[[User], Client], bob: User, cohort: Cohort, django_assert_num_queries
) -> None:
    staff = client_of(bob)
    for _ in range(2):
        with django_assert_num_queries(7):
            staff.get("/cohorts/")
        make_cohort(advisers=[bob])


def test_staff_find_who_needs_them_and_strangers_the_door(client_of: Callable[[User], Client], bob: User) -> None:
    assert "<title>Needs you" in client_of(bob).get("/").text
    assert Client().get("/").url == "/accounts/login/?next=/"


def test_a_student_who_became_staff_has_no_students_pages(
    client_of: Callable[[User], Client], alice: Student, cohort: Cohort
) -> None:
    held = make_held(alice)
    User.objects.filter(pk=alice.user_id).update(role=Role.ADVISER)
    staff = client_of(User.objects.get(pk=alice.user_id))
    assert "No cohort yet" in staff.get("/").text
    own = ("/interviews/", "/interviews/log/", f"/interviews/{held.pk}/", f"/interviews/{held.pk}/log/")
    for url in (*own, "/contacts/", "/contacts/new/", f"/contacts/{held.contact_id}/"):
        assert staff.get(url).status_code == 404, url
    assert staff.post(f"/interviews/with/{held.contact_id}/").status_code == 404


def test_an_archived_student_still_reads_everything(phone: Client, alice: Student, as_of: datetime) -> None:
    held = make_held(alice)
    Student.objects.filter(pk=alice.pk).update(archived_at=as_of)
    for url in ("/", "/interviews/", f"/interviews/{held.pk}/", "/contacts/", f"/contacts/{held.contact_id}/"):
        assert phone.get(url).status_code == 200, url


def test_home_is_read_and_not_posted_to(client_of: Callable[[User], Client], bob: User) -> None:
    assert client_of(bob).post("/").status_code == 405


def test_ideas_are_the_named_ones_then_the_warmest(phone: Client, alice: Student) -> None:
    talked = make_held(alice).contact
    for name, source in (("Uncle", "family"), ("Fair", "career_fairs"), ("Prof", "professors"), ("None", "")):
        make_contact(student=alice, full_name=name, source=source)
    make_contact(student=alice, full_name="Named", source="referral", introduced_by=talked)
    assert [contact.full_name for contact in phone.get("/").context["ideas"]] == ["Named", "Uncle", "Prof"]


def test_the_coach_is_named_while_an_adviser(phone: Client, alice: Student, cohort: Cohort, make_adviser) -> None:
    frank = make_adviser(full_name="Frank Adeyemi")
    alice.memberships.update(coach=frank)
    assert phone.get("/").context["advisers"] == ["Bob Lindgren", "Frank Adeyemi"]
    frank.is_active = False
    frank.save()
    assert phone.get("/").context["advisers"] == ["Bob Lindgren"]
