"""Rows of a roster, and who stands in the database after it."""

from apps.cohorts.models import Membership
from apps.students.models import Student

HEAD = "Student ID,Name,Email,Cohort,Status\n"


def row(number: str, name: str, email: str, cohort: str = "Fall A", status: str = "") -> str:
    return f'{number},"{name}",{email},{cohort},{status}\n'


IRIS = row("40000001", "Adler, Iris", "iris@example.edu")


def student(number: str) -> Student:
    return Student.objects.select_related("user").get(student_number=number)


def cohorts_of(number: str) -> list[str]:
    return list(Membership.objects.filter(student__student_number=number).values_list("cohort__name", flat=True))
