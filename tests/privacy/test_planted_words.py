"""The promise of a deletion: a string is planted in every text column that can hold something of a student, and looked
for in every text column of the database.
"""

import re
from collections.abc import Callable
from io import BytesIO
from zipfile import ZipFile

import pytest

from apps.accounts.models import User
from apps.administration.deletions.actions import carry_out
from apps.campus.models import Campus
from apps.cohorts.models import Cohort
from apps.core import clock
from apps.outbox.models import Message
from apps.privacy.deletion.actions import forget_last_mails
from apps.privacy.download import words
from apps.privacy.download.contents import sections_of, zip_of
from apps.privacy.models import Deletion, Way
from apps.privacy.owned import lookups
from apps.students.models import Student
from tests.privacy import planting

# What a history copies from a column that holds codes of the program alone.
COPIED_CODES = {
    f"interviews_interviewevent.{name}" for name in ("exit", "format", "thanked_how")
}  # of whoever is anonymized


@pytest.fixture
def office(make_administrator: Callable[..., User]) -> User:
    return make_administrator()


@pytest.fixture
def planted(alice: Student, charlie: Student, cohort: Cohort, bob: User, office: User) -> dict[str, str]:
    """Alice's. Charlie has a row of everything, too."""
    cohort.students.add(charlie)
    for student in (charlie, alice):
        planting.make_whole(student, cohort=cohort, adviser=bob, office=office)
    return planting.plant(alice)


def test_every_string_is_there_before(planted: dict[str, str]) -> None:
    assert set(planted) - set(planting.found()) == set()
    assert len(planted) > 70


@pytest.mark.parametrize("way", Way)
def test_no_string_is_left(way: Way, planted: dict[str, str], alice: Student, charlie: Student, office: User) -> None:
    of_charlie = [(one.name, one.rows) for one in sections_of(charlie)]
    request = Deletion.objects.create(student=alice, asked_at=clock.now())
    carry_out(deletion=request, way=way, by=office, as_of=clock.now())
    # Of all their mail the last one is left, with the address until it has gone.
    waiting = Message.objects.get(reminder=None)
    assert waiting.address == alice.user.email
    Message.objects.end({waiting.pk: "no more"}, as_of=clock.now())
    forget_last_mails()
    left = {where for stands in planting.found().values() for where in stands}
    assert left - (COPIED_CODES if way == Way.ANONYMIZED else set()) == set()
    assert [(one.name, one.rows) for one in sections_of(charlie)] == of_charlie


def test_every_string_is_in_the_download_but_for_secrets(planted: dict[str, str], alice: Student) -> None:
    """So is each new model, or the missing words of `words.FILES` fail it."""
    assert {model._meta.label for model in lookups()} == set(words.FILES)
    with ZipFile(BytesIO(zip_of(alice, campus=Campus.objects.current(), as_of=clock.now()))) as file:
        said = set(re.findall(r"zq\d{3}", file.read("everything.json").decode()))
        tables = set(re.findall(r"zq\d{3}", "".join(file.read(n).decode() for n in file.namelist() if "csv" in n)))
    secrets = {
        f"{model._meta.db_table}.{name}" for model in lookups() for name in words.LEFT_OUT.get(model._meta.label, ())
    }
    theirs = {model._meta.db_table for model in lookups()}
    missing = {where for plant, where in planted.items() if plant not in said and where.split(".")[0] in theirs}
    assert missing == secrets & set(planted.values())
    assert said == tables
