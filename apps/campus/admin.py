"""The campus's one form, and its list of fields of interest."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Field
from django.http import HttpRequest

from apps.campus.forms import QuietHoursForm
from apps.campus.models import Campus, CampusEvent, FieldOfInterest  # type: ignore[attr-defined]
from apps.campus.zones import zone_choices
from apps.core.admin import Administration, OneRow
from apps.core.history_admin import HistoryAdmin


def _number(request: HttpRequest) -> int:
    """The row that the address names; 0 for none."""
    named = request.resolver_match.kwargs.get("object_id", "") if request.resolver_match else ""
    return int(named) if named.isascii() and named.isdigit() and len(named) < 19 else 0


class ZonesFromAList(admin.ModelAdmin):
    """Offers every IANA zone by name wherever a form has a `time_zone`."""

    def formfield_for_dbfield(self, db_field: Field, request: HttpRequest, **kwargs: Any) -> Any:
        """A list to choose from; where the field may stay empty, its first line says what that means."""
        if db_field.name != "time_zone":
            return super().formfield_for_dbfield(db_field, request, **kwargs)
        row = self.model.objects.filter(pk=_number(request)).first()
        kept = row.time_zone if row else ""
        return forms.ChoiceField(
            label="Time zone",
            # What is kept already is still taken, whatever it is called today.
            choices=zone_choices(empty="The campus's zone" if db_field.blank else "", present=kept),
            required=not db_field.blank,
            error_messages={"invalid_choice": "Choose a time zone from the list, such as America/New_York."},
        )


@admin.register(Campus)
class CampusAdmin(ZonesFromAList, OneRow):
    """Every number here is read again each minute: reminders that have not gone yet move by themselves."""

    form = QuietHoursForm
    fieldsets = (
        (
            None,
            {
                "fields": ("name", "center_name", "postal_address", "time_zone"),
                "description": "Who the programme is. The zone is used for everybody who has not chosen one.",
            },
        ),
        (
            "Sender of e-mail",
            {
                "fields": ("sender_name", "sender_email"),
                "description": "The name and address that reminders come from.",
            },
        ),
        (
            "Reminders",
            {
                "fields": (
                    "quiet_from",
                    "quiet_until",
                    "thank_you_hours",
                    "first_thank_you_after_hours",
                    "how_did_it_go_after_minutes",
                    "preparation_before_hours",
                    "follow_up_after_days",
                    "goal_days_before",
                ),
                "description": "Reminders due within two days follow a change within a minute or two; later ones "
                "do when they come that near.",
            },
        ),
        (
            "Programme",
            {
                "fields": ("goal", "volunteer_capacity"),
                "description": "What a new cohort and a new volunteer start with.",
            },
        ),
    )


@admin.register(FieldOfInterest)
class FieldOfInterestAdmin(Administration):
    list_display = ("name",)
    search_fields = ("name",)
    fieldsets = (
        (
            None,
            {
                "fields": ("name",),
                "description": "Students choose from this list, and volunteers are found by it.",
            },
        ),
    )


@admin.register(CampusEvent)
class CampusHistory(HistoryAdmin):
    """Every change of the campus's settings."""

    list_display = ("at", "what", "time_zone", "quiet_from", "quiet_until", "thank_you_hours", "goal", "who")
    readonly_fields = ("at", "what", "who")
    fields = (
        "at",
        "what",
        "who",
        "name",
        "center_name",
        "postal_address",
        "time_zone",
        "sender_name",
        "sender_email",
        "quiet_from",
        "quiet_until",
        "thank_you_hours",
        "first_thank_you_after_hours",
        "how_did_it_go_after_minutes",
        "preparation_before_hours",
        "follow_up_after_days",
        "goal_days_before",
        "goal",
        "volunteer_capacity",
    )
