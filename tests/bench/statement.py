"""A floor's raw SQL: one hand-written statement for each page, with every number that the page shows.

Written apart from the application's own statements, from the product's rules: the benches prove that both agree.
"""

import json
from typing import Any, NamedTuple

from django.db import connection

from apps.accounts.models import User


class Statement(NamedTuple):
    """One statement and its values."""

    text: str
    values: dict[str, Any]

    def rows(self) -> list[dict[str, Any]]:
        with connection.cursor() as cursor:
            cursor.execute(self.text, self.values)
            names = [column.name for column in cursor.description]
            return [dict(zip(names, found, strict=True)) for found in cursor.fetchall()]

    def run(self) -> None:
        """Executed, and every row fetched."""
        with connection.cursor() as cursor:
            cursor.execute(self.text, self.values)
            cursor.fetchall()

    def plan(self) -> str:
        with connection.cursor() as cursor:
            cursor.execute("EXPLAIN (ANALYZE, COSTS OFF, BUFFERS) " + self.text, self.values)
            return "\n".join(line for (line,) in cursor.fetchall())


_AUDIT = """
INSERT INTO audit_entry (actor_id, action, page, student_ids, filter, reason)
VALUES (%(actor)s, 'viewed', %(page)s, %(students)s, %(filter)s, '')
"""


def write_audit_row(person: User, page: str, student_ids: list[int], **filter: Any) -> None:
    """The row that this page writes for one look."""
    values = {"actor": person.pk, "page": page, "students": student_ids, "filter": json.dumps(filter)}
    with connection.cursor() as cursor:
        cursor.execute(_AUDIT, values)
