"""What people read and what lists sort by, made of the name on record, the last and the preferred name. And what ends
their sessions.
"""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from apps.accounts.models import Role, User
from apps.students.models import Student
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("full", "last", "preferred", "shown", "greeted"),
    [
        ("Anna de la Cruz y Vega", "", "", "Anna de la Cruz y Vega", "Anna"),
        ("Anna de la Cruz y Vega", "de la Cruz y Vega", "Annie", "Annie de la Cruz y Vega", "Annie"),
        ("Anna de la Cruz y Vega", "de la Cruz y Vega", "Annie de la Cruz", "Annie de la Cruz", "Annie de la Cruz"),
        ("Anna Cruz", "Cruz", "Annie Cruz", "Annie Cruz", "Annie"),
        ("Anna Cruz", "Cruz", "Mary Jo", "Mary Jo Cruz", "Mary Jo"),
        ("Anna Peña", "Peña", "Ana María", "Ana María Peña", "Ana María"),
        ("Anna del Río", "del Río", "María del Carmen", "María del Carmen del Río", "María del Carmen"),
        ("Li Lily", "Li", "Lily Rose", "Lily Rose Li", "Lily Rose"),
        ("Anna Cruz", "Cruz", "Cruz", "Cruz", "Cruz"),
        ("Anna Cruz", "Cruz", "CRUZ", "CRUZ", "CRUZ"),
        ("Anna Peña", "Peña", "Annie Pena", "Annie Pena", "Annie"),
        ("Wang Xiaoming", "王", "小明", "王小明", "小明"),
        ("Wang Xiaoming", "王", "王小明", "王小明", "王小明"),
        ("Kim Minjun", "김", "민준", "김민준", "민준"),
        ("Wang Xiaoming", "Wang", "小明", "小明 Wang", "小明"),
        ("Anna Cruz", "Cruz", "Hi Annie!", "Annie Cruz", "Annie"),
        ("Anna Cruz", "", "Annie", "Annie", "Annie"),
        ("Nguyễn Văn An", "Nguyễn", "", "Nguyễn Văn An", "Nguyễn Văn An"),
        ("Kim Nguyen", "Nguyen", "", "Kim Nguyen", "Kim"),
    ],
)
def test_the_preferred_name_is_read_and_greeted_by(
    full: str, last: str, preferred: str, shown: str, greeted: str
) -> None:
    user = User.objects.create(email="a@campus.example", full_name=full, last_name=last, preferred_name=preferred)
    assert (user.display_name, str(user), user.greeting) == (shown, shown, greeted)


def test_lists_are_in_the_order_of_last_names_where_there_are_some() -> None:
    for full, last, preferred in [
        ("Zoe Lopez", "Lopez", ""),
        ("Rosa de la Cruz", "de la Cruz", ""),
        ("Ana Lopez Garcia", "Lopez Garcia", ""),
        ("Étienne", "", ""),
        ("Fatou", "", ""),
        ("Emma", "", ""),
        ("Zacharias Ek", "Ek", "Bea"),
        ("Aaron Ek", "Ek", "Zed"),
    ]:
        user = factories.make_user(full_name=full)
        User.objects.filter(pk=user.pk).update(last_name=last, preferred_name=preferred)
        Student.objects.create(user=user)
    names = ["Rosa de la Cruz", "Bea Ek", "Zed Ek", "Emma", "Étienne", "Fatou", "Zoe Lopez", "Ana Lopez Garcia"]
    assert [user.display_name for user in User.objects.all()] == names
    assert [str(student) for student in Student.objects.select_related("user")] == names


CHANGES = [{"is_active": False}, {"email": "moved@campus.example"}, {"role": Role.ADVISER}, {"password": "!"}]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: next(iter(change)))
def test_sessions_of_before_a_change_prove_nothing_also_after_it_is_undone(change: dict[str, object]) -> None:
    """By whatever path: here past all our code."""
    user = factories.make_user(password="quiet river stone 5")
    before = {name: getattr(user, name) for name in change}
    proof = user.get_session_auth_hash()
    User.objects.filter(pk=user.pk).update(**change)
    changed = User.objects.get(pk=user.pk)
    assert changed.get_session_auth_hash() != proof
    if "password" not in change:
        User.objects.filter(pk=user.pk).update(**before)
        assert User.objects.get(pk=user.pk).get_session_auth_hash() not in (proof, changed.get_session_auth_hash())


def test_a_row_that_was_read_earlier_brings_no_session_back() -> None:
    user = factories.make_user()
    proof = user.get_session_auth_hash()
    User.objects.filter(pk=user.pk).update(session_epoch=3)
    user.full_name = "Another Name"
    user.save()
    assert User.objects.get(pk=user.pk).get_session_auth_hash() != proof


def test_another_name_ends_no_session() -> None:
    user = factories.make_user()
    User.objects.filter(pk=user.pk).update(full_name="Another Name", preferred_name="Ann")
    assert User.objects.get(pk=user.pk).get_session_auth_hash() == user.get_session_auth_hash()


def test_nobody_who_may_sign_in_has_the_address_of_who_was_anonymized() -> None:
    user = factories.make_user()
    user.email = "Sam@deleted.invalid"
    with pytest.raises(ValidationError, match="No mail reaches this address"):
        user.full_clean()
    with pytest.raises(IntegrityError, match="user_anonymized_is_off"), transaction.atomic():
        user.save()
