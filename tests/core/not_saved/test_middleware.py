"""Who gets the words back, how long they stay, and where they go when the page is gone."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.campus.models import Campus
from apps.cohorts.models import Cohort
from apps.contacts.models import Contact
from apps.core import clock
from apps.core.not_saved import kept
from apps.core.not_saved.tokens import FIELD
from apps.guidance.models import ReflectionQuestion
from apps.interviews.log.actions import confirm_held, withdraw_log
from apps.interviews.models import Exclusion, Interview
from apps.students.models import Student
from tests.administration.cohorts.test_admin import cohort_form
from tests.core.not_saved.test_refusing import end_session, form_token
from tests.factories import make_contact, make_held, make_student

WORDS = "It is less about maps than about people"
LOG, ADD = "/interviews/log/", "/contacts/new/"


@pytest.fixture
def lost(phone: Client, alice: Student) -> Client:
    """Alice, signed in again after what she typed in the log form was not saved."""
    phone.post(LOG, {FIELD: end_session(phone), "learned": WORDS, "contact_name": "Rosa Delgado"})
    phone.force_login(alice.user)
    return phone


def shows(client: Client, url: str) -> bool:
    return "That was not saved." in client.get(url).content.decode()


def test_it_outlasts_a_reload_and_other_pages_do_not_show_it(lost: Client) -> None:
    assert [shows(lost, LOG), shows(lost, LOG), shows(lost, ADD), shows(lost, LOG)] == [True, True, False, True]


def test_somebody_else_gets_nothing_and_it_is_gone(lost: Client, alice: Student, charlie: Student) -> None:
    name = lost.cookies[kept.COOKIE].value.split(".")[0]
    lost.force_login(charlie.user)
    page = lost.get(LOG).content.decode()
    assert WORDS not in page
    assert "That was not saved." not in page
    assert cache.get(f"not-saved:{name}") is None
    lost.force_login(alice.user)
    assert not shows(lost, LOG)


def test_a_refused_form_leaves_it_and_a_saved_one_ends_it(lost: Client) -> None:
    form = {"learned": WORDS, "contact_name": "Rosa Delgado", "minutes": "20", "format": "video"}
    assert lost.post(LOG, form).status_code == 422
    assert shows(lost, LOG)
    assert lost.post(LOG, {**form, "held_at": "2026-01-05T12:00"}).status_code == 302
    assert kept.COOKIE not in lost.cookies or not lost.cookies[kept.COOKIE].value
    assert not shows(lost, LOG)
    assert Interview.objects.get().learned == WORDS


def test_another_press_leaves_the_words(lost: Client) -> None:
    for page in (ADD, LOG):
        lost.post(ADD, {"full_name": "Wei Zhang"}, headers={"referer": f"http://testserver{page}"})
        assert shows(lost, LOG)


def test_another_press_on_that_page_ends_a_press_without_words(phone: Client, alice: Student) -> None:
    token = end_session(phone)
    phone.post(reverse("interviews:plan", args=[make_contact(student=alice).pk]), {FIELD: token})
    phone.force_login(alice.user)
    shown = [shows(phone, "/")]
    for page in (LOG, "/"):
        phone.post(ADD, {"full_name": "Wei Zhang"}, headers={"referer": f"http://testserver{page}"})
        shown.append(shows(phone, "/"))
    assert shown == [True, True, False]


def test_of_two_tabs_with_one_form_both_words_come_back_and_one_is_saved(phone: Client, alice: Student) -> None:
    token = end_session(phone)
    for name in ("Rosa Delgado", "Wei Zhang"):
        phone.post(ADD, {FIELD: token, "full_name": name})
    phone.force_login(alice.user)
    page = phone.get(ADD).text
    assert 'value="Wei Zhang"' in page
    assert "<dd>Rosa Delgado</dd>" in page
    phone.post(ADD, {"full_name": "Wei Zhang-Li"})
    page = phone.get(ADD).text
    assert 'value="Rosa Delgado"' in page
    assert "What you typed" not in page
    phone.post(ADD, {"full_name": "Rosa Delgado"})
    assert not shows(phone, ADD)


def test_two_forms_of_one_browser_both_come_back(phone: Client, alice: Student) -> None:
    token = end_session(phone)
    phone.post(LOG, {FIELD: token, "learned": WORDS})
    phone.post(ADD, {FIELD: token, "full_name": "Wei Zhang"})
    phone.force_login(alice.user)
    assert WORDS in phone.get(LOG).content.decode()
    assert 'value="Wei Zhang"' in phone.get(ADD).content.decode()


def test_when_the_page_is_gone_the_words_are_at_home(phone: Client, alice: Student) -> None:
    contact = make_contact(student=alice)
    page = reverse("contacts:edit", args=[contact.pk])
    phone.post(page, {FIELD: end_session(phone), "full_name": "Wei Zhang of the lab"})
    Contact.objects.all().delete()
    phone.force_login(alice.user)
    answer = phone.get(page, follow=True)
    assert (answer.status_code, answer.request["PATH_INFO"]) == (200, "/")
    assert "<dt>Full name</dt><dd>Wei Zhang of the lab</dd>" in answer.content.decode()


def test_they_follow_to_where_the_page_leads(phone: Client, alice: Student) -> None:
    held = make_held(alice)
    ReflectionQuestion.objects.create(text="What surprised you?", position=90)
    page = reverse("reflection:edit", args=[held.pk])
    phone.post(page, {FIELD: end_session(phone), "answer_1": WORDS})
    withdraw_log(interview=held, as_of=held.logged_at)
    phone.force_login(alice.user)
    answer = phone.get(page, follow=True)
    assert answer.request["PATH_INFO"] == reverse("interviews:confirm", args=[held.pk])
    assert f"<dd>{WORDS}</dd>" in answer.content.decode()


@pytest.mark.parametrize(
    ("name", "field"),
    [("interviews:thank_you", "body"), ("reflection:edit", ""), ("network:refer", "people-0-full_name")],
)
def test_what_was_sent_after_the_log_was_taken_back_elsewhere_waits(
    phone: Client, alice: Student, campus: Campus, name: str, field: str
) -> None:
    held = make_held(alice)
    told = {"starts_at": held.starts_at, "minutes": 30, "format": "video", "learned": None, "campus": campus}
    question = ReflectionQuestion.objects.create(text="What surprised you?", position=90)
    field, page = field or f"answer_{question.pk}", reverse(name, args=[held.pk])
    rows = {"people-TOTAL_FORMS": "1"}
    withdraw_log(interview=held, as_of=held.logged_at)
    answer = phone.post(page, {FIELD: form_token(phone), field: WORDS, **rows}, follow=True)
    assert answer.request["PATH_INFO"] == reverse("interviews:confirm", args=[held.pk])
    assert f"<dd>{WORDS}</dd>" in answer.text
    assert "This conversation was no longer logged." in answer.text
    assert "You had to sign in first." not in answer.text
    confirm_held(interview=held, **told, as_of=clock.now())
    shown = phone.get(page).text
    assert "What you typed" not in shown
    assert WORDS in shown


def test_an_adviser_s_reason_is_in_its_row_again(
    client_of: Callable[[User], Client], bob: User, cohort: object, alice: Student
) -> None:
    rosa, wei = (make_contact(student=alice, full_name=name) for name in ("Rosa Delgado", "Wei Zhang"))
    held, other, client = make_held(alice, contact=rosa), make_held(alice, contact=wei), client_of(bob)
    page = reverse("dashboards:student", args=[cohort.pk, alice.pk])
    pressed = reverse("dashboards:exclusion", args=[cohort.pk, alice.pk, held.pk])
    sent = {FIELD: end_session(client), "reason": "once"}
    client.post(pressed, sent, headers={"referer": f"http://testserver{page}"})
    client.force_login(bob)
    shown = client.get(page)
    found = {entry["record"].interview.pk: entry for entry in shown.context["entries"]}
    assert [found[one.pk]["form"]["reason"].value() for one in (held, other)] == ["once", None]
    assert shown.text.count('<details class="more" open>') == 1
    assert f"“Leave it out of {cohort.name}: {found[held.pk]['record'].title}” again" in unescape(shown.text)
    assert "What you typed" not in shown.text
    assert Exclusion.objects.count() == 0


def test_a_form_of_the_administration_is_filled_again(
    client_of: Callable[[User], Client], make_administrator: Callable[..., User]
) -> None:
    erin = make_administrator()
    client = client_of(erin)
    page = reverse("admin:guidance_reflectionquestion_add")
    client.post(page, {FIELD: end_session(client), "text": "What made you laugh?", "position": "soon", "_save": "Save"})
    client.force_login(erin)
    shown = client.get(page).content.decode()
    assert "What made you laugh?" in shown
    assert "That was not saved." in shown
    assert 'value="soon"' in shown
    assert "press “Save” again" in shown


class TestTheAdministration:
    @pytest.fixture
    def erin(self, make_administrator: Callable[..., User]) -> User:
        return make_administrator()

    @pytest.fixture
    def press(self, client_of: Callable[[User], Client], erin: User) -> Callable[..., HttpResponse]:
        """What the page shows after its button was pressed without a session."""

        def press(page: str, sent: dict[str, object]) -> HttpResponse:
            client = client_of(erin)
            client.post(page, {FIELD: end_session(client), **sent})
            client.force_login(erin)
            return client.get(page)

        return press

    def test_a_form_is_filled_again(self, press: Callable[..., HttpResponse]) -> None:
        sent = {"text": "What made you laugh?", "position": "soon", "_save": "Save"}
        shown = press(reverse("admin:guidance_reflectionquestion_add"), sent).text
        assert "What made you laugh?" in shown
        assert "That was not saved." in shown
        assert 'value="soon"' in shown
        assert "press “Save” again" in shown

    def test_rows_that_were_added_and_boxes_that_were_checked_are_there_again(
        self, press: Callable[..., HttpResponse], cohort: Cohort, make_adviser: Callable[..., User]
    ) -> None:
        new = make_adviser(full_name="Dora Kim")
        sent = cohort_form(cohort, advisers=(new.pk,)) | {"goal": "about 3", "caseloads-0-DELETE": "on"}
        shown = press(reverse("admin:cohorts_cohort_change", args=[cohort.pk]), sent)
        assert f'<option value="{new.pk}" selected>Dora' in shown.text
        [advisers] = [one.formset for one in shown.context["inline_admin_formsets"]]
        assert [form["DELETE"].value() for form in advisers] == [True, False]
        assert "That was not saved." in shown.text
        assert "What you typed" not in shown.text

    def test_a_list_has_what_was_edited_in_it_again(self, press: Callable[..., HttpResponse]) -> None:
        row = ReflectionQuestion.objects.create(text="What surprised you?", position=90)
        sent = {"form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 1, "form-0-id": row.pk, "form-0-position": "soon"}
        shown = press(
            f"{reverse('admin:guidance_reflectionquestion_changelist')}?q=surprised", sent | {"_save": "Save"}
        )
        assert 'value="soon"' in shown.text
        assert "press “Save” again" in shown.text
        assert "What you typed" not in shown.text

    def test_a_list_has_its_action_and_its_rows_again(self, press: Callable[..., HttpResponse]) -> None:
        chosen, other = make_student(), make_student()
        page = f"{reverse('admin:students_student_changelist')}?q=campus"
        shown = press(page, {"action": "archive", "_selected_action": chosen.pk, "index": "0", "select_across": "1"})
        assert '<option value="archive" selected>' in shown.text
        boxes = [
            re.search(f'name="_selected_action"[^>]* value="{row.pk}"[^>]*>', shown.text) for row in (chosen, other)
        ]
        assert ["checked" in box[0] for box in boxes if box] == [True, False]
        assert 'name="select_across" value="0"' in shown.text
        assert "press “Go” again" in shown.text
        assert "What you typed" not in shown.text
