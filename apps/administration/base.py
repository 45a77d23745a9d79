"""Base classes of the administration's pages."""

from collections.abc import Iterable, Sequence
from datetime import time
from typing import Any, ClassVar, NoReturn, cast

from django import forms
from django.contrib import admin
from django.contrib.admin.exceptions import DisallowedModelAdminLookup
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import BaseModelAdmin
from django.contrib.admin.widgets import AdminTimeWidget, AutocompleteSelect, AutocompleteSelectMultiple
from django.contrib.auth import get_user_model
from django.core.exceptions import BadRequest, ValidationError
from django.db import DataError, IntegrityError
from django.db.models import DateField, Field, Model, OuterRef, Subquery, TimeField
from django.forms.models import BaseInlineFormSet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from apps.accounts.requests import SignedInRequest
from apps.administration.lookups import is_offered
from apps.administration.meanwhile import SharedRowsAdmin
from apps.campus.zones import zone_choices
from apps.core.not_saved.giving_back import give_back, posts_for
from apps.core.templatetags.dates import clock, clock_and_zone, place, short_day
from apps.core.text import row_id

EMPTY = "–"  # Django writes "None" where a read-only field of ours has no value
SYSTEM = "the system"  # who did what nobody did who was signed in


def by_name(person: str = "") -> tuple[str, ...]:
    """For `search_fields`: finds the `person` at this path by the full, the last or the preferred name, as
    the staff's own search does."""
    names = ("full_name", "last_name", "preferred_name")
    return tuple("__".join(filter(None, (person, name, "has_name"))) for name in names)


def name_of(key: str) -> Subquery:
    """The name of the person whose id stands in `key`. It is no join, because rows outlive the people they name."""
    return Subquery(get_user_model().objects.filter(pk=OuterRef(key)).values("display_name")[:1])


def with_address(row: Any) -> str:
    """ "Jo (zihan@campus.edu)": a person with the email address, for several may have one name. Other rows by name."""
    address = getattr(getattr(row, "user", row), "email", "")
    return f"{row} ({address})" if address else str(row)


def moment(field: str, description: str = "") -> "staticmethod[[Any], str]":
    """A column, or a read-only field, that writes this field as "Nov 28, 2026, 3:00 pm EST", in the active zone."""

    @admin.display(description=description or field.replace("_", " "), ordering=field)
    def in_words(row: Any) -> str:
        at = getattr(row, field)
        return f"{short_day(timezone.localtime(at))}, {clock_and_zone(timezone.localtime(at))}" if at else EMPTY

    return staticmethod(in_words)


def time_of_day(field: str, description: str) -> "staticmethod[[Any], str]":
    """A column that writes this time of day as "9:00 pm"."""

    @admin.display(description=description)
    def in_words(row: Any) -> str:
        at = getattr(row, field)
        return EMPTY if at is None else clock(at)

    return staticmethod(in_words)


class AdminTimeInput(AdminTimeWidget):
    def format_value(self, value: Any) -> str | None:
        """ "9:00 pm"; what was typed as it was typed."""
        return clock(value) if isinstance(value, time) else super().format_value(value)


def _ids(value: Iterable[str]) -> list[str]:
    # Django's widget asks the database for whatever was posted, and words are no ids.
    return [one for one in value if row_id(str(one)) is not None]


class ChooseOne(AutocompleteSelect):
    def optgroups(self, name: str, value: Sequence[str], attr: dict[str, Any] | None = None) -> Any:
        """What is chosen already; nothing for a posted value that is no id."""
        return super().optgroups(name, _ids(value), attr)


class ChooseMany(AutocompleteSelectMultiple):
    def build_attrs(self, base_attrs: dict[str, Any], extra_attrs: dict[str, Any] | None = None) -> dict[str, Any]:
        """Django's attributes, without the cross that clears all: it is no item of the list that it stands in, and each
        choice has its own.
        """
        return {**super().build_attrs(base_attrs, extra_attrs), "data-allow-clear": "false"}

    def optgroups(self, name: str, value: Sequence[str], attr: dict[str, Any] | None = None) -> Any:
        """What is chosen already; nothing for a posted value that is no id."""
        return super().optgroups(name, _ids(value), attr)


class AutocompleteFields(BaseModelAdmin):
    """Autocomplete fields that take any posted text without an exception."""

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Django's field; searching instead of a list where `autocomplete_fields` says so."""
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", ChooseOne(db_field, self.admin_site))
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if field is not None:
            field.label_from_instance = with_address  # type: ignore[assignment]
        return field

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", ChooseMany(db_field, self.admin_site))
        return super().formfield_for_manytomany(db_field, request, **kwargs)


class RemovableRows(BaseInlineFormSet):
    def add_fields(self, form: Any, index: int | None) -> None:
        """Django's fields; the box that removes a row says so, for it has no label of its own."""
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].widget.attrs["aria-label"] = f"Remove {self._joined(form.instance)}"

    def clean(self) -> None:
        """Also what Django leaves to the database: a row that another page added meanwhile is there once."""
        super().clean()
        for form in self.extra_forms:
            if form.has_changed() and form.is_valid():
                try:
                    form.instance.validate_constraints()
                except ValidationError as error:
                    form.add_error(None, error)

    def _joined(self, row: Any) -> str:
        other = next(field for field in row._meta.fields if field.many_to_one and field != self.fk)
        return with_address(getattr(row, other.name)) if getattr(row, other.attname) else "this row"


class BaseInline(AutocompleteFields, admin.TabularInline):
    """Rows that are added and removed, and never turned into another: the history stays readable."""

    extra = 0
    formset = RemovableRows

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class BaseAdmin(SharedRowsAdmin, AutocompleteFields):
    """Base of every page: an unknown id is 404, an invalid form 422, lists count once and page by fifty."""

    formfield_overrides: ClassVar[dict[type[Field], dict[str, Any]]] = {TimeField: {"widget": AdminTimeInput}}
    list_per_page = 50
    show_full_result_count = False
    save_on_top = False

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        # Django takes an empty `_to_field` for the name of a field.
        return super().get_object(request, object_id, from_field or None)

    def formfield_for_dbfield(self, db_field: Field, request: HttpRequest, **kwargs: Any) -> Any:
        """Django's field; a day or an hour says by which clock."""
        if isinstance(db_field, DateField | TimeField):
            kwargs.setdefault("help_text", self.whose_clock(cast(SignedInRequest, request)))
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def whose_clock(self, request: SignedInRequest) -> str:
        return f"By the clock in {place(request.campus.zone)}."

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> NoReturn:
        raise Http404

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:  # type: ignore[override]
        """Only what the list shows, searches or filters by."""
        return super().lookup_allowed(lookup, value, request) and is_offered(self, lookup, request)

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Answers 400 where the address filters by a field that the list does not offer, or by a value that no row can
        hold, such as the year 99999, which the database would refuse with an exception.
        """
        try:
            return super().get_changelist_instance(request)
        except DisallowedModelAdminLookup:
            # Without Django's words: they repeat the address, which the log does not hold.
            raise BadRequest("A filter that this list does not have.") from None
        except (ValueError, OverflowError, DataError) as error:
            raise BadRequest("A filter that no row can meet.") from error

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """Django's page, asked again after an IntegrityError. After a double click both forms find a name free, and the
        database refuses the second; its form then says what is taken.
        """
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except IntegrityError:
            return super().changeform_view(request, object_id, form_url, extra_context)

    def render_change_form(  # type: ignore[override]
        self, request: HttpRequest, context: dict[str, Any], **kwargs: Any
    ) -> HttpResponse:
        """Django's page; 422 when it comes back with errors. What was not saved, because the session had ended, is in
        the form again.
        """
        give_back(request, [context["adminform"].form, *(each.formset for each in context["inline_admin_formsets"])])
        response = super().render_change_form(request, context, **kwargs)
        if context.get("errors"):
            response.status_code = 422
        return response

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Django's list; 422 when rows edited in it come back with errors. What was not saved, because the session had
        ended, is in the list again: the action, its rows, and what was edited.
        """
        response = super().changelist_view(request, extra_context)
        context = getattr(response, "context_data", None) or {}
        listed = context.get("cl")
        if listed is None:
            return response
        if listed.formset is not None and listed.formset.is_bound:
            response.status_code = 422
        elif listed.formset is not None:
            give_back(request, [listed.formset])
        if context["action_form"]:
            self._choose_again(request, context["action_form"], listed.result_list)
        return response

    def response_action(self, request: HttpRequest, queryset: Any, *args: Any, **kwargs: Any) -> Any:
        """Django's answer to an action; 400 where what was chosen names no row, which Django would raise about."""
        if any(row_id(chosen) is None for chosen in request.POST.getlist(ACTION_CHECKBOX_NAME)):
            raise BadRequest("An action on what is no row.")
        return super().response_action(request, queryset, *args, **kwargs)

    def _choose_again(self, request: HttpRequest, form: forms.Form, rows: Iterable[Any]) -> None:
        # "Select all 120" is not given back, because the list would not show it.
        for post in posts_for(request):
            form.initial["action"] = post.fields.get("action", [""])[0]
            for row in rows:
                row.is_chosen = str(row.pk) in post.fields.get(ACTION_CHECKBOX_NAME, ())

    def action_checkbox(self, obj: Any) -> SafeString:
        """Django's box at the head of a row, checked where the row was chosen before the session ended."""
        attrs = {"class": "action-select", "aria-label": f"Select {obj}"}
        box = forms.CheckboxInput(attrs, lambda value: getattr(obj, "is_chosen", False))
        return box.render(ACTION_CHECKBOX_NAME, str(obj.pk))


class ReadOnlyAdmin(BaseAdmin):
    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class UndeletableAdmin(BaseAdmin):
    """Rows that are switched off, archived or retired, and never deleted."""

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class SingletonAdmin(UndeletableAdmin):
    """A table of one row, pk 1: its list is its form."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Straight to the one form."""
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_change"
        return HttpResponseRedirect(reverse(name, args=[1]))


class TimeZoneChoices(admin.ModelAdmin):
    """Offers every IANA zone by name wherever a form has a `time_zone`."""

    def formfield_for_dbfield(self, db_field: Field, request: HttpRequest, **kwargs: Any) -> Any:
        """A list to choose from; where the field may stay empty, its first line says what that means."""
        if db_field.name != "time_zone":
            return super().formfield_for_dbfield(db_field, request, **kwargs)
        named = request.resolver_match.kwargs.get("object_id", "") if request.resolver_match else ""
        row = self.model.objects.filter(pk=row_id(named)).first()
        kept = row.time_zone if row else ""
        return forms.ChoiceField(
            label="Time zone",
            # What is kept already is still taken, whatever it is called today.
            choices=zone_choices(empty="The campus's zone" if db_field.blank else "", present=kept),
            required=not db_field.blank,
            error_messages={"invalid_choice": "Choose a time zone from the list, such as America/New_York."},
        )
