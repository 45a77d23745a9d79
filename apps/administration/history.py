"""What pghistory recorded of people, cohorts and the campus. Private text is not recorded."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import BigIntegerField, OuterRef, QuerySet, Subquery
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.http import HttpRequest

from apps.accounts.models import UserEvent  # type: ignore[attr-defined]
from apps.administration.base import EMPTY, SYSTEM, ReadOnlyAdmin, by_name, moment, name_of, time_of_day
from apps.administration.recording import AuditedAdmin
from apps.administration.site import site
from apps.campus.models import CampusEvent  # type: ignore[attr-defined]
from apps.cohorts.models import CaseloadEvent, Cohort, CohortEvent, MembershipEvent  # type: ignore[attr-defined]
from apps.students.models import Student

_WORDS = {"insert": "added", "update": "changed", "delete": "removed"}
_COHORT = Subquery(Cohort.objects.filter(pk=OuterRef("cohort_id")).values("name")[:1])
_STUDENT = Subquery(Student.objects.filter(pk=OuterRef("student_id")).values("user__display_name")[:1])


class HistoryAdmin(ReadOnlyAdmin):
    """Base for one event model: newest first."""

    date_hierarchy = "pgh_created_at"
    ordering = ("-pgh_created_at", "-pk")
    list_filter: ClassVar[tuple[Any, ...]] = ("pgh_label",)
    sortable_by: ClassVar[tuple[str, ...]] = ()
    at = moment("pgh_created_at", "at")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        who = Cast(KeyTextTransform("user", "pgh_context__metadata"), BigIntegerField())
        events = super().get_queryset(request).annotate(who_id=who)
        return events.annotate(who_name=name_of("who_id"))

    @admin.display(description="what")
    def what(self, event: Any) -> str:
        return _WORDS.get(event.pgh_label, event.pgh_label)

    @admin.display(description="by")
    def who(self, event: Any) -> str:
        """The person signed in at the time; the system where nobody was."""
        if event.who_id is None:
            return SYSTEM
        return event.who_name or f"person {event.who_id}"


@admin.register(UserEvent, site=site)
class UserHistory(AuditedAdmin, HistoryAdmin):
    list_display = ("at", "person", "what", "who", "email", "role", "is_active")
    list_filter = ("pgh_label", "role", "is_active")
    search_fields = (*by_name("pgh_obj"), "pgh_obj__email", "email")
    search_help_text = "Name or email of the person, also a former one."
    fields = ("at", "person", "what", "email", "role", "is_active", "who")
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


@admin.register(CohortEvent, site=site)
class CohortHistory(HistoryAdmin):
    list_display = ("at", "name", "what", "goal", "starts_on", "due_on", "required_step", "who")
    search_fields = ("name__looks_like",)
    fields = ("at", "what", "name", "goal", "starts_on", "due_on", "required_step", "different_people", "who")
    readonly_fields = ("at", "what", "who")


@admin.register(CaseloadEvent, site=site)
class CaseloadHistory(HistoryAdmin):
    list_display = ("at", "adviser_label", "what", "cohort_label", "who")
    search_fields = (*by_name("adviser"), "adviser__email", "cohort__name__looks_like")
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


@admin.register(MembershipEvent, site=site)
class MembershipHistory(AuditedAdmin, HistoryAdmin):
    list_display = ("at", "student_label", "what", "cohort_label", "coach_label", "who")
    search_fields = (*by_name("student__user"), "student__user__email", "cohort__name__looks_like")
    search_help_text = "Student or cohort."
    fields = ("at", "student_label", "what", "cohort_label", "coach_label", "who")
    readonly_fields = fields

    def student_ids_of(self, row: Any) -> Iterable[int]:
        return [row.student_id]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        events = super().get_queryset(request).annotate(student_name=_STUDENT, cohort_name=_COHORT)
        return events.annotate(coach_name=name_of("coach_id"))

    @admin.display(description="student")
    def student_label(self, event: Any) -> str:
        return event.student_name or f"student {event.student_id}"

    @admin.display(description="coach")
    def coach_label(self, event: Any) -> str:
        return event.coach_name or (f"person {event.coach_id}" if event.coach_id else EMPTY)

    @admin.display(description="cohort")
    def cohort_label(self, event: Any) -> str:
        return event.cohort_name or f"cohort {event.cohort_id}"


@admin.register(CampusEvent, site=site)
class CampusHistory(HistoryAdmin):
    quiet_starts = time_of_day("quiet_from", "quiet hours from")
    quiet_ends = time_of_day("quiet_until", "quiet hours until")
    list_display = ("at", "what", "time_zone", "quiet_starts", "quiet_ends", "thank_you_hours", "goal", "who")
    test_sent = moment("test_mail_sent_at", "test mail sent")
    test_arrived = moment("test_mail_arrived_at", "test mail arrived")
    put_away = moment("set_up_at", "steps of setting up put away")
    backed_up = moment("backed_up_at", "last backup")
    readonly_fields = (
        *("at", "what", "who", "quiet_starts", "quiet_ends"),
        *("test_sent", "test_arrived", "put_away", "backed_up"),
    )
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
        "help_email",
        "quiet_starts",
        "quiet_ends",
        "thank_you_hours",
        "first_thank_you_after_hours",
        "how_did_it_go_after_minutes",
        "preparation_before_hours",
        "follow_up_after_days",
        "goal_days_before",
        "goal",
        "volunteer_capacity",
        "accent",
        "logo_digest",
        "email_domains",
        "test_sent",
        "test_arrived",
        "test_mail_checks",
        "put_away",
        "backed_up",
    )
