"""The context of a request: the campus, the time, the signed-in student and their zone."""

from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse

from apps.accounts.models import User
from apps.campus.models import Campus
from apps.students.loading import student_of
from apps.students.models import Student


class RequestContext:
    """`campus`, `now`, `student` and `zone` of a request, each read when it is first asked for, and once.

    `now` is the database's time, UTC, when it or the campus was first asked for. `student` is the record of the
    signed-in student, None for everybody else. `zone` is the student's own, otherwise the campus's.
    """

    user: User | AnonymousUser

    @cached_property
    def _campus_and_now(self) -> tuple[Campus, datetime]:
        return Campus.objects.current_and_now()

    @cached_property
    def campus(self) -> Campus:
        return self._campus_and_now[0]

    @cached_property
    def now(self) -> datetime:
        return self._campus_and_now[1]

    @cached_property
    def student(self) -> Student | None:
        return student_of(self.user) if isinstance(self.user, User) else None

    @cached_property
    def zone(self) -> ZoneInfo:
        return self.student.zone(self.campus) if self.student else self.campus.zone


class RequestContextMiddleware:
    """Gives each request its `RequestContext`. The last of all: pghistory's gives requests a class of its own.

    A request has no lazy attributes, and neither datetime nor psycopg takes a SimpleLazyObject for a time or a zone.
    So the request becomes one of a class that has both its own methods and these properties.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self._with_context: dict[type[HttpRequest], type[HttpRequest]] = {}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        kind = type(request)
        if kind not in self._with_context:
            self._with_context[kind] = type(kind.__name__, (RequestContext, kind), {})
        request.__class__ = self._with_context[kind]
        return self.get_response(request)
