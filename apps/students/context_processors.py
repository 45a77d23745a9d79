from django.utils.functional import SimpleLazyObject

from apps.students.requests import StudentRequest


def request_context(request: StudentRequest) -> dict[str, object]:
    """`campus`, `zone` (the reader's) and `as_of` (now) in every template, read only by those that use them."""
    return {
        "campus": SimpleLazyObject(lambda: request.campus),
        "zone": lambda: request.zone,
        "as_of": SimpleLazyObject(lambda: request.now),
    }
