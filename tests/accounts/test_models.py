"""What people read and what lists sort by, made of the name on record, the last and the preferred name."""

import pytest

from apps.accounts.models import User
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
