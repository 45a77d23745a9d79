"""Changes to an account besides those of allauth. Each action is one transaction, or joins its caller's."""

from uuid import UUID

from allauth.account.models import EmailAddress
from django.contrib.auth import SESSION_KEY, update_session_auth_hash
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest

from apps.accounts.models import Session, User
from apps.core.folding import has_words
from apps.core.locking import in_lock_order


@transaction.atomic
def change_name(*, user: User, full_name: str, preferred_name: str) -> str:
    """Put these names on record. A last name that the full one does not hold is theirs no more, unless people read it
    behind a preferred name. Returns the last name that went. Raises ValidationError for an empty or overlong name.
    """
    row = in_lock_order(User.objects).get(pk=user.pk)
    row.full_name, row.preferred_name = full_name, preferred_name
    row.clean_fields(exclude=["password"])
    stays = row.preferred_name or has_words(row.full_name, row.last_name)
    gone = "" if stays else row.last_name
    if gone:
        row.last_name = ""
    row.save(update_fields=["full_name", "preferred_name", "last_name"])
    user.refresh_from_db(fields=["full_name", "preferred_name", "last_name", "display_name"])
    return gone


@transaction.atomic
def prefer_name(*, user: User, preferred_name: str) -> None:
    """People read this name in place of the one on record; of that one itself, or an empty one, the one on record.

    Raises ValidationError for an overlong name.
    """
    row = in_lock_order(User.objects).get(pk=user.pk)
    row.preferred_name = "" if preferred_name == row.full_name else preferred_name
    row.clean_fields(exclude=["password"])
    row.save(update_fields=["preferred_name"])
    user.refresh_from_db(fields=["preferred_name", "display_name"])


@transaction.atomic
def prove_address(*, user: User, email: str) -> bool:
    """Record that this person reads mail at `email`: a code or a link that went there came back.

    Only the account's present address can be proved. Earlier addresses of this person, and earlier owners' claims to
    this one, are removed. Returns False for another address.
    """
    row = in_lock_order(User.objects).get(pk=user.pk)
    if email.strip().lower() != row.email:
        return False
    EmailAddress.objects.filter(user=row).exclude(email=row.email).delete()
    EmailAddress.objects.filter(email=row.email).exclude(user=row).delete()
    EmailAddress.objects.update_or_create(user=row, email=row.email, defaults={"verified": True, "primary": True})
    return True


@transaction.atomic
def end_sessions(*, user: User, keep: HttpRequest | None = None) -> bool:
    """Sign this person out everywhere, also where a request or a sign-in is under way; in `keep` they stay signed in.
    False when they do not, because that session was ended after its request began, by which `user` was read.

    A change of the address, the role or `is_active` does the same by itself, but leaves the rows.
    """
    goes_on = in_lock_order(User.objects).get(pk=user.pk).session_epoch == user.session_epoch
    User.objects.filter(pk=user.pk).update(session_epoch=F("session_epoch") + 1)
    user.refresh_from_db(fields=["session_epoch"])
    if keep is not None and goes_on:
        update_session_auth_hash(keep, user)
        goes_on = SESSION_KEY in keep.session
    if keep is not None and not goes_on:
        keep.session.flush()
    Session.objects.filter(user=user).exclude(session_key=keep and keep.session.session_key).delete()
    return goes_on


def sign_out_device(*, user: User, name: UUID) -> bool:
    """Sign this person out in one browser, if they are signed in there. False for a browser of somebody else."""
    user.sessions.filter(device=name).delete()
    return not Session.objects.filter(device=name).exists()
