"""The link of an invitation: it signs one person in, once, and nobody else."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.administration.invitations import links
from apps.administration.invitations.accepting import NotOpen, accept_invitation
from apps.administration.invitations.actions import invite
from apps.administration.models import Invitation, InvitationEvent  # type: ignore[attr-defined]
from apps.administration.people.actions import save_person
from apps.cohorts.models import Cohort
from apps.core.not_saved.shown import Shown
from apps.students.actions import archive
from apps.students.models import Student

pytestmark = pytest.mark.django_db
YES = {"agreed": "yes"}
DEAD = {
    "taken back": "took this invitation back",
    "expired": "This invitation was open until",
    "archived": "your account is archived",
    "switched off": "This account is switched off",
    "another address": "an address that the account does not have any more",
}


@pytest.fixture
def invitation(alice: Student, as_of: datetime) -> Invitation:
    return invite(user=alice.user, invited_by=None, as_of=as_of)


def address(invitation: Invitation) -> str:
    return reverse("administration:accept", args=[links.token(invitation)])


def is_signed_in(browser: Client) -> bool:
    return "_auth_user_id" in browser.session


def test_opening_it_changes_nothing_whoever_opens_it(client: Client, invitation: Invitation) -> None:
    for method in (client.get, client.head):
        page = method(address(invitation))
        assert page.status_code == 200
        assert not is_signed_in(client)
    assert "Hello Alice" in client.get(address(invitation)).text
    invitation.refresh_from_db()
    assert (invitation.accepted_at, User.objects.get(pk=invitation.user_id).last_login) == (None, None)


def test_one_press_signs_in_and_proves_the_address(client: Client, invitation: Invitation, alice: Student) -> None:
    page = client.post(address(invitation), YES, follow=True)
    assert page.status_code == 200
    assert client.session["_auth_user_id"] == str(alice.user_id)
    invitation.refresh_from_db()
    assert invitation.accepted_at
    assert EmailAddress.objects.get(user=alice.user).verified
    assert client.post(address(invitation), YES).status_code == 302  # once more, signed in: to their pages


def test_what_presses_every_button_answers_nothing_and_uses_nothing_up(
    client: Client, invitation: Invitation, alice: Student
) -> None:
    scanner = Client()
    for sent in ({}, sent_by_the_button(scanner.get(address(invitation))), {"own_phone": "on"}, {"agreed": "maybe"}):
        page = scanner.post(address(invitation), sent)
        assert page.status_code == 422
        assert page.context["form"].errors["agreed"]
        assert not is_signed_in(scanner)
    page = scanner.post(address(invitation), {"agreed": "no"})
    assert "You are not signed in, and nothing was changed." in page.text
    assert not is_signed_in(scanner)
    invitation.refresh_from_db()
    assert invitation.accepted_at is None
    client.post(address(invitation), YES)
    assert is_signed_in(client)


def sent_by_the_button(page: Any) -> dict[str, str]:
    """All that a browser sends for the first button when nothing was chosen."""
    form = next(form for form in Shown(page.text, page.request["PATH_INFO"]).forms if form.is_post)
    assert form.buttons
    return dict(form.holds)


def test_it_works_once(client: Client, invitation: Invitation) -> None:
    client.post(address(invitation), YES)
    stranger = Client()
    page = stranger.post(address(invitation), YES)
    assert page.status_code == 409
    assert "it works once" in page.text
    assert not is_signed_in(stranger)
    assert reverse("account_login") in page.text


def test_of_two_presses_at_once_one_signs_in(invitation: Invitation, as_of: datetime) -> None:
    link = links.read(links.token(invitation))
    accept_invitation(link=link, as_of=as_of)
    with pytest.raises(NotOpen):
        accept_invitation(link=link, as_of=as_of)


def test_after_a_deletion_that_overtook_the_press_the_link_is_broken(invitation: Invitation, as_of: datetime) -> None:
    link = links.read(links.token(invitation))
    Invitation.objects.all().delete()
    with pytest.raises(links.BadLink):
        accept_invitation(link=link, as_of=as_of)


def test_who_signed_in_by_a_code_meanwhile_needs_it_no_more(
    client: Client, invitation: Invitation, as_of: datetime
) -> None:
    User.objects.filter(pk=invitation.user_id).update(last_login=as_of + timedelta(minutes=1))
    page = client.post(address(invitation), YES)
    assert page.status_code == 409
    assert "You have signed in since this invitation came" in page.text
    assert not is_signed_in(client)


@pytest.mark.parametrize("why", DEAD)
def test_a_dead_link_says_why_and_signs_nobody_in(
    client: Client, invitation: Invitation, alice: Student, as_of: datetime, why: str
) -> None:
    url = address(invitation)
    match why:
        case "taken back":
            Invitation.objects.update(stopped_at=as_of)
        case "expired":
            Invitation.objects.update(created_at=as_of - timedelta(days=14))
        case "archived":
            archive(students=[alice], as_of=as_of)
        case "switched off":
            User.objects.filter(pk=alice.user_id).update(is_active=False)
        case "another address":
            alice.user.email = "alice.new@campus.example"
            save_person(user=alice.user, as_of=as_of)
    for answer, status in ((client.get(url), 200), (client.post(url, YES), 409)):
        assert (answer.status_code, DEAD[why] in answer.text) == (status, True)
    assert not is_signed_in(client)
    if why == "another address":  # it may be a stranger's mailbox by now
        assert "Alice" not in client.get(url).text
        assert "alice.new" not in client.get(url).text


def test_every_altered_letter_spoils_it(client: Client, invitation: Invitation) -> None:
    token = links.token(invitation)
    for place, letter in enumerate(token):
        with pytest.raises(links.BadLink):
            links.read(token[:place] + ("A" if letter != "A" else "B") + token[place + 1 :])
    for made_up in ("x", "x:y", links.token(invitation)[:-1], "é:é"):
        assert client.post(reverse("administration:accept", args=[made_up]), YES).status_code == 404


def test_a_second_factor_is_still_asked_for(client: Client, bob: User, as_of: datetime) -> None:
    TOTP.activate(bob, "JBSWY3DPEHPK3PXP")
    invitation = invite(user=bob, invited_by=None, as_of=as_of)
    answer = client.post(address(invitation), YES)
    assert answer["Location"] == reverse("mfa_authenticate")
    assert not is_signed_in(client)
    assert Authenticator.objects.filter(user=bob).exists()


def test_staff_without_a_second_factor_set_one_up_first(
    client: Client, bob: User, as_of: datetime, settings: Any
) -> None:
    settings.STAFF_SECOND_FACTOR_REQUIRED = True
    client.post(address(invite(user=bob, invited_by=None, as_of=as_of)), YES)
    assert reverse("accounts:activate_second_factor") in client.get("/cohorts/")["Location"]


def test_nobody_who_is_signed_in_becomes_somebody_else(
    client_of: Callable[[User], Client], invitation: Invitation, charlie: Student
) -> None:
    browser = client_of(charlie.user)
    page = browser.post(address(invitation), YES)
    assert page.status_code == 409
    assert "You are signed in as Charlie Nakamura" in page.text
    assert browser.session["_auth_user_id"] == str(charlie.user_id)
    invitation.refresh_from_db()
    assert invitation.accepted_at is None


def test_no_other_site_presses_it(invitation: Invitation) -> None:
    browser = Client(enforce_csrf_checks=True)
    assert browser.post(address(invitation), YES).status_code == 403
    assert not is_signed_in(browser)


def test_to_a_cohort_it_names_it(client: Client, alice: Student, cohort: Cohort, as_of: datetime) -> None:
    invitation = invite(user=alice.user, cohort=cohort, invited_by=None, as_of=as_of)
    assert "invites you to Alice&#x27;s cohort." in client.get(address(invitation)).text


@pytest.mark.django_db(transaction=True)
def test_the_history_does_not_keep_the_link(client: Client, invitation: Invitation) -> None:
    client.post(address(invitation), YES)
    contexts = [event.pgh_context for event in InvitationEvent.objects.filter(accepted_at__isnull=False)]
    assert contexts
    assert links.token(invitation) not in str([context.metadata for context in contexts if context])
