from datetime import timedelta

import pytest
from django.db.models.functions import Now
from django.test import Client

from apps.accounts.models import Session, User
from apps.accounts.sessions import SessionStore
from apps.accounts.tasks import remove_expired_sessions
from tests.accounts.conftest import signed_in_by_password

pytestmark = pytest.mark.django_db


def test_rows_whose_time_is_over_go_and_no_others(person: User, visitor: Client) -> None:
    signed_in_by_password(visitor, person)
    begun = SessionStore()
    begun["half"] = "signed in"
    begun.save()
    rows = Session.objects.filter(session_key=begun.session_key)
    row = rows.get()
    assert row.expire_date - row.last_seen_at == timedelta(hours=1)
    remove_expired_sessions()
    assert rows.exists()
    rows.update(expire_date=Now() - timedelta(minutes=1))
    remove_expired_sessions()
    assert not rows.exists()
    assert person.sessions.count() == 1
