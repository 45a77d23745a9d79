"""Which cohort a name in a roster means: answered once for the files of a term."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.administration.imports import actions, work
from apps.administration.models import Import, RememberedCohort
from apps.cohorts.models import Cohort, Term
from apps.core import clock
from tests.administration.roster.people import HEAD, cohorts_of, row

pytestmark = pytest.mark.django_db

KEY = "cohort:fa26 sec 1"
FILE = HEAD + row("40000001", "Adler, Iris", "iris@example.edu", "FA26 Sec 1")
NEXT = HEAD + row("40000002", "Brandt, Noah", "noah@example.edu", "fa26 sec 1")


@pytest.fixture
def check(fall: dict[str, Cohort], ada: User) -> Callable[..., Import]:
    def make(text: str, answer: str = "", *, goes_in: bool = False, cohort: Cohort | None = None) -> Import:
        made = actions.start(kind="students", file_name="fall.csv", content=text.encode(), cohort=cohort, by=ada)
        work.work_on(made.pk)
        made.refresh_from_db()
        if answer:
            actions.check_again(pk=made.pk, seen=made.seen, by=ada, answers={KEY: answer}, as_of=clock.now())
            work.work_on(made.pk)
            made.refresh_from_db()
        if goes_in:
            actions.run(pk=made.pk, seen=made.seen, by=ada)
            work.work_on(made.pk)
            made.refresh_from_db()
        return made

    return make


def _is_asked(made: Import) -> bool:
    return [one["key"] for one in made.checked["questions"] if not one["answer"]] == [KEY]


def test_a_dry_run_teaches_nothing(fall: dict[str, Cohort], check: Callable[..., Import]) -> None:
    check(FILE, str(fall["Fall B"].pk))
    assert not RememberedCohort.objects.exists()
    assert _is_asked(check(NEXT))


def test_what_went_in_is_not_asked_again_and_said_and_can_be_changed(
    fall: dict[str, Cohort], check: Callable[..., Import], office: Client
) -> None:
    check(FILE, str(fall["Fall B"].pk), goes_in=True)
    made = check(NEXT)
    assert made.counts["new"] == 1
    page = office.get(f"/program/imports/{made.pk}/").text
    assert "“fa26 sec 1” goes into Fall B, as last time." in page
    assert f'<option value="{fall["Fall B"].pk}" selected>Fall B</option>' in page
    assert "As last time." in page

    made = check(NEXT, str(fall["Fall A"].pk), goes_in=True)
    assert made.state == Import.State.DONE
    assert cohorts_of("40000002") == ["Fall A"]
    assert "as last time" in str(check(FILE).checked["said"])
    assert RememberedCohort.objects.get().cohort == fall["Fall A"]


@pytest.mark.parametrize(("answer", "outcome"), [("none", "new"), ("out", "skipped")])
def test_no_cohort_and_staying_out_are_remembered_too(answer: str, outcome: str, check: Callable[..., Import]) -> None:
    text = HEAD + row("40000009", "Okafor, Chidi", "chidi@example.edu", "Fall A")
    check(FILE + text.removeprefix(HEAD), answer, goes_in=True)
    made = check(NEXT)
    assert made.counts[outcome] == 1
    assert ", as last time." in str(made.checked["said"])


def _archive(cohort: Cohort) -> None:
    Cohort.objects.filter(pk=cohort.pk).update(archived_at=clock.now())


def _delete(cohort: Cohort) -> None:
    cohort.delete()


def _to_another_term(cohort: Cohort) -> None:
    first = cohort.term.ends_on + timedelta(days=9)
    other = Term.objects.create(name="Next", starts_on=first, ends_on=first + timedelta(weeks=9))
    Cohort.objects.filter(pk=cohort.pk).update(term=other)


def _end_its_term(cohort: Cohort) -> None:
    Term.objects.update(starts_on=cohort.starts_on - timedelta(days=300), ends_on=cohort.starts_on)
    Term.objects.create(name="Next", starts_on=cohort.starts_on, ends_on=cohort.due_on)


@pytest.mark.parametrize("end", [_archive, _delete, _to_another_term, _end_its_term])
def test_an_answer_does_not_outlive_its_cohort(
    end: Callable[[Cohort], None], fall: dict[str, Cohort], check: Callable[..., Import]
) -> None:
    check(FILE, str(fall["Fall B"].pk), goes_in=True)
    end(fall["Fall B"])
    made = check(NEXT)
    assert _is_asked(made)
    assert "as last time" not in str(made.checked["said"])


def test_of_a_term_that_is_over_nothing_is_kept(fall: dict[str, Cohort], check: Callable[..., Import]) -> None:
    check(FILE, "none", goes_in=True)
    _end_its_term(fall["Fall A"])
    assert RememberedCohort.objects.exists()
    check(NEXT, "none", goes_in=True)
    assert [one.term.name for one in RememberedCohort.objects.all()] == ["Next"]


def test_the_cohort_that_was_chosen_for_the_file_is_proposed(
    fall: dict[str, Cohort], check: Callable[..., Import], office: Client
) -> None:
    made = check(FILE, cohort=fall["Fall B"])
    assert _is_asked(made)
    page = office.get(f"/program/imports/{made.pk}/").text
    assert f'value="{fall["Fall B"].pk}" checked' in page
    assert f'value="{fall["Fall A"].pk}" checked' not in page

    def send(pressed: str) -> dict[str, str]:
        sent = {"seen": made.seen, f"answer-{KEY}": str(fall["Fall B"].pk), "check": pressed}
        office.post(f"/program/imports/{made.pk}/", sent)
        work.work_on(made.pk)
        made.refresh_from_db()
        return made.answers

    assert send("1") == {}, "a column is checked again, and nobody has answered"
    assert send(KEY) == {KEY: str(fall["Fall B"].pk)}
