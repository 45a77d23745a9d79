"""People: everybody who signs in. They are switched off, never deleted."""

from collections.abc import Iterable
from typing import Any, cast

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from apps.accounts.models import User, anonymized
from apps.accounts.requests import SignedInRequest
from apps.accounts.sign_in.reauthentication import require_recent_sign_in
from apps.administration.base import EMPTY, UndeletableAdmin, by_name, moment
from apps.administration.invitations.actions import invite, invite_again
from apps.administration.members.coaching import coached_by, handing_over
from apps.administration.people.actions import asks_who_it_is, locked, remove_second_factor, save_person, what_follows
from apps.administration.people.forms import NewPersonForm, PersonForm
from apps.administration.recording import AuditedAdmin
from apps.administration.site import site
from apps.privacy.models import Deletion


@admin.register(User, site=site)
class PersonAdmin(AuditedAdmin, UndeletableAdmin):
    form = PersonForm
    list_display = ("name", "email", "role", "is_active", "last_sign_in")
    list_filter = ("role", "is_active")
    search_fields = (*by_name(), "email")
    search_help_text = "Name or email."
    ordering = ("folded_name", "display_name", "pk")
    actions = ("invite_again", "switch_off", "switch_on", "remove_second_factor")
    fieldsets = (
        (
            None,
            {
                "fields": ("email", "full_name", "preferred_name", "last_name", "role", "student_record"),
                "description": "No password is needed: they sign in with a code by email. "
                "A student gets a student record at once; add it to a cohort next.",
            },
        ),
        (
            "Sign-in",
            {
                "fields": ("is_active", "last_sign_in"),
                "description": "Switching someone off ends their sessions and keeps their records. Before you change "
                "an address or a role, we ask you once more who you are. Then we tell them by email. Your own address, "
                "role and sign-in can only be changed by another administrator.",
            },
        ),
    )

    @admin.display(description="name", ordering="folded_name")
    def name(self, person: User) -> str:
        return person.display_name

    last_sign_in = moment("last_login", "last sign-in")

    def student_ids_of(self, row: User) -> Iterable[int]:
        student = getattr(row, "student", None)
        return [student.pk] if student else []

    def account_of(self, row: User) -> User:
        return row

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).exclude(anonymized()).select_related("student")

    def lock(self, key: int) -> None:
        locked([key])

    def get_form(self, request: HttpRequest, obj: User | None = None, change: bool = False, **kwargs: Any) -> Any:
        return super().get_form(request, obj, change, **(kwargs if obj else {"form": NewPersonForm, **kwargs}))

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        (name, first), *others = super().get_fieldsets(request, obj)
        if obj is None:
            first = {**first, "fields": (*first["fields"], "invite")}
        elif not obj.is_student:
            first = {**first, "fields": (*first["fields"], "coached")}
        return [(name, first), *others]

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        # Nobody locks themselves out, by a slip in their address either, so one administrator always stays.
        own = ("email", "role", "is_active") if obj is not None and obj.pk == request.user.pk else ()
        return ("student_record", "coached", "last_sign_in", *own)

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        asked = cast(SignedInRequest, request)
        before = User.objects.get(pk=obj.pk) if change else None
        if asks_who_it_is(before=before, user=obj):
            require_recent_sign_in(request)
        if not change:
            obj.set_unusable_password()
        requests = Deletion.objects.open().filter(student__user=obj) if change else Deletion.objects.none()
        had_asked = requests.exists()
        save_person(user=obj, as_of=asked.now, by=asked.user)
        if had_asked and not requests.exists():
            ended = f"{obj.display_name} had asked to be deleted as a student. That request is over."
            self.message_user(request, ended, messages.WARNING)
        if before and (followed := what_follows(before=before, user=obj)):
            self.message_user(request, followed, messages.SUCCESS)
        if before and (before.is_active, before.role) != (obj.is_active, obj.role):
            self._say_whom_they_coach(request, [obj])
        if not change and form.cleaned_data["invite"]:
            invite(user=obj, invited_by=asked.user, as_of=asked.now)

    def construct_change_message(self, request: HttpRequest, form: Any, formsets: Any, add: bool = False) -> Any:
        """Django's names of fields, some with what became of them. No address: the audit log has these words, too."""
        if add:
            return f"Added. Role: {form.instance.role}."
        return _changed(*(_in_words(form, name) for name in form.changed_data))

    def response_add(self, request: HttpRequest, obj: User, post_url_continue: str | None = None) -> HttpResponse:
        """Django's answer; it says whether a mail goes."""
        if obj.invitations.exists():
            self.message_user(request, f"{obj.display_name} is told by email how to sign in.", messages.SUCCESS)
        return super().response_add(request, obj, post_url_continue)

    @admin.display(description="student record")
    def student_record(self, person: User) -> str | SafeString:
        for student in self.student_ids_of(person):
            return format_html('<a href="{}">Open</a>', reverse("admin:students_student_change", args=[student]))
        return EMPTY

    @admin.display(description="coach of")
    def coached(self, person: User) -> str | SafeString:
        """How many students, with the way to hand them over when this colleague leaves."""
        number = person.coached_memberships.count()
        if not number:
            return EMPTY
        return format_html(
            '{}. <a href="{}">See them</a> · <a href="{}">Hand them over</a>',
            _students(number),
            coached_by(person),
            handing_over(person),
        )

    def _say_whom_they_coach(self, request: HttpRequest, people: Iterable[User]) -> None:
        """Of those who see their students no more, because they may not sign in or are no advisers now."""
        for person in people:
            if not (person.is_active and person.is_adviser) and (number := person.coached_memberships.count()):
                self.message_user(
                    request,
                    format_html(
                        '{} is the coach of {} and sees them no more. <a href="{}">Hand them over</a>',
                        person.display_name,
                        _students(number),
                        handing_over(person),
                    ),
                    messages.WARNING,
                )

    @admin.action(description="Invite again: those who never signed in", permissions=["change"])
    def invite_again(self, request: SignedInRequest, queryset: QuerySet[User]) -> None:
        chosen = list(queryset)
        invited = invite_again(people=chosen, invited_by=request.user, as_of=request.now)
        for person in invited:
            self.log_change(request, person, "Invited again by email.")
        others = " The others have signed in, may not, or were invited within the last ten minutes."
        self.message_user(
            request,
            f"{len(invited)} of {len(chosen)} invited by email.{others if len(invited) < len(chosen) else ''}",
            messages.SUCCESS if invited else messages.WARNING,
        )

    @admin.action(description="Switch off: may not sign in", permissions=["change"])
    def switch_off(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        self._switch(request, queryset.exclude(pk=request.user.pk or 0), False)

    @admin.action(description="Switch on: may sign in", permissions=["change"])
    def switch_on(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        self._switch(request, queryset, True)

    def _switch(self, request: HttpRequest, queryset: QuerySet[User], on: bool) -> None:
        asked = cast(SignedInRequest, request)
        with transaction.atomic():
            changed = [one for one in locked(queryset.values_list("pk", flat=True)) if one.is_active != on]
            if any(person.is_administrator or (on and not person.is_student) for person in changed):
                require_recent_sign_in(request)
            for person in changed:
                person.is_active = on
                save_person(user=person, as_of=asked.now, by=asked.user)
                self.log_change(request, person, _changed(_may_sign_in(on)))
        self._say_whom_they_coach(request, changed)
        self._report(request, len(changed), "may sign in" if on else "may no longer sign in")

    @admin.action(description="Remove the second factor: lost phone", permissions=["change"])
    def remove_second_factor(self, request: SignedInRequest, queryset: QuerySet[User]) -> None:
        require_recent_sign_in(request)
        changed = [person for person in queryset if remove_second_factor(user=person, as_of=request.now)]
        for person in changed:
            self.log_change(request, person, "Removed the second factor.")
        done = (
            f"Removed for {_people(len(changed))}. They are signed out and told by email. After they sign in again, "
            "they can set up a new one."
        )
        if changed:
            self.message_user(request, done, messages.SUCCESS)
        else:
            self.message_user(request, "Nobody you chose has a second factor.", messages.WARNING)

    def _report(self, request: HttpRequest, count: int, what: str) -> None:
        self.message_user(request, f"{_people(count)}: {what}.", messages.SUCCESS if count else messages.WARNING)


def _students(count: int) -> str:
    return "1 student" if count == 1 else f"{count} students"


def _people(count: int) -> str:
    return "1 person" if count == 1 else f"{count} people"


def _in_words(form: Any, name: str) -> str:
    if name == "role":
        return f"role: {form.initial[name]} to {form.cleaned_data[name]}"
    return _may_sign_in(form.cleaned_data[name]) if name == "is_active" else name.replace("_", " ")


def _may_sign_in(on: bool) -> str:
    return f"may sign in: {'yes' if on else 'no'}"


def _changed(*fields: str) -> list[dict[str, dict[str, list[str]]]]:
    """As Django writes down what was changed in a form."""
    return [{"changed": {"fields": list(fields)}}] if fields else []
