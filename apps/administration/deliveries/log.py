"""The delivery log: every message with what became of it. Read only, but for sending again."""

from collections.abc import Iterable
from typing import Any, cast

from django.contrib import admin, messages
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Greatest
from django.http import HttpRequest

from apps.accounts.models import User
from apps.accounts.requests import SignedInRequest
from apps.administration.base import ReadOnlyAdmin, by_name, moment
from apps.administration.deliveries.panel import lateness, panel
from apps.administration.recording import AuditedAdmin
from apps.administration.site import site
from apps.outbox import delivery
from apps.outbox.models import Audience, HardBounce, Message, State
from apps.outbox.querysets import NO_ANSWER
from apps.outbox.workers import wake_after_commit
from apps.reminders import kinds
from apps.reminders.pages import reasons

# Mail that is no reminder, by the first word of its key.
_POSTED = {
    "code": "Sign-in code",
    "link": "Link for a new password",
    "password_changed": "Account: password changed",
    "password_reset": "Account: password reset",
    "password_set": "Account: first password",
    "totp_activated": "Account: second factor set up",
    "totp_deactivated": "Account: second factor removed by its owner",
    "recovery_codes_generated": "Account: new recovery codes",
    "second_factor_removed": "Account: second factor removed by staff",
    "address_left": "Account: address changed, to the former one",
    "address_given": "Account: address changed, to the new one",
    "role_changed": "Account: role changed",
    "switched_off": "Account: administrator switched off",
    "administrators_changed": "Account: who is an administrator",
    "outreach": "A student’s message to someone",
    "nudge": "An adviser’s nudge",
    "test_mail": "An administrator’s test mail",
}


class KindFilter(admin.SimpleListFilter):
    title = "kind"
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [*((kind.slug, kind.label) for kind in kinds.all_kinds()), *_POSTED.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Message]) -> QuerySet[Message]:
        kind = self.value()
        if kind in _POSTED:
            return queryset.filter(key__startswith=f"{kind}:")
        return queryset.filter(reminder__kind=kind) if kind else queryset


class ReasonFilter(admin.SimpleListFilter):
    """The choices are fixed, because reading them from the log would scan all of it for every list."""

    title = "reason"
    parameter_name = "why"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        others = [
            ("smtp", "the mail server said so (smtp ...)"),
            (delivery.NO_SERVER, delivery.NO_SERVER),
            (NO_ANSWER, NO_ANSWER),
            ("trouble", "other trouble (not written, or cut off)"),
        ]
        return [*others, *((reason, reason) for reason in sorted(reasons.SKIPPED))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Message]) -> QuerySet[Message]:
        match self.value():
            case None:
                return queryset
            case "smtp":
                return queryset.filter(reason__startswith="smtp ")
            case delivery.NO_SERVER:
                return queryset.filter(reason__startswith=delivery.NO_SERVER)
            case "trouble":
                trouble = Q(state=State.FAILED) | Q(state=State.DUE) & ~Q(reason="")
                known = Q(reason__startswith="smtp ") | Q(reason__startswith=delivery.NO_SERVER)
                return queryset.filter(trouble).exclude(known)
            case reason:
                return queryset.filter(reason=reason)


@admin.register(Message, site=site)
class DeliveryLog(AuditedAdmin, ReadOnlyAdmin):
    list_display = (
        "kind_label",
        "recipient",
        "state",
        "reason",
        "due",
        "how_late",
        "sent",
        "attempts",
        "sent_again",
    )
    # No `date_hierarchy`: for each list it would read the whole log twice.
    list_filter = ("state", KindFilter, ReasonFilter, "due_at")
    search_fields = (
        "reminder__user__email",
        *by_name("reminder__user"),
        "address",
        "=message_id",
        "=reason",
        "^reminder__cause_key",
        "^key",
    )
    search_help_text = (
        "Name or address of the recipient, a Message-ID, a reason in full such as thanked, a cause such as "
        "interview:7:1, or the id of a log line and of the mail’s X-Reminder, such as thank_you_first:interview:7:1."
    )
    ordering = ("-due_at", "-pk")
    list_select_related = ("reminder__user__student",)
    actions = ("send_again",)
    fields = (
        "kind_label",
        "trace_id",
        "recipient",
        "due",
        "state",
        "reason",
        "reason_in_words",
        "attempts",
        "not_tried_before",
        "message_id",
        "handed_over",
        "sent",
        "ended",
        "sent_again",
        "written",
    )
    readonly_fields = fields
    due = moment("due_at", "due")
    sent = moment("sent_at", "sent")
    handed_over = moment("handed_off_at", "handed to a mail server")
    ended = moment("ended_at", "ended")
    written = moment("created_at", "row written")
    not_tried_before = moment("not_before", "not tried again before")

    def student_ids_of(self, row: Message) -> Iterable[int]:
        student = getattr(_user(row), "student", None)
        return [student.pk] if student else []

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Django's list under the name it has everywhere else, and the panel above it."""
        shown: dict[str, Any] = {"title": "Delivery log"}
        if request.method == "GET":
            shown["panel"] = panel(as_of=cast(SignedInRequest, request).now)
        return super().changelist_view(request, {**shown, **(extra_context or {})})

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Message], search_term: str
    ) -> tuple[QuerySet[Message], bool]:
        """Searches a reason or an id as a whole, and any other text word by word, as Django does."""
        whole = search_term.strip()
        kind, _, cause = whole.partition(":")
        if kinds.get(kind) and cause:
            return queryset.filter(key=whole), False
        if whole in reasons.SKIPPED or whole == NO_ANSWER:
            return queryset.filter(reason=whole), False
        found, is_doubled = super().get_search_results(request, queryset, search_term)
        # Nobody on the staff learns whether a student wrote to an address.
        return found.exclude(Q(audience=Audience.CONTACT) & ~Q(key=whole)) if whole else found, is_doubled

    def has_send_again_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    @admin.display(description="kind", ordering="reminder__kind")
    def kind_label(self, message: Message) -> str:
        slug = message.key.partition(":")[0]
        kind = kinds.get(slug)
        return kind.label if kind else _POSTED.get(slug, slug)

    @admin.display(description="id in logs and in the mail")
    def trace_id(self, message: Message) -> str:
        return message.key

    @admin.display(description="recipient")
    def recipient(self, message: Message) -> str:
        if message.audience == Audience.CONTACT:
            return "someone a student knows"
        return str(_user(message) or message.address)

    @admin.display(description="sent again without an answer", ordering="resent_uncertain")
    def sent_again(self, message: Message) -> int:
        return message.resent_uncertain

    @admin.display(description="as its recipient reads it")
    def reason_in_words(self, message: Message) -> str | None:
        return reasons.in_words(message) or None

    @admin.display(description="how late", ordering=F("sent_at") - Greatest(F("due_at"), F("postponed_to")))
    def how_late(self, message: Message) -> str:
        """From the time it was to go to the mail server, also of a message that was written after that time."""
        return lateness(message.sent_at - message.goes_at) if message.sent_at else ""

    @admin.action(description="Send again (failed and uncertain only)", permissions=["send_again"])
    def send_again(self, request: SignedInRequest, queryset: QuerySet[Message]) -> None:
        chosen = list(queryset)
        again = [one for one in chosen if Message.objects.filter(pk=one.pk).send_again(as_of=request.now)]
        for message in again:
            self.log_change(request, message, "Sent again.")
        if again:
            wake_after_commit()
        self.message_user(
            request,
            _what_becomes_of(len(again), len(chosen)),
            messages.SUCCESS if again else messages.WARNING,
        )
        addresses = {user.email if (user := _user(row)) else row.address.lower() for row in again}
        if bouncing := HardBounce.objects.filter(address__in=addresses).count():
            self.message_user(
                request,
                f"{bouncing} of their addresses bounce{'s' if bouncing == 1 else ''}: nothing goes there until it is "
                "tried again, under “Addresses that bounce”.",
                messages.WARNING,
            )


def _user(message: Message) -> User | None:
    """Whose it is, where it is a reminder to a person with an account."""
    reminder = getattr(message, "reminder", None)
    return reminder.user if reminder else None


def _what_becomes_of(again: int, chosen: int) -> str:
    """The message says "due again", not "sent": the cause may be gone, or the time past."""
    rest = "did not fail and is not uncertain" if chosen - again == 1 else "did not fail and are not uncertain"
    if not again:
        return f"Nothing is sent again: what you chose {rest}."
    verb, others = ("is" if again == 1 else "are"), ("other" if chosen - again == 1 else "others")
    due = f"{again} of {chosen} {verb} due again. Messages that are no longer needed are skipped instead."
    return f"{due} The {others} {rest}." if again < chosen else due
