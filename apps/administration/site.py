"""The administration's own AdminSite."""

from collections.abc import Callable
from functools import update_wrapper
from typing import Any, NoReturn, cast

from allauth.core.exceptions import ReauthenticationRequired
from django.contrib.admin import AdminSite
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.template.response import SimpleTemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from apps.accounts.requests import SignedInRequest
from apps.accounts.sign_in.reauthentication import ask_again
from apps.administration.base import EMPTY
from apps.administration.recording import RecordedAutocomplete


def no_shortcut(request: HttpRequest, content_type_id: str, object_id: str) -> NoReturn:
    """404 in place of Django's redirect to any row by content type and id. Nothing here links to it, and it fails for
    models without a table, such as pghistory's Events.
    """
    raise Http404


class AdministrationSite(AdminSite):
    """Django's site for administrators only, entered through the one sign-in page.

    Pages are registered here and nowhere else, so that no library shows what it keeps of people's accounts.
    """

    site_header = site_title = "Acquaint administration"
    index_title = "Program"
    empty_value_display = EMPTY

    def get_urls(self) -> list[Any]:
        shortcut = path("r/<path:content_type_id>/<path:object_id>/", self.admin_view(no_shortcut), name="view_on_site")
        return [shortcut, *super().get_urls()]

    def admin_view(  # type: ignore[override]
        self, view: Callable[..., Any], cacheable: bool = False
    ) -> Callable[..., Any]:
        """The view, run and rendered in the campus's zone. It answers 404 to people who are not administrators, 403 in
        words of its own to a step that nobody does here, and 400 to a NUL in the address, which the database would
        refuse with an exception.
        """
        inner = super().admin_view(view, cacheable)

        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if request.user.is_authenticated and not self.has_permission(request):
                raise Http404
            if any("\x00" in text for key, values in request.GET.lists() for text in (key, *values)):
                raise BadRequest("A NUL in the address.")
            if not request.user.is_authenticated:
                return inner(request, *args, **kwargs)
            with timezone.override(cast(SignedInRequest, request).campus.zone):
                try:
                    response = inner(request, *args, **kwargs)
                except ReauthenticationRequired:
                    return ask_again(request)
                except PermissionDenied:  # an administrator may do all that there is to do
                    return render(request, "admin/403.html", {"layout": "layouts/problem_inside.html"}, status=403)
                if isinstance(response, SimpleTemplateResponse):
                    response.render()  # Django would do it later, in UTC
            return response

        return update_wrapper(checked, inner)

    @login_not_required
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Leads to the one sign-in page, with its rate limits and second factor. Django's form has neither."""
        if self.has_permission(request):
            return redirect("admin:index")
        if request.user.is_authenticated:
            raise Http404
        wanted = request.GET.get("next", "")
        if not url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure()):
            wanted = reverse("admin:index")
        return redirect_to_login(wanted, reverse("account_login"))

    def password_change(  # type: ignore[override]
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Leads to the account's own page, which asks again who is there."""
        return redirect("account_change_password")

    def autocomplete_view(self, request: HttpRequest) -> HttpResponseBase:  # type: ignore[override]
        """Django's autocomplete answers, with an audit row for the students that they name."""
        return RecordedAutocomplete.as_view(admin_site=self)(request)


site = AdministrationSite()
# Many rows at once are archived, paused, retired or switched off, never deleted.
site.disable_action("delete_selected")
