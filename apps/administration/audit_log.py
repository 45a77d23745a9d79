from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from apps.administration.base import EMPTY, SYSTEM, ReadOnlyAdmin, by_name, moment, name_of
from apps.administration.site import site
from apps.audit.models import Entry
from apps.core.text import row_id

_OF_ADMINISTRATION = Q(page__startswith="admin:") | Q(page__startswith="administration:")


class PlaceFilter(admin.SimpleListFilter):
    """The choices are fixed, because reading them from the log would scan all of it for every list."""

    title = "place"
    parameter_name = "place"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("administration", "Administration"), ("cohorts", "Cohort and student pages")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Entry]) -> QuerySet[Entry]:
        match self.value():
            case "administration":
                return queryset.filter(_OF_ADMINISTRATION)
            case "cohorts":
                return queryset.exclude(_OF_ADMINISTRATION)
        return queryset


@admin.register(Entry, site=site)
class AuditLog(ReadOnlyAdmin):
    """Who looked at or changed which student's record or whose account, and when."""

    list_display = ("seen_at", "person", "action", "whose_account", "reason", "students", "page")
    list_filter = ("action", PlaceFilter, "at")
    search_fields = (*by_name("actor"), "actor__email", *by_name("account"), "account__email", "=page")
    search_help_text = (
        "Name or email of who looked or whose account was changed, the id of a student, or a page by its whole name."
    )
    date_hierarchy = "at"
    fields = ("seen_at", "person", "action", "page", "all_students", "whose_account", "filter", "reason")
    readonly_fields = fields
    seen_at = moment("at")

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Django's list under the name it has everywhere else."""
        return super().changelist_view(request, {"title": "Audit log", **(extra_context or {})})

    def get_queryset(self, request: HttpRequest) -> QuerySet[Entry]:
        return (
            super().get_queryset(request).annotate(actor_name=name_of("actor_id"), account_name=name_of("account_id"))
        )

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Entry], search_term: str
    ) -> tuple[QuerySet[Entry], bool]:
        """A number is a student's id; words are who looked."""
        if (student_id := row_id(search_term.strip())) is not None:
            return queryset.filter(student_ids__contains=[student_id]), False
        return super().get_search_results(request, queryset, search_term)

    @admin.display(description="who", ordering="actor_name")
    def person(self, entry: Any) -> str:
        return SYSTEM if entry.actor_id is None else entry.actor_name or f"person {entry.actor_id}"

    @admin.display(description="account", ordering="account_name")
    def whose_account(self, entry: Any) -> str:
        return EMPTY if entry.account_id is None else entry.account_name or f"person {entry.account_id}"

    @admin.display(description="student ids")
    def students(self, entry: Entry) -> str:
        first = ", ".join(map(str, entry.student_ids[:10]))
        more = len(entry.student_ids) - 10
        return f"{first} and {more} more" if more > 0 else first

    @admin.display(description="student ids")
    def all_students(self, entry: Entry) -> str:
        return ", ".join(map(str, entry.student_ids))
