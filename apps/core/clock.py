"""The database's clock. Tasks and commands read it, views have `request.now`, and all code below takes `as_of`."""

from datetime import datetime

from django.db import connection


def now() -> datetime:
    """The database's time, aware and in UTC. A worker whose own clock is wrong gets the same answer."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]
