from collections.abc import Iterable
from datetime import timedelta
from typing import Any, cast

from django.contrib import admin
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils import timezone

from apps.accounts.requests import SignedInRequest
from apps.administration.base import EMPTY, BaseAdmin, BaseInline, by_name, moment
from apps.administration.invitations.admin import InvitesNewMembers
from apps.administration.recording import AuditedAdmin
from apps.administration.site import site
from apps.cohorts.models import Caseload, Cohort, Membership, Term
from apps.core.templatetags.dates import short_day


def _count_of(rows: QuerySet[Any], key: str) -> Coalesce:
    # One subquery a column: two joins would multiply each other's rows.
    grouped = rows.filter(**{key: OuterRef("pk")}).order_by().values(key).annotate(rows=Count("pk"))
    return Coalesce(Subquery(grouped.values("rows"), output_field=IntegerField()), 0)


@admin.register(Term, site=site)
class TermAdmin(BaseAdmin):
    list_display = ("name", "starts_on", "ends_on", "cohort_count")
    search_fields = ("name__looks_like",)
    date_hierarchy = "starts_on"
    fieldsets = (
        (
            None,
            {
                "fields": ("name", "starts_on", "ends_on"),
                "description": "The first and the last day belong to the term, in the campus's zone.",
            },
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Term]:
        return super().get_queryset(request).annotate(cohort_count=_count_of(Cohort.objects.all(), "term"))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is None or not obj.cohort_count

    @admin.display(description="cohorts", ordering="cohort_count")
    def cohort_count(self, term: Any) -> int:
        return term.cohort_count


class AdvisersOfCohort(BaseInline):
    model = Caseload
    verbose_name = "adviser"
    verbose_name_plural = "advisers"
    autocomplete_fields = ("adviser",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Caseload]:
        return super().get_queryset(request).select_related("adviser", "cohort")


class StudentsOfCohort(BaseInline):
    model = Membership
    verbose_name = "student"
    verbose_name_plural = "students"
    autocomplete_fields = ("student",)
    readonly_fields = ("email", "joined", "archived")
    joined = moment("joined_at", "joined")
    ordering = ("student__user__folded_name", "student__user__display_name", "pk")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Membership]:
        return super().get_queryset(request).select_related("student__user", "cohort")

    @admin.display(description="email")
    def email(self, membership: Membership) -> str:
        return membership.student.user.email

    @admin.display(description="archived")
    def archived(self, membership: Membership) -> str:
        """The day, on campus."""
        at = membership.student.archived_at
        return short_day(timezone.localtime(at)) if at else EMPTY


@admin.register(Cohort, site=site)
class CohortAdmin(InvitesNewMembers, AuditedAdmin, BaseAdmin):
    list_display = (
        "name",
        "term",
        "starts_on",
        "due_on",
        "goal",
        "required_step",
        "student_count",
        "adviser_names",
    )
    list_filter = ("term", "required_step")
    list_select_related = ("term",)
    search_fields = ("name__looks_like", "term__name__looks_like", *by_name("advisers"), "advisers__email")
    search_help_text = "Name of the cohort, the term or an adviser."
    date_hierarchy = "due_on"
    autocomplete_fields = ("term",)
    inlines = (AdvisersOfCohort, StudentsOfCohort)
    fieldsets = (
        (
            None,
            {
                "fields": ("term", "name", "starts_on", "due_on"),
                "description": "Interviews count from the first day to the due date, both included, "
                "in the campus's zone. Volunteers never see a cohort's name. When you save, a student added below "
                "for the first time is told by email, unless they are archived or the cohort is over.",
            },
        ),
        (
            "What counts",
            {
                "fields": ("goal", "required_step", "different_people"),
                "description": "The step that an interview must have reached to count toward the goal.",
            },
        ),
    )

    def student_ids_of(self, row: Cohort) -> Iterable[int]:
        return getattr(row, "shown_students", [])

    def student_ids_changed_with(self, row: Cohort) -> Iterable[int]:
        """Who was in it before, and who is in it now."""
        return {*self.student_ids_of(row), *row.memberships.values_list("student_id", flat=True)}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Cohort]:
        archived = Membership.objects.exclude(student__archived_at=None)
        counted = (
            super()
            .get_queryset(request)
            .annotate(
                student_count=_count_of(Membership.objects.all(), "cohort"),
                archived_count=_count_of(archived, "cohort"),
            )
        )
        return counted.prefetch_related("advisers")

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        cohort = super().get_object(request, object_id, from_field)
        if cohort is not None:
            cohort.shown_students = list(cohort.memberships.values_list("student_id", flat=True))
        return cohort

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """A new cohort starts today in the campus's zone, has its goal, and is due in ten weeks."""
        asked = cast(SignedInRequest, request)
        today = asked.now.astimezone(asked.campus.zone).date()
        return {
            "goal": asked.campus.goal,
            "starts_on": today,
            "due_on": today + timedelta(weeks=10),
            **super().get_changeform_initial_data(request),
        }

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        # With students in it, a cohort is part of their records.
        return obj is None or not obj.student_count

    @admin.display(description="students", ordering="student_count")
    def student_count(self, cohort: Any) -> str:
        """Those who take part, and apart from them those who are archived."""
        current = f"{cohort.student_count - cohort.archived_count}"
        return f"{current} and {cohort.archived_count} archived" if cohort.archived_count else current

    @admin.display(description="advisers")
    def adviser_names(self, cohort: Cohort) -> str:
        return ", ".join(adviser.display_name for adviser in cohort.advisers.all())
