"""Read-only lists of what pghistory recorded: when, who, what. Never private text: that is not recorded."""

from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db.models import BigIntegerField, OuterRef, QuerySet, Subquery
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.http import HttpRequest

from apps.core.admin import ReadOnly

_WORDS = {"insert": "added", "update": "changed", "delete": "removed"}


def name_of(key: str) -> Subquery:
    """The name of the person whose id stands in `key`. No join: rows outlive what they tell of."""
    return Subquery(get_user_model().objects.filter(pk=OuterRef(key)).values("full_name")[:1])


class HistoryAdmin(ReadOnly):
    """Base for one event model: newest first. Times are UTC."""

    date_hierarchy = "pgh_created_at"
    ordering = ("-pgh_created_at", "-pk")
    list_filter: ClassVar[tuple[Any, ...]] = ("pgh_label",)
    sortable_by: ClassVar[tuple[str, ...]] = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        who = Cast(KeyTextTransform("user", "pgh_context__metadata"), BigIntegerField())
        events = super().get_queryset(request).annotate(who_id=who)
        return events.annotate(who_name=name_of("who_id"))

    @admin.display(description="at (UTC)", ordering="pgh_created_at")
    def at(self, event: Any) -> Any:
        return event.pgh_created_at

    @admin.display(description="what")
    def what(self, event: Any) -> str:
        return _WORDS.get(event.pgh_label, event.pgh_label)

    @admin.display(description="by")
    def who(self, event: Any) -> str:
        """The person signed in at the time; the system where nobody was."""
        if event.who_id is None:
            return "the system"
        return event.who_name or f"person {event.who_id}"
