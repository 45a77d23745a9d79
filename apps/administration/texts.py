"""Base of the pages for the content of the program: each list shows every text, shipped or own. To change a shipped one
makes its row, and "Back to the shipped text" deletes it.
"""

from dataclasses import asdict, fields
from typing import Any, ClassVar, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import label_for_field
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.defaultfilters import linebreaksbr
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.http import urlencode
from django.utils.safestring import SafeString

from apps.administration.base import BaseAdmin
from apps.contacts.models import Source
from apps.core.folding import fold
from apps.core.text import one_line
from apps.guidance import program
from apps.guidance.content.shipped import OPEN, shipped
from apps.guidance.models import Content


class LinesField(forms.CharField):
    """A list of texts, one a line."""

    widget = forms.Textarea

    def __init__(self, *, longest: int, **kwargs: Any) -> None:
        """`longest`: the most letters of one line."""
        super().__init__(**kwargs)
        self.longest = longest

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list | tuple) else value

    def clean(self, value: Any) -> Any:
        lines = [one_line(line) for line in super().clean(value).splitlines()]
        if too_long := next((line for line in lines if len(line) > self.longest), ""):
            raise ValidationError(f"Use at most {self.longest} characters a line. “{too_long[:30]}…” has more.")
        return [line for line in lines if line]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed("\n".join(self._lines(initial)), "\n".join(self._lines(data)))

    def _lines(self, value: Any) -> list[str]:
        return [one_line(line) for line in str(self.prepare_value(value) or "").splitlines() if one_line(line)]


class TextForm(forms.ModelForm):
    def clean_key(self) -> str:
        """The shipped text that this one replaces; empty for one of the program's own."""
        key = self.cleaned_data["key"]
        if key and key not in shipped(self._meta.model.entry_type):
            raise ValidationError("There is no such text. Open it from the list again.")
        return key


class TextFilter(admin.SimpleListFilter):
    """Filters in Python: most of what a list shows is no row."""

    def keeps(self, row: Any) -> bool:
        raise NotImplementedError

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset


class StateFilter(TextFilter):
    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        own = [("own", "Own"), ("out", "Left out")] if model_admin.has_own else []
        return [("shipped", "As shipped"), ("changed", "Changed"), *own]

    def keeps(self, row: Content) -> bool:
        return row.state == dict(self.lookup_choices).get(cast(str, self.value()))


class AllTexts(ChangeList):
    """Django's list, of all texts on one page: a row for each, which is unsaved where it is as shipped."""

    def get_results(self, request: HttpRequest) -> None:
        every: list[Any] = program.rows(cast(type[Content], self.model))
        filters = [one for one in self.filter_specs if cast(TextFilter, one).value()]
        words = fold(self.query).split()
        self.result_list = [
            row
            for row in every
            if all(cast(TextFilter, one).keeps(row) for one in filters) and all(word in _words(row) for word in words)
        ]
        self.result_count, self.full_result_count = len(self.result_list), len(every)
        self.show_full_result_count = self.show_admin_actions = self.can_show_all = self.multi_page = False
        self.paginator = self.model_admin.get_paginator(request, self.result_list, max(len(every), 1))

    def url_for_result(self, result: Any) -> str:
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}"
        if result.pk is None:
            return f"{reverse(f'{name}_add')}?{urlencode({'key': result.key})}"
        return reverse(f"{name}_change", args=[result.pk])


class TextAdmin(BaseAdmin):
    form = TextForm
    actions = None
    show_facets = admin.ShowFacets.NEVER  # they count rows
    list_filter: ClassVar[tuple[Any, ...]] = (StateFilter,)
    sortable_by: ClassVar[tuple[str, ...]] = ()
    search_fields = ("key",)  # shows the field to search in; AllTexts reads every word of a text
    search_help_text = "Any word of the text."
    add_form_template = change_form_template = "admin/guidance/text.html"
    delete_confirmation_template = "admin/guidance/back.html"
    about = ""  # what stands above the form
    texts: tuple[str, ...] = ()  # the fields of the form, in order
    has_own = True  # whether a program may add its own

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return AllTexts

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        title = str(self.opts.verbose_name_plural).capitalize()
        return super().changelist_view(request, {"title": title, **(extra_context or {})})

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """The form; below it, for a changed text, what was shipped."""
        hidden = ("hidden",) if self.has_own else ()
        key = () if obj else ("key",)
        form = (None, {"fields": (*key, *self.texts, *hidden), "description": self.described})
        beside = ("The shipped text", {"fields": ("as_shipped",)})
        return (form, beside) if obj and not obj.is_own else (form,)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("as_shipped",)

    @property
    def described(self) -> str:
        names = next(iter(OPEN.get(self.model.entry_type, {}).values()), ())
        filled = ", ".join(f"{{{name}}}" for name in names)
        return f"{self.about} Acquaint fills in {filled}." if filled else self.about

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "key":
            field.widget, field.required = forms.HiddenInput(), not self.has_own
        return field

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.has_own or self._key(request) != ""

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        key = self._key(request)
        return asdict(self._shipped()[key]) if key else super().get_changeform_initial_data(request)

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """The form of an own text, or, where the address has a key, of the shipped text with it."""
        key = self._key(request)
        if not key:
            if "key" in request.GET:
                raise Http404
            return super().add_view(request, form_url, extra_context)
        changed = self.model._default_manager.filter(key=key).first()
        if changed and request.method != "POST":
            return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", changed.pk)
        said = {
            "title": f"Change “{self.model.of(self._shipped()[key])}”",
            "show_save_and_add_another": False,
            "show_save_and_continue": False,
        }
        return super().add_view(request, form_url, {**said, **(extra_context or {})})

    def render_change_form(  # type: ignore[override]
        self, request: HttpRequest, context: dict[str, Any], **kwargs: Any
    ) -> HttpResponse:
        """Django's page. A changed text is not deleted: it goes back."""
        row = kwargs.get("obj")
        context = {**context, "show_delete": row is None or row.is_own}
        if row is not None and not self.has_own:
            context["show_save_and_add_another"] = False
        return super().render_change_form(request, context, **kwargs)

    def response_add(self, request: HttpRequest, obj: Content, post_url_continue: str | None = None) -> HttpResponse:
        if obj.is_own:
            return super().response_add(request, obj, post_url_continue)
        self.message_user(request, f"“{obj}” is changed.", messages.SUCCESS)
        return self.response_post_save_add(request, obj)

    def render_delete_form(self, request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
        title = context["title"] if context["object"].is_own else "Back to the shipped text"
        return super().render_delete_form(request, {**context, "title": title})

    def delete_model(self, request: HttpRequest, obj: Content) -> None:
        request.is_back_to_shipped = not obj.is_own  # type: ignore[attr-defined]
        super().delete_model(request, obj)

    def response_delete(self, request: HttpRequest, obj_display: str, obj_id: int) -> HttpResponse:
        if not request.is_back_to_shipped:  # type: ignore[attr-defined]
            return super().response_delete(request, obj_display, obj_id)
        self.message_user(
            request,
            f"“{obj_display}” is gone. {self.model.readers.capitalize()} read the shipped text again.",
            messages.SUCCESS,
        )
        return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")

    @admin.display(description="it says")
    def as_shipped(self, row: Content) -> SafeString:
        shown = self.model.of(self._shipped()[row.key])
        said = [(label_for_field(name, shown, self), in_words(shown, name)) for name in self.texts]
        lines = [(str(label).capitalize(), linebreaksbr(words)) for label, words in said if words]
        return format_html_join("", "<p><strong>{}</strong><br>{}</p>", lines)

    def _shipped(self) -> dict[str, Any]:
        return shipped(self.model.entry_type)

    def _key(self, request: HttpRequest) -> str:
        key = request.GET.get("key", "")
        return key if key in self._shipped() else ""


def in_words(row: Content, name: str) -> str:
    """What the field of this name holds, with the labels of what was chosen."""
    value = getattr(row, name)
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, list):
        # Guidance does not know the sources, so their columns have no choices.
        column: Any = row._meta.get_field(name)
        labels = dict(column.base_field.choices or Source.choices)
        return "\n".join(str(labels.get(one, one)) for one in value)
    return str(getattr(row, f"get_{name}_display", lambda: value)())


def _words(row: Content) -> str:
    return fold(" ".join(in_words(row, one.name) for one in fields(row.entry_type) if one.type is not bool))
