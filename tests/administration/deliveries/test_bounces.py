"""Addresses that bounce, as an administrator finds them and tries them again."""

from collections.abc import Callable

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client

from apps.accounts.models import User
from apps.audit.models import Action, Entry
from apps.cohorts.models import Cohort
from apps.core import clock
from apps.outbox.models import HardBounce, Message
from apps.outreach.models import Outreach
from apps.students.models import Student
from tests import factories
from tests.administration.pages import queries, said

pytestmark = pytest.mark.django_db
LIST = "/admin/outbox/hardbounce/"
LOG = "/admin/outbox/message/"


@pytest.fixture
def bounce(alice: Student) -> HardBounce:
    return HardBounce.objects.create(address=alice.user.email, answer="smtp 550")


def failed(user: User, **fields: object) -> Message:
    now = clock.now()
    defaults = {"kind": "account_invitation", "due_at": now, "state": "failed", "reason": "smtp 550", "ended_at": now}
    return factories.make_reminder(cause_key=f"invitation:{user.pk}", user=user, **{**defaults, **fields})


def try_again(office: Client, *bounces: HardBounce):
    return office.post(LIST, {"action": "try_again", "_selected_action": [bounce.pk for bounce in bounces]})


def test_the_list_says_which_whose_since_when_and_what_the_server_said(office: Client, bounce: HardBounce) -> None:
    HardBounce.objects.create(address="gone@campus.example", answer="smtp 551")
    page = office.get(LIST)
    assert "addresses that bounce" in page.text.lower()
    for words in ("alice@campus.example", "Alice Okafor", "smtp 550", "gone@campus.example", "nobody's now"):
        assert words in page.text.replace("&#x27;", "'")


def test_whom_only_a_student_wrote_to_is_not_listed(office: Client, bounce: HardBounce, alice: Student) -> None:
    for address in ("kenji@rivers.example", alice.user.email):
        HardBounce.objects.get_or_create(address=address, defaults={"answer": "smtp 550"})
        interview = factories.make_interview(student=alice)
        sent = {"sent_at": clock.now(), "sent_how": "acquaint", "recipient": address.title()}
        Outreach.objects.create(student=alice, interview=interview, kind="conversation", channel="email", **sent)
    page = office.get(LIST).text
    assert alice.user.email in page
    assert "kenji" not in page.lower()


def test_one_is_found_by_a_part_of_its_address(office: Client, bounce: HardBounce) -> None:
    HardBounce.objects.create(address="gone@campus.example", answer="smtp 551")
    assert list(office.get(f"{LIST}?q=ALICE@").context["cl"].result_list) == [bounce]


def test_nothing_is_changed_by_hand(office: Client, bounce: HardBounce) -> None:
    assert office.get(f"{LIST}{bounce.pk}/change/").status_code == 200
    assert office.get(f"{LIST}add/").status_code == 403
    assert office.post(f"{LIST}{bounce.pk}/change/", {"address": "x@campus.example"}).status_code == 403
    assert office.post(f"{LIST}{bounce.pk}/delete/", {"post": "yes"}).status_code == 403
    assert HardBounce.objects.get() == bounce


def test_a_look_is_on_record_with_the_students_it_shows(office: Client, bounce: HardBounce, alice: Student) -> None:
    HardBounce.objects.create(address=factories.make_adviser().email, answer="smtp 550")
    office.get(LIST)
    office.get(f"{LIST}{bounce.pk}/change/")
    assert list(Entry.objects.order_by("pk").values_list("action", "page", "student_ids")) == [
        (Action.VIEWED, "admin:outbox_hardbounce_changelist", [alice.pk]),
        (Action.VIEWED, "admin:outbox_hardbounce_change", [alice.pk]),
    ]


def test_trying_again_takes_it_away_and_what_is_wanted_comes_back(
    office: Client, ada: User, bounce: HardBounce, alice: Student, cohort: Cohort
) -> None:
    from apps.administration.invitations.actions import invite

    other = HardBounce.objects.create(address="gone@campus.example", answer="smtp 551")
    invite(user=alice.user, cohort=cohort, invited_by=ada, as_of=clock.now())
    assert Message.objects.get().reason == "address bounced"

    page = try_again(office, bounce)

    assert said(page)[0].startswith("1 address is tried again.")
    assert list(HardBounce.objects.all()) == [other]
    assert Message.objects.get().state == "due"
    assert list(Entry.objects.filter(action=Action.CHANGED).values_list("actor", "page", "student_ids")) == [
        (ada.pk, "admin:outbox_hardbounce_change", [alice.pk])
    ]
    assert LogEntry.objects.get().get_change_message() == "Tried again."


@pytest.mark.parametrize("person", ["alice", "bob"])
def test_only_administrators_try_again(request, person: str, client_of, bounce: HardBounce, bob: User) -> None:
    one = request.getfixturevalue(person)
    assert try_again(client_of(getattr(one, "user", one)), bounce).status_code == 404
    assert HardBounce.objects.exists()


def test_the_list_asks_as_often_for_three_as_for_one(
    office: Client, bounce: HardBounce, make_student: Callable[..., Student]
) -> None:
    queries(office, LIST)
    one = queries(office, LIST)
    for _ in range(2):
        HardBounce.objects.create(address=make_student().user.email, answer="smtp 550")
    assert queries(office, LIST) == one <= 12


class TestSendAgain:
    def test_it_leaves_a_row_in_both_logs(self, office: Client, ada: User, alice: Student, bob: User) -> None:
        rows = [failed(alice.user), failed(bob)]
        sent_already = failed(factories.make_student().user, state="skipped", reason="archived")
        chosen = [row.pk for row in (*rows, sent_already)]
        page = office.post(LOG, {"action": "send_again", "_selected_action": chosen})

        assert said(page) == [
            "2 of 3 are due again. Messages that are no longer needed are skipped instead. "
            "The other did not fail and is not uncertain."
        ]
        assert list(Entry.objects.filter(action=Action.CHANGED).values_list("actor", "page", "student_ids")) == [
            (ada.pk, "admin:outbox_message_change", [alice.pk])
        ]
        assert {entry.object_id for entry in LogEntry.objects.all()} == {str(row.pk) for row in rows}

    def test_it_says_where_the_address_bounces(self, office: Client, bounce: HardBounce, alice: Student) -> None:
        rows = [failed(alice.user), failed(factories.make_student().user)]
        page = office.post(LOG, {"action": "send_again", "_selected_action": [row.pk for row in rows]})
        assert said(page)[1] == (
            "1 of their addresses bounces: nothing goes there until it is tried again, under “Addresses that bounce”."
        )

    def test_a_bare_address_too(self, office: Client) -> None:
        HardBounce.objects.create(address="new@example.org", answer="smtp 550")
        now = clock.now()
        row = factories.make_reminder(
            kind="x", cause_key="x:1", address="New@example.org", due_at=now, state="failed", reason="x", ended_at=now
        )
        page = office.post(LOG, {"action": "send_again", "_selected_action": [row.pk]})
        assert said(page)[1].startswith("1 of their addresses bounces")
