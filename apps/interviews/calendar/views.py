from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from apps.interviews.calendar.files import calendar_file
from apps.interviews.views import own_interview
from apps.students.requests import StudentRequest


@require_safe
def download(request: StudentRequest, pk: int) -> HttpResponse:
    """The file that puts the date into a calendar, moves it there, or takes it out. 404 where there never was one."""
    interview = own_interview(request, pk)
    if interview.calendar_start is None:
        raise Http404
    file = calendar_file(interview, zone=request.zone, campus=request.campus, as_of=request.now)
    # The name says of nobody whom the student meets: it stays in the folder of downloads.
    return HttpResponse(
        file.text,
        content_type=f"text/calendar; charset=utf-8; method={file.method}",
        headers={"Content-Disposition": 'attachment; filename="conversation.ics"'},
    )
