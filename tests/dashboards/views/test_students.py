"""One student as an adviser may read; and leaving an interview out of the count."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from html import unescape
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.accounts.models import User
from apps.advising.models import AdviserNote, Hand, Nudge, Nudged, ReflectionComment, Talk
from apps.audit.models import Action, Entry
from apps.campus.models import Campus
from apps.cohorts.models import Cohort, Term
from apps.contacts.models import Source
from apps.core import clock
from apps.guidance.models import ReflectionQuestion
from apps.interviews import progress
from apps.interviews.log.actions import withdraw_log
from apps.interviews.models import Exclusion, Interview, ThankYouNote
from apps.interviews.progress import Reason
from apps.outbox.models import HardBounce
from apps.reflection.models import Reflection, ReflectionAnswer
from apps.students.models import Student
from tests import factories

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
SECRETS = {
    "name": "Ximena Quispe-Harrow",
    "email": "ximena.qh@hidden.example",
    "phone": "+1 555 010 7788",
    "profile_link": "https://people.example/ximena-qh",
    "learned": "She nearly quit in the second year",
    "thanks": "Dear Ximena, the story of the flooded archive",
    "kept": "I felt small in that office",
}


@pytest.fixture
def bobs(client_of: Callable[[User], Client], bob: User) -> Client:
    return client_of(bob)


def url_of(cohort: Cohort, student: Student) -> str:
    return reverse("dashboards:student", args=[cohort.pk, student.pk])


def exclusion_url(cohort: Cohort, student: Student, interview: Interview) -> str:
    return reverse("dashboards:exclusion", args=[cohort.pk, student.pk, interview.pk])


@pytest.fixture
def told(alice: Student) -> Interview:
    """A conversation with everything a student may write about it, none of it shared."""
    contact = factories.make_contact(
        student=alice,
        full_name=SECRETS["name"],
        email=SECRETS["email"],
        phone=SECRETS["phone"],
        profile_link=SECRETS["profile_link"],
        role="Archivist",
        organization="Harrow County",
        source=Source.ALUMNI,
    )
    interview = factories.make_held(
        alice,
        contact=contact,
        ended_ago=3 * DAY,
        learned=SECRETS["learned"],
        thanked_at=clock.now() - 3 * DAY + timedelta(hours=20),
        reflected_at=clock.now(),
    )
    ThankYouNote.objects.create(interview=interview, body=SECRETS["thanks"])
    reflection = Reflection.objects.create(interview=interview, verdict="ruled_out", nerves_before=5, nerves_after=2)
    question, _ = ReflectionQuestion.objects.get_or_create(text="How did it feel?")
    ReflectionAnswer.objects.create(reflection=reflection, question=question, text=SECRETS["kept"])
    return interview


def test_an_adviser_sees_steps_dates_source_role_and_whether_thanks_were_in_time(
    bobs: Client, cohort: Cohort, alice: Student, told: Interview
) -> None:
    html = bobs.get(url_of(cohort, alice)).content.decode()
    for words in ("Archivist, Harrow County", "Alumni network of the campus", "within 24 hours", "Counts"):
        assert words in html
    assert "1 of 3 count" in html
    assert "not shared" in html


def test_nothing_private_is_on_any_page_of_the_adviser(
    bobs: Client, cohort: Cohort, alice: Student, told: Interview
) -> None:
    for url in (url_of(cohort, alice), reverse("dashboards:cohort", args=[cohort.pk]), "/cohorts/"):
        html = bobs.get(url).content.decode()
        leaked = [name for name, secret in SECRETS.items() if secret in html]
        assert leaked == []
        assert "Ruled it out" not in html
        assert "Nerves" not in html


def test_private_text_does_not_even_leave_the_database(
    bobs: Client, cohort: Cohort, alice: Student, told: Interview
) -> None:
    with CaptureQueriesContext(connection) as queries:
        bobs.get(url_of(cohort, alice))
    asked = " ".join(query["sql"].split(" FROM ")[0] for query in queries)
    for column in ('"learned"', '"body"', '"phone"', '"contacts_contact"."email"', '"profile_link"'):
        assert column not in asked


def test_what_the_student_shares_is_there_in_full(
    bobs: Client, cohort: Cohort, alice: Student, told: Interview
) -> None:
    Reflection.objects.update(shared_at=clock.now())
    told.contact.name_shared = True
    told.contact.save()
    html = bobs.get(url_of(cohort, alice)).content.decode()
    for words in (SECRETS["name"], SECRETS["kept"], "Ruled it out", "5 of 5 before, 2 of 5 after"):
        assert words in html
    for secret in ("email", "phone", "profile_link", "learned", "thanks"):
        assert SECRETS[secret] not in html


def test_a_shared_reflection_still_in_draft_is_not_shown(
    bobs: Client, cohort: Cohort, alice: Student, told: Interview
) -> None:
    Reflection.objects.update(shared_at=clock.now())
    Interview.objects.update(reflected_at=None)
    assert SECRETS["kept"] not in bobs.get(url_of(cohort, alice)).content.decode()


def test_what_is_shared_with_the_adviser_no_administrator_reads(
    client_of: Callable[[User], Client], bob: User, cohort: Cohort, alice: Student, told: Interview
) -> None:
    Reflection.objects.update(shared_at=clock.now())
    told.contact.name_shared = True
    told.contact.save()
    # Somebody's adviser as well: of another cohort, with the same student in it.
    office = factories.make_administrator()
    factories.make_cohort(advisers=[office], students=[alice])
    answer = client_of(office).get(url_of(cohort, alice))
    html = answer.content.decode()
    assert [name for name, secret in SECRETS.items() if secret in html] == []
    for words in ("Ruled it out", "Nerves", "shared with you", "not shared"):
        assert words not in html
    for words in ("Archivist, Harrow County", "within 24 hours", "1 of 3 count", "only with this cohort’s advisers"):
        assert words in html
    # Looking after the cohort, an administrator is its adviser.
    cohort.advisers.add(office)
    assert SECRETS["kept"] in client_of(office).get(url_of(cohort, alice)).content.decode()


def test_a_conversation_that_did_not_happen_has_no_reflection_to_read(
    bobs: Client, cohort: Cohort, alice: Student, told: Interview
) -> None:
    Reflection.objects.update(shared_at=clock.now())
    assert SECRETS["kept"] in bobs.get(url_of(cohort, alice)).content.decode()
    withdraw_log(interview=told, as_of=clock.now())
    html = bobs.get(url_of(cohort, alice)).content.decode()
    assert SECRETS["kept"] not in html
    assert "Ruled it out" not in html


def test_late_thanks_are_told_by_the_campuss_hours(bobs: Client, cohort: Cohort, alice: Student) -> None:
    factories.make_held(alice, ended_ago=4 * DAY, thanked_at=clock.now() - 4 * DAY + timedelta(hours=25))
    factories.make_held(alice, ended_ago=3 * DAY)
    html = bobs.get(url_of(cohort, alice)).content.decode()
    assert "after more than 24 hours" in html
    assert "Thank-you late" in html
    assert "not sent; 24 hours were over on" in html
    alice.archived_at = clock.now()
    alice.save()
    html = bobs.get(url_of(cohort, alice)).content.decode()
    assert "not sent; 24 hours were over on" in html  # the clock does not stop, but nobody is asked any more
    assert "Thank-you late" not in html
    assert "not sent yet" not in html


def test_only_students_of_own_cohorts_open(
    client_of: Callable[[User], Client], bob: User, cohort: Cohort, alice: Student, charlie: Student
) -> None:
    other = factories.make_adviser()
    theirs = factories.make_cohort(advisers=[other], students=[charlie])
    bobs = client_of(bob)
    assert bobs.get(url_of(cohort, alice)).status_code == 200
    assert bobs.get(url_of(theirs, charlie)).status_code == 404
    assert bobs.get(url_of(cohort, charlie)).status_code == 404  # own cohort, somebody else's student
    for stranger in (other, alice.user, charlie.user):
        assert client_of(stranger).get(url_of(cohort, alice)).status_code == 404
    assert client_of(factories.make_administrator()).get(url_of(cohort, alice)).status_code == 200
    assert Client().get(url_of(cohort, alice)).status_code == 302


def test_each_look_is_one_audit_row(bobs: Client, bob: User, cohort: Cohort, alice: Student) -> None:
    bobs.get(url_of(cohort, alice))
    entry = Entry.objects.get(actor=bob)
    assert (entry.page, entry.student_ids) == ("dashboards:student", [alice.pk])
    bobs.head(url_of(cohort, alice))  # shows nothing
    assert Entry.objects.count() == 1


def test_leaving_out_and_letting_count_again_are_on_record(
    bobs: Client, bob: User, cohort: Cohort, alice: Student
) -> None:
    url = exclusion_url(cohort, alice, factories.make_held(alice, ended_ago=3 * DAY))
    bobs.post(url, {"reason": "A job interview, Dana said"})
    bobs.post(f"{url}withdrawal/")
    found = Entry.objects.filter(action=Action.CHANGED).order_by("pk")
    assert [(each.actor, each.page, each.student_ids, each.reason) for each in found] == [
        (bob, "dashboards:exclusion", [alice.pk], done) for done in ("left out", "counted again")
    ]
    bobs.post(exclusion_url(cohort, alice, factories.make_interview(student=alice)), {"reason": "Refused"})
    assert found.count() == 2


def test_the_number_of_queries_is_the_same_for_any_number_of_interviews(
    bobs: Client, cohort: Cohort, alice: Student, told: Interview
) -> None:
    Reflection.objects.update(shared_at=clock.now())
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            bobs.get(url_of(cohort, alice))
        counts.append(len(queries))
        for hours in (5, 50, 80):
            now = clock.now()
            more = factories.make_held(alice, ended_ago=timedelta(hours=hours), thanked_at=now, reflected_at=now)
            Reflection.objects.create(interview=more, shared_at=clock.now())
    assert counts[0] == counts[1] <= 12


def test_leaving_out_takes_it_from_the_count_with_a_reason_and_back(
    bobs: Client, bob: User, cohort: Cohort, alice: Student, campus: Campus
) -> None:
    interview = factories.make_held(alice, ended_ago=3 * DAY)
    url = exclusion_url(cohort, alice, interview)
    answer = bobs.post(url, {"reason": "This was a job interview."}, follow=True)
    assert "This was a job interview." in answer.content.decode()
    assert Exclusion.objects.get().adviser == bob
    (mine,) = progress.progress_of(student=alice, cohorts=[cohort], as_of=clock.now(), campus=campus)
    assert (mine.counted, mine.statuses[0].reason) == (0, Reason.EXCLUDED)
    assert mine.statuses[0].exclusion == "This was a job interview."
    assert "Left out" not in bobs.post(f"{url}withdrawal/", follow=True).content.decode()
    (mine,) = progress.progress_of(student=alice, cohorts=[cohort], as_of=clock.now(), campus=campus)
    assert mine.counted == 1


@pytest.mark.parametrize("reason", ["", "   ", "\u200b", "x" * 301, "a\x00b"])
def test_a_reason_that_will_not_do_is_kept_and_nothing_is_saved(
    bobs: Client, cohort: Cohort, alice: Student, reason: str
) -> None:
    interview = factories.make_held(alice, ended_ago=3 * DAY)
    answer = bobs.post(exclusion_url(cohort, alice, interview), {"reason": reason})
    assert answer.status_code == 422
    assert f'href="#id_{interview.pk}_reason"' in answer.content.decode()
    assert ("What you typed is still here" in answer.text) == bool(reason.strip(" \u200b"))
    assert not Exclusion.objects.exists()


def test_only_a_held_interview_can_be_left_out(bobs: Client, cohort: Cohort, alice: Student) -> None:
    idea = factories.make_interview(student=alice)
    answer = bobs.post(exclusion_url(cohort, alice, idea), {"reason": "No"})
    assert answer.status_code == 422
    assert not Exclusion.objects.exists()


def test_nobody_else_leaves_anything_out(
    client_of: Callable[[User], Client], bob: User, cohort: Cohort, alice: Student, charlie: Student
) -> None:
    interview = factories.make_held(alice, ended_ago=3 * DAY)
    his = factories.make_held(charlie, ended_ago=3 * DAY)
    url = exclusion_url(cohort, alice, interview)
    for stranger in (factories.make_adviser(), alice.user, charlie.user):
        assert client_of(stranger).post(url, {"reason": "No"}).status_code == 404
    assert client_of(bob).post(exclusion_url(cohort, alice, his), {"reason": "No"}).status_code == 404
    assert client_of(bob).get(url).status_code == 405
    assert not Exclusion.objects.exists()


def test_conversations_with_people_unknown_are_told_apart(bobs: Client, cohort: Cohort, alice: Student) -> None:
    nobody = {"role": "", "organization": ""}
    held = [
        factories.make_held(alice, contact=factories.make_contact(student=alice, **nobody), ended_ago=days * DAY)
        for days in (2, 4)
    ]
    zone = Campus.objects.current().zone
    page = bobs.get(url_of(cohort, alice)).content.decode()
    for interview in held:
        local = interview.starts_at.astimezone(zone)
        title = f"Someone, video, {local:%b} {local.day}"
        assert page.count(title) == 4, title  # the heading, what opens the form, its button, and the timeline
    assert "Role not given" not in page
    logged = held[0].logged_at.astimezone(zone)
    assert f"logged {logged:%b} {logged.day}" in page


def test_the_adviser_sees_that_mail_does_not_arrive_and_since_when(
    bobs: Client, cohort: Cohort, alice: Student
) -> None:
    assert "does not arrive" not in bobs.get(url_of(cohort, alice)).text
    HardBounce.objects.create(address="gone@campus.example", answer="550")
    assert "does not arrive" not in bobs.get(url_of(cohort, alice)).text

    year = clock.now().year
    since = datetime(year, 1, 2, 3, tzinfo=UTC)  # the first, on campus
    HardBounce.objects.create(address=alice.user.email, answer="550", created_at=since)
    with CaptureQueriesContext(connection) as queries:
        page = " ".join(bobs.get(url_of(cohort, alice)).text.split())
    words = re.sub(r"<[^>]+>", "", page)
    assert f"Since {since - DAY:%A}, January 1, mail to Alice does not arrive." in words
    assert "Ask Alice to check it with the career center." in words
    assert [query for query in queries if query["sql"].startswith('SELECT "outbox_hardbounce"')] == []


def test_the_way_into_a_student_and_back_keeps_order_and_place(
    bobs: Client, cohort: Cohort, alice: Student, told: Interview
) -> None:
    overview = f"{reverse('dashboards:cohorts')}?page=1"
    to_cohort = re.search(rf'href="({url_of(cohort, alice).rsplit("students", 1)[0]}[^"#]*)"', bobs.get(overview).text)
    assert to_cohort
    ordered = bobs.get(f"{to_cohort[1]}&sort=counted").text
    row = re.search(r'id="student-(\d+)"><th scope="row"><a href="([^"]+)"', ordered)
    assert row
    assert row[1] == str(alice.pk)
    page = bobs.get(row[2]).text
    form = re.search(r'action="([^"]+exclusion[^"]*)"', page)
    assert form
    assert bobs.post(form[1], {"reason": ""}).status_code == 422
    page = bobs.post(form[1], {"reason": "It was a class visit."}, follow=True).text
    back = re.search(r'<nav class="crumbs"[^>]*><a href="([^"]+)"', page)
    assert back
    assert unescape(back[1]).endswith(f"?sort=counted&from=page%3D1#student-{alice.pk}")
    assert 'aria-current="true">Fewest counted</a>' in bobs.get(unescape(back[1])).text
    overview_again = re.search(r'<nav class="crumbs"[^>]*><a href="([^"]+)"', bobs.get(unescape(back[1])).text)
    assert overview_again
    assert overview_again[1] == f"{overview}#cohort-{cohort.pk}"
    unsorted = re.search(
        r'<nav class="crumbs"[^>]*><a href="([^"]+)"', bobs.get(f"{url_of(cohort, alice)}?from=sort%3Dz").text
    )
    assert unsorted
    assert unsorted[1].endswith(f"/{cohort.pk}/#student-{alice.pk}")


class TestNow:
    def test_why_they_need_the_adviser_and_what_was_done_last(
        self, bobs: Client, bob: User, cohort: Cohort, alice: Student
    ) -> None:
        frank = factories.make_adviser(full_name="Frank Adeyemi")
        alice.memberships.update(coach=frank)
        now = clock.now()
        Hand.objects.create(student=alice, step="thank")
        Talk.objects.create(student=alice, adviser=frank, day=now.date() - 3 * DAY)
        factories.make_nudged(alice, cohort=cohort, adviser=bob, leaves_at=now - 2 * DAY)
        page = " ".join(bobs.get(url_of(cohort, alice)).text.split())
        assert "<b>Asked for your help</b>" in page
        assert "at Thank" in page
        assert re.search(r"Last talk:</span> \w+ \d+(, \d+)?, Frank Adeyemi", page)
        assert re.search(r"Last nudge:</span> \w+ \d+(, \d+)?, you", page)
        assert "Coach:</span> Frank Adeyemi" in page
        assert f'name="talked" value="{alice.pk}"' in page
        assert f'name="nudge" value="{alice.pk}"' in page

    def test_who_is_not_stuck(self, bobs: Client, cohort: Cohort, alice: Student) -> None:
        for _ in range(3):
            factories.make_held(alice, thanked_at=clock.now(), reflected_at=clock.now())
        assert "Alice isn’t stuck." in bobs.get(url_of(cohort, alice)).text

    def test_an_administrator_who_looks_after_no_cohort_may_not_act(
        self, client_of: Callable[[User], Client], cohort: Cohort, alice: Student
    ) -> None:
        Hand.objects.create(student=alice)
        office = client_of(factories.make_administrator())
        page = office.get(url_of(cohort, alice)).text
        for words in ("We talked", "Asked for", "next-talk", "/notes/"):
            assert words not in page
        assert office.get(f"{url_of(cohort, alice)}next-talk/").status_code == 404

    def test_the_hand_is_not_shown_where_the_cohort_is_long_over(
        self, bobs: Client, bob: User, cohort: Cohort, alice: Student
    ) -> None:
        """Nor is its adviser named to the student."""
        Hand.objects.create(student=alice)
        today = clock.now().date()
        term = Term.objects.create(name="Before", starts_on=today - 90 * DAY, ends_on=today - 40 * DAY)
        Cohort.objects.filter(pk=cohort.pk).update(term=term, starts_on=today - 90 * DAY, due_on=today - 40 * DAY)
        assert "Asked for" not in bobs.get(url_of(cohort, alice)).text

    def test_a_coach_who_does_not_look_after_the_cohort_leaves_nothing_out_of_the_count(
        self, client_of: Callable[[User], Client], cohort: Cohort, alice: Student, told: Interview
    ) -> None:
        frank = factories.make_adviser()
        alice.memberships.update(coach=frank)
        Reflection.objects.update(shared_at=clock.now())
        page = client_of(frank).get(url_of(cohort, alice)).text
        assert "Leave it out" not in page
        assert SECRETS["kept"] in page
        assert "We talked" in page
        answer = client_of(frank).post(exclusion_url(cohort, alice, told), {"reason": "No"})
        assert answer.status_code == 403


def test_the_words_of_a_comment_and_a_note_are_kept_on_the_device(
    bobs: Client, cohort: Cohort, alice: Student, told: Interview
) -> None:
    """Whoever no longer looks after the cohort when they press gets a bare 404."""
    Reflection.objects.update(shared_at=clock.now())
    page = bobs.get(url_of(cohort, alice)).text
    assert f'data-draft="comment-{told.reflection.pk}" data-draft-ends' in page
    assert f'data-draft="adviser-note-{cohort.pk}-{alice.pk}" data-draft-ends' in page


class TestTimeline:
    def test_all_that_was_shared_the_newest_first(
        self, bobs: Client, bob: User, cohort: Cohort, alice: Student, told: Interview
    ) -> None:
        now = clock.now()
        dana = factories.make_adviser(full_name="Dana Kessler")
        Reflection.objects.update(shared_at=now)
        Interview.objects.update(asked_at=now - 9 * DAY, scheduled_at=now - 8 * DAY)
        nudged = factories.make_nudged(alice, cohort=cohort, adviser=bob, leaves_at=now - 10 * DAY)
        Nudge.objects.filter(pk=nudged.nudge_id).update(subject="Ten minutes")
        hers = factories.make_nudged(alice, cohort=cohort, adviser=dana, leaves_at=now - 11 * DAY)
        Nudge.objects.filter(pk=hers.nudge_id).update(subject="A secret of Dana’s")
        stopped = factories.make_nudged(alice, cohort=cohort, adviser=dana, leaves_at=now - 11 * DAY)
        Nudged.objects.filter(pk=stopped.pk).update(stopped_at=now)
        hand = Hand.objects.create(student=alice, taken_back_at=now - 12 * DAY)
        Hand.objects.filter(pk=hand.pk).update(raised_at=now - 13 * DAY)
        Talk.objects.create(student=alice, adviser=dana, day=(now - 20 * DAY).date())
        page = bobs.get(url_of(cohort, alice)).text
        shown = re.findall(r"<b>([^<]+)</b>(?:<span>([^<]+)</span>)?</p></li>", page)
        who = "Archivist, Harrow County"
        steps = ["Shared the reflection", "Finished the reflection", "Said thank you", "Talked", "Agreed on a date"]
        assert [(unescape(words), unescape(about)) for words, about in shown] == [
            *((words, who) for words in (*steps, "Asked")),
            ("You nudged", "Ten minutes"),
            ("Dana Kessler nudged", ""),
            ("Took the call for help back", ""),
            ("Asked for help", ""),
            ("Dana Kessler noted: we talked", ""),
        ]
        assert "A secret of Dana’s" not in page

    def test_what_is_older_is_closed(self, bobs: Client, bob: User, cohort: Cohort, alice: Student) -> None:
        today = clock.now().date()
        Talk.objects.bulk_create(Talk(student=alice, adviser=bob, day=today - each * DAY) for each in range(15))
        page = bobs.get(url_of(cohort, alice)).text
        assert page.count("You noted: we talked") == 15
        assert "Show 3 more" in page

    def test_it_costs_no_query_each(self, bobs: Client, bob: User, cohort: Cohort, alice: Student) -> None:
        counts, today = [], clock.now().date()
        for more in (1, 3):
            Talk.objects.bulk_create(
                Talk(student=alice, adviser=bob, day=today - (more + n) * DAY) for n in range(more)
            )
            factories.make_nudged(alice, cohort=cohort, adviser=bob)
            AdviserNote.objects.create(student=alice, cohort=cohort, author=bob, text="Here", token=uuid4())
            held = factories.make_held(alice, reflected_at=clock.now(), thanked_at=clock.now())
            shared = Reflection.objects.create(interview=held, shared_at=clock.now())
            ReflectionComment.objects.create(reflection=shared, author=bob, text="Good", token=uuid4())
            for url in (url_of(cohort, alice), f"{url_of(cohort, alice)}next-talk/"):
                with CaptureQueriesContext(connection) as queries:
                    bobs.get(url)
                counts.append(len(queries))
        assert counts[:2] == counts[2:]
        assert max(counts) <= 12


class TestNextTalk:
    def test_it_has_what_was_shared_since_the_last_talk_and_three_things_to_ask(
        self, bobs: Client, bob: User, cohort: Cohort, alice: Student, told: Interview
    ) -> None:
        url = f"{url_of(cohort, alice)}next-talk/"
        now = clock.now()
        Reflection.objects.update(shared_at=now - 2 * DAY)
        page = bobs.get(url).text
        for words in (
            "Next talk with Alice Okafor",
            "No talk is noted yet.",
            SECRETS["kept"],
            "After someone at Harrow County you ruled this work out.",
            "What are your plans after graduation?",
        ):
            assert words in page
        assert page.count('class="write"') == 4
        for secret in ("name", "email", "phone", "learned", "thanks"):
            assert SECRETS[secret] not in page
        Talk.objects.create(student=alice, adviser=bob, day=now.date())
        page = bobs.get(url).text
        assert SECRETS["kept"] not in page
        assert "Shared since the last talk" in page
        assert "The last talk was on" in page

    def test_each_look_is_one_audit_row(self, bobs: Client, bob: User, cohort: Cohort, alice: Student) -> None:
        bobs.get(f"{url_of(cohort, alice)}next-talk/")
        bobs.head(f"{url_of(cohort, alice)}next-talk/")
        (entry,) = Entry.objects.all()
        assert (entry.actor, entry.page, entry.student_ids) == (bob, "dashboards:next_talk", [alice.pk])


class TestAnOutsideCoach:
    """Looks after no cohort: sees the one student, and what the student shares."""

    @pytest.fixture
    def franks(self, client_of: Callable[[User], Client], cohort: Cohort, alice: Student) -> Client:
        frank = factories.make_adviser(full_name="Frank Adeyemi")
        alice.memberships.update(coach=frank)
        return client_of(frank)

    def test_opens_their_own_student_and_nobody_else(
        self, franks: Client, cohort: Cohort, alice: Student, charlie: Student
    ) -> None:
        cohort.memberships.create(student=charlie)
        elsewhere = factories.make_cohort(students=[alice])
        assert franks.get(url_of(cohort, alice)).status_code == 200
        assert franks.get(url_of(cohort, charlie)).status_code == 404
        assert franks.get(url_of(elsewhere, alice)).status_code == 404

    def test_reads_what_is_shared_and_nothing_else(
        self, franks: Client, cohort: Cohort, alice: Student, told: Interview
    ) -> None:
        html = unescape(franks.get(url_of(cohort, alice)).text)
        assert "Archivist" in html
        assert [secret for secret in SECRETS.values() if secret in html] == []
        Reflection.objects.update(shared_at=clock.now())
        told.contact.name_shared = True
        told.contact.save()
        html = unescape(franks.get(url_of(cohort, alice)).text)
        assert {key for key, secret in SECRETS.items() if secret in html} == {"name", "kept"}

    def test_reads_no_advisers_note(self, franks: Client, bob: User, cohort: Cohort, alice: Student) -> None:
        AdviserNote.objects.create(student=alice, cohort=cohort, author=bob, text="A quiet room", token=uuid4())
        assert "quiet room" not in franks.get(url_of(cohort, alice)).text

    def test_leaves_nothing_out_of_the_count(
        self, franks: Client, cohort: Cohort, alice: Student, told: Interview
    ) -> None:
        assert franks.post(exclusion_url(cohort, alice, told), {"reason": "The same event"}).status_code == 403
        assert not Exclusion.objects.exists()
