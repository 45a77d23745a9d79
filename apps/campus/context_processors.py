from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from apps.campus.models import Campus


def campus(request: HttpRequest) -> dict[str, object]:
    """`campus` in every template, read only by those that use it."""
    return {"campus": SimpleLazyObject(Campus.objects.current)}
