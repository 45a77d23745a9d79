"""What is shared to read: one list for each reader, marked by one press."""

from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import quote

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.advising.models import ReflectionRead
from apps.advising.reflections.reading import mark_read, to_read, withdraw_read
from apps.audit.models import Action, Entry
from apps.campus.models import Campus
from apps.cohorts.models import Cohort
from apps.reflection.models import Reflection
from apps.students.models import Student
from tests import factories

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def make_shared(student: Student, shared_at: datetime | None, **fields: object) -> Reflection:
    held = factories.make_held(student, ended_ago=3 * DAY, reflected_at=shared_at)
    return Reflection.objects.create(interview=held, shared_at=shared_at, **fields)


def read_url(shared: Reflection) -> str:
    assert shared.shared_at is not None
    return f"/reflections/{shared.pk}/read/?shared={quote(shared.shared_at.isoformat(), safe='')}&"


@pytest.fixture
def listed(as_of: datetime, campus: Campus) -> Callable[[User], list[Reflection]]:
    return lambda reader: list(to_read(user=reader, today=as_of.astimezone(campus.zone).date()))


def test_the_newest_comes_first_and_what_is_not_shared_is_not_there(
    listed: Callable[[User], list[Reflection]], bob: User, alice: Student, charlie: Student, as_of: datetime
) -> None:
    old, new = make_shared(alice, as_of - 2 * DAY), make_shared(alice, as_of - DAY)
    for student, shared_at in ((alice, None), (charlie, as_of)):
        make_shared(student, shared_at)
    assert listed(bob) == [new, old]
    assert listed(alice.user) == listed(factories.make_administrator()) == []


def test_one_reader_s_mark_is_theirs_alone_and_shared_anew_it_comes_back(
    listed: Callable[[User], list[Reflection]], bob: User, cohort: Cohort, alice: Student, as_of: datetime
) -> None:
    dana = factories.make_adviser()
    cohort.caseloads.create(adviser=dana)
    shared = make_shared(alice, as_of - DAY)
    for _ in range(2):  # a double click
        assert mark_read(reflection=shared, adviser=bob, shared_at=shared.shared_at, as_of=as_of)
    assert (listed(bob), listed(dana)) == ([], [shared])
    anew, then = as_of + timedelta(minutes=1), as_of + timedelta(minutes=2)
    Reflection.objects.update(shared_at=anew)
    assert listed(bob) == [shared]
    assert not mark_read(reflection=shared, adviser=bob, shared_at=shared.shared_at, as_of=then), "an older page"
    assert listed(bob) == [shared]
    assert mark_read(reflection=shared, adviser=bob, shared_at=anew, as_of=then)
    assert listed(bob) == []
    for _ in range(2):
        withdraw_read(reflection=shared, adviser=bob)
    assert listed(bob) == [shared]


def test_a_student_in_cohorts_of_two_advisers_stands_in_each_one_s_own(
    listed: Callable[[User], list[Reflection]], bob: User, cohort: Cohort, alice: Student, as_of: datetime
) -> None:
    dana = factories.make_adviser()
    hers = factories.make_cohort(advisers=[dana], students=[alice], due_on=cohort.due_on + DAY)
    make_shared(alice, as_of)
    for reader, own in ((bob, cohort), (dana, hers)):
        assert [(each.cohort_pk, each.cohort_name) for each in listed(reader)] == [(own.pk, own.name)]


def test_a_cohort_that_is_long_over_leaves_the_list(
    listed: Callable[[User], list[Reflection]], bob: User, cohort: Cohort, alice: Student, as_of: datetime, last_term
) -> None:
    make_shared(alice, as_of)
    Cohort.objects.update(term=last_term, starts_on=last_term.starts_on, due_on=last_term.starts_on + DAY)
    assert listed(bob) == []


def test_a_press_marks_it_leads_back_and_can_be_undone(
    client_of: Callable[[User], Client], bob: User, alice: Student, as_of: datetime
) -> None:
    bobs, shared = client_of(bob), make_shared(alice, as_of - DAY)
    for page in ("/", "/reflections/"):
        assert read_url(shared).replace("&", "&amp;") in bobs.get(page).text
    answer = bobs.post(f"{read_url(shared)}next=/%23reading")
    assert answer["Location"] == "/#reading"
    assert ReflectionRead.objects.get().adviser == bob
    page = bobs.get("/").text
    assert "You’ve read Alice Okafor’s reflection." in page
    assert f'action="/reflections/{shared.pk}/read/withdrawal/?next=%2F%23reading"' in page
    assert bobs.post(f"/reflections/{shared.pk}/read/withdrawal/")["Location"] == "/reflections/"
    assert not ReflectionRead.objects.exists()
    changes = Entry.objects.filter(action=Action.CHANGED)
    assert {(each.page, tuple(each.student_ids)) for each in changes} == {("advising:read", (alice.pk,))}


@pytest.mark.parametrize("said", ["", "?shared=", "?shared=x", "?shared=2026-11-02T09:00", "?shared=2026-11-02T09:00Z"])
def test_a_page_that_showed_it_as_it_was_before_marks_nothing(
    client_of: Callable[[User], Client], bob: User, alice: Student, as_of: datetime, said: str
) -> None:
    shared = make_shared(alice, as_of - DAY)
    page = client_of(bob).post(f"/reflections/{shared.pk}/read/{said}", follow=True).text
    assert "This reflection was shared again meanwhile, so it stays on your list" in page
    assert not ReflectionRead.objects.exists()
    assert not Entry.objects.filter(action=Action.CHANGED).exists()


def test_only_who_may_read_it_marks_it(
    client_of: Callable[[User], Client], bob: User, cohort: Cohort, alice: Student, charlie: Student, as_of: datetime
) -> None:
    shared = make_shared(alice, as_of - DAY)
    strangers = [alice.user, charlie.user, factories.make_adviser(), factories.make_administrator()]
    for stranger in strangers:
        for act in ("read", "read/withdrawal"):
            assert client_of(stranger).post(f"/reflections/{shared.pk}/{act}/").status_code == 404
    Reflection.objects.update(shared_at=None)
    assert client_of(bob).post(f"/reflections/{shared.pk}/read/").status_code == 404
    assert not ReflectionRead.objects.exists()
