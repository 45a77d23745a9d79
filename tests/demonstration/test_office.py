"""What an administrator finds on the demonstration campus."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.test import Client, RequestFactory
from PIL import Image

from apps.accounts.models import User
from apps.administration.imports import work
from apps.administration.models import Import, ImportedRow, Invitation
from apps.administration.setup.steps import At, steps
from apps.administration.volunteers.merging import suggestions
from apps.campus.models import Campus
from apps.cohorts.models import Cohort, Term
from apps.core import clock
from apps.demonstration.files import LEFT_OVER
from apps.outbox.models import Message, State
from apps.students.models import Student
from apps.volunteers.models import Volunteer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("said")]
ADMINISTRATOR = "admin@demo.example"


def test_home_says_what_needs_somebody(client_of: Callable[[User], Client]) -> None:
    page = client_of(User.objects.get(email=ADMINISTRATOR)).get("/program/").text
    for said in (
        "Mail to students comes back",
        "The import of volunteers waits for you",
        "Rows of the import of students are left over",
        f"{LEFT_OVER} of 14 rows",
        "A student asked to be deleted",
        "A cohort has no adviser",
        "Students in no cohort",
        "Invitations not accepted",
    ):
        assert said in page, said
    assert "backup is old" not in page
    assert "Mail stands still" not in page


def test_setting_up_is_done_with_a_logo_and_a_test_mail_that_arrived(rf: RequestFactory) -> None:
    campus = Campus.objects.current()
    request: Any = rf.get("/")
    request.user, request.campus, request.now = User.objects.get(email=ADMINISTRATOR), campus, clock.now()
    found = steps(request)
    assert {step.at for step in found.steps} == {At.DONE}
    assert found.is_put_away
    with Image.open(BytesIO(campus.logo.png)) as picture:  # type: ignore[attr-defined]
        assert picture.size == (campus.logo_width, campus.logo_height)
    assert campus.email_domains == ["demo.example", "fairhaven.example"]
    assert campus.accent == ""
    assert campus.backed_up_at


def test_the_roster_went_in_but_for_three_rows() -> None:
    done = Import.objects.get(kind=Import.Kind.STUDENTS)
    assert (done.state, done.content) == (Import.State.DONE, None)
    outcomes = Counter(done.rows.values_list("outcome", flat=True))
    assert outcomes == {"new": 7, "unchanged": 3, "changed": 1, "refused": 2, "asked": 1}
    in_none = Student.objects.filter(cohorts=None)
    assert [student.user.email for student in in_none] == ["ines.ferreira@fairhaven.example"]


def test_invitations_are_in_every_state_that_needs_no_mail_of_today() -> None:
    found = Invitation.objects.with_outcome(clock.now())
    assert Counter(one.outcome for one in found) == {"sent": 4, "accepted": 2, "expired": 1, "bounced": 1}


def test_one_cohort_can_be_joined_and_one_of_the_last_term_is_archived() -> None:
    assert [cohort.name for cohort in Cohort.objects.exclude(join_code="")] == ["Undeclared Explorers"]
    archived = Cohort.objects.archived().get()
    today = clock.now().date()
    assert archived.term.ends_on < today
    assert not Term.objects.get(starts_on__gt=today).cohorts.exists()
    assert not User.objects.filter(email="student@demo.example", student__cohorts=archived).exists()


def test_a_colleague_left_and_another_has_something_to_hand_over() -> None:
    left = User.objects.get(role="adviser", is_active=False)
    assert left.display_name == "Harriet Lindqvist"
    leaving = User.objects.get(full_name="Thomas Nakagawa")
    assert (leaving.caseloads.count(), leaving.coached_memberships.count()) == (2, 2)


def test_volunteers_share_hours_pause_and_may_be_one_person() -> None:
    assert Volunteer.objects.filter(shares_hours=True).count() >= 10
    assert Volunteer.objects.filter(paused_until__gt=clock.now().date()).count() == 2
    [pair] = suggestions()
    assert pair.one.full_name == pair.two.full_name
    assert Volunteer.objects.filter(contacts__interviews__asked_at__isnull=False).exists()


def test_a_dry_run_of_volunteers_waits_and_a_day_later_all_still_makes_sense(
    client_of: Callable[[User], Client],
) -> None:
    waits = Import.objects.get(kind=Import.Kind.VOLUNTEERS)
    assert waits.state == Import.State.CHECKED
    assert Counter(waits.rows.values_list("outcome", flat=True)) == {
        "new": 2,
        "changed": 1,
        "refused": 2,
        "skipped": 1,
    }
    work.look_after_all(clock.now() + timedelta(hours=25))
    waits.refresh_from_db()
    assert (waits.state, waits.content) == (Import.State.CANCELLED, None)
    assert not ImportedRow.objects.exists()
    visitor = client_of(User.objects.get(email=ADMINISTRATOR))
    assert all(visitor.get(f"/program/imports/{one.pk}/").status_code == 200 for one in Import.objects.all())


def test_no_mail_of_theirs_is_still_to_go() -> None:
    due = Message.objects.filter(state=State.DUE, due_at__lte=clock.now())
    assert not due.exclude(key__startswith="how_did_it_go:").exists()
