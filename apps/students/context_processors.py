from django.http import HttpRequest

from apps.campus.models import Campus
from apps.students.models import quiet_hours_of


def reader_zone(request: HttpRequest) -> dict[str, object]:
    """`reader_zone` in every template: a student's own zone, else the campus's. Read only by those that use it."""

    def zone() -> object:
        campus = Campus.objects.current()
        return quiet_hours_of(request.user, campus).zone if request.user.is_authenticated else campus.zone

    return {"reader_zone": zone}
