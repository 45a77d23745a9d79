"""The students of a cohort: a list of its own, with its search, because a cohort may have hundreds."""

from collections.abc import Iterable
from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from apps.accounts.models import anonymized
from apps.accounts.requests import SignedInRequest
from apps.administration.base import EMPTY, BaseAdmin, by_name
from apps.administration.invitations.admin import who_is_told
from apps.administration.members.actions import Added, add_students, remove_memberships
from apps.administration.members.coaching import CoachFilter, GivesCoaches
from apps.administration.members.forms import AddStudentsForm
from apps.administration.recording import AuditedAdmin
from apps.administration.site import site
from apps.audit.actions import record_change
from apps.cohorts.models import Cohort, Membership
from apps.core.templatetags.dates import short_day
from apps.core.text import row_id
from apps.students.models import Student

_LATEST = 50  # cohorts to choose from; a campus with thousands comes from the cohort's own page


class CohortFilter(admin.SimpleListFilter):
    title = "cohort"
    parameter_name = "cohort"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """The cohorts due last."""
        return [(str(cohort.pk), cohort.name) for cohort in Cohort.objects.order_by("-due_on", "name")[:_LATEST]]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value()
        if not value:
            return queryset
        cohort_id = row_id(value)
        rows = "cohort" if queryset.model is Membership else "memberships__cohort"
        return queryset.none() if cohort_id is None else queryset.filter(**{rows: cohort_id})


@admin.register(Membership, site=site)
class MembershipAdmin(GivesCoaches, AuditedAdmin, BaseAdmin):
    """Its rows are added and removed, and never turned into another: the history stays readable. Only the coach may
    become another.
    """

    form = AddStudentsForm
    list_display = ("name", "email", "student_number", "cohort", "coach_name", "joined", "archived")
    list_display_links = None
    list_filter = (CohortFilter, CoachFilter)
    list_select_related = ("cohort", "coach", "student__user")
    search_fields = (*by_name("student__user"), "student__user__email", "student__student_number")
    search_help_text = "Name, email or student number."
    ordering = ("student__user__folded_name", "student__user__display_name", "pk")
    autocomplete_fields = ("cohort", "student")
    actions = ("give_coach", "remove")
    fieldsets = (
        (
            None,
            {
                "fields": ("cohort", "students", "addresses"),
                "description": "Whoever is in the cohort already stays in it. A student added for the first time is "
                "told by email, unless they are archived or the cohort is over.",
            },
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Membership]:
        return super().get_queryset(request).exclude(anonymized("student__user"))

    def student_ids_of(self, row: Membership) -> Iterable[int]:
        return [row.student_id] if row.student_id else []

    def get_list_display(self, request: HttpRequest) -> Any:
        """Without the cohort where the list is of one."""
        is_of_one = bool(request.GET.get("cohort"))
        return [name for name in self.list_display if not (is_of_one and name == "cohort")]

    def has_module_permission(self, request: HttpRequest) -> bool:
        return False  # the way there is the cohort's own page

    def has_change_permission(self, request: HttpRequest, obj: Membership | None = None) -> bool:
        return False

    def get_fieldsets(self, request: HttpRequest, obj: Membership | None = None) -> Any:
        return [(None, {"fields": ("cohort", "student", "coach_name", "joined")})] if obj else self.fieldsets

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """The list; of one cohort, if the address names one."""
        cohort = _named_in(request)
        title = f"Students of {cohort}" if cohort else "Students of all cohorts"
        return super().changelist_view(request, {"title": title, "cohort": cohort, **(extra_context or {})})

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None) -> Any:
        """One form for many students, with one button."""
        buttons = {"show_save_and_add_another": False, "show_save_and_continue": False}
        shown = {"title": "Add students", "cohort": _named_in(request), **buttons}
        return super().add_view(request, form_url, {**shown, **(extra_context or {})})

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        asked = cast(SignedInRequest, request)
        obj.added = add_students(cohort=obj.cohort, students=form.chosen(), invited_by=asked.user, as_of=asked.now)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        pass  # a form for many rows has no row of its own to hang others on

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Who joined, in the cohort's log of the administration and in the audit log."""
        students = obj.added.students
        return self._record_members(request, "add", obj.cohort, students, f"{_students(len(students))} joined.")

    def log_deletions(self, request: HttpRequest, queryset: Iterable[Membership]) -> None:  # type: ignore[override]
        """Who left, in the log of each of their cohorts and in the audit log."""
        by_cohort: dict[Cohort, list[Student]] = {}
        for one in queryset:
            by_cohort.setdefault(one.cohort, []).append(one.student)
        for cohort, students in by_cohort.items():
            left = f"{_students(len(students))} removed. Their names are in the history of memberships."
            self._record_members(request, "delete", cohort, students, left)

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        """Back to the cohort's list; it says who joined, and how many are told."""
        added: Added = obj.added
        self.message_user(request, _joined(added, obj.cohort), messages.SUCCESS)
        if added.students:
            self.message_user(request, who_is_told(added.told, of=len(added.students)), messages.SUCCESS)
        return redirect(members_of(obj.cohort))

    def delete_model(self, request: HttpRequest, obj: Membership) -> None:
        remove_memberships(memberships=[obj], as_of=cast(SignedInRequest, request).now)

    @admin.action(description="Remove from the cohort", permissions=["delete"])
    def remove(self, request: SignedInRequest, queryset: QuerySet[Membership]) -> TemplateResponse | None:
        """Asks first, with the names, as Django does before it deletes; then removes those that it named."""
        named = request.POST.get("named")
        if named is None and (leaving := list(queryset)):
            return self._ask(request, leaving)
        rows = [pk for one in (named or "").split(",") if (pk := row_id(one)) is not None]
        gone = remove_memberships(memberships=queryset.filter(pk__in=rows), as_of=request.now)
        self.log_deletions(request, gone)
        self.message_user(request, _left(len(gone)), messages.SUCCESS if gone else messages.WARNING)
        return None

    def _ask(self, request: SignedInRequest, leaving: list[Membership]) -> TemplateResponse:
        self._record(request, "remove", {one.student_id for one in leaving}, {})
        cohorts = {one.cohort for one in leaving}
        where = cohorts.pop() if len(cohorts) == 1 else "their cohorts"
        context = {
            **self.admin_site.each_context(request),
            "title": f"Remove {_students(len(leaving))} from {where}?",
            "leaving": leaving,
            # One field, because a form holds a thousand at most, and a cohort may have more students.
            "named": ",".join(str(one.pk) for one in leaving),
            "chosen": request.POST.getlist(ACTION_CHECKBOX_NAME),
            "select_across": request.POST.get("select_across", "0"),
        }
        return TemplateResponse(request, "admin/cohorts/membership/remove.html", context)

    def _record_members(
        self, request: HttpRequest, page: str, cohort: Cohort, students: list[Student], message: str
    ) -> None:
        if not students:
            return
        record_change(
            actor=request.user,  # type: ignore[arg-type]
            page=self._page_name(page),
            student_ids=[student.pk for student in students],
        )
        admin.ModelAdmin.log_change(self, request, cohort, message)

    @admin.display(description="name", ordering="student__user__folded_name")
    def name(self, membership: Membership) -> SafeString:
        url = reverse("admin:students_student_change", args=[membership.student_id])
        return format_html('<a href="{}">{}</a>', url, membership.student.user.display_name)

    @admin.display(description="email", ordering="student__user__email")
    def email(self, membership: Membership) -> str:
        return membership.student.user.email

    @admin.display(description="student number", ordering="student__student_number")
    def student_number(self, membership: Membership) -> str:
        return membership.student.student_number

    @admin.display(description="joined", ordering="joined_at")
    def joined(self, membership: Membership) -> str:
        """The day, on campus."""
        return short_day(timezone.localtime(membership.joined_at))

    @admin.display(description="archived", ordering="student__archived_at")
    def archived(self, membership: Membership) -> str:
        """The day, on campus."""
        at = membership.student.archived_at
        return short_day(timezone.localtime(at)) if at else EMPTY


def members_of(cohort: Cohort) -> str:
    """The address of the list of this cohort's students."""
    return f"{reverse('admin:cohorts_membership_changelist')}?cohort={cohort.pk}"


def _named_in(request: HttpRequest) -> Cohort | None:
    """The cohort whose id stands in the address, if there is one; 404 for an id that no cohort has."""
    named = request.GET.get("cohort")
    return get_object_or_404(Cohort, pk=row_id(named)) if named else None


def _students(number: int) -> str:
    return "1 student" if number == 1 else f"{number} students"


def _joined(added: Added, cohort: Cohort) -> str:
    if not added.students:
        return f"All of them are in {cohort} already."
    already = f" {added.already} {'was' if added.already == 1 else 'were'} in it already." if added.already else ""
    return f"{_students(len(added.students))} added to {cohort}.{already}"


def _left(number: int) -> str:
    return f"{_students(number)} {'has' if number == 1 else 'have'} left the cohort. What they wrote stays theirs."
