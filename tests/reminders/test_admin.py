import pytest

from apps.accounts.models import Role, User
from apps.reminders.delivery import deliver_due
from apps.reminders.models import Reminder

pytestmark = pytest.mark.django_db
LIST = "/admin/reminders/reminder/"


@pytest.fixture
def administrator(client):
    client.force_login(User.objects.create_user("root@example.org", "Ada Admin", Role.ADMINISTRATOR))
    return client


def test_shows_each_with_recipient_state_and_reason(administrator, sink, due, alice):
    due("a", alice)
    due("b", kind="invite", address="new@example.org")
    sink.on("RCPT", "550 5.1.1 no such user", to="new@example.org")
    deliver_due(worker="test")

    page = administrator.get(LIST).content.decode()

    for words in ("The note", "Alice Nguyen", "Sent", "new@example.org", "Failed", "smtp 550"):
        assert words in page


@pytest.mark.parametrize("query", ["?q=alice", "?q=alice%40example.org", "?state__exact=due", "?kind=note"])
def test_finds_by_recipient_state_and_kind(administrator, due, alice, query):
    due("a", alice)
    row = due("b", kind="invite", address="new@example.org")
    Reminder.objects.filter(pk=row.pk).update(state="skipped", reason="cancelled", ended_at=row.due_at)

    found = administrator.get(LIST + query).context["cl"].queryset
    assert [reminder.cause_key for reminder in found] == ["a"]


def test_finds_by_reason(administrator, due, alice):
    row = due("a", alice)
    due("b", alice)
    Reminder.objects.filter(pk=row.pk).update(state="skipped", reason="cancelled", ended_at=row.due_at)

    assert administrator.get(LIST + "?q=cancelled").context["cl"].queryset.get() == row


def test_nothing_is_changed_by_hand(administrator, due, alice):
    row = due("a", alice)

    assert administrator.get(f"{LIST}{row.pk}/change/").status_code == 200
    assert administrator.get(f"{LIST}add/").status_code == 403
    assert administrator.post(f"{LIST}{row.pk}/change/", {"state": "sent"}).status_code == 403
    assert administrator.post(f"{LIST}{row.pk}/delete/", {"post": "yes"}).status_code == 403
    row.refresh_from_db()
    assert row.state == "due"


def test_sends_a_failed_one_again_and_no_other(administrator, sink, due, alice, bob):
    failed, sent = due("a", alice), due("b", bob)
    sink.on("RCPT", "550 5.1.1 no such user", to="alice@example.org", times=1)
    deliver_due(worker="test")

    response = administrator.post(LIST, {"action": "send_again", "_selected_action": [failed.pk, sent.pk]}, follow=True)

    assert "1 of 2 go again" in response.content.decode()
    deliver_due(worker="test")
    assert sorted(one.to for one in sink.taken) == ["alice@example.org", "bob@example.org"]


@pytest.mark.parametrize("role", [Role.STUDENT, Role.ADVISER])
def test_only_administrators_see_it(client, due, alice, role):
    due("a", alice)
    client.force_login(User.objects.create_user("x@example.org", "X", role))
    response = client.get(LIST)
    assert response.status_code in (302, 403, 404)
    assert b"alice@example.org" not in response.content
