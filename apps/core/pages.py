"""Long lists, a page at a time."""

from typing import Any

from django.core.paginator import InvalidPage, Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest


def page_of(request: HttpRequest, queryset: QuerySet[Any], per_page: int) -> Page[Any]:
    """The page that the address asks for with `page`, the first where it asks for none.

    Raises Http404 for a page that is not there: 0, -1, words, one past the last.
    """
    number = request.GET.get("page") or "1"
    # Django reads more than it writes, such as 1.0 and Arabic digits; and Python refuses thousands of digits.
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        raise Http404
    try:
        return Paginator(queryset, per_page).page(number)
    except InvalidPage as error:
        raise Http404 from error
