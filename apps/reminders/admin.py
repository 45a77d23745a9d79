"""The delivery log: every reminder with what became of it. Read only, but for sending again.

Registered in `cohorts.admin.deliveries`: looking at students' reminders is written to the audit log.
"""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from apps.core import clock
from apps.core.admin import ReadOnly
from apps.reminders import actions, kinds
from apps.reminders.models import Reminder


class KindFilter(admin.SimpleListFilter):
    title = "kind"
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(kind.slug, kind.label) for kind in kinds.all_kinds()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Reminder]) -> QuerySet[Reminder]:
        return queryset.filter(kind=self.value()) if self.value() else queryset


class DeliveryLog(ReadOnly):
    list_display = (
        "kind_label",
        "recipient",
        "due_at",
        "state",
        "reason",
        "attempts",
        "sent_at",
        "resent_uncertain",
    )
    list_filter = ("state", KindFilter)
    search_fields = ("user__email", "user__full_name", "address", "=message_id", "=reason")
    search_help_text = "Name or address of the recipient, a Message-ID, or a reason in full, such as thanked."
    date_hierarchy = "due_at"
    ordering = ("-due_at", "-pk")
    list_select_related = ("user",)
    actions = ("send_again",)
    fields = (
        "kind_label",
        "cause_key",
        "recipient",
        "due_at",
        "state",
        "reason",
        "attempts",
        "not_before",
        "message_id",
        "handed_off_at",
        "sent_at",
        "ended_at",
        "resent_uncertain",
        "created_at",
    )
    readonly_fields = fields

    def has_send_again_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    @admin.display(description="kind", ordering="kind")
    def kind_label(self, reminder: Reminder) -> str:
        kind = kinds.get(reminder.kind)
        return kind.label if kind else reminder.kind

    @admin.display(description="recipient")
    def recipient(self, reminder: Reminder) -> str:
        return str(reminder.user) if reminder.user else reminder.address

    @admin.action(description="Send again (failed and uncertain only)", permissions=["send_again"])
    def send_again(self, request: HttpRequest, queryset: QuerySet[Reminder]) -> None:
        as_of = clock.now()
        chosen = list(queryset)
        again = sum(actions.send_again(reminder=reminder, as_of=as_of) for reminder in chosen)
        self.message_user(
            request,
            f"{again} of {len(chosen)} go again. The others did not fail, or are still on their way.",
            messages.SUCCESS if again else messages.WARNING,
        )
