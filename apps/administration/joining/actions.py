from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto

from django.db import transaction
from django.utils.crypto import salted_hmac

from apps.accounts.actions import prove_address
from apps.accounts.models import User
from apps.administration.cohorts.addresses import make_students
from apps.administration.joining import emails, links
from apps.campus.models import Campus
from apps.cohorts.models import Cohort, Membership
from apps.core.locking import in_lock_order
from apps.outbox.models import Audience, Lane
from apps.outbox.posted import post
from apps.students.models import Student

_DOUBLE_CLICK = 600  # seconds: within such a stretch one address gets one mail for one code


class Standing(Enum):
    """How it stands with the person who has an address and would join a cohort."""

    NEW = auto()  # no account yet
    STUDENT = auto()
    IN = auto()
    ARCHIVED = auto()
    STAFF = auto()
    SHUT = auto()  # the account is switched off
    ANOTHER = auto()  # it is not who had the address when the link was sent


class NotOpen(Exception):
    """The cohort takes nobody any more, or not by this code."""


class MayNotJoin(Exception):
    def __init__(self, standing: Standing) -> None:
        super().__init__(standing.name)
        self.standing = standing


@dataclass(frozen=True)
class Person:
    standing: Standing
    user: User | None = None

    def is_of(self, account: int) -> bool:
        """Whether the address has this account still. One that had none, 0, may have that which the link made: then
        they are in.
        """
        if self.user and not account:
            return self.standing == Standing.IN
        return (self.user.pk if self.user else 0) == account


def person_of(email: str, *, cohort: Cohort) -> Person:
    user = User.objects.select_related("student").filter(email=email).first()
    if user is None:
        return Person(Standing.NEW)
    if not user.is_student:
        return Person(Standing.STAFF, user)
    if not user.is_active:
        return Person(Standing.SHUT, user)
    if user.student.archived_at:  # type: ignore[attr-defined]
        return Person(Standing.ARCHIVED, user)
    is_in = Membership.objects.filter(cohort=cohort, student__user=user).exists()
    return Person(Standing.IN if is_in else Standing.STUDENT, user)


def send_link(*, cohort: Cohort, email: str, campus: Campus, as_of: datetime) -> None:
    """Whoever has the address, or nobody: the same mail, in the same time. What it leads to depends on them."""
    stretch = int(as_of.timestamp()) // _DOUBLE_CLICK
    said = salted_hmac("joining.mail", f"{cohort.pk} {cohort.join_code} {email} {stretch}", algorithm="sha256")
    mail = emails.joining(cohort=cohort, email=email, campus=campus)
    post(
        key=f"joining:{said.hexdigest()}",
        mail=mail,
        audience=Audience.SIGN_IN,
        resend_when_unanswered=True,
        as_of=as_of,
        lane=Lane.CODE,
        expires_at=as_of + links.WORKS_FOR,
    )


@transaction.atomic
def join(
    *, cohort: Cohort, code: str, email: str, account: int, full_name: str, campus: Campus, as_of: datetime
) -> User:
    """Whoever reads mail at `email` joins: by this account, or by a new one where `account` is 0. Twice, and twice at
    once, is once.

    Raises NotOpen and MayNotJoin.
    """
    row = in_lock_order(Cohort.objects).filter(pk=cohort.pk).first()
    today = as_of.astimezone(campus.zone).date()
    if row is None or not code or row.join_code != code or not row.is_joinable(today=today):
        raise NotOpen
    person = person_of(email, cohort=row)
    if not person.is_of(account):
        raise MayNotJoin(Standing.ANOTHER)
    if person.user is None:
        make_students({email: full_name})
    student = in_lock_order(Student.objects).filter(user__email=email).first()
    person = person_of(email, cohort=row)
    if student is None or person.user is None or person.standing not in (Standing.STUDENT, Standing.IN):
        raise MayNotJoin(person.standing)
    Membership.objects.get_or_create(cohort=row, student=student)
    prove_address(user=person.user, email=email)
    return User.objects.get(pk=person.user.pk)
