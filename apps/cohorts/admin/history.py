"""What happened to people and cohorts, and who was in them. Read only."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest

from apps.accounts.models import UserEvent  # type: ignore[attr-defined]
from apps.audit.admin import LooksAreRecorded
from apps.cohorts.models import CaseloadEvent, Cohort, CohortEvent, MembershipEvent  # type: ignore[attr-defined]
from apps.core.history_admin import HistoryAdmin, name_of
from apps.students.models import Student

_COHORT = Subquery(Cohort.objects.filter(pk=OuterRef("cohort_id")).values("name")[:1])
_STUDENT = Subquery(Student.objects.filter(pk=OuterRef("student_id")).values("user__full_name")[:1])


@admin.register(UserEvent)
class UserHistory(LooksAreRecorded, HistoryAdmin):
    """Who was given which role, and who was switched off."""

    list_display = ("at", "person", "what", "role", "is_active", "who")
    list_filter = ("pgh_label", "role", "is_active")
    search_fields = ("pgh_obj__full_name", "pgh_obj__email")
    search_help_text = "Name or e-mail of the person."
    fields = ("at", "person", "what", "role", "is_active", "who")
    readonly_fields = fields

    def student_ids_of(self, row: Any) -> Iterable[int]:
        return [row.person_student_id] if row.person_student_id else []

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        record = Student.objects.filter(user_id=OuterRef("pgh_obj_id")).values("pk")[:1]
        events = super().get_queryset(request)
        return events.annotate(person_name=name_of("pgh_obj_id"), person_student_id=Subquery(record))

    @admin.display(description="person")
    def person(self, event: Any) -> str:
        return event.person_name or f"person {event.pgh_obj_id}"


@admin.register(CohortEvent)
class CohortHistory(HistoryAdmin):
    """Dates, goal and rules of each cohort over time."""

    list_display = ("at", "name", "what", "goal", "starts_on", "due_on", "required_step", "who")
    search_fields = ("name",)
    fields = ("at", "what", "name", "goal", "starts_on", "due_on", "required_step", "different_people", "who")
    readonly_fields = ("at", "what", "who")


@admin.register(CaseloadEvent)
class CaseloadHistory(HistoryAdmin):
    """Who looked after which cohort, from when to when."""

    list_display = ("at", "adviser_label", "what", "cohort_label", "who")
    search_fields = ("adviser__full_name", "adviser__email", "cohort__name")
    search_help_text = "Adviser or cohort."
    fields = ("at", "adviser_label", "what", "cohort_label", "who")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).annotate(adviser_name=name_of("adviser_id"), cohort_name=_COHORT)

    @admin.display(description="adviser")
    def adviser_label(self, event: Any) -> str:
        return event.adviser_name or f"person {event.adviser_id}"

    @admin.display(description="cohort")
    def cohort_label(self, event: Any) -> str:
        return event.cohort_name or f"cohort {event.cohort_id}"


@admin.register(MembershipEvent)
class MembershipHistory(LooksAreRecorded, HistoryAdmin):
    """Who joined and left which cohort."""

    list_display = ("at", "student_label", "what", "cohort_label", "who")
    search_fields = ("student__user__full_name", "student__user__email", "cohort__name")
    search_help_text = "Student or cohort."
    fields = ("at", "student_label", "what", "cohort_label", "who")
    readonly_fields = fields

    def student_ids_of(self, row: Any) -> Iterable[int]:
        return [row.student_id]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).annotate(student_name=_STUDENT, cohort_name=_COHORT)

    @admin.display(description="student")
    def student_label(self, event: Any) -> str:
        return event.student_name or f"student {event.student_id}"

    @admin.display(description="cohort")
    def cohort_label(self, event: Any) -> str:
        return event.cohort_name or f"cohort {event.cohort_id}"
