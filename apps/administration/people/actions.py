from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction

from apps.accounts.models import User
from apps.core.locking import in_lock_order
from apps.outbox.models import Message
from apps.reminders.actions import refresh
from apps.students.models import Student


@transaction.atomic
def save_person(*, user: User, as_of: datetime) -> None:
    """Save a new or changed person. A student gets their record with it; a former address signs in no more. Mail ends
    when they are switched off, and what is still wanted of it comes back when they are switched on or have a new
    address.

    `user` is clean already; raises IntegrityError for an address that someone took meanwhile.
    """
    list(in_lock_order(Student.objects.filter(user=user.pk)))
    list(in_lock_order(User.objects.filter(pk=user.pk)))
    if user.pk:
        # Whoever changes an address keeps waiting all that names the person, so the other locks come first.
        list(in_lock_order(Message.objects.untouched().filter(reminder__user=user)))
    before = User.objects.filter(pk=user.pk).values_list("email", "is_active").first()
    user.save()
    user.refresh_from_db(fields=["display_name", "folded_name"])
    if user.is_student:
        Student.objects.get_or_create(user=user)
    EmailAddress.objects.filter(user=user).exclude(email__iexact=user.email).delete()
    if before and before != (user.email, user.is_active):
        refresh(user=user, as_of=as_of)


@transaction.atomic
def remove_second_factor(*, user: User) -> bool:
    """For a lost phone: every second factor and recovery code goes. False when there was none.

    Their sessions end, because whoever has the phone could otherwise set up a factor of their own.
    """
    removed, _ = Authenticator.objects.filter(user=user).delete()
    if removed:
        for session in UserSession.objects.filter(user=user):
            session.end()
    return bool(removed)
