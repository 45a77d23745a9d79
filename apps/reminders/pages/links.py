"""Signed links that turn one group of reminders off for one person, without sign-in."""

from django.conf import settings
from django.core import signing
from django.urls import reverse

from apps.accounts.links import mark_of
from apps.accounts.models import User

_SALT = "apps.reminders.opt_out"


class BadLink(Exception):
    """Altered, made up, or about somebody who is no longer here, or has another address now."""


def opt_out_url(*, user: User, group: str) -> str:
    """The whole address. It never expires: a mail found years later still turns its kind off, while it goes to the
    same address.
    """
    return settings.SITE_URL + reverse("reminders:opt_out", args=[token(user=user, group=group)])


def token(*, user: User, group: str) -> str:
    """What the link carries, signed: who, which group, and to which address it goes. It opens nothing else."""
    return signing.Signer(salt=_SALT).sign_object([user.pk, group, mark_of(user)])


def read(token: str) -> tuple[User, str]:
    """Who and which group. Raises BadLink."""
    try:
        pk, group, mark = signing.Signer(salt=_SALT).unsign_object(token)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise BadLink from error
    user = User.objects.filter(pk=pk).first()
    if user is None or mark != mark_of(user):
        raise BadLink
    return user, group
