"""The list of invitations: what became of each, again, stop, and those who were never invited."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.administration.invitations.actions import invite
from apps.administration.invitations.querysets import Outcome
from apps.administration.models import Invitation
from apps.audit.models import Entry
from apps.cohorts.models import Cohort, Term
from apps.outbox.models import HardBounce, Message
from apps.students.actions import archive
from apps.students.models import Student
from tests import factories
from tests.administration.pages import queries, said

pytestmark = pytest.mark.django_db
LIST = "/program/invitations/"
AGAIN, STOP = f"{LIST}again/", f"{LIST}stop/"


@pytest.fixture
def earlier(alice: Student, as_of: datetime) -> Invitation:
    """An hour ago, to Alice's account."""
    return invite(user=alice.user, invited_by=None, as_of=as_of - timedelta(hours=1))


def outcome(invitation: Invitation, as_of: datetime) -> str:
    return Invitation.objects.with_outcome(as_of).get(pk=invitation.pk).outcome


def end(invitation: Invitation, state: str, as_of: datetime, reason: str = "") -> None:
    went = {"handed_off_at": as_of, "message_id": "<1@x>"} if state in ("sent", "uncertain") else {}
    sent = {"sent_at": as_of} if state == "sent" else {}
    rows = Message.objects.filter(reminder__cause_key=invitation.cause_key)
    assert rows.update(state=state, ended_at=as_of, reason=reason, **went, **sent) == 1


@pytest.mark.parametrize(
    ("done", "expected"),
    [
        ("nothing", Outcome.WAITING),
        ("sent", Outcome.SENT),
        ("failed", Outcome.BOUNCED),
        ("former", Outcome.FORMER),
        ("bounces", Outcome.BOUNCED),
        ("uncertain", Outcome.UNCERTAIN),
        ("skipped", Outcome.SKIPPED),
        ("signed in", Outcome.ACCEPTED),
        ("accepted", Outcome.ACCEPTED),
        ("two weeks", Outcome.EXPIRED),
        ("stopped", Outcome.STOPPED),
    ],
)
def test_what_became_of_one_is_said_and_can_be_looked_for(
    office: Client, earlier: Invitation, as_of: datetime, done: str, expected: Outcome
) -> None:
    match done:
        case "sent" | "uncertain":
            end(earlier, done, as_of, reason="" if done == "sent" else "no answer")
        case "failed" | "skipped":
            end(earlier, done, as_of, reason="550" if done == "failed" else "superseded")
        case "former":
            end(earlier, "sent", as_of)
            Message.objects.update(address=earlier.user.email)
            User.objects.filter(pk=earlier.user_id).update(email="moved@campus.example")
        case "bounces":
            HardBounce.objects.create(address=earlier.user.email, answer="550")
        case "signed in":
            User.objects.update(last_login=as_of)
        case "accepted":
            Invitation.objects.update(accepted_at=as_of)
        case "two weeks":
            end(earlier, "sent", as_of)
            Invitation.objects.update(created_at=as_of - timedelta(days=14))
        case "stopped":
            Invitation.objects.update(stopped_at=as_of)
    assert outcome(earlier, as_of) == expected
    page = office.get(LIST, {"show": expected.value})
    assert f"{expected.label}</span>" in page.text
    is_over = expected in (Outcome.ACCEPTED, Outcome.TOLD, Outcome.STOPPED)
    open_ones = [] if is_over else [("Not accepted", 1)]
    tabs = [(tab["label"], tab["number"]) for tab in page.context["tabs"]]
    assert tabs == [("All", 1), *open_ones, (expected.label, 1)]
    assert len(office.get(LIST, {"show": "not-accepted"}).context["lines"]) == len(open_ones)


def test_send_again_makes_a_new_one_and_nobody_gets_two_within_ten_minutes(
    office: Client, earlier: Invitation, as_of: datetime
) -> None:
    for _ in range(2):
        page = office.post(AGAIN, {"again": earlier.pk}, follow=True)
    assert Invitation.objects.filter(user=earlier.user).count() == 2
    assert said(page) == ["Nobody was invited again: 1 invited within the last ten minutes."]
    assert Message.objects.filter(address=earlier.user.email, state="due").count() == 1


def test_of_several_chosen_each_person_gets_one_mail(
    office: Client, earlier: Invitation, cohort: Cohort, charlie: Student, as_of: datetime
) -> None:
    """Welcomed before, and expired: both go again. Who signed in is left out, and it says so."""
    old = invite(user=earlier.user, cohort=cohort, invited_by=None, as_of=as_of - timedelta(days=20))
    signed_in = invite(user=charlie.user, invited_by=None, as_of=as_of - timedelta(days=1))
    User.objects.filter(pk=charlie.user_id).update(last_login=as_of)
    page = office.post(AGAIN, {"again": "", "s": [earlier.pk, old.pk, signed_in.pk, "x", 2**63]}, follow=True)
    assert said(page) == [
        "1 invitation goes out again. Left out: 1 signed in already, 1 invited within the last ten minutes."
    ]
    entry = Entry.objects.get(page="administration:invite_again")
    assert (entry.student_ids, entry.reason) == ([earlier.user.student.pk], "invited again")


def test_enter_on_a_tick_sends_nothing(office: Client, earlier: Invitation) -> None:
    office.post(AGAIN, {"s": earlier.pk})
    assert Invitation.objects.count() == 1


def test_who_is_archived_left_or_bounces_is_not_invited_again(
    office: Client, cohort: Cohort, alice: Student, as_of: datetime
) -> None:
    welcome = invite(user=alice.user, cohort=cohort, invited_by=None, as_of=as_of - timedelta(days=1))
    archive(students=[alice], as_of=as_of)
    assert "1 archived" in said(office.post(AGAIN, {"again": welcome.pk}, follow=True))[0]
    Student.objects.update(archived_at=None)
    cohort.memberships.all().delete()
    assert "1 no longer in the cohort" in said(office.post(AGAIN, {"again": welcome.pk}, follow=True))[0]


def test_nobody_is_invited_to_an_archived_cohort(
    office: Client, cohort: Cohort, alice: Student, charlie: Student, as_of: datetime
) -> None:
    cohort.students.add(charlie)
    welcome = invite(user=alice.user, cohort=cohort, invited_by=None, as_of=as_of - timedelta(days=1))
    Cohort.objects.filter(pk=cohort.pk).update(archived_at=as_of)
    page = office.post(AGAIN, {"again": welcome.pk}, follow=True)
    assert said(page) == ["Nobody was invited again: 1 the cohort is over."]
    url = reverse("administration:invite_members", args=[cohort.pk])
    assert url not in office.get(LIST, {"cohort": cohort.pk}).text
    assert "The cohort is archived, so no mail goes to it any more." in office.get(url).text
    page = office.post(url, follow=True)
    assert said(page) == ["Alice's cohort is over, so no mail goes to it any more."]
    assert Invitation.objects.get() == welcome


@pytest.mark.parametrize(("address", "button"), [(AGAIN, "again"), (STOP, "stop")])
def test_with_nothing_ticked_a_button_says_what_to_do_first(office: Client, address: str, button: str) -> None:
    assert said(office.post(address, {button: ""}, follow=True)) == ["Tick the invitations first."]


def test_a_stopped_one_does_not_leave_and_its_link_is_dead(
    office: Client, earlier: Invitation, as_of: datetime
) -> None:
    page = office.post(STOP, {"stop": earlier.pk}, follow=True)
    assert said(page) == ["1 invitation is stopped. Its link works no more."]
    assert Message.objects.values_list("state", "reason").get(key__startswith="account") == ("skipped", "taken back")
    assert outcome(earlier, as_of) == Outcome.STOPPED
    assert "None of these" in said(office.post(STOP, {"stop": earlier.pk}, follow=True))[0]


def test_what_is_done_to_an_invitation_of_the_staff_is_written_down(
    office: Client, make_adviser: Callable[..., User], as_of: datetime
) -> None:
    dana = make_adviser()
    invitation = invite(user=dana, invited_by=None, as_of=as_of - timedelta(hours=1))
    office.post(AGAIN, {"again": invitation.pk})
    office.post(STOP, {"stop": Invitation.objects.latest("pk").pk})
    entries = Entry.objects.filter(action="changed").order_by("pk").values_list("account", "student_ids", "reason")
    assert list(entries) == [(dana.pk, [], "invited again"), (dana.pk, [], "invitation taken back")]


def test_an_accepted_one_is_not_stopped(office: Client, earlier: Invitation, as_of: datetime) -> None:
    Invitation.objects.update(accepted_at=as_of)
    office.post(STOP, {"s": earlier.pk})
    assert outcome(earlier, as_of) == Outcome.ACCEPTED


def test_after_an_import_all_of_a_cohort_are_invited_by_one_press(
    office: Client, cohort: Cohort, alice: Student, charlie: Student, as_of: datetime
) -> None:
    archived, bounces = factories.make_student(archived_at=as_of), factories.make_student()
    factories.make_cohort(students=[charlie])
    cohort.students.add(charlie, archived, bounces)
    HardBounce.objects.create(address=bounces.user.email, answer="550")
    invite(user=alice.user, cohort=cohort, invited_by=None, as_of=as_of - timedelta(days=1))
    Message.objects.update(due_at=as_of - timedelta(minutes=1))
    url = reverse("administration:invite_members", args=[cohort.pk])
    assert url in office.get(LIST, {"cohort": cohort.pk}).text
    page = office.get(url)
    assert "2 in Alice&#x27;s cohort were never invited" in page.text
    assert "1 mail goes out as soon as you press the button" in page.text
    assert "1 other waits ahead of" in page.text
    assert "1 can’t go, because the address takes no mail." in page.text
    assert Invitation.objects.count() == 1
    assert said(office.post(url, follow=True))[0].startswith("1 invitation goes out to Alice's cohort. 1 can’t go")
    assert said(office.post(url, follow=True)) == ["Everybody in Alice's cohort was invited before."]
    assert Invitation.objects.count() == 3
    assert Entry.objects.filter(page="administration:invite_members", action="changed").count() == 1


def test_without_a_cohort_chosen_each_with_people_never_invited_is_offered(
    office: Client, cohort: Cohort, alice: Student, charlie: Student, as_of: datetime
) -> None:
    spring = factories.make_cohort(name="Spring", students=[alice, charlie, factories.make_student(archived_at=as_of)])
    over = factories.make_cohort(name="Over", students=[charlie])
    Cohort.objects.filter(pk=over.pk).update(
        starts_on=cohort.starts_on - timedelta(weeks=30), due_on=as_of.date() - timedelta(days=2)
    )
    gone = factories.make_cohort(name="Gone", students=[charlie])
    Cohort.objects.filter(pk=gone.pk).update(archived_at=as_of)
    factories.make_cohort(name="Empty")
    page = office.get(LIST)
    assert [(one.name, never) for one, never in page.context["uninvited"]] == [("Alice's cohort", 1), ("Spring", 2)]
    assert "2 in Spring were never invited." in page.text
    assert reverse("administration:invite_members", args=[spring.pk]) in page.text
    assert not office.get(LIST, {"q": "x"}).context["uninvited"]
    office.post(reverse("administration:invite_members", args=[spring.pk]))
    assert "Spring were never invited" not in office.get(LIST).text
    asked = queries(office, LIST)
    for number in range(3):
        factories.make_cohort(name=f"More {number}", students=[alice])
    assert queries(office, LIST) == asked <= 12


def test_found_by_name_and_by_address(office: Client, earlier: Invitation, charlie: Student, as_of: datetime) -> None:
    invite(user=charlie.user, invited_by=None, as_of=as_of)
    for query, name in (("okafor ALICE", "Alice Okafor"), ("charlie@", "Charlie Nakamura")):
        page = office.get(LIST, {"q": query})
        assert [line["person"].display_name for line in page.context["lines"]] == [name]


def test_each_look_at_students_is_one_audit_row_without_what_was_typed(office: Client, earlier: Invitation) -> None:
    office.head(LIST)
    office.get(LIST, {"q": "alice"})
    entry = Entry.objects.get(page="administration:invitations")
    assert (entry.student_ids, entry.filter["q"]) == ([earlier.user.student.pk], True)
    assert "alice" not in str(entry.filter)


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"page": "-1"}, 404),
        ({"cohort": str(2**63)}, 404),
        ({"cohort": "x"}, 404),
        ({"show": "none-such"}, 200),
        ({"q": "\x00\u202e' OR 1=1"}, 200),
    ],
)
def test_odd_addresses(office: Client, query: dict[str, str], status: int) -> None:
    assert office.get(LIST, query).status_code == status
    assert office.post(AGAIN).status_code == office.post(STOP).status_code == 302


def test_more_rows_ask_no_more_questions(
    office: Client, earlier: Invitation, make_student: Callable[..., Student], as_of: datetime
) -> None:
    queries(office, LIST)
    one = queries(office, LIST)
    for _ in range(2):
        invite(user=make_student().user, invited_by=None, as_of=as_of)
    assert queries(office, LIST) == one <= 12


def test_one_at_the_former_address_goes_again_and_has_nothing_to_stop(
    office: Client, earlier: Invitation, as_of: datetime
) -> None:
    end(earlier, "sent", as_of)
    Message.objects.update(address=earlier.user.email)
    User.objects.filter(pk=earlier.user_id).update(email="moved@campus.example")
    page = office.get(LIST)
    assert "open until" not in page.text
    assert "Went to the former address" in page.text
    assert 'name="again"' in page.text
    assert f'name="stop" value="{earlier.pk}"' not in page.text
    assert said(office.post(AGAIN, {"again": earlier.pk}, follow=True)) == ["1 invitation goes out again."]


def test_whoever_had_signed_in_before_is_told_of_a_cohort_and_owes_no_answer(
    office: Client, alice: Student, cohort: Cohort, earlier: Invitation, as_of: datetime
) -> None:
    User.objects.filter(pk=alice.user_id).update(last_login=as_of - timedelta(days=1))
    told = invite(user=alice.user, cohort=cohort, invited_by=None, as_of=as_of)
    end(told, "sent", as_of)
    assert outcome(told, as_of) == Outcome.TOLD
    page = office.get(LIST)
    assert "0 of 1 invitation accepted" in page.text
    assert "They had signed in before" in page.text


def test_cohorts_of_one_name_are_told_apart_by_their_terms(office: Client, cohort: Cohort) -> None:
    first = cohort.term.ends_on + timedelta(days=30)
    next_term = Term.objects.create(name="Next term", starts_on=first, ends_on=first + timedelta(weeks=16))
    alone = factories.make_cohort(name="Alone")
    factories.make_cohort(name=cohort.name, term=next_term)
    for page in (office.get(LIST), office.get("/program/students/")):
        names = {name for _, name in page.context["cohorts"]}
        assert names == {alone.name, f"{cohort.name}, {cohort.term.name}", f"{cohort.name}, {next_term.name}"}
