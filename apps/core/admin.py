"""The house rules of the administration: who enters, what a wrong address gets, how its pages behave."""

from collections.abc import Callable, Iterable, Sequence
from functools import update_wrapper
from typing import Any, NoReturn

from django.contrib import admin
from django.contrib.admin.options import BaseModelAdmin
from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.contrib.contenttypes.views import shortcut
from django.core.exceptions import BadRequest
from django.db import DataError, IntegrityError
from django.db.models import Model
from django.forms.models import BaseInlineFormSet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

_admin_view = admin.site.admin_view


def guarded(view: Callable[..., Any], cacheable: bool = False) -> Callable[..., Any]:
    """Django's `admin_view`, which also hides every page from people who are no administrators (404)
    and answers 400 to a NUL in the address, which the database would refuse with an exception."""
    inner = _admin_view(no_shortcut if view is shortcut else view, cacheable)

    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.user.is_authenticated and not admin.site.has_permission(request):
            raise Http404
        if any("\x00" in text for key, values in request.GET.lists() for text in (key, *values)):
            raise BadRequest("A NUL in the address.")
        return inner(request, *args, **kwargs)

    return update_wrapper(checked, inner)


@login_not_required
def sign_in(request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
    """The one sign-in page: with its rate limits and second factor, which Django's own form would pass by."""
    if admin.site.has_permission(request):
        return redirect("admin:index")
    if request.user.is_authenticated:
        raise Http404
    wanted = request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure()):
        wanted = reverse("admin:index")
    return redirect_to_login(wanted, reverse("account_login"))


def no_shortcut(request: HttpRequest, content_type_id: str, object_id: str) -> NoReturn:
    """404 in place of Django's way to any row of any model by its numbers: nothing here links to it, and models
    without a table, such as the union of all histories, make it fail.
    """
    raise Http404


def change_password(request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
    """The account's own page, which asks again who is there."""
    return redirect("account_change_password")


admin.site.site_header = "Acquaint administration"
admin.site.site_title = "Acquaint administration"
admin.site.index_title = "Programme"
admin.site.empty_value_display = "–"
admin.site.admin_view = guarded  # type: ignore[method-assign, assignment]
admin.site.login = sign_in  # type: ignore[method-assign]
admin.site.password_change = change_password  # type: ignore[method-assign, assignment]
# Many rows at once are archived, paused, retired or switched off, never deleted.
admin.site.disable_action("delete_selected")


def _ids(value: Iterable[str]) -> list[str]:
    # Django's widget asks the database for whatever was posted, and words are no ids.
    return [one for one in value if str(one).isascii() and str(one).isdigit() and len(str(one)) < 20]


class ChooseOne(AutocompleteSelect):
    def optgroups(self, name: str, value: Sequence[str], attr: dict[str, Any] | None = None) -> Any:
        """What is chosen already; nothing for a posted value that is no id."""
        return super().optgroups(name, _ids(value), attr)


class ChooseMany(AutocompleteSelectMultiple):
    def optgroups(self, name: str, value: Sequence[str], attr: dict[str, Any] | None = None) -> Any:
        """What is chosen already; nothing for a posted value that is no id."""
        return super().optgroups(name, _ids(value), attr)


class Choosing(BaseModelAdmin):
    """Forms and inlines whose autocomplete fields take any posted text for an answer."""

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Django's field; searching instead of a list where `autocomplete_fields` says so."""
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", ChooseOne(db_field, self.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """The same for several."""
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", ChooseMany(db_field, self.admin_site))
        return super().formfield_for_manytomany(db_field, request, **kwargs)


class RemovableRows(BaseInlineFormSet):
    def add_fields(self, form: Any, index: int | None) -> None:
        """Django's fields; the box that removes a row says so, for it has no label of its own."""
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].widget.attrs["aria-label"] = f"Remove {self._joined(form.instance)}"

    def _joined(self, row: Any) -> str:
        other = next(field for field in row._meta.fields if field.many_to_one and field != self.fk)
        return str(getattr(row, other.name)) if getattr(row, other.attname) else "this row"


class Rows(Choosing, admin.TabularInline):
    """Rows that are added and removed, and never turned into another: the history stays readable."""

    extra = 0
    formset = RemovableRows

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class Administration(Choosing, admin.ModelAdmin):
    """Base of every page: an unknown id is 404, an invalid form 422, lists count once and page by fifty."""

    list_per_page = 50
    show_full_result_count = False
    save_on_top = False

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> NoReturn:
        raise Http404

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Django's list. 400 where the address filters by what no row can hold, such as the year 99999: Django lets
        any field of the model be named there, and the database refuses with an exception.
        """
        try:
            return super().get_changelist_instance(request)
        except (ValueError, OverflowError, DataError) as error:
            raise BadRequest("A filter that no row can meet.") from error

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """Django's page. After a double click both forms find a name free, and the second meets the first in the
        database: nothing of it is saved, and asked again its form says what is taken.
        """
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except IntegrityError:
            return super().changeform_view(request, object_id, form_url, extra_context)

    def render_change_form(  # type: ignore[override]
        self, request: HttpRequest, context: dict[str, Any], **kwargs: Any
    ) -> HttpResponse:
        """Django's page; 422 when it comes back with errors."""
        response = super().render_change_form(request, context, **kwargs)
        if context.get("errors"):
            response.status_code = 422
        return response

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Django's list; 422 when rows edited in it come back with errors."""
        response = super().changelist_view(request, extra_context)
        listed = (getattr(response, "context_data", None) or {}).get("cl")
        if listed is not None and listed.formset is not None and listed.formset.is_bound:
            response.status_code = 422
        return response


class ReadOnly(Administration):
    """Pages to look at only."""

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class KeptForever(Administration):
    """Rows that are switched off, archived or retired, and never deleted."""

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class OneRow(KeptForever):
    """A table of one row, pk 1: its list is its form."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Straight to the one form."""
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_change"
        return HttpResponseRedirect(reverse(name, args=[1]))
