"""Which students a person may see, through the caseload. Load with these, and what is not yours is a 404."""

from django.db.models import QuerySet

from apps.accounts.models import User
from apps.students.models import Student


def students_visible_to(user: User) -> QuerySet[Student]:
    """A student sees themselves, an adviser the students of cohorts they look after, an administrator all."""
    if user.is_administrator:
        return Student.objects.all()
    if user.is_adviser:
        return Student.objects.filter(cohorts__advisers=user).distinct()
    return Student.objects.filter(user=user)
