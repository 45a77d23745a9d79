"""What a link says: it happened, or it did not; and the undo of either."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from apps.campus.models import Campus
from apps.interviews.actions import NotPossible, locked
from apps.interviews.by_link.links import BadLink, Link, Standing
from apps.interviews.life.actions import close, refuse_taken_time, reopen
from apps.interviews.log.actions import combined, hold, withdraw_log
from apps.interviews.models import Exit, Interview

_LONGEST = 10_000  # letters, as in the form behind sign-in


class NotOpen(Exception):
    """The link takes nothing any more. `link` has the interview as it is now."""

    def __init__(self, link: Link) -> None:
        super().__init__()
        self.link = link


@transaction.atomic
def log_by_link(
    *,
    link: Link,
    starts_at: datetime,
    minutes: int | None,
    format: str,
    learned: str,
    campus: Campus,
    as_of: datetime,
) -> Interview:
    """It happened. The link is used, and stays so when the log is taken back. What the student wrote before is kept
    beside `learned`: who holds the link never saw it.

    Raises NotOpen; NotPossible as `confirm_held` does; BadLink where the student was archived meanwhile.
    """
    interview = _locked_open(link, as_of)
    refuse_taken_time(interview, starts_at)
    interview.learned = combined(interview.learned, learned)
    if len(interview.learned) > _LONGEST:
        raise NotPossible("With what you wrote before, that is too long. Write a shorter line here.")
    interview.logged_by_link = True
    hold(interview, starts_at=starts_at, minutes=minutes, format=format, campus=campus, as_of=as_of)
    return _used(interview)


@transaction.atomic
def close_by_link(*, link: Link, exit: Exit, campus: Campus, as_of: datetime) -> Interview:
    """It did not happen. The link is used, and stays so when it is reopened. Raises NotOpen, and BadLink as above."""
    interview = _locked_open(link, as_of)
    return _used(close(interview=interview, exit=exit, campus=campus, as_of=as_of))


@transaction.atomic
def withdraw_by_link(*, interview: Interview, done_at: datetime, campus: Campus, as_of: datetime) -> Interview:
    """Undo what was said by link at `done_at`. Where the student went on from there, nothing changes."""
    interview = locked(interview)
    went_on = interview.is_thanked or interview.is_reflected_on
    if interview.logged_by_link and interview.logged_at == done_at and not went_on:
        return withdraw_log(interview=interview, campus=campus, as_of=as_of)
    if interview.exit and interview.exited_at == done_at and interview.link_used_round == interview.round:
        return reopen(interview=interview, campus=campus, as_of=as_of)
    return interview


def _locked_open(link: Link, as_of: datetime) -> Interview:
    link = replace(link, interview=locked(link.interview))
    if link.interview.student.archived_at:
        raise BadLink
    if link.standing(as_of) != Standing.OPEN:
        raise NotOpen(link)
    return link.interview


def _used(interview: Interview) -> Interview:
    """After all else: logging another day than was planned may have opened a new round, whose link is used, too."""
    interview.link_used_round = interview.round
    interview.save(update_fields=["link_used_round"])
    return interview
