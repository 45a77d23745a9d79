"""What fills itself into a nudge, for each student: from what their adviser may see, in kind words."""

from datetime import date

from django.contrib.humanize.templatetags.humanize import apnumber

from apps.accounts.models import User
from apps.advising.reasons import Case, Reason
from apps.core.templatetags.dates import day
from apps.interviews.progress import Row
from apps.students.models import Student


def known(*, student: Student, case: Case, reason: Reason | None, adviser: User, today: date) -> dict[str, str]:
    """By placeholder, as `placeholders.NUDGE` names them. `today` is on campus."""
    return {
        "first name": student.user.greeting,
        "where you are": where_you_are(reason, case.row),
        "count": f"{case.row.counted} of {case.row.goal}",
        "due date": day(case.cohort.due_on, today),
        "my name": adviser.display_name,
    }


def where_you_are(reason: Reason | None, row: Row) -> str:
    """As it goes on behind “I see that”. It says what is open, and blames nobody."""
    match reason:
        case Reason.HAND:
            return "you asked for help"
        case Reason.NO_REPLY:
            return f"you wrote to {_people(row.unanswered)} and have not heard back"
        case Reason.LATE_THANKS if row.newly_late > 1:
            return f"you had {apnumber(row.newly_late)} conversations whose thank-you notes are still to be sent"
        case Reason.LATE_THANKS:
            return "you had a conversation whose thank-you note is still to be sent"
        case Reason.NO_NAME:
            return "your list is waiting for its first name"
        case Reason.NOT_ASKED:
            return f"you were given {'a name' if row.unasked == 1 else f'{apnumber(row.unasked)} names'} to ask next"
        case Reason.TO_REFLECT:
            verb = "is" if row.reflect == 1 else "are"
            return f"{apnumber(row.reflect)} of your conversations {verb} waiting for a few words from you"
        case Reason.STILL:
            return "it has been quiet for a while"
    if row.counted == 1:
        return "you have had one conversation that counts"
    if row.counted:
        return f"you have had {apnumber(row.counted)} conversations that count"
    return "you are getting started"


def _people(number: int) -> str:
    return "one person" if number == 1 else f"{apnumber(number)} people"
