"""The audit log, read only, and the part that writes to it when an administrator looks at student records."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from apps.audit.actions import record_view
from apps.audit.models import Entry
from apps.core.admin import ReadOnly
from apps.core.history_admin import name_of

_LARGEST_ID = 2**63 - 1


class LooksAreRecorded(admin.ModelAdmin):
    """One audit row for each page that shows students: their ids, and for a list its filter.

    A class says whose record a row shows in `student_ids_of`.
    """

    def student_ids_of(self, row: Any) -> Iterable[int]:
        """Ids of Student that this row shows; empty for a row about nobody's record."""
        raise NotImplementedError

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        response = super().changelist_view(request, extra_context)
        listed = (getattr(response, "context_data", None) or {}).get("cl")
        if listed is not None:
            shown = {student for row in listed.result_list for student in self.student_ids_of(row)}
            self._record(request, "changelist", shown, _filter_without_names(request, listed))
        return response

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> Any:
        response = super().change_view(request, object_id, *args, **kwargs)
        self._record_page(request, "change", response, "original")
        return response

    def history_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> Any:
        response = super().history_view(request, object_id, *args, **kwargs)
        self._record_page(request, "history", response, "object")
        return response

    def _record_page(self, request: HttpRequest, page: str, response: Any, shown: str) -> None:
        row = (getattr(response, "context_data", None) or {}).get(shown)
        if row is not None:
            self._record(request, page, set(self.student_ids_of(row)), {})

    def _record(self, request: HttpRequest, page: str, shown: set[int], filter: dict[str, Any]) -> None:
        if shown:
            name = f"admin:{self.opts.app_label}_{self.opts.model_name}_{page}"
            record_view(actor=request.user, page=name, student_ids=shown, filter=filter)  # type: ignore[arg-type]


def _filter_without_names(request: HttpRequest, listed: Any) -> dict[str, Any]:
    # Typed words may be a name or an address, and the log copies neither: that they were used is enough.
    chosen = {name for spec in listed.filter_specs for name in spec.expected_parameters()} | {"p", "o", "all"}
    return {key: value[:80] if key in chosen else True for key, value in request.GET.items()}


class PageFilter(admin.SimpleListFilter):
    title = "page"
    parameter_name = "page"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        pages = Entry.objects.order_by("page").values_list("page", flat=True).distinct()
        return [(page, page) for page in pages[:100]]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Entry]) -> QuerySet[Entry]:
        return queryset.filter(page=self.value()) if self.value() else queryset


@admin.register(Entry)
class AuditLog(ReadOnly):
    """Who looked at or exported which student's record, and when."""

    list_display = ("at_utc", "person", "action", "page", "students", "reason")
    list_filter = ("action", PageFilter, "at")
    search_fields = ("actor__full_name", "actor__email")
    search_help_text = "Name or e-mail of who looked, or the id of a student."
    date_hierarchy = "at"
    fields = ("at_utc", "person", "action", "page", "all_students", "filter", "reason")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Entry]:
        return super().get_queryset(request).annotate(actor_name=name_of("actor_id"))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Entry], search_term: str
    ) -> tuple[QuerySet[Entry], bool]:
        """A number is a student's id; words are who looked."""
        number = search_term.strip()
        if number.isascii() and number.isdigit() and len(number) < 20:
            if int(number) > _LARGEST_ID:
                return queryset.none(), False
            return queryset.filter(student_ids__contains=[int(number)]), False
        return super().get_search_results(request, queryset, search_term)

    @admin.display(description="at (UTC)", ordering="at")
    def at_utc(self, entry: Entry) -> Any:
        return entry.at

    @admin.display(description="who", ordering="actor_name")
    def person(self, entry: Any) -> str:
        return entry.actor_name or f"person {entry.actor_id}"

    @admin.display(description="student ids")
    def students(self, entry: Entry) -> str:
        """The first ten, and how many more."""
        first = ", ".join(map(str, entry.student_ids[:10]))
        more = len(entry.student_ids) - 10
        return f"{first} and {more} more" if more > 0 else first

    @admin.display(description="student ids")
    def all_students(self, entry: Entry) -> str:
        return ", ".join(map(str, entry.student_ids))
