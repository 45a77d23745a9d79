from apps.accounts.requests import SignedInRequest
from apps.students.models import Student


class StudentRequest(SignedInRequest):
    """The same, on the floors that know students. `student` is None for staff."""

    student: Student | None
