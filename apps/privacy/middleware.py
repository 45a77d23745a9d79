from collections.abc import Callable

import structlog
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from psycopg.errors import ForeignKeyViolation

from apps.accounts.models import User
from apps.core import clock
from apps.core.incoming.views import not_found
from apps.core.operations.logs import place_of
from apps.privacy.deletion.actions import LONGEST_REQUEST
from apps.privacy.models import Deletion
from apps.students.models import Student

_log = structlog.get_logger(__name__)


class GoneMeanwhileMiddleware:
    """Answers 404 where a student was deleted while the request was under way: it waited for their lock, and finds
    nobody, or adds what names somebody who is gone. Where nobody was deleted lately, it is a fault of ours.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        is_gone = isinstance(exception, Student.DoesNotExist | User.DoesNotExist)
        names_gone = isinstance(exception, IntegrityError) and isinstance(exception.__cause__, ForeignKeyViolation)
        if not (is_gone or names_gone):
            return None
        if not Deletion.objects.filter(carried_out_at__gt=clock.now() - LONGEST_REQUEST).exists():
            return None
        _log.warning("gone_meanwhile", error=type(exception).__name__, at=place_of(exception))
        return not_found(request, exception)
