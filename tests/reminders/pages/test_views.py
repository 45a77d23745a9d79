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


@pytest.fixture
def strict() -> Client:
    """A visitor nobody knows, without a cookie, whose forms are checked for forgery."""
    return Client(enforce_csrf_checks=True)


def about_of(key: str) -> About:
    return About(title=key.title(), action=f"Do {key}", url=f"/do/{key}/", is_open=key != "done")


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

    @pytest.mark.parametrize("method", ["get", "head"])
    def test_looking_changes_nothing(self, causes, strict, alice, method):
        response = getattr(strict, method)(link(alice))

        assert response.status_code == 200
        assert not OptOut.objects.exists()
        assert "no-store" in response["Cache-Control"]

    def test_a_person_presses_and_comes_back(self, causes, strict, alice, due):
        row = due("a", alice)
        assert "Turn it off" in strict.get(link(alice)).content.decode()

        response = strict.post(link(alice), follow=True)
        assert response.redirect_chain == [(link(alice), 303)]
        assert "The note" in response.content.decode()
        assert OptOut.objects.exists()

        response = strict.post(link(alice), {"back": "1"}, follow=True)
        assert "Turn it off" in response.content.decode()
        assert not OptOut.objects.exists()
        row.message.refresh_from_db()
        assert row.message.state == "due"

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

        for posted, off, her_state, says in (
            ({}, of_bob | {alice.email}, "skipped", "It is off"),
            ({"back": "1"}, of_bob, "due", "Turn it off"),
        ):
            page = client.post(link(alice), posted, follow=True).content.decode()

            assert says in page
            assert "It turns off their reminders, and leaves yours as they are." in page
            assert "write to you" not in page
            assert set(OptOut.objects.values_list("user__email", flat=True)) == off
            of_alice.refresh_from_db()
            of_him.refresh_from_db()
            assert (of_alice.state, of_him.state) == (her_state, his_state)
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
        assert "The note: off." in response.content.decode()
        assert "Off: we don’t write to you about this." in response.content.decode()
        row.message.refresh_from_db()
        assert row.message.state == "skipped"

        client.post(self.url, {"group": "notes", "on": "1"})
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
