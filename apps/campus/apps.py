from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


def ensure_row(**kwargs: Any) -> None:
    """The campus's one row, after the first migration and after every emptying of the database."""
    from apps.campus.models import Campus

    Campus.objects.get_or_create(pk=1)


class CampusConfig(AppConfig):
    name = "apps.campus"

    def ready(self) -> None:
        post_migrate.connect(ensure_row, sender=self, dispatch_uid="campus_row")
