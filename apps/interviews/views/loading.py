"""Loading is authorising: what is not yours is a 404."""

from django.shortcuts import get_object_or_404

from apps.accounts.requests import SignedInRequest
from apps.interviews.models import Interview
from apps.students import loading
from apps.students.models import Student


def own_interview(request: SignedInRequest, pk: int, *related: str) -> Interview:
    """The signed-in student's own interview, with its contact and what is `related` in the same query. Else Http404."""
    interviews = Interview.objects.visible_to(request.user).select_related("student", "contact", *related)
    return get_object_or_404(interviews, pk=pk)


def own_student(request: SignedInRequest) -> Student:
    """The signed-in person as a student; staff have no student's pages. Else Http404."""
    return loading.own_student(request.user)
