"""What is cleared away every ten minutes."""

import logging
from collections.abc import Callable

import pytest
from django.db import connection

from apps.accounts.models import User
from apps.contacts.models import Contact
from apps.core import clock
from apps.outbox.models import Message
from apps.privacy.deletion.actions import carry_out
from apps.privacy.models import Deletion, Way
from apps.privacy.tasks import clear_away
from apps.students.models import Student
from tests import factories


@pytest.mark.django_db(transaction=True)
def test_what_fails_of_one_student_keeps_nothing_else_from_going(
    alice: Student, charlie: Student, make_administrator: Callable[..., User], caplog: pytest.LogCaptureFixture
) -> None:
    office = make_administrator()
    for student in (alice, charlie):
        request = Deletion.objects.create(student=student, asked_at=clock.now())
        carry_out(deletion=request, way=Way.ANONYMIZED, by=office, as_of=clock.now())
        factories.make_contact(student=student, full_name="Rosa")
    Message.objects.end(dict.fromkeys(Message.objects.values_list("pk", flat=True), "no more"), as_of=clock.now())
    first = min(alice.pk, charlie.pk)

    def fail(execute, statement, params, *rest):
        if statement.startswith('UPDATE "privacy_download"'):
            raise ValueError("alice@campus.example")
        if '"contacts_contact"."student_id" = %s' in statement and params == (first,):
            raise ValueError("alice@campus.example")
        return execute(statement, params, *rest)

    with caplog.at_level(logging.INFO), connection.execute_wrapper(fail):
        clear_away()
    assert Contact.objects.get(full_name="Rosa").student_id == first
    assert not Message.objects.exists()
    assert caplog.text.count("not_cleared_away") == 2
    assert "privacy/deletion/actions.py" in caplog.text
    assert "alice@" not in caplog.text
