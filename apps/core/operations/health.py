"""`/healthz/`: whether this installation is at work, for load balancers, monitoring and administrators."""

from collections.abc import Callable, Mapping

import redis
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import Error, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

# Whether it is well, and how to get the numbers: they are only counted for someone who may know them.
Check = Callable[[], tuple[bool, Callable[[], Mapping[str, object]]]]
_full_checks: dict[str, Check] = {}


def register(name: str, check: Check) -> None:
    """Make `/healthz/?full` run this check, too. It says whether all is well, and has numbers for administrators."""
    _full_checks[name] = check


@login_not_required
@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 when database and broker answer, otherwise 503. With `?full` also 503 while reminders stand still.

    Only a signed-in administrator is told, with `?full`, which part is not well.
    """
    database, broker = _database_answers(), _broker_answers()
    healthy = database and broker
    details: dict[str, object] = {"database": database, "broker": broker}
    if database and "full" in request.GET:
        may_know = _may_know(request)
        for name, check in _full_checks.items():
            is_well, numbers = check()
            healthy = healthy and is_well
            if may_know:
                details[name] = {"ok": is_well, **numbers()}
        if may_know:
            return JsonResponse({"ok": healthy, **details}, status=200 if healthy else 503)
    return JsonResponse({"ok": healthy}, status=200 if healthy else 503)


def _may_know(request: HttpRequest) -> bool:
    user = request.user
    # A session that has not shown its second factor yet is a stranger's still.
    return bool(
        user.is_authenticated and user.is_administrator and not getattr(request, "second_factor_missing", False)
    )


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return cursor.fetchone() == (1,)
    except Error:
        return False


def _broker_answers() -> bool:
    try:
        with redis.Redis.from_url(settings.CELERY_BROKER_URL, socket_connect_timeout=2, socket_timeout=2) as broker:
            return bool(broker.ping())
    except redis.exceptions.RedisError:
        return False
