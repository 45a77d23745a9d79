from apps.core.locking import in_lock_order
from apps.interviews.models import Interview
from apps.students.models import Student


class NotPossible(Exception):
    """What was asked does not fit the interview's state. The message is for the person who asked."""


def locked(interview: Interview) -> Interview:
    """The interview as it is now, held until the transaction ends: two clicks come one after the other."""
    student = in_lock_order(Student.objects).get(pk=interview.student_id)
    found = in_lock_order(Interview.objects.select_related("contact")).get(pk=interview.pk)
    found.student = student
    return found
