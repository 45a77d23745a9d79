"""Students as the program knows them: student number, zone, cohorts. Nothing that a student wrote."""

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from apps.accounts.requests import SignedInRequest
from apps.administration.base import BaseInline, TimeZoneChoices, UndeletableAdmin, by_name, moment
from apps.administration.invitations.admin import InvitesNewMembers
from apps.administration.members.admin import CohortFilter
from apps.administration.members.coaching import coach_in_words
from apps.administration.recording import AuditedAdmin
from apps.administration.site import site
from apps.campus.forms import QuietHoursForm
from apps.cohorts.models import Membership
from apps.students import actions
from apps.students.models import Student


class StudentForm(QuietHoursForm):
    def clean_student_number(self) -> str:
        """The student number; one that another student has is refused beside the field."""
        number = Student._meta.get_field("student_number").to_python(self.cleaned_data["student_number"])
        if number and Student.objects.filter(student_number=number).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError("Another student has this student number.", code="unique")
        return number


class CohortsOfStudent(BaseInline):
    model = Membership
    verbose_name = "cohort"
    verbose_name_plural = "cohorts"
    autocomplete_fields = ("cohort",)
    fields = ("cohort", "coach_name", "joined")
    readonly_fields = ("coach_name", "joined")
    joined = moment("joined_at", "joined")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Membership]:
        return super().get_queryset(request).select_related("cohort", "coach", "student__user")

    @admin.display(description="coach")
    def coach_name(self, membership: Membership) -> str:
        return coach_in_words(membership.coach)


class ArchivedFilter(admin.SimpleListFilter):
    title = "status"
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("current", "Current"), ("archived", "Archived")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Student]) -> QuerySet[Student]:
        if self.value() in ("current", "archived"):
            return queryset.filter(archived_at__isnull=self.value() == "current")
        return queryset


@admin.register(Student, site=site)
class StudentAdmin(InvitesNewMembers, AuditedAdmin, TimeZoneChoices, UndeletableAdmin):
    form = StudentForm
    list_display = ("name", "email", "student_number", "in_cohorts", "zone_name", "archived")
    list_filter = (ArchivedFilter, CohortFilter)
    search_fields = (*by_name("user"), "user__email", "student_number")
    search_help_text = "Name, email or student number."
    ordering = ("user__folded_name", "user__display_name", "pk")
    autocomplete_fields = ("interests",)
    readonly_fields = ("user", "email", "archived_since")
    inlines = (CohortsOfStudent,)
    actions = ("archive", "bring_back")
    fieldsets = (
        (
            None,
            {
                "fields": ("user", "email", "student_number", "interests", "archived_since"),
                "description": "Contacts, notes and reflections are the student's own and are not shown "
                "here. Opening this page is written to the audit log. When you save, they are told "
                "by email of each cohort added below for the first time, unless they are archived or it is over.",
            },
        ),
        (
            "Reminders",
            {
                "fields": ("time_zone", "quiet_from", "quiet_until"),
                "description": "If these are empty, the campus’s time zone and quiet hours apply.",
            },
        ),
    )

    archived_since = moment("archived_at")

    def whose_clock(self, request: SignedInRequest) -> str:
        return "By the student's own clock."

    def student_ids_of(self, row: Student) -> Iterable[int]:
        return [row.pk]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # a student comes with the person: People, add, role student

    def get_queryset(self, request: HttpRequest) -> QuerySet[Student]:
        rows = super().get_queryset(request).filter(pk__in=Student.objects.changeable())
        return rows.select_related("user").prefetch_related("cohorts")

    def save_model(self, request: HttpRequest, obj: Student, form: Any, change: bool) -> None:
        actions.save_student(student=obj, as_of=cast(SignedInRequest, request).now)

    @admin.display(description="name", ordering="user__folded_name")
    def name(self, student: Student) -> str:
        return student.user.display_name

    @admin.display(description="email", ordering="user__email")
    def email(self, student: Student) -> str:
        return student.user.email

    @admin.display(description="cohorts")
    def in_cohorts(self, student: Student) -> str:
        return ", ".join(cohort.name for cohort in student.cohorts.all())

    @admin.display(description="time zone", ordering="time_zone")
    def zone_name(self, student: Student) -> str:
        return student.time_zone or "the campus's"

    @admin.display(description="archived", boolean=True, ordering="archived_at")
    def archived(self, student: Student) -> bool:
        return student.archived_at is not None

    @admin.action(description="Archive: their program is over", permissions=["change"])
    def archive(self, request: SignedInRequest, queryset: QuerySet[Student]) -> None:
        self._report(request, actions.archive(students=queryset, as_of=request.now), "archived")

    @admin.action(description="Bring back from the archive", permissions=["change"])
    def bring_back(self, request: SignedInRequest, queryset: QuerySet[Student]) -> None:
        self._report(request, actions.bring_back(students=queryset, as_of=request.now), "brought back")

    def _report(self, request: HttpRequest, changed: list[Student], what: str) -> None:
        for student in changed:
            self.log_change(request, student, [{"changed": {"fields": ["archived"]}}])
        self.message_user(
            request,
            f"{len(changed)} {'student is' if len(changed) == 1 else 'students are'} {what}.",
            messages.SUCCESS if changed else messages.WARNING,
        )
