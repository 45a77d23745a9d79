from apps.interviews.models import Interview
from apps.students.models import Student


class NotPossible(Exception):
    """What was asked does not fit the interview's state. The message is for the person who asked."""


def locked(interview: Interview) -> Interview:
    """The interview as it is now, held until the transaction ends: two clicks come one after the other."""
    # The student first, as in `log_conversation`: whatever they send at once comes one after the other, never crossed.
    Student.objects.select_for_update(of=("self",)).get(pk=interview.student_id)
    return Interview.objects.select_for_update(of=("self",)).select_related("contact", "student").get(pk=interview.pk)
