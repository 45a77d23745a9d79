"""`manage.py reminder_kinds`: the table of all kinds of reminder; with `--write` into the documentation."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from apps.reminders import documentation


class Command(BaseCommand):
    """Reads no database: the kinds are in the code."""

    help = "Print the table of all kinds of reminder, or put it into docs/reminders.md."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--write", action="store_true", help="put it into docs/reminders.md")

    def handle(self, *args: Any, write: bool = False, **options: Any) -> None:
        if not write:
            self.stdout.write(documentation.kinds_table())
            return
        changed = documentation.write_table()
        self.stdout.write("docs/reminders.md: written." if changed else "docs/reminders.md: nothing to change.")
