"""The thank-you note: save the draft, mark it as sent, and undo that."""

from datetime import datetime

from django.db import transaction

from apps.campus.models import Campus
from apps.core.versions import refuse_older
from apps.interviews.actions import NotPossible, locked
from apps.interviews.causes import refresh_reminders
from apps.interviews.models import Interview, ThankedHow, ThankYouNote


class NotHeld(NotPossible):
    """The conversation is not logged, or not any more."""

    def __init__(self) -> None:
        super().__init__("Log the conversation first; then the thank-you is one tap.")


@transaction.atomic
def draft_thank_you(*, interview: Interview, body: str, seen: str | None = None) -> ThankYouNote:
    """Keep the text. Raises EditedElsewhere where the note is not the version `seen` any more."""
    interview = locked(interview)
    known = ThankYouNote.objects.filter(interview=interview).first()
    refuse_older(known, seen, is_same=known is not None and known.body == body)
    note, _ = ThankYouNote.objects.update_or_create(interview=interview, defaults={"body": body})
    note.refresh_from_db(fields=["updated_at"])  # the version is the database's
    return note


@transaction.atomic
def mark_thanked(
    *,
    interview: Interview,
    how: ThankedHow,
    as_of: datetime,
    at: datetime | None = None,
    body: str | None = None,
    seen: str | None = None,
    campus: Campus | None = None,
) -> Interview:
    """Record that the thanks went out, and end the reminders about them. A late one is accepted, too.

    `at` is when they went, UTC; None is now. `body` is the note as it stood then, kept as `draft_thank_you` does; None
    leaves the draft as it is. The first time stands when it is repeated. Raises NotHeld before the conversation is
    held, and NotPossible where `at` lies before its end or in the future.
    """
    interview = locked(interview)
    if not interview.is_held:
        raise NotHeld
    if at and (why := not_then(interview, at, as_of=as_of)):
        raise NotPossible(why)
    if body is not None:
        draft_thank_you(interview=interview, body=body, seen=seen)
    if interview.thanked_at is None:
        interview.thanked_at, interview.thanked_how = at or as_of, how
        interview.save(update_fields=["thanked_at", "thanked_how"])
        refresh_reminders(interview, campus=campus, as_of=as_of)
    return interview


def not_then(interview: Interview, at: datetime, *, as_of: datetime) -> str:
    """Why the thanks for this conversation, which is held, cannot have gone `at` that time; empty where they can.

    The database does not ask: a correction of the log may move the end past thanks that were said at its time.
    """
    if at > as_of:
        return "That is still to come. Say it once you have thanked them, or leave the time empty for just now."
    if interview.ends_at and at < interview.ends_at.replace(second=0, microsecond=0):
        return "That is before the conversation ended. Check the day and the time."
    return ""


@transaction.atomic
def withdraw_thanks(*, interview: Interview, as_of: datetime, campus: Campus | None = None) -> Interview:
    """Undo the thanks. The draft stays, and the reminders that still make sense come back."""
    interview = locked(interview)
    interview.thanked_at, interview.thanked_how = None, ""
    interview.save(update_fields=["thanked_at", "thanked_how"])
    refresh_reminders(interview, campus=campus, as_of=as_of)
    return interview
