"""The link of the mail to whoever joins: it is for one address, whoever had it then, one cohort and the code that was
typed. When somebody else has the address, the link signs in neither of them. Once they have signed in, it signs in no
more.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.urls import reverse

from apps.accounts.models import User
from apps.cohorts.models import Cohort

WORKS_FOR = timedelta(hours=48)
_SALT = "apps.administration.joining"


class BadLink(Exception):
    """Altered, made up, or too old."""


@dataclass(frozen=True)
class Link:
    cohort: int
    code: str
    email: str
    account: int  # the key of the account that had the address; 0 for nobody's
    signed_in: str  # when that account had signed in last

    def is_used(self, user: User | None) -> bool:
        """Whether they have signed in since it was sent, by it or otherwise."""
        return user is not None and _last_sign_in(user) != self.signed_in


def token(cohort: Cohort, email: str) -> str:
    user = User.objects.filter(email=email).first()
    account, signed_in = (user.pk, _last_sign_in(user)) if user else (0, "")
    return signing.TimestampSigner(salt=_SALT).sign_object([cohort.pk, cohort.join_code, email, account, signed_in])


def address(cohort: Cohort, email: str) -> str:
    """The whole address, for the mail."""
    return settings.SITE_URL + reverse("administration:joining", args=[token(cohort, email)])


def read(token: str) -> Link:
    """Raises BadLink."""
    try:
        pk, code, email, account, signed_in = signing.TimestampSigner(salt=_SALT).unsign_object(
            token, max_age=WORKS_FOR
        )
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise BadLink from error
    return Link(pk, code, email, account, signed_in)


def _last_sign_in(user: User) -> str:
    return user.last_login.isoformat() if user.last_login else ""
