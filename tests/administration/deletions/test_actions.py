"""A deletion beside whoever is at a file of students at the same moment."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from apps.accounts.models import User
from apps.administration.deletions.actions import carry_out
from apps.administration.models import Import
from apps.core import clock
from apps.core.locking import in_lock_order
from apps.privacy.deletion.actions import NotCarriedOut
from apps.privacy.models import Deletion, Way
from apps.students.models import Student


def _until_somebody_waits() -> None:
    until = time.monotonic() + 10
    while time.monotonic() < until:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = 'transactionid'")
            if cursor.fetchone()[0]:
                return
        time.sleep(0.01)
    raise AssertionError("Nobody waits.")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("way", "kind"), [(Way.GONE, "students"), (Way.ANONYMIZED, "volunteers")])
def test_it_waits_for_a_dry_run_that_names_the_student_and_is_refused(
    way: Way, kind: str, alice: Student, make_administrator: Callable[..., User]
) -> None:
    request = Deletion.objects.create(student=alice, asked_at=clock.now())
    file = Import.objects.create(kind=kind, state="checking", file_name="fall.csv")
    earlier = file.rows.create(place=2, outcome="changed", student=alice)
    office = make_administrator()

    def delete() -> None:
        try:
            carry_out(deletion=request, way=way, by=office, as_of=clock.now())
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            in_lock_order(Import.objects.filter(pk=file.pk)).get()
            deleting = pool.submit(delete)
            _until_somebody_waits()
            file.rows.all().delete()
            file.rows.create(place=3, outcome="changed", student=alice)
        with pytest.raises(NotCarriedOut, match=r"“fall.csv”"):
            deleting.result(10)
    assert Student.objects.filter(pk=alice.pk).exists()
    assert file.rows.get() != earlier
