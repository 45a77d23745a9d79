from collections.abc import Iterable
from typing import Any

from django.contrib import admin, messages
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Lower
from django.http import HttpRequest

from apps.accounts.models import User
from apps.accounts.requests import SignedInRequest
from apps.administration.base import ReadOnlyAdmin, moment
from apps.administration.recording import AuditedAdmin
from apps.administration.site import site
from apps.outbox.models import HardBounce
from apps.outreach.models import Outreach, SentHow
from apps.reminders import actions
from apps.volunteers.models import Volunteer


@admin.register(HardBounce, site=site)
class BouncingAddresses(AuditedAdmin, ReadOnlyAdmin):
    """Where a mail server says that no mail arrives. Nothing goes there until an administrator tries it again, a
    sign-in code that went there comes back, or a student writes there after 30 days.
    """

    list_display = ("address", "person", "since", "answer")
    search_fields = ("address",)
    search_help_text = "An address, or a part of it."
    date_hierarchy = "created_at"
    actions = ("try_again",)
    fields = ("address", "person", "since", "answer")
    readonly_fields = fields
    since = moment("created_at", "since")

    def student_ids_of(self, row: Any) -> Iterable[int]:
        return [row.student_id] if row.student_id else []

    def get_queryset(self, request: HttpRequest) -> QuerySet[HardBounce]:
        whose = User.objects.filter(email=OuterRef("address"))
        # The people of students are private: an address that only a student wrote to is not listed.
        volunteers = Volunteer.objects.alias(lower=Lower("email")).filter(lower=OuterRef("address"))
        written_to = Outreach.objects.alias(lower=Lower("recipient")).filter(
            lower=OuterRef("address"), sent_how=SentHow.ACQUAINT
        )
        return (
            super()
            .get_queryset(request)
            .exclude(Exists(written_to), ~Exists(whose), ~Exists(volunteers))
            .annotate(
                person_name=Subquery(whose.values("display_name")[:1]), student_id=Subquery(whose.values("student")[:1])
            )
        )

    def has_try_again_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    @admin.display(description="whose", ordering="person_name")
    def person(self, bounce: Any) -> str:
        """Nobody's any more where the person's address was changed."""
        return bounce.person_name or "nobody's now"

    @admin.action(description="Try again: mail goes there from now on", permissions=["try_again"])
    def try_again(self, request: SignedInRequest, queryset: QuerySet[HardBounce]) -> None:
        chosen = list(queryset)
        for bounce in chosen:
            actions.try_address_again(bounce=bounce, as_of=request.now)
            self.log_change(request, bounce, "Tried again.")
        addresses = "1 address is" if len(chosen) == 1 else f"{len(chosen)} addresses are"
        self.message_user(
            request,
            f"{addresses} tried again. Skipped mail that is still wanted goes now. Failed mail stays in the "
            "delivery log until you choose “Send again”.",
            messages.SUCCESS,
        )
