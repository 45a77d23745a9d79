"""The primer: a minute about what an informational interview is, with this campus's own figures."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.guidance import program
from apps.interviews.replies import figures
from apps.students.loading import own_student
from apps.students.requests import StudentRequest


@require_safe
def primer(request: StudentRequest) -> HttpResponse:
    """By itself, to be read again."""
    own_student(request)
    return _shown(request, "dashboards/primer.html")


@require_safe
def start(request: StudentRequest) -> HttpResponse:
    """The first page of Start."""
    own_student(request)
    return _shown(request, "dashboards/start.html")


def _shown(request: StudentRequest, template: str) -> HttpResponse:
    campus = request.campus
    parts = program.primer(campus=campus.name, figures=figures(campus, as_of=request.now))
    return render(request, template, {"parts": parts})
