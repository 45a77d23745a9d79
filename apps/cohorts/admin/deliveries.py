"""The delivery log: what it shows of students is written to the audit log, which the engine's floor does not know."""

from collections.abc import Iterable

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from apps.audit.admin import LooksAreRecorded
from apps.reminders.admin import DeliveryLog
from apps.reminders.models import Reminder


@admin.register(Reminder)
class RecordedDeliveryLog(LooksAreRecorded, DeliveryLog):
    """Every reminder with what became of it."""

    def student_ids_of(self, row: Reminder) -> Iterable[int]:
        student = getattr(row.user, "student", None)
        return [student.pk] if student else []

    def get_queryset(self, request: HttpRequest) -> QuerySet[Reminder]:
        return super().get_queryset(request).select_related("user__student")
