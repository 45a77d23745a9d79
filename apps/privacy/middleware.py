from collections.abc import Callable

from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from psycopg.errors import ForeignKeyViolation

from apps.accounts.models import User
from apps.core.incoming.views import not_found
from apps.students.models import Student


class GoneMeanwhileMiddleware:
    """Answers 404 where the student was deleted while the request was under way: it waited for their lock, and finds
    nobody, or adds what names somebody who is gone.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        is_gone = isinstance(exception, Student.DoesNotExist | User.DoesNotExist)
        names_gone = isinstance(exception, IntegrityError) and isinstance(exception.__cause__, ForeignKeyViolation)
        return not_found(request, exception) if is_gone or names_gone else None
