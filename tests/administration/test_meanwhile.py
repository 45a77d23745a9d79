"""What others change while a form of the administration is open stays."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, time, timedelta
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection, models
from django.http import QueryDict
from django.test import Client, RequestFactory
from django.urls import reverse

from apps.accounts.models import User
from apps.administration.site import site
from apps.campus.models import Campus, FieldOfInterest
from apps.cohorts.models import Caseload, Cohort, Term
from apps.core.not_saved.tokens import FIELD
from apps.guidance import program
from apps.guidance.models import (
    BankQuestionText,
    FieldText,
    MessageTemplate,
    NudgeTemplate,
    PlaceToLook,
    PrimerText,
    ReflectionQuestion,
    RungText,
)
from apps.students.models import Student
from apps.volunteers.models import Volunteer
from tests.administration.pages import errors, said, sent_by
from tests.factories import make_adviser

pytestmark = pytest.mark.django_db

Row = models.Model


TEXTS = [BankQuestionText, FieldText, MessageTemplate, NudgeTemplate, PlaceToLook, PrimerText, RungText]
MODELS = [Campus, Cohort, FieldOfInterest, ReflectionQuestion, Student, Term, User, Volunteer, *TEXTS]


@pytest.fixture(params=MODELS, ids=lambda model: model.__name__)
def row(request: pytest.FixtureRequest, cohort: Cohort) -> Row:
    """A row of everything that has a form, each in turn."""
    alice, vera = Student.objects.get(), Volunteer(full_name="Vera Lund", email="vera@volunteers.example")
    if request.param in (FieldOfInterest, Student, Volunteer):
        field = FieldOfInterest.objects.create(name="Hydrology")
    if request.param is ReflectionQuestion:
        ReflectionQuestion.objects.create(text="What surprised you?")
    if request.param in TEXTS:
        request.param.of(program.rows(request.param)[0].entry).save()
    if request.param is Student:
        alice.quiet_from, alice.quiet_until = time(20), time(7)
        alice.save()
        alice.interests.add(field)
    if request.param is Volunteer:
        vera.topics = "Rivers\nand dams"
        vera.save()
        vera.fields.add(field)
    return request.param._default_manager.first()


def test_every_form_is_walked_over(ada: User) -> None:
    """A new page that has one needs a row in the fixture `row`."""
    request = RequestFactory().get("/")
    request.user = ada
    assert set(MODELS) == {model for model, page in site._registry.items() if page.has_change_permission(request)}


def address(row: Row) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


@contextmanager
def saved_just_before(row: Row, **changes: Any) -> Iterator[None]:
    """Others save these changes of the row just before the next form about it gets its lock."""

    def first_the_others(execute: Callable, sql: str, *more: object) -> object:
        if changes and sql.endswith(f'FOR NO KEY UPDATE OF "{row._meta.db_table}"'):
            theirs = changes.copy()
            changes.clear()
            type(row)._default_manager.filter(pk=row.pk).update(**theirs)
        return execute(sql, *more)

    with connection.execute_wrapper(first_the_others):
        yield
    assert not changes, "the form took no lock"


def words_of(form: Any) -> str:
    """A field of this form for words."""
    return next(
        name
        for name in form.fields
        if type(form.instance._meta.get_field(name)).__name__ in ("CharField", "NameField", "TextField")
        and not form.instance._meta.get_field(name).choices
        and name != "time_zone"
    )


def test_what_others_changed_stays_until_it_is_replaced_on_purpose(office: Client, row: Row) -> None:
    page = office.get(address(row))
    form, sent = page.context["adminform"].form, sent_by(page)
    name = words_of(form)
    with saved_just_before(row, **{name: "Theirs"}):
        saved = office.post(address(row), sent)
    assert (saved.status_code, column(row, name)) == (302, "Theirs")
    assert f"This was changed while your page was open, and stays that way: {form[name].label}." in said(saved)

    refused = office.post(address(row), {**sent, name: "Mine"})
    now = "This was changed to “Theirs” while your page was open. Save again to replace that with yours."
    assert (errors(refused), column(row, name)) == ({name: [now]}, "Theirs")
    again = sent_by(refused)
    assert again[name] == ["Mine"]
    assert (office.post(address(row), again).status_code, column(row, name)) == (302, "Mine")


def column(row: Row, name: str) -> Any:
    return type(row)._default_manager.values_list(name, flat=True).get(pk=row.pk)


def test_every_field_follows_its_row_and_none_moves_by_itself(office: Client, row: Row) -> None:
    page = office.get(address(row))
    form, sent = page.context["adminform"].form, sent_by(page)
    bound = form_over(type(form), sent, row)
    assert (bound.followed, bound.changed_data) == ([], [])
    for name in form.fields:
        now = type(row)._default_manager.get(pk=row.pk)
        field, value = now._meta.get_field(name), getattr(now, name)
        if isinstance(field, models.ManyToManyField):
            value.clear()  # the last field of its form that is asked here
        else:
            setattr(now, name, another(field, value))
        bound = form_over(type(form), sent, now)
        followed = [bound[name].label]
        if isinstance(field, models.ManyToManyField):
            value.set(FieldOfInterest.objects.all())
        assert (bound.followed, bound.changed_data) == (followed, []), name


def form_over(form: type, sent: dict[str, list[str]], row: Row) -> Any:
    data = QueryDict(mutable=True)
    for name, values in sent.items():
        data.setlist(name, values)
    return form(data, instance=row)


def another(field: models.Field, value: Any) -> Any:
    """Another value that this field may have."""
    if field.choices:
        return next(key for key, _ in field.flatchoices if key != value)
    match field:
        case models.BooleanField():
            return not value
        case models.TimeField():
            return time(12, 30)
        case models.DateField():
            return date(2031, 1, 2)
        case models.IntegerField():
            return (value or 0) + 1
        case models.ForeignKey():
            return None
    if isinstance(value, list):
        return value[:-1] if value else [field.base_field.flatchoices[0][0]]
    return f"{value}x"


def test_switched_off_and_moved_elsewhere_stays_so(office: Client, ada: User, bob: User) -> None:
    """Two administrators, and the slower one corrects a name."""
    page = office.get(address(bob))
    with saved_just_before(bob, is_active=False, email="moved@campus.example"):
        saved = office.post(address(bob), {**sent_by(page), "full_name": "Robert Lindgren"})
    bob.refresh_from_db()
    assert (bob.full_name, bob.is_active, bob.email) == ("Robert Lindgren", False, "moved@campus.example")
    assert said(saved)[0] == "These were changed while your page was open, and stay that way: Email, May sign in."
    assert LogEntry.objects.get().change_message == '[{"changed": {"fields": ["full name"]}}]'


def test_all_is_checked_together_as_it_will_be_saved(office: Client, cohort: Cohort) -> None:
    page = office.get(address(cohort))
    due = cohort.due_on
    with saved_just_before(cohort, starts_on=due - timedelta(days=1)):
        refused = office.post(address(cohort), {**sent_by(page), "due_on": str(due - timedelta(days=2))})
    assert "__all__" in errors(refused)
    assert said(refused) == ["This was changed while your page was open, and stays that way: Starts on."]
    assert sent_by(refused)["starts_on"] == [f"{due - timedelta(days=1):%m/%d/%Y}"]


def test_what_the_row_says_now_is_said_in_words(office: Client) -> None:
    vera = Volunteer.objects.create(full_name="Vera Lund", email="vera@volunteers.example", topics="Dams")
    hydrology, geology = (FieldOfInterest.objects.create(name=name) for name in ("Hydrology", "Geology"))
    page = office.get(address(vera))
    vera.fields.add(geology)
    theirs = {"time_zone": "America/Denver", "paused_until": date(2031, 1, 2), "formats": ["phone"], "topics": ""}
    mine = {
        "time_zone": "America/Chicago",
        "paused_until": "2031-02-03",
        "formats": ["video"],
        "topics": "Rivers",
        "fields": [hydrology.pk],
    }
    with saved_just_before(vera, **theirs):
        refused = office.post(address(vera), {**sent_by(page), **mine})
    assert {name: error.partition(" while ")[0] for name, [error] in errors(refused).items()} == {
        "fields": "This was changed to “Geology”",
        "time_zone": "This was changed to “Denver”",
        "paused_until": "This was changed to “Jan 2, 2031”",
        "formats": "This was changed to “Phone”",
        "topics": "This was emptied",
    }


def test_rows_of_a_list_are_kept_too_and_keep_their_places(office: Client) -> None:
    questions = "/admin/guidance/reflectionquestion/"
    first = ReflectionQuestion.objects.create(text="How did I feel?", position=1)
    second = ReflectionQuestion.objects.create(text="What next?", position=2)
    sent = sent_by(office.get(questions))
    with saved_just_before(second, position=7):
        assert office.post(questions, {**sent, "form-0-position": "3"}).status_code == 302
    assert list(ReflectionQuestion.objects.values_list("pk", "position")) == [(first.pk, 3), (second.pk, 7)]
    with saved_just_before(first, position=9):
        refused = office.post(questions, {**sent, "form-0-position": "4"})
    assert refused.status_code == 422
    assert "This was changed to “9” while your page was open." in refused.text
    assert refused.text.index(first.text) < refused.text.index(second.text)
    assert office.post(questions, sent_by(refused)).status_code == 302
    assert list(ReflectionQuestion.objects.values_list("pk", "position")) == [(first.pk, 4), (second.pk, 7)]


def test_an_adviser_who_came_or_went_meanwhile_stays_so(office: Client, cohort: Cohort, bob: User) -> None:
    page = office.get(address(cohort))
    dana = make_adviser()
    Caseload.objects.filter(adviser=bob).delete()
    Caseload.objects.create(cohort=cohort, adviser=dana)
    assert office.post(address(cohort), {**sent_by(page), "name": "Hydrology, spring"}).status_code == 302
    cohort.refresh_from_db()
    assert (cohort.name, list(cohort.advisers.all())) == ("Hydrology, spring", [dana])


def test_whoever_is_asked_first_who_they_are_brings_along_what_the_page_showed(
    client_of: Callable[[User], Client], ada: User, bob: User
) -> None:
    """A new role asks. Meanwhile the address is changed, and the role, too."""
    ada.set_password("quiet river stone 5")
    ada.save()
    browser = client_of(ada)
    page = browser.get(address(bob))
    sent = {**sent_by(page), "role": "administrator", FIELD: page.context["request"]._form_token}
    browser.post(address(bob), sent, headers={"referer": f"http://testserver{address(bob)}"})
    User.objects.filter(pk=bob.pk).update(email="moved@campus.example", full_name="Robert Lindgren")
    browser.post("/accounts/reauthenticate/", {"password": "quiet river stone 5"})
    again = browser.get(address(bob))
    assert "That was not saved." in again.text
    assert "What you typed" not in again.text
    sent = sent_by(again)
    assert (sent["role"], sent["initial-role"]) == (["administrator"], ["adviser"])
    assert browser.post(address(bob), sent).status_code == 302
    bob.refresh_from_db()
    assert (bob.role, bob.email, bob.full_name) == ("administrator", "moved@campus.example", "Robert Lindgren")


def test_a_script_that_saw_no_page_claims_nothing(office: Client) -> None:
    field = FieldOfInterest.objects.create(name="Hydrology")
    with saved_just_before(field, name="Geology"):
        assert office.post(address(field), {"name": "Rivers"}).status_code == 302
    assert column(field, "name") == "Rivers"


def test_what_no_page_shows_is_no_fault_of_ours(office: Client, cohort: Cohort) -> None:
    sent = sent_by(office.get(address(cohort)))
    for shown in (["x"], ["1", "2"], ["\x00"], [""]):
        odd = {name: shown for name in sent if name.startswith("initial-")}
        assert office.post(address(cohort), {**sent, **odd}).status_code in (302, 422)
