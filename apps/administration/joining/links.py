"""The link of the mail to whoever joins: it is for one address, whoever had it then, one cohort and the code that was
typed. When somebody else has the address, the link signs in neither of them.
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


def token(cohort: Cohort, email: str) -> str:
    account = User.objects.filter(email=email).values_list("pk", flat=True).first() or 0
    return signing.TimestampSigner(salt=_SALT).sign_object([cohort.pk, cohort.join_code, email, account])


def address(cohort: Cohort, email: str) -> str:
    """The whole address, for the mail."""
    return settings.SITE_URL + reverse("administration:joining", args=[token(cohort, email)])


def read(token: str) -> Link:
    """Raises BadLink."""
    try:
        pk, code, email, account = signing.TimestampSigner(salt=_SALT).unsign_object(token, max_age=WORKS_FOR)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise BadLink from error
    return Link(pk, code, email, account)
