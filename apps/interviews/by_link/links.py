"""Signed links of the mails that ask how it went: they say, without sign-in, whether a conversation happened.

A link is about one round of one interview and opens nothing else of it, and only while the student has the address
that it was sent to. Its page shows what the student calls the person, and the day. Each form of that page carries a
token of the page's own: an address that a mail scanner opens or posts to says nothing by itself.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto

from django.conf import settings
from django.core import signing
from django.urls import reverse

from apps.accounts.links import mark_of
from apps.interviews.models import Interview

WORKS_FOR = timedelta(days=14)  # from the end of the conversation
PAGE_WORKS_FOR = timedelta(days=1)  # one that is left open over night can still be pressed

_LINK, _PAGE = "apps.interviews.by_link", "apps.interviews.by_link.page"


class BadLink(Exception):
    """Altered, made up, or of somebody who is gone, archived, switched off, or has another address now."""


class Standing(Enum):
    """What a link can still do. All but OPEN take nothing any more; OVER also says nothing."""

    OPEN = auto()
    LOGGED = auto()
    CLOSED = auto()
    USED = auto()
    OVER = auto()


@dataclass(frozen=True)
class Link:
    """A link that was made for this round of the interview."""

    interview: Interview
    round: int

    def standing(self, as_of: datetime) -> Standing:
        """A round ends when the date is taken back or agreed anew. A log that corrects the date may begin one, too, and
        then counts as the use of both.
        """
        interview, used = self.interview, self.interview.link_used_round
        is_present = interview.round in (self.round, used)
        if not is_present or not interview.ends_at or not interview.ends_at <= as_of < interview.ends_at + WORKS_FOR:
            return Standing.OVER
        if interview.is_held:
            return Standing.LOGGED
        if interview.exit:
            return Standing.CLOSED
        return Standing.USED if used and used >= self.round else Standing.OPEN


def token(interview: Interview) -> str:
    """What the link carries, signed: which interview, which round of it, and to which address it goes."""
    return signing.Signer(salt=_LINK).sign_object([interview.pk, interview.round, mark_of(interview.student.user)])


def address(interview: Interview, *, by_link: str, signed_in: str) -> str:
    """The whole address, for mail: of the page `by_link`, or of the page `signed_in` where this round's was used."""
    if is_used(interview):
        return settings.SITE_URL + reverse(f"interviews:{signed_in}", args=[interview.pk])
    return settings.SITE_URL + reverse(f"interviews:{by_link}", args=[token(interview)])


def is_used(interview: Interview) -> bool:
    """Whether the link of the present round was used."""
    return interview.link_used_round is not None and interview.link_used_round >= interview.round


def read(token: str) -> Link:
    """Raises BadLink."""
    try:
        pk, round, mark = signing.Signer(salt=_LINK).unsign_object(token)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise BadLink from error
    interviews = Interview.objects.select_related("student__user", "contact")
    interview = interviews.filter(pk=pk, student__archived_at=None, student__user__is_active=True).first()
    if interview is None or mark != mark_of(interview.student.user):
        raise BadLink
    return Link(interview, round)


def page_token(link: Link, act: str, moment: datetime | None = None) -> str:
    """For the form of one page view: what its button does and, of an undo, when that was done which it takes back."""
    said = [link.interview.pk, link.round, act, moment.isoformat() if moment else ""]
    return signing.TimestampSigner(salt=_PAGE).sign_object(said)


def is_from_page(posted: str, link: Link, act: str) -> bool:
    """Whether a page of this link, shown within a day, has the button that does this."""
    return _said(posted, link, act) is not None


def undone_moment(posted: str, link: Link) -> datetime | None:
    """When that was done which the page's undo takes back; None where it was no page of this link."""
    said = _said(posted, link, "undo")
    return datetime.fromisoformat(said) if said else None


def _said(posted: str, link: Link, act: str) -> str | None:
    try:
        *of, moment = signing.TimestampSigner(salt=_PAGE).unsign_object(posted, max_age=PAGE_WORKS_FOR)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return moment if of == [link.interview.pk, link.round, act] else None
