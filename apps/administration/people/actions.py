from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import transaction

from apps.accounts.actions import end_sessions
from apps.accounts.models import User
from apps.reminders.actions import refresh
from apps.students.models import Student


@transaction.atomic
def save_person(*, user: User, as_of: datetime) -> None:
    """Save a new or changed person. A student gets their record with it; a former address signs in no more. Another
    address or role, and switching off, sign them out everywhere. Mail ends when they are switched off, and what is
    still wanted of it comes back when they are switched on or have a new address.

    `user` is clean already; raises IntegrityError for an address that someone took meanwhile.
    """
    before = User.objects.filter(pk=user.pk).values_list("email", "is_active", "role").first()
    user.save()
    user.refresh_from_db(fields=["display_name", "folded_name"])
    if user.is_student:
        Student.objects.get_or_create(user=user)
    EmailAddress.objects.filter(user=user).exclude(email__iexact=user.email).delete()
    if before and before != (user.email, user.is_active, user.role):
        end_sessions(user=user)
    if before and before[:2] != (user.email, user.is_active):
        refresh(user=user, as_of=as_of)


@transaction.atomic
def remove_second_factor(*, user: User) -> bool:
    """For a lost phone: every second factor and recovery code goes. False when there was none.

    Their sessions end, because whoever has the phone could otherwise set up a factor of their own.
    """
    removed, _ = Authenticator.objects.filter(user=user).delete()
    if removed:
        end_sessions(user=user)
    return bool(removed)
