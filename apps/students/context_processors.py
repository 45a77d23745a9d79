from django.utils.functional import SimpleLazyObject

from apps.students.requests import StudentRequest


def request_context(request: StudentRequest) -> dict[str, object]:
    """`campus` and `zone` (the reader's) in every template, read only by those that use them."""
    return {"campus": SimpleLazyObject(lambda: request.campus), "zone": lambda: request.zone}
