"""Volunteers: found by name, field and format; paused and opened again."""

from datetime import timedelta
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.db.models import (
    BooleanField,
    DateField,
    DateTimeField,
    ExpressionWrapper,
    Func,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.functions import Cast, Now
from django.http import HttpRequest

from apps.accounts.requests import SignedInRequest
from apps.administration.base import TimeZoneChoices, UndeletableAdmin, moment
from apps.administration.site import site
from apps.campus.models import Campus, Format
from apps.core.templatetags.dates import short_day
from apps.volunteers import actions
from apps.volunteers.models import Volunteer

PAUSE = timedelta(days=30)


# Today in the campus's zone, as an expression: a list asks for it in several places, and once.
_TODAY = Cast(
    Func(
        Subquery(Campus.objects.values("time_zone")[:1]),
        Now(),
        function="timezone",
        output_field=DateTimeField(),
    ),
    DateField(),
)
_PAUSED = Q(withdrawn_at=None) & (Q(capacity=0) | Q(paused_until__gte=_TODAY))


class VolunteerForm(forms.ModelForm):
    formats = forms.MultipleChoiceField(
        choices=Format,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one way to talk."},
    )


class FormatFilter(admin.SimpleListFilter):
    title = "format"
    parameter_name = "format"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list(Format.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Volunteer]) -> QuerySet[Volunteer]:
        return queryset.filter(formats__contains=[self.value()]) if self.value() else queryset


class AvailabilityFilter(admin.SimpleListFilter):
    title = "availability"
    parameter_name = "availability"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("open", "Open to requests"), ("paused", "Paused"), ("withdrawn", "Withdrawn")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Volunteer]) -> QuerySet[Volunteer]:
        match self.value():
            case "open":
                return queryset.filter(withdrawn_at=None).exclude(_PAUSED)
            case "paused":
                return queryset.filter(_PAUSED)
            case "withdrawn":
                return queryset.filter(withdrawn_at__isnull=False)
        return queryset


@admin.register(Volunteer, site=site)
class VolunteerAdmin(TimeZoneChoices, UndeletableAdmin):
    form = VolunteerForm
    list_display = ("full_name", "role", "organization", "city", "in_fields", "by", "capacity", "availability")
    list_filter = (AvailabilityFilter, FormatFilter, ("fields", admin.RelatedOnlyFieldListFilter), "capacity")
    search_fields = (
        "full_name__has_name",
        "email",
        "organization__looks_like",
        "role__looks_like",
        "city__looks_like",
        "topics",
    )
    search_help_text = "Name, email, organization, work, city or topic."
    autocomplete_fields = ("fields",)
    readonly_fields = ("withdrawn",)
    actions = ("pause", "resume")
    fieldsets = (
        (
            None,
            {
                "fields": ("full_name", "email", "role", "organization", "class_year", "city"),
                "description": "The address is never listed to students: requests go through Acquaint.",
            },
        ),
        (
            "What to ask",
            {
                "fields": ("fields", "topics", "profile_link", "formats", "time_zone"),
                "description": "Students find volunteers by field, topic, place and format.",
            },
        ),
        (
            "Load",
            {
                "fields": ("capacity", "paused_until", "withdrawn"),
                "description": "Pending requests count. A pause ends by itself after its last day.",
            },
        ),
    )

    withdrawn = moment("withdrawn_at")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Volunteer]:
        paused = ExpressionWrapper(_PAUSED, output_field=BooleanField())
        return super().get_queryset(request).prefetch_related("fields").annotate(paused_now=paused)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """A new volunteer starts with the campus's number of requests each term."""
        return {
            "capacity": cast(SignedInRequest, request).campus.volunteer_capacity,
            **super().get_changeform_initial_data(request),
        }

    @admin.display(description="fields")
    def in_fields(self, volunteer: Volunteer) -> str:
        return ", ".join(field.name for field in volunteer.fields.all())

    @admin.display(description="formats")
    def by(self, volunteer: Volunteer) -> str:
        return ", ".join(label for value, label in Format.choices if value in volunteer.formats)

    @admin.display(description="availability")
    def availability(self, volunteer: Any) -> str:
        if volunteer.withdrawn_at is not None:
            return "Withdrawn"
        if not volunteer.paused_now:
            return "Open"
        if volunteer.capacity == 0:
            return "Paused: capacity 0"
        return f"Paused until {short_day(volunteer.paused_until)}"

    @admin.action(description="Pause for 30 days", permissions=["change"])
    def pause(self, request: SignedInRequest, queryset: QuerySet[Volunteer]) -> None:
        until = request.now.astimezone(request.campus.zone).date() + PAUSE
        self._report(request, actions.pause(volunteers=queryset, until=until), f"paused until {short_day(until)}")

    @admin.action(description="Resume", permissions=["change"])
    def resume(self, request: HttpRequest, queryset: QuerySet[Volunteer]) -> None:
        self._report(request, actions.resume(volunteers=queryset), "open to requests again")

    def _report(self, request: HttpRequest, changed: list[Volunteer], what: str) -> None:
        for volunteer in changed:
            self.log_change(request, volunteer, [{"changed": {"fields": ["paused until"]}}])
        self.message_user(
            request,
            f"{len(changed)} {'volunteer is' if len(changed) == 1 else 'volunteers are'} {what}.",
            messages.SUCCESS if changed else messages.WARNING,
        )
