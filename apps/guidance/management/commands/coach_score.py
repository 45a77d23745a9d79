"""`manage.py coach_score FILE`: how well the hints read texts that people have labelled."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.guidance.coach.score import Unreadable, read, report


class Command(BaseCommand):
    help = (
        "Read a CSV of labelled texts (kind,text,notes,labels; UTF-8) with the rules behind the hints, and print the"
        " precision and recall of each rule. Touches no database."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        """Raises CommandError with one sentence about a file that cannot be read."""
        try:
            lines = report(read(file.read_bytes()))
        except Unreadable as unreadable:
            raise CommandError(str(unreadable)) from unreadable
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
        for line in lines:
            self.stdout.write(line)
