"""Which fields the address of a list may ask about. Django takes every field of the row, and then
`?password__startswith=` gives a hash away letter by letter.
"""

from collections.abc import Iterator

from django.contrib.admin import ModelAdmin
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model
from django.db.models.constants import LOOKUP_SEP
from django.http import HttpRequest

_PATTERNS = {"regex", "iregex"}  # no filter of ours uses one, and a pattern may keep the database busy


def is_offered(page: ModelAdmin, lookup: str, request: HttpRequest) -> bool:
    """Whether the list shows, searches or filters by the field that this lookup asks about."""
    filters = page.get_list_filter(request)
    if lookup in {getattr(one, "parameter_name", None) for one in filters}:
        return True
    path = _fields(page.model, lookup)
    offered = {_fields(page.model, name) for name in _names(page, request)}
    return bool(path) and path in offered and not _PATTERNS & set(lookup.split(LOOKUP_SEP))


def _names(page: ModelAdmin, request: HttpRequest) -> Iterator[str]:
    yield page.date_hierarchy or ""
    for name in page.get_search_fields(request):
        yield str(name).lstrip("^=@")
    for one in page.get_list_filter(request):
        yield str(one[0] if isinstance(one, list | tuple) else one)
    for column in page.get_list_display(request):
        yield str(column)
        # A column of ours says which field it writes in words: the one that it sorts by.
        yield str(getattr(getattr(page, str(column), None), "admin_order_field", "")).lstrip("-")


def _fields(model: type[Model] | None, lookup: str) -> tuple[str, ...]:
    """The fields that it names, one behind the other, without what is asked of the last one. An id behind a row is the
    row: `term__id__exact` is about the term.
    """
    path: list[str] = []
    for part in lookup.split(LOOKUP_SEP):
        try:
            field = model._meta.get_field(part) if model else None
        except FieldDoesNotExist:
            break
        if field is None or (path and getattr(field, "primary_key", False)):
            break
        path.append(field.name)
        model = field.related_model if field.is_relation else None  # type: ignore[assignment]
    return tuple(path)
