"""People: everybody who signs in. They are switched off, never deleted."""

from collections.abc import Iterable
from typing import Any

from allauth.account.models import EmailAddress
from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from apps.accounts.models import Role, User
from apps.audit.admin import LooksAreRecorded
from apps.cohorts import actions
from apps.cohorts.models import Caseload
from apps.core.admin import KeptForever
from apps.students.models import Student


class PersonForm(forms.ModelForm):
    def clean_email(self) -> str:
        """The address in lower case. One that another person signs in with is taken."""
        email = self.cleaned_data["email"].strip().lower()
        if EmailAddress.objects.filter(email__iexact=email).exclude(user=self.instance.pk).exists():
            raise ValidationError("Somebody already has this e-mail address.", code="unique")
        return email

    def clean_role(self) -> str:
        """No student looks after a cohort, and nobody stops being a student while the programme still counts them."""
        role = self.cleaned_data["role"]
        if role == Role.STUDENT and Caseload.objects.filter(adviser=self.instance.pk).exists():
            raise ValidationError("They look after cohorts. Give these to another adviser first.")
        if role != Role.STUDENT and Student.objects.current().filter(user=self.instance.pk).exists():
            raise ValidationError("They are a student here. Archive their student record first: nothing of it is lost.")
        return role


@admin.register(User)
class PersonAdmin(LooksAreRecorded, KeptForever):
    form = PersonForm
    list_display = ("full_name", "email", "role", "is_active", "last_login")
    list_filter = ("role", "is_active")
    search_fields = ("full_name", "email")
    search_help_text = "Name or e-mail."
    ordering = ("full_name", "pk")
    actions = ("switch_off", "switch_on", "remove_second_factor")
    fieldsets = (
        (
            None,
            {
                "fields": ("email", "full_name", "role", "student_record"),
                "description": "No password is needed: they sign in with a code by e-mail. "
                "A student gets a student record at once; add it to a cohort next.",
            },
        ),
        (
            "Sign-in",
            {
                "fields": ("is_active", "last_login"),
                "description": "Switching somebody off ends their sessions and keeps their records.",
            },
        ),
    )

    def student_ids_of(self, row: User) -> Iterable[int]:
        student = getattr(row, "student", None)
        return [student.pk] if student else []

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).select_related("student")

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        # Nobody locks themselves out, so one administrator always stays.
        own = ("role", "is_active") if obj is not None and obj.pk == request.user.pk else ()
        return ("student_record", "last_login", *own)

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        if not change:
            obj.set_unusable_password()
        actions.save_person(user=obj)

    @admin.display(description="student record")
    def student_record(self, person: User) -> str | SafeString:
        for student in self.student_ids_of(person):
            return format_html('<a href="{}">Open</a>', reverse("admin:students_student_change", args=[student]))
        return "–"

    @admin.action(description="Switch off: may not sign in", permissions=["change"])
    def switch_off(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        self._switch(request, queryset.exclude(pk=request.user.pk or 0), False)

    @admin.action(description="Switch on: may sign in", permissions=["change"])
    def switch_on(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        self._switch(request, queryset, True)

    def _switch(self, request: HttpRequest, queryset: QuerySet[User], on: bool) -> None:
        changed = list(queryset.exclude(is_active=on))
        for person in changed:
            person.is_active = on
            actions.save_person(user=person)
            self.log_change(request, person, [{"changed": {"fields": ["may sign in"]}}])
        self._say(request, len(changed), "may sign in" if on else "may not sign in any more")

    @admin.action(description="Remove the second factor: lost phone", permissions=["change"])
    def remove_second_factor(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        changed = [person for person in queryset if actions.remove_second_factor(user=person)]
        for person in changed:
            self.log_change(request, person, "Removed the second factor.")
        self._say(request, len(changed), "set up a second factor again at the next sign-in")

    def _say(self, request: HttpRequest, count: int, what: str) -> None:
        people = "1 person" if count == 1 else f"{count} people"
        self.message_user(request, f"{people}: {what}.", messages.SUCCESS if count else messages.WARNING)
