"""One student's timeline as this reader may know it: each step of their interviews, what they shared, and what advisers
did for them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from apps.accounts.models import User
from apps.advising.history import Done
from apps.campus.models import Campus
from apps.dashboards.student.records import InterviewRecord
from apps.interviews.steps import Step


@dataclass(frozen=True, slots=True)
class Entry:
    """What happened at a moment (UTC), and with whom or about what. `is_shared`: it comes from the student."""

    at: datetime
    icon: str
    words: str
    about: str = ""
    is_shared: bool = True


def timeline(
    records: Sequence[InterviewRecord], done: Sequence[Done], *, reader: User, campus: Campus, as_of: datetime
) -> list[Entry]:
    """The newest first; a nudge that is still to leave is on top."""
    titles = {record.interview.pk: record.title for record in records}
    found = [entry for record in records for entry in _steps(record)]
    found += [_done(each, titles, reader, campus, as_of) for each in done if each.what != "read"]
    return sorted(found, key=lambda entry: entry.at, reverse=True)


def _steps(record: InterviewRecord) -> Iterator[Entry]:
    interview, who = record.interview, record.title
    if interview.asked_at:
        yield Entry(interview.asked_at, "send", "Asked", who)
    if interview.scheduled_at:
        yield Entry(interview.scheduled_at, "calendar", "Agreed on a date", who)
    if interview.is_held and interview.starts_at:
        yield Entry(interview.starts_at, "message-circle", "Talked", who)
    if interview.exited_at:
        yield Entry(interview.exited_at, "minus", interview.get_state_display(), who)
    if interview.thanked_at:
        yield Entry(interview.thanked_at, "check", "Said thank you", who)
    if interview.is_held and interview.reflected_at:
        yield Entry(interview.reflected_at, "notebook-pen", "Finished the reflection", who)
    if record.reflection and record.reflection.shared_at:
        yield Entry(record.reflection.shared_at, "book-open", "Shared the reflection", who)


def _done(each: Done, titles: dict[int, str], reader: User, campus: Campus, as_of: datetime) -> Entry:
    by = "You" if each.by_id == reader.pk else each.by
    match each.what:
        case "talk":
            return Entry(_moment(each, campus), "users", f"{by} noted: we talked", is_shared=False)
        case "nudge":
            words = f"{by} nudged" if each.at <= as_of else f"{by} wrote a nudge, which leaves later"
            return Entry(each.at, "mail", words, each.text, is_shared=False)
        case "comment":
            about = titles.get(each.about or 0, "")
            return Entry(each.at, "message-square", f"{by} answered the reflection", about, is_shared=False)
        case "note":
            return Entry(each.at, "pencil", f"{by} wrote a note", is_shared=False)
        case _:
            return Entry(each.at, "hand", "Asked for help", f"At {Step(each.text).label}" if each.text else "")


def _moment(talk: Done, campus: Campus) -> datetime:
    """When it was noted; noon of its day, where it was noted on another one."""
    if talk.day is None or talk.at.astimezone(campus.zone).date() == talk.day:
        return talk.at
    return datetime.combine(talk.day, time(12), tzinfo=campus.zone)
