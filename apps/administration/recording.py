"""Audit rows for what an administrator sees and changes of students' records, and changes of accounts."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.http import HttpRequest

from apps.accounts.models import User
from apps.administration.base import with_address
from apps.audit.actions import record_change, record_view


class AuditedAdmin(admin.ModelAdmin):
    """One audit row for each page that shows students: their ids, and for a list its filter. One for each change.

    A class says whose record a row shows in `student_ids_of`. HEAD shows nothing and writes nothing.
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

    def student_ids_changed_with(self, row: Any) -> Iterable[int]:
        """Ids of Student whose record a change of this row changes: those it shows, unless a class says more."""
        return self.student_ids_of(row)

    def account_of(self, row: Any) -> User | None:
        """Whose account a change of this row changes; nobody's, unless a class says more."""
        return None

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> LogEntry:
        """Django's log of the administration, and the audit log with it."""
        self._record_change(request, "add", obj, message)
        return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> LogEntry:
        if message:
            self._record_change(request, "change", obj, message)
        return super().log_change(request, obj, message)

    def _record_change(self, request: HttpRequest, page: str, row: Any, message: Any) -> None:
        changed, account = set(self.student_ids_changed_with(row)), self.account_of(row)
        if changed or account:
            record_change(
                actor=request.user,  # type: ignore[arg-type]
                page=self._page_name(page),
                student_ids=changed,
                account=account,
                reason=_without_rows(message),
            )

    def _record_page(self, request: HttpRequest, page: str, response: Any, shown: str) -> None:
        row = (getattr(response, "context_data", None) or {}).get(shown)
        if row is not None:
            self._record(request, page, set(self.student_ids_of(row)), {})

    def _record(self, request: HttpRequest, page: str, shown: set[int], filter: dict[str, Any]) -> None:
        if shown and request.method != "HEAD":
            record_view(
                actor=request.user,  # type: ignore[arg-type]
                page=self._page_name(page),
                student_ids=shown,
                filter=filter,
            )

    def _page_name(self, page: str) -> str:
        return f"admin:{self.opts.app_label}_{self.opts.model_name}_{page}"


class RecordedAutocomplete(AutocompleteJsonView):
    """Django's autocomplete answers, people with their address. Each that names students writes an audit row."""

    def serialize_result(self, obj: Any, to_field_name: str) -> dict[str, str]:
        return {**super().serialize_result(obj, to_field_name), "text": with_address(obj)}

    def get_context_data(self, *, object_list: Any = None, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(object_list=object_list, **kwargs)
        if isinstance(self.model_admin, AuditedAdmin) and self.request.method != "HEAD":
            shown = {student for row in context["object_list"] for student in self.model_admin.student_ids_of(row)}
            if shown:
                record_view(
                    actor=self.request.user,  # type: ignore[arg-type]
                    page="admin:autocomplete",
                    student_ids=shown,
                    filter={"for": str(self.source_field), **({"term": True} if self.term else {})},
                )
        return context


def _without_rows(message: Any) -> str:
    # The rows beside the one that was changed are called after people, and the log holds no names.
    if isinstance(message, str):
        return message
    changes = [one["changed"] for one in message if "changed" in one and "object" not in one["changed"]]
    return ", ".join(name for change in changes for name in change["fields"])


def _filter_without_names(request: HttpRequest, listed: Any) -> dict[str, Any]:
    # Typed words may be a name or an address, and the log copies neither: that they were used is enough.
    chosen = {name for spec in listed.filter_specs for name in spec.expected_parameters()} | {"p", "o", "all"}
    return {key: value[:80] if key in chosen else True for key, value in request.GET.items()}
