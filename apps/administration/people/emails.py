"""What people are told when an administrator changes an account."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import Role, User
from apps.campus.models import Campus
from apps.core.mail import OutgoingMail, build

_A: dict[str, str] = {Role.STUDENT: "a student", Role.ADVISER: "an adviser", Role.ADMINISTRATOR: "an administrator"}
_ENDED = " You had asked for the deletion of your data. That request has ended: ask the program if you still want it."
# Subject and text. The former address may be a stranger's: its mail does not say the new one.
_CHANGES = {
    "address_left": (
        "Your account has another email address now",
        "An administrator of the program gave your Acquaint account another email address. This one no longer "
        "signs you in, and your mail no longer comes here.",
    ),
    "address_given": (
        "Your account has this email address now",
        "An administrator of the program gave your Acquaint account this email address. From now on you sign in "
        "with it, and your mail comes here.",
    ),
    "role_changed": (
        "Your role in Acquaint was changed",
        "An administrator of the program changed your role. You were {former}. Now you are {now}.{ended}",
    ),
    "second_factor_removed": (
        "The second factor of your account was removed",
        "An administrator of the program removed the second factor of your Acquaint account, as for a lost phone. "
        "You are signed out everywhere. After you sign in again, you can set up a new one.",
    ),
    "switched_off": (
        "Your account was switched off",
        "An administrator of the program switched off your Acquaint account. You are signed out everywhere, and you "
        "can’t sign in now.",
    ),
}


def account_changed(
    change: str,
    *,
    user: User,
    campus: Campus,
    as_of: datetime,
    to: str = "",
    former: str = "",
    ends_deletion: bool = False,
) -> OutgoingMail:
    """`change` is one of `_CHANGES`, and `former` the role before it. To `to`, otherwise to the account's address.
    `ends_deletion`: they had asked to be deleted, and that ended with it.
    """
    title, what = _CHANGES[change]
    return _build(
        "account_changed",
        campus,
        to=to or user.email,
        person=user,
        title=title,
        what=what.format(former=_A.get(former), now=_A[user.role], ended=_ENDED if ends_deletion else ""),
        as_of=as_of,
    )


def administrators_changed(*, user: User, by: User | None, to: User, campus: Campus, as_of: datetime) -> OutgoingMail:
    """To an administrator, of somebody who became one or is one no more. It names who did it, because all may read the
    history, and says how to undo it; to whoever did it, what to do if it was done in their name. Without `by` it was
    done from the server's console.
    """
    is_one = user.is_administrator and user.is_active
    if is_one:
        done, undo = "made {} an administrator of {}", "turn off “May sign in”"
    elif user.is_active:
        done, undo = "gave {} another role, so they are no longer an administrator of {}", "give the role back"
    else:
        done, undo = "switched off the account of {}, an administrator of {}", "turn on “May sign in”"
    who = f"{user.display_name} ({user.email})"
    did = "Someone" if by is None else "You" if to == by else by.display_name
    done = done.format(who, campus.center_name)
    return _build(
        "administrators_changed",
        campus,
        to=to.email,
        title=f"{user.display_name} is {'an administrator now' if is_one else 'no longer an administrator'}",
        what=f"{did} {done}{'' if by else ', from the server’s console'}.",
        undo=undo,
        reader=to,
        by=by,
        ask=by.display_name if by else "whoever runs the server",
        as_of=as_of,
        account_url=settings.SITE_URL + reverse("admin:accounts_user_change", args=[user.pk]),
        settings_url=settings.SITE_URL + reverse("accounts:settings"),
    )


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
