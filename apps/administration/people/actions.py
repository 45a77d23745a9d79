from collections.abc import Iterable
from datetime import datetime

import pghistory
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q

from apps.accounts.actions import end_sessions
from apps.accounts.models import SECOND_FACTOR_REMOVED, Role, User, anonymized
from apps.accounts.notices import post_notice
from apps.administration.people import emails
from apps.campus.models import Campus
from apps.core.locking import in_lock_order
from apps.outbox.models import Message
from apps.privacy.actions import follow_addresses
from apps.privacy.models import Deletion
from apps.reminders.actions import refresh
from apps.students.models import Student

# Whoever was never told of an account would not know what a mail about it means.
KNOW_OF_IT = Q(last_login__isnull=False) | Q(invitations__isnull=False)
_ADMINISTERS = Q(role=Role.ADMINISTRATOR, is_active=True)


class LastAdministrator(Exception):
    """Nobody would be left who may sign in and administer. Nothing was saved."""


def locked(people: Iterable[int], *, students: Q | None = None) -> list[User]:
    """These people as they are now, locked with their student records: what others save beside it comes before or
    after, and is not overwritten. With one who administers all others who do are locked, so that of two who switch
    each other off one is the second. These `students` are locked too, in one order with those records. Nobody does
    anything to the account of someone who was anonymized: it is left out.
    """
    ids = list(people)
    records = Q(user__in=ids)
    list(in_lock_order(Student.objects.filter(records | students if students else records)))
    rows = Q(pk__in=ids)
    if User.objects.filter(rows & _ADMINISTERS).exists():
        rows |= _ADMINISTERS
    return [one for one in in_lock_order(User.objects.filter(rows).exclude(anonymized())) if one.pk in ids]


@transaction.atomic
def save_person(*, user: User, as_of: datetime, by: User | None = None) -> None:
    """Save a new or changed person. A student gets their record with it; a former address signs in no more. Another
    address or role, and switching off, sign them out everywhere. Mail ends when they are switched off, and what is
    still wanted of it comes back when they are switched on or have a new address. With another role a student's
    request to be deleted ends.

    Where someone did it (`by`), both addresses hear of a change from one to the other, unless the person never signed
    in and was never invited, and of another role. All other administrators hear of who becomes one or is one no more,
    and so does an administrator who is switched off. `user` is clean already, and read under its lock (`locked`);
    raises IntegrityError for an address that someone took meanwhile, LastAdministrator, and PermissionDenied where
    whoever changes who administers does so no more.
    """
    before = next(iter(locked([user.pk])), None)
    if administrators_change(before=before, user=user):
        administrators = User.objects.filter(_ADMINISTERS)
        if by and not administrators.filter(pk=by.pk).exists():
            raise PermissionDenied
        if before and _administers(before) and not administrators.exclude(pk=user.pk).exists():
            raise LastAdministrator
    if before:
        # Whoever changes an address keeps waiting all that names the person, so the other locks come first.
        list(in_lock_order(Message.objects.untouched().filter(reminder__user=user)))
        if before.email != user.email:
            follow_addresses({before.email: user.email})
    user.save()
    user.refresh_from_db(fields=["display_name", "folded_name"])
    if user.is_student:
        Student.objects.get_or_create(user=user)
    EmailAddress.objects.filter(user=user).exclude(email__iexact=user.email).delete()
    ends_deletion = False
    if before and before.role != user.role:
        # None of the staff could take it back.
        ends_deletion = bool(Deletion.objects.open().filter(student__user=user).update(withdrawn_at=as_of))
    if before and (before.email, before.is_active, before.role) != (user.email, user.is_active, user.role):
        end_sessions(user=user)
    if before and (before.email, before.is_active) != (user.email, user.is_active):
        refresh(user=user, as_of=as_of)
    if by:
        _tell(before=before, user=user, by=by, ends_deletion=ends_deletion, as_of=as_of)


def administrators_change(*, before: User | None, user: User) -> bool:
    """Whether this person becomes an administrator who may sign in, or is one no more."""
    return _administers(user) != bool(before and _administers(before))


def asks_who_it_is(*, before: User | None, user: User) -> bool:
    """Whether whoever does this says once more who they are: for another address or role, for whoever administers or
    does so no more, and for whoever is of the staff and may sign in, and was not or might not before.
    """
    moves = before and (before.email, before.role) != (user.email, user.role)
    is_new = _is_open_staff(user) and not (before and _is_open_staff(before))
    return bool(moves or is_new or administrators_change(before=before, user=user))


def what_follows(*, before: User, user: User) -> str:
    """What becomes of another address or role, in a sentence for whoever did it; empty where neither is another."""
    moves, has_other_role = before.email != user.email, before.role != user.role
    if not (moves or has_other_role):
        return ""
    if not (has_other_role or _knows_of_account(user)):
        return f"{user.display_name} was never invited and never signed in, so no mail goes to them about it."
    where = ", at both addresses" if moves else ""
    return f"{user.display_name} is signed out everywhere and told by email{where}."


@transaction.atomic
def remove_second_factor(*, user: User, as_of: datetime) -> bool:
    """For a lost phone: every second factor and recovery code goes. It stands in the history, and the person is told.
    False when there was none.

    Their sessions end, because whoever has the phone could otherwise set up a factor of their own.
    """
    locked([user.pk])
    removed, _ = Authenticator.objects.filter(user=user).delete()
    if removed:
        end_sessions(user=user)
        pghistory.create_event(user, label=SECOND_FACTOR_REMOVED)
        mail = emails.account_changed("second_factor_removed", user=user, campus=Campus.objects.current(), as_of=as_of)
        post_notice("second_factor_removed", mail, user=user, as_of=as_of)
    return bool(removed)


def tell_administrators(*, user: User, by: User | None, as_of: datetime) -> None:
    """All others hear that this person is an administrator now, or is one no more. Without `by` it was done from the
    server's console.
    """
    campus = Campus.objects.current()
    for other in User.objects.filter(_ADMINISTERS).exclude(pk=user.pk):
        mail = emails.administrators_changed(user=user, by=by, to=other, campus=campus, as_of=as_of)
        post_notice(f"administrators_changed:{user.pk}", mail, user=other, as_of=as_of)


def _is_open_staff(user: User) -> bool:
    return user.is_active and not user.is_student


def _knows_of_account(user: User) -> bool:
    return User.objects.filter(KNOW_OF_IT, pk=user.pk).exists()


def _administers(user: User) -> bool:
    return user.is_administrator and user.is_active


def _tell(*, before: User | None, user: User, by: User, ends_deletion: bool, as_of: datetime) -> None:
    campus = Campus.objects.current()
    if before and before.email != user.email and _knows_of_account(user):
        for change, address in (("address_left", before.email), ("address_given", user.email)):
            mail = emails.account_changed(change, user=user, to=address, campus=campus, as_of=as_of)
            post_notice(change, mail, user=user, as_of=as_of)
    if before and before.role != user.role:
        for place, address in enumerate(dict.fromkeys([before.email, user.email])):
            mail = emails.account_changed(
                "role_changed",
                user=user,
                former=before.role,
                to=address,
                ends_deletion=ends_deletion,
                campus=campus,
                as_of=as_of,
            )
            post_notice(f"role_changed:{place}", mail, user=user, as_of=as_of)
    if administrators_change(before=before, user=user):
        if before and not user.is_active:
            mail = emails.account_changed("switched_off", user=user, campus=campus, as_of=as_of)
            post_notice("switched_off", mail, user=user, as_of=as_of)
        tell_administrators(user=user, by=by, as_of=as_of)
