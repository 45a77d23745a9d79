from datetime import timedelta
from urllib.parse import urlencode

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.accounts import adapter
from apps.accounts.models import Role, User
from apps.administration.deliveries import log
from apps.administration.people.actions import remove_second_factor, save_person
from apps.campus.models import Campus
from apps.core.templatetags.dates import clock_and_zone, short_day
from apps.outbox.delivery import deliver_due
from apps.outbox.models import HardBounce, Heartbeat, Message, Part, Standstill
from tests.factories import make_reminder

pytestmark = pytest.mark.django_db
LIST = "/admin/outbox/message/"


@pytest.fixture
def administrator(client):
    client.force_login(User.objects.create_user("root@example.org", "Ada Admin", Role.ADMINISTRATOR))
    return client


def test_shows_each_with_recipient_state_and_reason(administrator, sink, due, alice):
    due("a", alice.user)
    due("b", kind="invite", address="new@example.org")
    sink.on("RCPT", "550 5.1.1 no such user", to="new@example.org")
    deliver_due(worker="test")

    page = administrator.get(LIST).content.decode()

    for words in ("The note", "Alice Okafor", "Sent", "new@example.org", "Failed", "smtp 550"):
        assert words in page


@pytest.mark.parametrize("query", ["?q=alice", "?q=alice%40campus.example", "?state__exact=due", "?kind=note"])
def test_finds_by_recipient_state_and_kind(administrator, due, alice, query):
    due("a", alice.user)
    row = due("b", kind="invite", address="new@example.org")
    Message.objects.filter(pk=row.pk).update(state="skipped", reason="cancelled", ended_at=row.due_at)

    found = administrator.get(LIST + query).context["cl"].queryset
    assert [message.key for message in found] == ["note:a"]


def test_finds_by_reason(administrator, due, alice):
    row = due("a", alice.user)
    due("b", alice.user)
    Message.objects.filter(pk=row.pk).update(state="skipped", reason="cancelled", ended_at=row.due_at)

    assert administrator.get(LIST + "?q=cancelled").context["cl"].queryset.get() == row


def test_shows_that_a_code_waits_and_not_the_code(administrator, alice):
    Client().post("/accounts/login/code/", {"email": alice.user.email})
    row = Message.objects.get()
    code = row.subject.rpartition(" ")[2]
    for page in (LIST, f"{LIST}{row.pk}/change/"):
        shown = administrator.get(page).content.decode()
        assert alice.user.email in shown
        assert code not in shown
        assert code.replace("-", "") not in shown


def test_mail_about_accounts_is_called_in_words_and_found_by_kind(administrator, alice, bob):
    Client().post("/accounts/login/code/", {"email": alice.user.email})
    ada = User.objects.get(email="root@example.org")
    campus, at = Campus.objects.current(), timezone.now()
    Authenticator.objects.create(user=bob, type=Authenticator.Type.TOTP, data={"secret": "s"})
    remove_second_factor(user=bob, as_of=at)
    bob.last_login = at  # he knows of the account
    bob.save()
    for role, is_active in ((Role.ADMINISTRATOR, True), (Role.ADMINISTRATOR, False)):
        bob.email, bob.role, bob.is_active = f"bob{is_active:d}@campus.example", role, is_active
        save_person(user=bob, as_of=at + timedelta(seconds=is_active), by=ada)
    for notice in adapter._NOTICES:
        context = {"user": bob, "campus": campus, "timestamp": at, "ip": "127.0.0.1", "user_agent": "Firefox"}
        adapter.AccountAdapter().send_mail(notice, bob.email, context)

    rows = administrator.get(LIST).context["cl"].result_list
    shown = {row.key.partition(":")[0]: str(log.DeliveryLog.kind_label(None, row)) for row in rows}
    assert len(shown) == 13
    assert {slug for slug, label in shown.items() if slug == label} == set()
    found = administrator.get(f"{LIST}?kind=code").context["cl"].queryset
    assert [message.key.partition(":")[0] for message in found] == ["code"]


def test_nothing_is_changed_by_hand(administrator, due, alice):
    row = due("a", alice.user)

    assert administrator.get(f"{LIST}{row.pk}/change/").status_code == 200
    assert administrator.get(f"{LIST}add/").status_code == 403
    assert administrator.post(f"{LIST}{row.pk}/change/", {"state": "sent"}).status_code == 403
    assert administrator.post(f"{LIST}{row.pk}/delete/", {"post": "yes"}).status_code == 403
    row.refresh_from_db()
    assert row.state == "due"


def test_sends_a_failed_one_again_and_no_other(administrator, sink, due, alice, bob):
    failed, sent = due("a", alice.user), due("b", bob)
    sink.on("DOT", "554 5.7.1 not today", to="alice@campus.example", times=1)
    deliver_due(worker="test")

    response = administrator.post(LIST, {"action": "send_again", "_selected_action": [failed.pk, sent.pk]}, follow=True)

    page = response.content.decode()
    assert "1 of 2 is due again. Messages that are no longer needed are skipped instead." in page
    assert "The other did not fail and is not uncertain." in page
    deliver_due(worker="test")
    assert sorted(one.to for one in sink.taken) == ["alice@campus.example", "bob@campus.example"]


@pytest.mark.parametrize("role", [Role.STUDENT, Role.ADVISER])
def test_only_administrators_see_it(client, due, alice, role):
    due("a", alice.user)
    client.force_login(User.objects.create_user("x@example.org", "X", role))
    response = client.get(LIST)
    assert response.status_code in (302, 403, 404)
    assert b"alice@campus.example" not in response.content


def ended(row: Message, state: str, reason: str = "", **fields: object) -> Message:
    Message.objects.filter(pk=row.pk).update(state=state, reason=reason, ended_at=row.due_at, **fields)
    return row


def found(administrator, query: str) -> set[str]:
    return {row.reminder.cause_key for row in administrator.get(LIST + query).context["cl"].queryset}


@pytest.mark.parametrize(
    ("why", "keys"),
    [
        ("thanked", {"thanked"}),
        ("after the mark", {"late"}),
        ("smtp", {"refused"}),
        ("no answer", {"lost"}),
        ("no mail server", {"nobody there"}),
        ("trouble", {"broken", "cut off"}),
    ],
)
def test_is_filtered_by_reason(administrator, due, alice, why, keys):
    ended(due("thanked", alice.user), "skipped", "thanked")
    ended(due("late", alice.user), "skipped", "after the mark")
    ended(due("refused", alice.user), "failed", "smtp 550")
    ended(due("broken", alice.user), "failed", "LookupError")
    row = due("lost", kind="invite", address="new@example.org")
    ended(row, "uncertain", "no answer", handed_off_at=row.due_at, message_id="<lost@example.org>")
    due("waiting", alice.user)
    waits = due("nobody there", alice.user)
    Message.objects.filter(pk=waits.pk).update(reason="no mail server (ConnectionRefusedError)")
    cut_off = due("cut off", alice.user)
    Message.objects.filter(pk=cut_off.pk).update(reason="SMTPServerDisconnected", attempts=1)

    assert found(administrator, f"?why={why.replace(' ', '+')}") == keys


def test_filters_ask_the_log_for_none_of_its_own_values(administrator, due, alice):
    due("a", alice.user)
    with CaptureQueriesContext(connection) as asked:
        page = administrator.get(LIST)
    assert [spec.title for spec in page.context["cl"].filter_specs] == ["state", "kind", "reason", "due at"]
    assert not any('DISTINCT "outbox_message"' in one["sql"] for one in asked)


@pytest.mark.parametrize(
    "term",
    [
        "alice",
        "alice@campus.example",
        "<one@example.org>",
        "interview:7:1",
        "note:interview:7:1",
        "after the mark",
    ],
)
def test_is_searched_by_recipient_message_reason_and_cause(administrator, due, alice, bob, term):
    row = due("interview:7:1", alice.user)
    ended(row, "skipped", "after the mark", message_id="<one@example.org>", handed_off_at=row.due_at)
    due("interview:8:1", bob)
    due("interview:70:1", bob, kind="digest")

    assert found(administrator, "?" + urlencode({"q": term})) == {"interview:7:1"}


def test_the_id_of_a_log_line_finds_its_one_reminder(administrator, due, alice):
    row = due("interview:7:1", alice.user)
    make_reminder(kind="digest", cause_key="interview:7:1", user=alice.user, due_at=row.due_at)
    assert administrator.get(LIST + "?q=note:interview:7:1").context["cl"].queryset.get() == row
    assert administrator.get(LIST + "?q=interview:7:1").context["cl"].queryset.count() == 2
    assert administrator.get(LIST + "?q=retired:interview:7:1").context["cl"].queryset.count() == 0


def test_says_how_late_each_went_and_its_id_in_the_logs(administrator, due, alice, bob):
    for key, person, delay in (("a", alice.user, timedelta(seconds=20)), ("b", bob, timedelta(hours=2, minutes=3))):
        row = due(key, person)
        handed_off = {"handed_off_at": row.due_at, "message_id": f"<{key}@example.org>"}
        # As late as it went after the time to which a morning note left it.
        left_until = row.due_at + timedelta(days=1)
        ended(row, "sent", postponed_to=left_until, sent_at=left_until + delay, **handed_off)

    page = administrator.get(LIST).content.decode()
    assert "under a minute" in page
    assert "2 hours, 3 minutes" in page
    assert "note:b" in administrator.get(f"{LIST}{row.pk}/change/").content.decode()
    latest = administrator.get(LIST + "?o=-6").context["cl"].queryset
    assert [row.reminder.cause_key for row in latest] == ["b", "a"]


class TestHowRemindersStand:
    def figures(self, administrator) -> dict[str, str]:
        return {one.name: one.value for one in administrator.get(LIST).context["panel"].figures}

    def test_the_numbers_of_now_and_of_the_last_day(self, administrator, due, alice, bob):
        ended(due("a", alice.user), "skipped", "thanked")
        ended(due("b", alice.user), "failed", "smtp 550")
        row = due("c", bob)
        handed_off = {"handed_off_at": row.due_at, "message_id": "<c@example.org>", "resent_uncertain": 1}
        ended(row, "sent", sent_at=row.due_at + timedelta(minutes=2), **handed_off)
        old = due("d", bob)
        ended(old, "skipped", "thanked")
        Message.objects.filter(pk=old.pk).update(ended_at=old.due_at - timedelta(days=2))
        waiting = due("e", bob)
        Message.objects.filter(pk=waiting.pk).update(created_at=waiting.due_at)
        HardBounce.objects.create(address="gone@example.org", answer="smtp 550")

        figures = self.figures(administrator)
        assert (
            figures.items()
            >= {
                "Due now": "1",
                "Oldest of them waiting for": "5 minutes",
                "Sent in the last day": "1",
                "Skipped in the last day": "1",
                "Failed in the last day": "1",
                "Uncertain in the last day": "0",
                "Sent again without an answer in the last day": "1",
                "Addresses that bounce": "1",
                "Beat last seen": "never (deliver_reminders --loop needs none)",
            }.items()
        )

    def test_whether_they_move_in_words(self, administrator):
        page = administrator.get(LIST).content.decode()
        assert "How reminders are doing" in page
        assert "Reminders stand still. No delivery came to its end, never yet." in page
        assert "so answers to mail go to its sender, Acquaint" in page
        Campus.objects.update(help_email="help@campus.example")
        assert "answers to mail go to" not in administrator.get(LIST).text

        for part in Part:
            Heartbeat.objects.beat(part)
        page = administrator.get(LIST).content.decode()
        assert "Reminders move." in page
        assert self.figures(administrator)["Workers last seen"] == "under a minute ago"

        long_ago = timezone.now() - timedelta(minutes=11)
        Heartbeat.objects.filter(part=Part.RECONCILE).update(seen_at=long_ago)
        assert "What should exist was not compared since" in administrator.get(LIST).content.decode()
        assert self.figures(administrator)["Comparison last seen"] == "11 minutes ago"

    def test_when_they_stood_still(self, administrator):
        now = timezone.now().astimezone(Campus.objects.current().zone)
        told, over = now - timedelta(hours=3), now - timedelta(hours=2)
        Standstill.objects.create(noticed_at=told, why="No worker", told_at=told, ended_at=over)
        Standstill.objects.create(noticed_at=now, why="No clock")
        Standstill.objects.create(noticed_at=now - timedelta(days=9), why="Long ago", ended_at=now - timedelta(days=8))

        page = administrator.get(LIST).content.decode()
        assert f"to {short_day(over, now)}, {clock_and_zone(over)}. No worker." in page
        assert f"Administrators were told at {clock_and_zone(told)}." in page
        assert "until now. No clock. No mail went out about it" in page
        assert "Long ago" not in page

    def test_it_stands_above_a_filtered_list_too_and_not_beside_an_action(self, administrator, due, alice):
        row = due("a", alice.user)
        assert administrator.get(LIST + "?state__exact=sent").context["panel"]
        response = administrator.post(LIST, {"action": "send_again", "_selected_action": [row.pk]})
        assert response.status_code == 302


def test_costs_the_same_at_1_and_50_rows(administrator, due, make_student):
    due("first", make_student().user)
    administrator.get(LIST)  # warms the content types
    with CaptureQueriesContext(connection) as one:
        administrator.get(LIST)
    for number in range(49):
        due(f"{number}", make_student().user)
    with CaptureQueriesContext(connection) as fifty:
        administrator.get(LIST)
    assert len(one) == len(fifty) <= 12


def test_whom_a_student_wrote_to_stays_private(administrator, as_of):
    Message.objects.create(
        key="outreach:7",
        audience="contact",
        address="kenji@rivers.example",
        resend_when_unanswered=False,
        due_at=as_of,
        subject="Twenty minutes",
        text="Dear Kenji",
    )
    for query in ("", "?q=outreach:7"):
        page = administrator.get(f"{LIST}{query}").content.decode()
        assert "A student’s message to someone" in page
        assert "enji" not in page
        assert "Twenty" not in page
    assert (
        "A student’s message to someone"
        not in administrator.get(f"{LIST}?q=kenji").content.decode().partition("result_list")[2]
    )
