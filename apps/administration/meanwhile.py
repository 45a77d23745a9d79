"""A row that was changed while its form was open: nothing goes back to what it was.

Each field sends along what it showed when the page was opened, by Django's `show_hidden_initial`. A field that the
person left alone follows the row. A field that both changed is refused once, and says what the row says now. All is
checked together, as it will be saved, under the lock of the row.

Students' long forms ask first (`apps.core.versions`): most of their fields are one text. Here each stands for itself,
and whoever corrects a name does not mean to switch somebody on again.
"""

from datetime import date, time
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.choices import flatten_choices
from django.utils.text import normalize_newlines

from apps.core.locking import in_lock_order
from apps.core.templatetags.dates import clock, short_day
from apps.core.text import row_id


class FollowsItsRow(forms.ModelForm):
    """`followed` are the labels of the fields that were changed meanwhile, and are kept so. A script that does not send
    what a page showed claims nothing, and what it sends is saved.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.followed: list[str] = []
        self._overtaken: list[forms.BoundField] = []
        was_shown = any(bound.html_initial_name in self.data for bound in self.visible_fields())
        for field in self.fields.values():
            field.show_hidden_initial = was_shown or not self.is_bound
        if was_shown:
            self._follow()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for bound in self._overtaken:
            self.add_error(bound.name, ValidationError(_overtaken(_in_words(bound)), code="overtaken"))
        return cleaned

    def _follow(self) -> None:
        touched = self.changed_data  # since the page was opened
        moved = [bound for bound in self.visible_fields() if self._opened(bound) != _as_sent(_now(bound))]
        data = cast(QueryDict, self.data).copy()
        for bound in moved:
            data.setlist(bound.html_initial_name, _now(bound))
            if bound.name not in touched:
                data.setlist(bound.html_name, _now(bound))
                self.followed.append(str(bound.label))
        self.data = data
        del self.changed_data  # Django keeps it; now it is what differs from the row
        self._overtaken = [bound for bound in moved if bound.name in touched and bound.name in self.changed_data]

    def _opened(self, bound: forms.BoundField) -> list[str]:
        return _as_sent(cast(QueryDict, self.data).getlist(bound.html_initial_name))


class SharedRowsAdmin(admin.ModelAdmin):
    """Pages whose rows several people change at a time."""

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """Django's row. Where a form is about to change it, it is locked before it is read."""
        key = row_id(object_id)
        # The page of its history takes no form.
        if key and request.method == "POST" and connection.in_atomic_block and self.has_change_permission(request):
            self.lock(key)
        return super().get_object(request, object_id, from_field)

    def lock(self, key: int) -> None:
        """What others save beside this row comes before or after, and is not overwritten."""
        list(in_lock_order(self.model._default_manager.filter(pk=key)))

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Django's form; that of a row which is there already follows it."""
        if change:
            kwargs["form"] = _follows_its_row(kwargs.get("form", self.form))
        return super().get_form(request, obj, change, **kwargs)

    def render_change_form(  # type: ignore[override]
        self, request: HttpRequest, context: dict[str, Any], **kwargs: Any
    ) -> HttpResponse:
        """Django's page; it says what followed the row."""
        self._say_what_followed(request, context["adminform"].form)
        return super().render_change_form(request, context, **kwargs)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        self._say_what_followed(request, form)

    def _say_what_followed(self, request: HttpRequest, form: Any) -> None:
        if said := what_followed(form):
            self.message_user(request, said, messages.WARNING)

    def get_changelist_form(self, request: HttpRequest, **kwargs: Any) -> Any:
        """As `get_form`, for rows that are edited in the list."""
        return super().get_changelist_form(request, **{"form": FollowsItsRow, **kwargs})

    def _get_list_editable_queryset(self, request: HttpRequest, prefix: str) -> QuerySet[Any]:
        return in_lock_order(super()._get_list_editable_queryset(request, prefix))  # type: ignore[misc]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Django's list. Rows edited in it are locked before they are read, and stay in the order in which they were
        sent when they come back with errors.
        """
        if "_save" not in request.POST:
            return super().changelist_view(request, extra_context)
        with transaction.atomic():
            response = super().changelist_view(request, extra_context)
        listed = (getattr(response, "context_data", None) or {}).get("cl")
        if listed and listed.formset:
            listed.result_list = [form.instance for form in listed.formset.forms]
        return response


def what_followed(form: Any) -> str:
    """What to say of the fields of this form that follow their row; empty where none does."""
    followed = getattr(form, "followed", None)
    if not followed:
        return ""
    these, stay = ("These were", "stay") if len(followed) > 1 else ("This was", "stays")
    return f"{these} changed while your page was open, and {stay} that way: {', '.join(followed)}."


def _follows_its_row(form: type[forms.ModelForm]) -> type[forms.ModelForm]:
    return type(form.__name__, (FollowsItsRow, form), {})


def _now(bound: forms.BoundField) -> list[Any]:
    value = bound.field.prepare_value(bound.initial)
    return list(value) if isinstance(value, list | tuple) else [value]


def _as_sent(values: list[Any]) -> list[str]:
    # As hidden inputs send it: an empty one sends "", and line breaks of any kind are sent as one kind.
    return sorted(normalize_newlines(str(value)) for value in values if value not in (None, ""))


def _overtaken(now: str) -> str:
    if not now:
        return "This was emptied while your page was open. Save again to put yours in."
    return f"This was changed to “{now}” while your page was open. Save again to replace that with yours."


def _in_words(bound: forms.BoundField) -> str:
    field, value = bound.field, bound.initial
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, time):
        return clock(value)
    if isinstance(value, date):
        return short_day(value)
    if isinstance(field, forms.ModelChoiceField):
        rows = value if isinstance(value, list) else [field.to_python(value)]
        return ", ".join(str(row) for row in rows if row)
    choices: list[tuple[Any, Any]] = list(flatten_choices(getattr(field, "choices", ())))
    labels = {str(key): str(label) for key, label in choices}
    return ", ".join(labels.get(one, one) for one in map(str, _now(bound)) if one != "None")
