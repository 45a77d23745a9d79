"""`manage.py setup_token`: the one-time token of the first-run page."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.administration.setup.tokens import how_to_begin, setup_token
from apps.core import clock


class Command(BaseCommand):
    help = "Show the one-time token that makes the first administrator at /setup/."

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError where there is an administrator."""
        token = setup_token(as_of=clock.now())
        if not token:
            raise CommandError("There is an administrator already. `manage.py create_admin` makes another one.")
        self.stdout.write(how_to_begin(token))
