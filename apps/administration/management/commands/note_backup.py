"""`manage.py note_backup`: the last line of a backup script, so that administrators see when the last one was made."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db.models.functions import Now

from apps.campus.models import Campus


class Command(BaseCommand):
    help = "Note that a backup was just made. Administrators see the day on their pages."

    def handle(self, *args: Any, **options: Any) -> None:
        Campus.objects.update(backed_up_at=Now())
        self.stdout.write("Noted.")
