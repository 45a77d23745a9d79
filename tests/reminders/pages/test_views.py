import re
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.accounts.models import Role, User
from apps.outbox.models import Audience, HardBounce, Message
from apps.reminders import kinds
from apps.reminders.kinds import About
from apps.reminders.models import OptOut
from apps.reminders.pages import links

pytestmark = pytest.mark.django_db
NEW_YORK = ZoneInfo("America/New_York")  # the campus's
GATEWAY = Path(__file__).resolve().parents[2] / "data" / "gateway-requests.txt"


@pytest.fixture
def strict() -> Client:
    """A visitor nobody knows, without a cookie, whose forms are checked for forgery."""
    return Client(enforce_csrf_checks=True)


def about_of(key: str) -> About:
    return About(title=key.title(), action=f"Do {key}", url=f"/do/{key}/", is_open=key != "done")


def fields_of(page: str) -> dict[str, str]:
    """What a press of the page's only button posts."""
    return dict(re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', page))


def link(user: User, group: str = "notes") -> str:
    return reverse("reminders:opt_out", args=[links.token(user=user, group=group)])


class TestOneClick:
    def test_a_mail_program_turns_it_off_and_is_answered_in_place(self, causes, strict, alice, bob, due):
        row = due("a", alice)
        other = due("b", bob)

        response = strict.post(link(alice), {"List-Unsubscribe": "One-Click"})

        assert response.status_code == 200
        assert list(OptOut.objects.values_list("user__email", "group")) == [("alice@example.org", "notes")]
        for reminder, state in ((row, "skipped"), (other, "due")):
            reminder.message.refresh_from_db()
            assert reminder.message.state == state

    def test_a_body_that_a_gateway_ended_with_a_line_break_is_the_same(self, causes, strict, alice):
        body = "List-Unsubscribe=One-Click\r\n"
        response = strict.post(link(alice), body, content_type="application/x-www-form-urlencoded")

        assert response.status_code == 200
        assert OptOut.objects.exists()

    @pytest.mark.parametrize("method", ["get", "head"])
    def test_looking_changes_nothing(self, causes, strict, alice, method):
        response = getattr(strict, method)(link(alice))

        assert response.status_code == 200
        assert not OptOut.objects.exists()
        assert "no-store" in response["Cache-Control"]

    def test_a_person_presses_and_reads_since_when_it_is_off(self, causes, strict, alice, due):
        row = due("a", alice)
        page = strict.get(link(alice)).content.decode()
        assert "This turns off all mail of this kind, <b>The note</b>, not only the one that brought you here." in page

        response = strict.post(link(alice), fields_of(page), follow=True)
        assert response.redirect_chain == [(link(alice), 303)]
        row.message.refresh_from_db()
        assert row.message.state == "skipped"

        page = response.content.decode()
        off = OptOut.objects.get().created_at.astimezone(NEW_YORK)
        assert f"has been off since {off:%A}, {off:%B} {off.day}." in page
        assert "<form" not in page, "whatever presses every button of it turns nothing on again"
        assert "<button" not in page
        assert '<a class="btn btn-secondary" href="/reminders/">' in page

    @pytest.mark.parametrize("is_off", [False, True])
    @pytest.mark.parametrize(
        "posted",
        [
            {},
            {"utm_source": "x"},
            {"back": "1"},
            {"turn": "on"},
            {"turn": ""},
            {"List-Unsubscribe": "one-click"},
            {"List-Unsubscribe": ""},
        ],
    )
    def test_what_is_posted_by_someone_who_means_something_else_changes_nothing(
        self, causes, strict, alice, posted, is_off
    ):
        if is_off:
            OptOut.objects.create(user=alice, group="notes")
        response = strict.post(link(alice), posted)

        assert response.status_code == 422
        assert "<b>Nothing has changed.</b>" in response.content.decode()
        assert f"<title>Error: {'Turned off' if is_off else 'Turn off a kind of mail'}" in response.content.decode()
        assert OptOut.objects.exists() is is_off

    def test_pressed_again_it_is_off_since_the_first_time(self, causes, strict, alice):
        first = OptOut.objects.create(user=alice, group="notes", created_at=datetime(2026, 11, 23, 15, tzinfo=UTC))
        page = strict.post(link(alice), {"turn": "off"}, follow=True).content.decode()
        assert "has been off since Monday, November 23" in page
        assert OptOut.objects.get() == first

    def test_used_twice_shows_the_state(self, causes, strict, alice):
        for _ in range(2):
            response = strict.post(link(alice), {"List-Unsubscribe": "One-Click"})
            assert "It is off" in response.content.decode()
        assert OptOut.objects.count() == 1

    @pytest.mark.parametrize("method", ["get", "post"])
    def test_an_altered_link_is_not_there(self, causes, strict, alice, method):
        url = link(alice)
        altered = url[:-3] + ("A" if url[-3] != "A" else "B") + url[-2:]

        response = getattr(strict, method)(altered)
        assert response.status_code == 404
        assert "Open it from a newer mail, or sign in" in response.content.decode()
        assert not OptOut.objects.exists()

    @pytest.mark.parametrize("bob_has_it_off", [False, True])
    def test_somebody_elses_link_turns_off_what_is_theirs_and_nothing_of_the_finders(
        self, causes, client, alice, bob, due, bob_has_it_off
    ):
        """Bob follows the link in a mail that Alice forwarded to him. The link says whose it is, not the session."""
        if bob_has_it_off:
            OptOut.objects.create(user=bob, group="notes")
        of_bob = {bob.email} if bob_has_it_off else set()
        of_alice, of_him = due("a", alice), due("b", bob)
        of_alice, of_him = of_alice.message, of_him.message
        his_state = of_him.state
        client.force_login(bob)

        page = client.post(link(alice), {"turn": "off"}, follow=True).content.decode()

        assert "It is off for them" in page
        assert "It turns off their reminders, and leaves yours as they are." in page
        assert "write to you" not in page
        assert set(OptOut.objects.values_list("user__email", flat=True)) == of_bob | {alice.email}
        of_alice.refresh_from_db()
        of_him.refresh_from_db()
        assert (of_alice.state, of_him.state) == ("skipped", his_state)
        assert not [hers for hers in ("Alice", "Nguyen", alice.email) if hers in page]

    def test_a_group_whose_kinds_are_gone_still_answers(self, strict, alice):
        assert strict.post(link(alice, "retired"), {"List-Unsubscribe": "One-Click"}).status_code == 200

    @pytest.mark.parametrize("method", ["put", "delete", "patch"])
    def test_no_other_method(self, causes, strict, alice, method):
        assert getattr(strict, method)(link(alice)).status_code == 405

    def test_it_tells_a_finder_of_the_link_nothing_about_the_person(self, causes, strict, alice):
        page = strict.get(link(alice)).content.decode()
        assert "Alice" not in page
        assert "somebody else" not in page  # who is not signed in may well be she
        assert "example.org" not in page


def test_what_mail_gateways_do_to_a_link_turns_off_only_what_is_meant(causes, strict, alice):
    """The twelve lines of the data, in their order. A redirect would be a fine answer to 5, and not to 12."""
    url = link(alice)
    one_click, encoded, bare = {"List-Unsubscribe": "One-Click"}, url.replace(":", "%3A"), url.rstrip("/")
    assert encoded != url
    page = strict.get(url).content
    requests = {
        1: lambda: strict.head(url),
        2: lambda: strict.get(url, headers={"User-Agent": "Mozilla/5.0"}),
        3: lambda: strict.get(url, REMOTE_ADDR="198.51.100.7"),
        4: lambda: strict.get(encoded),
        5: lambda: strict.get(bare),
        6: lambda: strict.get(f"{url}?utm_source=x&data=05%7C02"),
        7: lambda: strict.options(url),
        8: lambda: strict.post(url),
        9: lambda: strict.post(url, one_click),
        10: lambda: strict.post(url, fields_of(page.decode())),
        11: lambda: strict.post(url, one_click),
        12: lambda: strict.post(bare, one_click),
    }
    lines = [line.split(maxsplit=1) for line in GATEWAY.read_text().splitlines()[1:]]
    assert [int(number) for number, _ in lines] == list(requests)
    answers = {7: 405, 8: 422, 10: 303}
    since = set()
    for number, words in lines:
        if number in ("9", "10", "12"):
            OptOut.objects.all().delete()
        answer = requests[int(number)]()
        assert answer.status_code == answers.get(int(number), 200), words
        assert OptOut.objects.count() == (int(number) >= 9), words
        if int(number) in (2, 3, 4, 5, 6):
            assert answer.content == page, words
        if number in ("10", "11"):
            since.update(OptOut.objects.values_list("created_at", flat=True))
    assert len(since) == 1, "pressed again it is off since the first time"


@pytest.mark.parametrize("method", ["get", "head", "post"])
def test_a_link_that_lost_its_last_slash_answers_as_the_whole_one(causes, strict, alice, method):
    for address in (link(alice), link(alice).rstrip("/")):
        answer = getattr(strict, method)(address)
        assert answer.status_code == (422 if method == "post" else 200)
        assert "Location" not in answer
    assert strict.post(link(alice).rstrip("/"), {"turn": "off"}, follow=True).status_code == 200
    assert OptOut.objects.exists()


class TestPreferences:
    url = "/reminders/"

    def test_strangers_are_asked_to_sign_in(self, client):
        assert client.get(self.url).status_code == 302

    def test_shows_ones_own_with_what_became_of_each(self, causes, client, alice, bob, due):
        due("mine", alice)
        causes.skip("mine", "thanked")
        causes.refresh("mine")
        due("his", bob, kind="digest")
        client.force_login(alice)

        response = client.get(self.url)

        lines = [(line.label, line.state, line.reason) for line in response.context["skipped"]]
        assert lines == [("The note", "Not sent", "you had said thank you")]
        assert "you had said thank you" in response.content.decode()

    def test_says_whom_each_is_about_and_folds_what_was_not_sent(self, causes, client, alice, due, tell):
        names = {"a": "Maria Lopez", "b": "Rosa Delgado"}
        asked = []

        def about(key, as_of):
            asked.append(key)
            return About(title=names[key])

        tell("note", about)
        for key in ("a", "b"):
            due(key, alice)
        causes.skip("b", "superseded")
        causes.refresh("b")
        client.force_login(alice)

        response = client.get(self.url)

        assert sorted(asked) == ["a", "b"]
        assert [(line.about.title, line.state) for line in response.context["lines"]] == [("Maria Lopez", "Coming")]
        assert [line.about.title for line in response.context["skipped"]] == ["Rosa Delgado"]
        page = response.content.decode()
        assert page.index("The note · Maria Lopez") < page.index('<details class="more"')
        assert page.index("1 not sent") < page.index("The note · Rosa Delgado")
        assert "a later reminder takes its place" in page

    def test_a_line_has_its_one_link_while_the_thing_is_still_to_do(self, causes, client, alice, due, tell):
        tell("note", lambda key, as_of: about_of(key))
        for key in ("open", "done"):
            due(key, alice)
        client.force_login(alice)

        page = client.get(self.url).content.decode()

        assert '<a href="/do/open/">Do open</a>' in page
        assert "/do/done/" not in page

    def test_says_that_mail_to_this_address_comes_back(self, causes, client, alice, bob):
        HardBounce.objects.create(address=alice.email, answer="smtp 550")
        for person, is_told in ((alice, True), (bob, False)):
            client.force_login(person)
            page = client.get(self.url).content.decode()
            assert (f"Mail to {person.email} comes back." in page) is is_told

    def test_switches_off_and_on(self, causes, client, alice, due):
        row = due("a", alice)
        client.force_login(alice)

        response = client.post(self.url, {"group": "notes", "on": "0"}, follow=True)
        page = response.content.decode()
        assert "The note: off. That is all mail of this kind, whoever it is about." in page
        off = OptOut.objects.get().created_at.astimezone(NEW_YORK)
        assert f"Off since {off:%A}, {off:%B} {off.day}: we don’t write to you about this." in page
        row.message.refresh_from_db()
        assert row.message.state == "skipped"

        back = client.post(f"{self.url}?from=home", {"group": "notes", "on": "1"})
        assert back["Location"] == "/"
        row.message.refresh_from_db()
        assert row.message.state == "due"
        assert not OptOut.objects.exists()

    @pytest.mark.parametrize(
        "posted",
        [
            {},
            {"group": "nothing", "on": "0"},
            {"group": "notes"},
            {"group": "notes", "on": "maybe"},
            {"on": "0"},
        ],
    )
    def test_anything_else_is_said_beside_the_form(self, causes, client, alice, posted):
        client.force_login(alice)
        response = client.post(self.url, posted)

        assert response.status_code == 422
        assert response.context["form"].errors
        assert not OptOut.objects.exists()

    def test_staff_cannot_turn_off_what_is_for_students(self, causes, client):
        adviser = User.objects.create_user("dana@example.org", "Dana Adviser", Role.ADVISER)
        client.force_login(adviser)

        assert [switch["group"] for switch in client.get(self.url).context["switches"]] == [
            group.slug for group in kinds.groups_for(Audience.STAFF)
        ]
        assert client.post(self.url, {"group": "notes", "on": "0"}).status_code == 422

    @pytest.mark.parametrize("number", ["-1", "0", "x", "99999999999999999999"])
    def test_a_page_that_is_not_there(self, causes, client, alice, due, number):
        due("a", alice)
        client.force_login(alice)
        assert client.get(self.url, {"page": number}).status_code == 404
        assert client.get(self.url).status_code == 200

    def test_costs_the_same_at_1_and_25_rows(self, causes, client, alice, due, django_assert_num_queries):
        client.force_login(alice)
        due("first", alice)
        with CaptureQueriesContext(connection) as one:
            client.get(self.url)
        for number in range(24):
            due(f"{number}", alice)
        with django_assert_num_queries(len(one)):
            client.get(self.url)
        assert len(one) <= 12
        assert Message.objects.count() == 25
