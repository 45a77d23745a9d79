from collections.abc import Iterable
from datetime import timedelta
from typing import Any, cast

from django.contrib import admin
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from apps.accounts.requests import SignedInRequest
from apps.administration.base import BaseAdmin, BaseInline, by_name
from apps.administration.members.admin import members_of
from apps.administration.recording import AuditedAdmin
from apps.administration.site import site
from apps.cohorts.models import Caseload, Cohort, Membership, Term


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


@admin.register(Cohort, site=site)
class CohortAdmin(AuditedAdmin, BaseAdmin):
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
    readonly_fields = ("members",)
    inlines = (AdvisersOfCohort,)
    fieldsets = (
        (
            None,
            {
                "fields": ("term", "name", "starts_on", "due_on", "members"),
                "description": "Interviews count from the first day to the due date, both included, "
                "in the campus's zone. Volunteers never see a cohort's name.",
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
        return ()

    def student_ids_changed_with(self, row: Cohort) -> Iterable[int]:
        """Its dates, goal and rule say what counts of each of its students."""
        return row.memberships.values_list("student_id", flat=True)

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

    def response_add(self, request: HttpRequest, obj: Cohort, post_url_continue: str | None = None) -> HttpResponse:
        """Django's answer; a new cohort has no students yet, so they come next."""
        response = super().response_add(request, obj, post_url_continue)
        if {"_addanother", "_continue", "_popup"} & request.POST.keys():
            return response
        return redirect(f"{reverse('admin:cohorts_membership_add')}?cohort={obj.pk}")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        # With students in it, a cohort is part of their records.
        return obj is None or not obj.student_count

    @admin.display(description="students", ordering="student_count")
    def student_count(self, cohort: Any) -> SafeString:
        """Leads to their list."""
        return format_html('<a href="{}">{}</a>', members_of(cohort), self._counted(cohort))

    def _counted(self, cohort: Any) -> str:
        """Those who take part, and apart from them those who are archived."""
        current = f"{cohort.student_count - cohort.archived_count}"
        return f"{current} and {cohort.archived_count} archived" if cohort.archived_count else current

    @admin.display(description="students")
    def members(self, cohort: Any) -> SafeString | str:
        """How many they are, with the ways to see them and to add others."""
        if cohort.pk is None:
            return "Save the cohort first. Then add its students."
        add = f"{reverse('admin:cohorts_membership_add')}?cohort={cohort.pk}"
        return format_html(
            '{}. <a href="{}">See, coach or remove students</a> · <a href="{}">Add students</a>',
            self._counted(cohort),
            members_of(cohort),
            add,
        )

    @admin.display(description="advisers")
    def adviser_names(self, cohort: Cohort) -> str:
        return ", ".join(adviser.display_name for adviser in cohort.advisers.all())
