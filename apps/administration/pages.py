"""What the pages of administrators have in common."""

from collections import Counter
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, TypeVar

from allauth.core.exceptions import ReauthenticationRequired
from django.db.models import F, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from apps.accounts.requests import SignedInRequest
from apps.accounts.sign_in.reauthentication import ask_again
from apps.cohorts.models import Cohort
from apps.core.folding import Bare, name_words
from apps.core.text import one_line, row_id

Rows = TypeVar("Rows", bound=QuerySet[Any])


def for_administrators(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """404 for everybody else, in the campus's zone. Stands above `form_page` and `require_safe`, so that nobody else
    learns the methods. A view that asks once more who is there, by `require_recent_sign_in`, does so before it saves.
    """

    @wraps(view)
    def checked(request: SignedInRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not request.user.is_administrator:
            raise Http404
        try:
            with timezone.override(request.campus.zone):
                return view(request, *args, **kwargs)
        except ReauthenticationRequired:
            return ask_again(request)

    return checked


def looked_for(request: HttpRequest) -> str:
    """What was typed into the field that finds people."""
    return one_line(request.GET.get("q", "")[:100].replace("\x00", ""))


def found(rows: Rows, query: str, *, person: str = "", also: Iterable[str] = ()) -> Rows:
    """Those whose person, at this path, has each word of the query in the name, in any order and without accents, or
    the whole query in the address or in one of these fields.
    """
    if not query:
        return rows
    path = f"{person}__" if person else ""
    words = name_words(query)
    by_name = Q(*(Q(bare_name__contains=word) for word in words)) if words else Q(pk=None)
    elsewhere = Q(**{f"{path}email__contains": query.lower()})
    for field in also:
        elsewhere |= Q(**{f"{field}__icontains": query})
    return rows.alias(bare_name=Bare(F(f"{path}folded_name"))).filter(by_name | elsewhere)


def chosen(request: HttpRequest, name: str = "s") -> list[int]:
    """The ids of the rows that were ticked, or that the address names, each once. What is no id is left out."""
    ids = (row_id(each) for each in [*request.POST.getlist(name), *request.GET.getlist(name)])
    return list(dict.fromkeys(each for each in ids if each))


def tabs(request: HttpRequest, kinds: Iterable[tuple[str, str, int]], *, show: str) -> list[dict[str, Any]]:
    """The links of a sieve: of each kind its value, label and number. Those with none are left out, but for all (which
    has no value) and the one that is shown.
    """
    kept = request.GET.copy()
    kept.pop("page", None)
    listed = []
    for value, label, number in kinds:
        if number or value in ("", show):
            kept["show"] = value
            listed.append(
                {"label": label, "number": number, "url": f"?{kept.urlencode()}", "is_current": value == show}
            )
    return listed


def how_many(number: int, one: str, several: str = "") -> str:
    """ "1 student", "3 students"."""
    return f"{number:,} {one if number == 1 else several or one + 's'}"


def told_apart(cohorts: Iterable[Cohort]) -> list[tuple[Cohort, str]]:
    """Each with its name, and its term where another of them has the same name."""
    listed = list(cohorts)
    times = Counter(one.name for one in listed)
    return [(one, one.name if times[one.name] == 1 else f"{one.name}, {one.term.name}") for one in listed]
