"""What pages have in common: how they are shown, forms, and long lists, a page at a time."""

import re
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.forms import BaseForm, BaseFormSet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from apps.core.not_saved.giving_back import give_back

COLOR_SCHEMES = ("light", "dark", "auto")


def form_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page that shows its form and takes it. Nobody is led to an address that only takes one."""
    page = require_http_methods(["GET", "HEAD", "POST"])(view)
    page.is_page = True  # type: ignore[attr-defined]
    return page


def appearance(request: HttpRequest) -> dict[str, str | bool]:
    """A context processor. `color_scheme`: the person's choice from its cookie, or `auto`, which follows the device.

    `shortcuts_off`: whether this browser was told that letters pressed alone do nothing (WCAG 2.1.4).
    """
    chosen = request.COOKIES.get("color_scheme", "auto")
    return {
        "color_scheme": chosen if chosen in COLOR_SCHEMES else "auto",
        "shortcuts_off": request.COOKIES.get("single_keys") == "off",
    }


def posted(request: HttpRequest) -> QueryDict | None:
    """The posted data; None for GET and HEAD."""
    return request.POST if request.method == "POST" else None


@contextmanager
def refusals_on(form: BaseForm, refusal: type[Exception], *, field: str | None = None) -> Iterator[None]:
    """A `refusal` raised inside becomes an error of the form, or of its `field`, and the view goes on."""
    try:
        yield
    except refusal as error:
        form.add_error(field, str(error))


def render_form(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """The page with its form or forms: 422 where one of them is bound, because a valid one was redirected; 409 where
    its row was changed elsewhere. The title of one with an error opens with "Error:", and not where the page only asks
    something before it goes on. What was not saved, because the
    session had ended, is in the form again.
    """
    forms = [value for value in context.values() if isinstance(value, BaseForm | BaseFormSet)]
    give_back(request, forms)
    status = 422 if any(form.is_bound for form in forms) else 200
    if any(getattr(form, "conflict", None) for form in forms):
        status = 409
    is_refused = status == 409 or any(form.is_bound and not form.is_valid() for form in forms)
    return render(request, template, {**context, "is_refused": is_refused}, status=status)


# What the address of a list says of its order and place. The pages that it leads to carry it along in `from`.
_PLACE = ("sort", "q", "page", "from")
_LONGEST_PLACE = 500
_ANCHOR = re.compile(r"[a-z0-9-]+")
# Django reads more than it writes, such as 1.0 and Arabic digits. No list has ten thousand pages.
_PAGE = re.compile(r"[1-9][0-9]{0,3}")


def here(request: HttpRequest, *, at: str = "", filters: Iterable[str] = (), of: str = "") -> str:
    """What goes behind the addresses that this list links to, so that they lead back here, to the element `at`. Where
    several lists lead to one page, this one is called `of`.
    """
    kept = _kept(request.GET, filters) | ({"at": at} if at else {}) | ({"list": of} if of else {})
    return f"?{urlencode({'from': urlencode(kept)})}" if kept else ""


def came_from(request: HttpRequest) -> str:
    """Which of several lists the person came from, as `here` called it; empty where it has no name."""
    return QueryDict(request.GET.get("from", "")[:_LONGEST_PLACE]).get("list", "")


def next_page(request: HttpRequest) -> str:
    """The page of ours that `next` in the address names; empty where it names none, or one too long to carry along:
    a part of an address is another page.
    """
    wanted = request.GET.get("next", "")
    is_short = len(wanted) <= _LONGEST_PLACE
    is_ours = is_short and wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, {request.get_host()})
    return wanted if is_ours else ""


def carried(request: HttpRequest) -> str:
    """The same place, for the addresses to which a page's own forms are sent."""
    came_from = request.GET.get("from", "")[:_LONGEST_PLACE]
    return f"?{urlencode({'from': came_from})}" if came_from else ""


def way_back(request: HttpRequest, *, at: str = "", sorts: Container[str] = (), filters: Iterable[str] = ()) -> str:
    """What goes behind the address of the list to be where the person came from: its order, one of its `sorts`, its
    `filters`, its place, and the element they left it by, otherwise `at`. Never another page, nor one that is not
    there, whatever the address of this one says.
    """
    came_from = QueryDict(request.GET.get("from", "")[:_LONGEST_PLACE])
    kept, anchor = _kept(came_from, filters), came_from.get("at", "")
    if kept.get("sort") not in sorts:
        kept.pop("sort", None)
    if not _PAGE.fullmatch(kept.get("page", "")):
        kept.pop("page", None)
    anchor = anchor if _ANCHOR.fullmatch(anchor) else at
    return (f"?{urlencode(kept)}" if kept else "") + (f"#{anchor}" if anchor else "")


def _kept(query: QueryDict, filters: Iterable[str]) -> dict[str, str]:
    return {name: str(query[name]) for name in (*_PLACE, *filters) if query.get(name)}


def page_of(request: HttpRequest, queryset: QuerySet[Any] | Sequence[Any], per_page: int) -> Page[Any]:
    """The page that the address asks for with `page`, the first where it asks for none, the last where the list has
    become shorter. Raises Http404 for what is no number of a page: 0, -1, words, 99999.
    """
    number = request.GET.get("page") or "1"
    if not _PAGE.fullmatch(number):
        raise Http404
    return Paginator(queryset, per_page).get_page(number)
