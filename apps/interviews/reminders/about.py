"""What a reminder about an interview is about, for the student's own list: whom, the one thing to do, and whether it is
still to do. One function for every such kind, so that a list of all of them asks once.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import datetime

from django.urls import reverse

from apps.interviews.models import Interview
from apps.interviews.reminders.loading import interview_id, interviews_of
from apps.reminders.kinds import About
from apps.reminders.models import Reminder


def about_interviews(reminders: Collection[Reminder], as_of: datetime) -> Mapping[int, About]:
    """By the reminder's id; one whose interview is gone is about nothing. One query."""
    return about_loaded(reminders, interviews_of(reminders), as_of)


def about_loaded(
    reminders: Collection[Reminder], interviews: Mapping[int, Interview], as_of: datetime
) -> dict[int, About]:
    """The same from the `interviews` given, by id; other kinds are left out."""
    found = {}
    for row in reminders:
        if about := _ABOUT.get(row.kind):
            interview = interviews.get(interview_id(row))
            found[row.pk] = about(row, interview, as_of) if interview else About()
    return found


def _log(row: Reminder, interview: Interview, as_of: datetime) -> About:
    is_over = _is_over(interview, as_of)
    return About(
        title=interview.contact.full_name,
        action="Say how it went" if is_over else "See the date",
        url=_url("confirm" if is_over else "detail", interview),
        is_open=_is_present(row, interview) and not interview.is_held,
    )


def _thanks(row: Reminder, interview: Interview, as_of: datetime) -> About:
    if not interview.is_held:
        # Before the conversation it is no news that thanks come after it.
        asks = _log(row, interview, as_of)
        return replace(asks, is_open=asks.is_open and _is_over(interview, as_of))
    return About(
        title=interview.contact.full_name,
        action=f"Thank {interview.contact.first_name}",
        url=_url("thank_you", interview),
        is_open=_is_present(row, interview) and not interview.is_thanked,
    )


def _preparation(row: Reminder, interview: Interview, as_of: datetime) -> About:
    is_to_come = interview.starts_at is not None and interview.starts_at > as_of
    return About(
        title=interview.contact.full_name,
        action=f"Prepare for {interview.contact.first_name}",
        url=_url("detail", interview),
        is_open=_is_present(row, interview) and is_to_come and not (interview.is_held or interview.is_prepared),
    )


def _request(row: Reminder, interview: Interview, as_of: datetime) -> About:
    return About(
        title=interview.contact.full_name,
        action="See where it stands",
        url=_url("detail", interview),
        is_open=_is_present(row, interview) and not (interview.is_held or interview.starts_at or interview.replied_at),
    )


def _is_over(interview: Interview, as_of: datetime) -> bool:
    return interview.ends_at is not None and interview.ends_at <= as_of


def _is_present(row: Reminder, interview: Interview) -> bool:
    """Whether the interview still stands where this reminder's cause left it: no later round, no later request."""
    stands = row.cause_key in (interview.cause_key, interview.request_key)
    return stands and not (interview.exit or interview.student.archived_at)


def _url(name: str, interview: Interview) -> str:
    return reverse(f"interviews:{name}", args=[interview.pk])


_ABOUT: dict[str, Callable[[Reminder, Interview, datetime], About]] = {
    "preparation": _preparation,
    "follow_up_first": _request,
    "follow_up_second": _request,
    "how_did_it_go": _log,
    "thank_you_first": _thanks,
    "thank_you_last_call": _thanks,
}
