"""The one-time token that opens the first-run page: the console shows it, and whoever reads the console types it."""

from base64 import b32encode
from datetime import datetime, timedelta

from django.conf import settings
from django.db import Error, transaction
from django.urls import reverse
from django.utils.crypto import constant_time_compare, get_random_string, salted_hmac

from apps.accounts.models import User
from apps.campus.models import SetupToken
from apps.core import clock
from apps.core.locking import in_lock_order

LASTS = timedelta(hours=24)
_LETTERS = 20  # a hundred bits


@transaction.atomic
def setup_token(*, as_of: datetime) -> str:
    """The present token, the same in every process until it is used or expires; then another one. Empty where there is
    an administrator.
    """
    if User.objects.has_administrator():
        return ""
    SetupToken.objects.bulk_create([_new(as_of)], ignore_conflicts=True)
    row = in_lock_order(SetupToken.objects.filter(pk=1)).get()
    if row.expires_at <= as_of:
        row = _new(as_of)
        row.save(force_update=True)
    token = _derived(row)
    return "-".join(token[place : place + 5] for place in range(0, _LETTERS, 5))


def is_token(typed: str, *, row: SetupToken, as_of: datetime) -> bool:
    """Whether this is the row's token, however it was typed, and still good."""
    bare = "".join(letter for letter in typed.upper() if letter.isascii() and letter.isalnum())
    return constant_time_compare(bare, _derived(row)) and as_of < row.expires_at


def how_to_begin(token: str) -> str:
    """What the console says."""
    return (
        f"Nobody looks after this installation yet. Open {settings.SITE_URL}{reverse('administration:first_run')} "
        f"and type this token: {token}\nIt works once, within 24 hours. `manage.py setup_token` shows it again."
    )


def say_how_to_begin() -> None:
    """Print it when the server starts; nothing where there is an administrator, or no database yet."""
    try:
        token = setup_token(as_of=clock.now())
    except Error:
        return
    if token:
        print(how_to_begin(token), flush=True)


def _new(as_of: datetime) -> SetupToken:
    return SetupToken(pk=1, nonce=get_random_string(32), expires_at=as_of + LASTS)


def _derived(row: SetupToken) -> str:
    made = salted_hmac("administration.setup", row.nonce, algorithm="sha256").digest()
    return b32encode(made).decode()[:_LETTERS]
