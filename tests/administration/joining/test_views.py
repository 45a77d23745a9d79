"""Joining by a code: pages for everybody, a link by mail, and what a stranger may try."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from apps.accounts.models import User
from apps.administration.cohorts.actions import CODE_SIGNS
from apps.administration.joining import views
from apps.administration.joining.links import address, read, token
from apps.campus.models import Campus
from apps.cohorts.models import Cohort, Membership
from apps.core import clock
from apps.outbox.models import Message
from apps.students import actions as students
from tests import factories

pytestmark = pytest.mark.django_db
CODE = "K7QM3XPD"
EMAIL = "new.person@campus.example"


@pytest.fixture(autouse=True)
def open_cohort(cohort: Cohort) -> Cohort:
    for limit in (views.WRONG_CODES, views.WRONG_CODES_HERE, views.LINKS_ASKED, views.PRESSES):
        for rate, key in limit._counts(_request(), views._ALL):
            _limiter().clear(rate, *key)
    Campus.objects.update(email_domains=["campus.example"])
    Cohort.objects.filter(pk=cohort.pk).update(join_code=CODE)
    cohort.refresh_from_db()
    return cohort


def _request(here: str = "127.0.0.1"):
    from django.test import RequestFactory

    return RequestFactory(REMOTE_ADDR=here).get("/")


def _limiter():
    from apps.accounts.sign_in.limits import _limiter as limiter

    return limiter()


def with_code(code: str = CODE) -> str:
    return reverse("administration:join_with", args=[code])


def mailed() -> list[Message]:
    return list(Message.objects.filter(key__startswith="joining:").order_by("pk"))


def path_of(cohort: Cohort, email: str = EMAIL) -> str:
    return reverse("administration:joining", args=[token(cohort, email)])


def is_signed_in(browser: Client, email: str = EMAIL) -> bool:
    user = User.objects.get(email=email)
    return browser.session.get("_auth_user_id") == str(user.pk)


@pytest.mark.parametrize("typed", [CODE, "k7qm-3xpd", " K7QM 3XPD ", "K7QM\u20133XPD", "Ｋ7QM3XPD"])
def test_the_code_is_read_as_people_type_it(typed: str) -> None:
    assert Client().post(reverse("administration:join"), {"code": typed}).url == with_code()


@pytest.mark.parametrize("typed", ["", "AAAABBBB", "O0I1L0U1", "\x00", "K7QM3XP", "x" * 5000, "'; DROP TABLE"])
def test_a_wrong_code_leads_nowhere(typed: str) -> None:
    page = Client().post(reverse("administration:join"), {"code": typed})
    assert page.status_code == 422
    assert page.text.count(page.context["form"].errors["code"][0]) == 1


def test_a_cohort_without_a_code_is_not_found_by_an_empty_one(cohort: Cohort) -> None:
    Cohort.objects.update(join_code="")
    assert Client().get("/join/%20/").status_code == 404
    assert Client().get(with_code()).status_code == 404


def test_somebody_new_joins_by_the_mailed_link_and_is_signed_in(cohort: Cohort) -> None:
    browser = Client()
    page = browser.post(with_code(), {"email": "New.Person@campus.example"})
    assert "Look in your mail" in page.text
    assert not User.objects.filter(email=EMAIL).exists()
    [message] = mailed()
    assert (message.address, message.audience) == (EMAIL, "sign_in")
    assert cohort.name == "Alice's cohort"
    assert "Alice" not in message.subject + message.text + message.html, "the name may tell of whoever joins"
    assert "Career Center: your link to join" in message.subject
    path = re.search(r"/join/confirm/\S+", message.text)[0]
    for _ in range(2):
        assert escape(cohort.name) in browser.get(path).text
        browser.head(path)
    assert not User.objects.filter(email=EMAIL).exists(), "GET and HEAD change nothing"
    assert browser.post(path, {}).status_code == 422, "what presses every button says no name"
    page = browser.post(path, {"full_name": "Núria Roca"})
    assert page.url == reverse("dashboards:home")
    assert Membership.objects.get(cohort=cohort, student__user__email=EMAIL).student.user.full_name == "Núria Roca"
    assert is_signed_in(browser)
    assert browser.get(page.url).status_code == 200
    assert Client().get(path).text.count("You’re in already")


def test_a_known_student_chooses_and_keeps_their_name(cohort: Cohort, charlie) -> None:
    browser, path = Client(), path_of(cohort, charlie.user.email)
    assert browser.post(path, {"full_name": "Somebody Else"}).status_code == 422
    assert "You didn’t join" in browser.post(path, {"agreed": "no"}).text
    assert not Membership.objects.filter(cohort=cohort, student=charlie).exists()
    assert browser.post(path, {"agreed": "yes", "full_name": "Somebody Else"}).status_code == 302
    assert Membership.objects.filter(cohort=cohort, student=charlie).exists()
    assert User.objects.get(pk=charlie.user_id).full_name == charlie.user.full_name
    assert is_signed_in(browser, charlie.user.email)


def test_no_page_says_whether_an_address_is_known(cohort: Cohort, alice, bob: User) -> None:
    pages = {
        email: Client().post(with_code(), {"email": email})
        for email in (alice.user.email, bob.email, "x@campus.example")
    }
    bare = {re.sub(r"\S+@campus\.example|csrf\S+ value=\S+", "", page.text) for page in pages.values()}
    assert len(bare) == 1
    assert {one.address for one in mailed()} == set(pages)
    texts = {re.sub(r"/join/confirm/\S+", "", one.text) for one in mailed()}
    assert len(texts) == 1


def test_a_double_click_is_one_mail() -> None:
    for _ in range(2):
        Client().post(with_code(), {"email": EMAIL})
    assert 1 <= len(mailed()) <= 2  # two where ten minutes were over between them
    assert len({one.key for one in mailed()}) == len(mailed())


def test_only_an_address_of_the_campus_joins() -> None:
    for email in ("me@gmail.example", "me@notcampus.example", "me@campus.example.evil.example", "me@x.campus.example"):
        page = Client().post(with_code(), {"email": email})
        assert page.status_code == 422
        assert "@campus.example" in page.text
    assert not mailed()
    Campus.objects.update(email_domains=[])
    assert Client().post(with_code(), {"email": "me@gmail.example"}).status_code == 200


def test_when_the_address_goes_to_somebody_else_the_link_signs_in_neither(cohort: Cohort, alice, charlie) -> None:
    address, path = charlie.user.email, path_of(cohort, charlie.user.email)
    User.objects.filter(pk=charlie.user_id).update(email="charlie.new@campus.example")
    User.objects.filter(pk=alice.user_id).update(email=address, last_login=None)
    for member in (True, False):  # also of whoever is in the cohort, and never signed in
        cohort.students.set([alice] if member else [])
        browser = Client()
        assert "something changed about the account" in browser.get(path).text
        assert browser.post(path, {"agreed": "yes", "full_name": "X"}).status_code == 409
        assert "_auth_user_id" not in browser.session
    assert not cohort.students.exists()
    User.objects.filter(pk=alice.user_id).update(email="alice.new@campus.example")
    assert Client().post(path, {"full_name": "X"}).status_code == 409, "nor makes an account"
    assert not User.objects.filter(email=address).exists()


def test_a_link_for_somebody_new_is_not_of_an_account_made_meanwhile(cohort: Cohort) -> None:
    path, browser = path_of(cohort), Client()
    factories.make_student(email=EMAIL)
    assert browser.post(path, {"agreed": "yes"}).status_code == 409
    assert "_auth_user_id" not in browser.session
    assert not Membership.objects.filter(cohort=cohort, student__user__email=EMAIL).exists()


def test_two_tabs_and_a_link_used_twice_are_one_membership(cohort: Cohort) -> None:
    path, first, second = path_of(cohort), Client(), Client()
    assert first.post(path, {"full_name": "One"}).status_code == 302
    page = second.post(path, {"full_name": "Two"})
    assert page.status_code == 200
    assert "You’re in already" in page.text
    assert "_auth_user_id" not in second.session, "a link signs in once"
    assert Membership.objects.filter(cohort=cohort, student__user__email=EMAIL).count() == 1
    assert User.objects.get(email=EMAIL).full_name == "One"


def test_a_member_who_never_signed_in_gets_in_by_the_link(cohort: Cohort) -> None:
    sam = factories.make_student(email="sam@campus.example")
    Membership.objects.create(cohort=cohort, student=sam)
    browser = Client()
    assert browser.post(path_of(cohort, sam.user.email), {"agreed": "yes"}).status_code == 302
    assert is_signed_in(browser, sam.user.email)


def test_whoever_signed_in_since_signs_in_by_the_link_no_more(cohort: Cohort, charlie) -> None:
    path, first, second = path_of(cohort, charlie.user.email), Client(), Client()
    assert first.post(path, {"agreed": "yes"}).status_code == 302
    cohort.memberships.filter(student=charlie).delete()  # an administrator took them out again
    page = second.get(path)
    assert "This link was used" in page.text
    assert f"?next={with_code()}" in page.text
    assert second.post(path, {"agreed": "yes"}).status_code == 409
    assert "_auth_user_id" not in second.session
    assert not cohort.memberships.filter(student=charlie).exists()
    assert second.post(path_of(cohort, charlie.user.email), {"agreed": "yes"}).status_code == 302, "a new one"


def test_a_changed_code_ends_the_links_at_once(cohort: Cohort) -> None:
    path = path_of(cohort)
    Cohort.objects.update(join_code="ABCDEFGH")
    for answer in (Client().get(path), Client().post(path, {"full_name": "Late"})):
        assert answer.status_code == 410
    assert Client().get(with_code()).status_code == 404
    Cohort.objects.update(join_code="")
    assert Client().get(path).status_code == 410
    assert not User.objects.filter(email=EMAIL).exists()


@pytest.mark.parametrize("why", ["archived", "over"])
def test_nobody_joins_a_cohort_that_is_archived_or_over(cohort: Cohort, why: str) -> None:
    path = path_of(cohort)
    gone = timedelta(weeks=20)
    over = {"starts_on": cohort.starts_on - gone, "due_on": cohort.due_on - gone}
    Cohort.objects.filter(pk=cohort.pk).update(**({"archived_at": clock.now()} if why == "archived" else over))
    for answer in (Client().get(with_code()), Client().post(with_code(), {"email": EMAIL}), Client().get(path)):
        assert answer.status_code == 410
    assert Client().post(path, {"full_name": "Late"}).status_code == 410
    assert not mailed()


def test_a_link_that_is_altered_or_old_opens_nothing(cohort: Cohort) -> None:
    made = token(cohort, EMAIL)
    middle = len(made) // 3
    bad = made[:middle] + ("A" if made[middle] != "A" else "B") + made[middle + 1 :]
    for link in (bad, made[:-1], "x", "a:b:c", made + "é"):
        assert Client().get(reverse("administration:joining", args=[link])).status_code == 404
    path = path_of(cohort)
    with time_machine.travel(clock.now() + timedelta(hours=49)):
        assert Client().get(path).status_code == 404
    assert read(made).email == EMAIL
    assert address(cohort, EMAIL).endswith("/")


def test_staff_archived_and_switched_off_do_not_join(cohort: Cohort, charlie, as_of) -> None:
    dana, off = factories.make_adviser(), factories.make_student()
    User.objects.filter(pk=off.user_id).update(is_active=False)
    students.archive(students=[charlie], as_of=as_of)
    for user in (dana, off.user, charlie.user):
        path, browser = path_of(cohort, user.email), Client()
        assert "can’t join" in browser.get(path).text
        browser.post(path, {"agreed": "yes", "full_name": "X"})
        assert "_auth_user_id" not in browser.session
    assert not Membership.objects.filter(cohort=cohort, student__in=[charlie, off]).exists()


def test_whoever_is_signed_in_joins_with_one_press(cohort: Cohort, charlie, bob: User, client_of) -> None:
    browser = client_of(charlie.user)
    assert not browser.get(with_code()).context.get("form")
    for _ in range(2):
        browser.post(with_code())
    assert Membership.objects.filter(cohort=cohort, student=charlie).count() == 1
    assert not mailed()
    assert "can’t join" in client_of(bob).get(with_code()).text


def test_a_link_of_another_person_uses_nothing_of_who_is_signed_in(cohort: Cohort, charlie, client_of) -> None:
    browser = client_of(charlie.user)
    assert "Someone else is signed in here" in browser.get(path_of(cohort)).text
    assert browser.post(path_of(cohort), {"full_name": "X"}).status_code == 409
    assert not User.objects.filter(email=EMAIL).exists()


def fill(limit: views.Limit, number: int, here: str = "127.0.0.1") -> None:
    """As many more as there would be in an hour: requests for all of them take too long."""
    for rate, key in limit._counts(_request(here), views._ALL):
        assert _limiter().hit(rate, *key, cost=number)


def test_codes_guessed_from_one_address_are_stopped() -> None:
    here = "203.0.113.77"
    browser = Client(REMOTE_ADDR=here)
    for place in range(60):
        assert (
            browser.post("/join/", {"code": f"AAAABB{CODE_SIGNS[place // 30]}{CODE_SIGNS[place % 30]}"}).status_code
            == 422
        )
    fill(views.WRONG_CODES_HERE, 539, here)
    assert browser.get(with_code("AAAABBBB")).status_code == 404, "the last of 600: each of the guesses counted once"
    for answer in (
        browser.get(with_code("AAAABBBB")),
        browser.get(with_code()),
        browser.post("/join/", {"code": CODE}),
    ):
        assert answer.status_code == 429, "also where a guess is right"
        assert int(answer["Retry-After"]) > 0
    assert Client(REMOTE_ADDR="203.0.113.78").get(with_code()).status_code == 200


def test_no_guesses_of_others_keep_a_class_out() -> None:
    fill(views.WRONG_CODES, 5000)
    browser = Client(REMOTE_ADDR="203.0.113.79")
    assert browser.get(with_code("AAAABBBB")).status_code == 429
    assert browser.get(with_code()).status_code == 200
    assert browser.post("/join/", {"code": CODE}).url == with_code()


def test_a_class_of_300_joins_from_one_address(cohort: Cohort) -> None:
    """Each mistypes the code once, types it right, and asks for a link; 285 of them have done so, and 15 do it here."""
    here = "203.0.113.80"
    fill(views.WRONG_CODES_HERE, 285, here)
    for number in range(285):
        views.LINKS_ASKED.count(_request(here), f"before{number}@campus.example")
    for number in range(15):
        browser, email = Client(REMOTE_ADDR=here), f"s{number}@campus.example"
        assert browser.post("/join/", {"code": "AAAABBBB"}).status_code == 422
        assert browser.post("/join/", {"code": CODE}).url == with_code()
        assert browser.post(with_code(), {"email": email}).status_code == 200
        assert browser.post(path_of(cohort, email), {"full_name": f"Student {number}"}).status_code == 302
    assert cohort.students.filter(user__email__regex=r"^s\d+@").count() == 15


def test_one_address_is_not_flooded_with_links() -> None:
    answers = [Client().post(with_code(), {"email": "flood@campus.example"}).status_code for _ in range(6)]
    assert answers == [200] * 5 + [429]
