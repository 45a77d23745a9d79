"""`migrate` as the owner of the database: the application's role may neither create nor empty a table."""

from typing import Any

from django.core.management.commands.migrate import Command as DjangoMigrate

from apps.core.operations.database import as_owner


class Command(DjangoMigrate):
    def handle(self, *args: Any, **options: Any) -> None:
        with as_owner():
            super().handle(*args, **options)
