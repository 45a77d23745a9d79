"""`flush` as the owner of the database: the application's role may neither create nor empty a table."""

from typing import Any

from django.core.management.commands.flush import Command as DjangoFlush

from apps.core.operations.database import as_owner


class Command(DjangoFlush):
    def handle(self, *args: Any, **options: Any) -> None:
        with as_owner():
            super().handle(*args, **options)
