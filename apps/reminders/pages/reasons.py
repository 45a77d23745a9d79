"""Why a reminder was not sent, as its recipient reads it. The delivery log keeps the short reason itself."""

from apps.outbox.bounces import BOUNCED
from apps.outbox.models import Message, State
from apps.outbox.querysets import REPLACED
from apps.reminders.querysets import ACCOUNT_CLOSED, ARCHIVED, OPTED_OUT

# Every reason of a skip that is in the code. One that is not here is shown as it is.
SKIPPED = {
    "superseded": "a later reminder takes its place",
    "after the mark": "its time had passed",
    "too late": "its time had passed",
    REPLACED: "a newer one takes its place",
    "started": "the conversation had begun",
    "no hour left": "the night left no hour for it",
    "prepared": "you were prepared",
    "thanked": "you had said thank you",
    "logged": "you had logged it already",
    "not logged": "it was not logged yet",
    "date agreed": "a date was agreed",
    "replied": "they replied",
    "person archived": "you had archived this person",
    "declined": "they declined",
    "no reply": "no reply came",
    "cancelled": "it was cancelled",
    "no-show": "it did not happen",
    "goal reached": "you had reached the goal",
    "joined later": "you joined after its time",
    "not begun": "the cohort had not begun",
    "told already": "you had just been told",
    "signed in already": "you had signed in already",
    "left the cohort": "you were no longer in that cohort",
    "cohort archived": "the cohort was archived",
    "cohort over": "the cohort was over",
    "taken back": "it was taken back",
    "not their student any more": "they are not your student any more",
    "no students of theirs": "no cohort of yours was running",
    ARCHIVED: "your program was over",
    OPTED_OUT: "you had turned it off",
    BOUNCED: "mail to your address comes back",
    ACCOUNT_CLOSED: "your account was switched off",
    "no more mail": "they asked for no more mail",
    "cause gone": "its date changed, or it was removed",
    "kind gone": "this kind of reminder is no longer sent",
    "writer gone": "this kind of mail is no longer sent",
}


# Greylisting puts off what is new for some minutes. By then it is tried again so often.
_QUIETLY = 5


def in_words(message: Message) -> str:
    """Why this one did not go, or not yet, in the middle of a sentence; empty where there is nothing to say."""
    match message.state:
        case State.SKIPPED:
            return SKIPPED.get(message.reason, message.reason)
        case State.FAILED:
            return "it could not be delivered"
        case State.UNCERTAIN:
            return "the mail server did not answer, so it may have arrived"
        case State.DUE if message.attempts > _QUIETLY and message.reason:
            return "it did not go through yet; we try again"
    return ""
