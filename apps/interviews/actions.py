from apps.interviews.models import Interview
from apps.students.models import Student


class NotPossible(Exception):
    """What was asked does not fit the interview's state. The message is for the person who asked."""


def locked(interview: Interview) -> Interview:
    """The interview as it is now, held until the transaction ends: two clicks come one after the other."""
    # The student first, as in `log_conversation`: whatever they send at once comes one after the other, never crossed.
    student = Student.objects.select_for_update().get(pk=interview.student_id)
    found = Interview.objects.select_for_update(of=("self",)).select_related("contact").get(pk=interview.pk)
    found.student = student
    return found
