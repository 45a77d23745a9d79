"""`manage.py reminder_status`: counters and lateness, for people and for monitoring."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from apps.core import clock
from apps.outbox.monitoring.status import status as status_at


class Command(BaseCommand):
    """No names, no addresses: numbers only."""

    help = "Print how reminders stand: counters, lateness, and when each part was last at work."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--format",
            choices=["text", "json", "prometheus"],
            default="text",
            help="prometheus: for the text-file collector of its node exporter",
        )

    def handle(self, *args: Any, format: str = "text", **options: Any) -> None:
        status = status_at(as_of=clock.now())
        numbers = status.as_numbers()
        match format:
            case "json":
                self.stdout.write(json.dumps({"as_of": status.as_of.isoformat(), **numbers}))
            case "prometheus":
                for name, value in numbers.items():
                    self.stdout.write(f"# TYPE acquaint_reminders_{name} gauge\nacquaint_reminders_{name} {value}")
            case _:
                width = max(map(len, numbers))
                for name, value in numbers.items():
                    self.stdout.write(f"{name.replace('_', ' '):<{width}}  {value}")
                self.stdout.write(status.standing_still or "Reminders move.")
