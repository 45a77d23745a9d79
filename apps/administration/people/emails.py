"""What people are told when an administrator changes an account."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import Role, User
from apps.campus.models import Campus
from apps.core.mail import OutgoingMail, build

_A = {Role.STUDENT: "a student", Role.ADVISER: "an adviser", Role.ADMINISTRATOR: "an administrator"}


def address_left(*, user: User, address: str, campus: Campus, as_of: datetime) -> OutgoingMail:
    """To the former address, which may be a stranger's: it does not say the new one."""
    return _account_changed(
        user,
        campus,
        as_of,
        to=address,
        title="Your account has another email address now",
        what="An administrator of the program gave your Acquaint account another email address. This one no longer "
        "signs you in, and your mail no longer comes here.",
    )


def address_given(*, user: User, campus: Campus, as_of: datetime) -> OutgoingMail:
    return _account_changed(
        user,
        campus,
        as_of,
        to=user.email,
        title="Your account has this email address now",
        what="An administrator of the program gave your Acquaint account this email address. From now on you sign in "
        "with it, and your mail comes here.",
    )


def role_changed(*, user: User, former: str, to: str, campus: Campus, as_of: datetime) -> OutgoingMail:
    return _account_changed(
        user,
        campus,
        as_of,
        to=to,
        title="Your role in Acquaint was changed",
        what=f"An administrator of the program changed your role. You were {_A[Role(former)]}. "
        f"Now you are {_A[Role(user.role)]}.",
    )


def second_factor_removed(*, user: User, campus: Campus, as_of: datetime) -> OutgoingMail:
    return _account_changed(
        user,
        campus,
        as_of,
        to=user.email,
        title="The second factor of your account was removed",
        what="An administrator of the program removed the second factor of your Acquaint account, as for a lost phone. "
        "You are signed out everywhere. After you sign in again, you can set up a new one.",
    )


def switched_off(*, user: User, campus: Campus, as_of: datetime) -> OutgoingMail:
    return _account_changed(
        user,
        campus,
        as_of,
        to=user.email,
        title="Your account was switched off",
        what="An administrator of the program switched off your Acquaint account. You are signed out everywhere, and "
        "you can’t sign in now.",
    )


def administrators_changed(*, user: User, by: User, to: User, campus: Campus, as_of: datetime) -> OutgoingMail:
    """To an administrator, of somebody who became one or is one no more. It names who did it, because all may read the
    history, and says how to undo it; to whoever did it, what to do if it was done in their name.
    """
    is_one = user.is_administrator and user.is_active
    if is_one:
        done, undo = "made {} an administrator of {}", "turn off “May sign in”"
    elif user.is_active:
        done, undo = "gave {} another role, so they are no longer an administrator of {}", "give the role back"
    else:
        done, undo = "switched off the account of {}, an administrator of {}", "turn on “May sign in”"
    who = f"{user.display_name} ({user.email})"
    return _build(
        "administrators_changed",
        campus,
        to=to.email,
        title=f"{user.display_name} is {'an administrator now' if is_one else 'no longer an administrator'}",
        what=f"{'You' if to == by else by.display_name} {done.format(who, campus.center_name)}.",
        undo=undo,
        reader=to,
        by=by,
        as_of=as_of,
        account_url=settings.SITE_URL + reverse("admin:accounts_user_change", args=[user.pk]),
        settings_url=settings.SITE_URL + reverse("accounts:settings"),
    )


def _account_changed(user: User, campus: Campus, as_of: datetime, *, to: str, title: str, what: str) -> OutgoingMail:
    return _build("account_changed", campus, to=to, person=user, title=title, what=what, as_of=as_of)


def _build(template: str, campus: Campus, *, to: str, **context: Any) -> OutgoingMail:
    # About the account itself: nothing to turn off, so no List-Unsubscribe.
    with timezone.override(campus.zone):
        return build(
            template=f"administration/emails/{template}",
            to=to,
            from_email=campus.sender,
            reply_to=campus.reply_to,
            context={"campus": campus, **context},
        )
