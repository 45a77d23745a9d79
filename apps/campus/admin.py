"""The campus's one form, and its list of fields of interest."""

import zoneinfo
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Field
from django.http import HttpRequest

from apps.campus.forms import QuietHoursForm
from apps.campus.models import Campus, CampusEvent, FieldOfInterest  # type: ignore[attr-defined]
from apps.core.admin import Administration, OneRow
from apps.core.history_admin import HistoryAdmin


class ZonesFromAList(admin.ModelAdmin):
    """Offers every IANA zone by name wherever a form has a `time_zone`."""

    def formfield_for_dbfield(self, db_field: Field, request: HttpRequest, **kwargs: Any) -> Any:
        """A list to choose from; where the field may stay empty, its first line says what that means."""
        if db_field.name != "time_zone":
            return super().formfield_for_dbfield(db_field, request, **kwargs)
        zones = [(zone, zone.replace("_", " ")) for zone in sorted(zoneinfo.available_timezones())]
        return forms.ChoiceField(
            label="Time zone",
            choices=[("", "The campus's zone"), *zones] if db_field.blank else zones,
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
                ),
                "description": "Reminders that have not gone yet follow a change within a minute or two.",
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
        "goal",
        "volunteer_capacity",
    )
