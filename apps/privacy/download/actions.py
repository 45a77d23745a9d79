"""Ask for the file, and make it. Each is one transaction."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from apps.campus.models import Campus
from apps.core import clock
from apps.core.locking import in_lock_order
from apps.outbox.models import Audience
from apps.outbox.posted import post
from apps.outbox.workers import wake_after_commit
from apps.privacy import emails
from apps.privacy.download.contents import zip_of
from apps.privacy.models import KEPT, Download
from apps.students.models import Student

MAKE = "apps.privacy.tasks.make_downloads"


@transaction.atomic
def ask(*, student: Student, version: str, as_of: datetime) -> bool:
    """Have a worker make a new file; the one before is emptied. `version` is of the request that the page showed, empty
    where there was none: a second press, which finds another, changes nothing. Whether it is a new request.
    """
    in_lock_order(Student.objects).get(pk=student.pk)
    earlier = Download.objects.visible_to(student.user).first()
    if earlier and (earlier.is_waiting or earlier.version != version):
        return False
    again = {"requested_at": as_of, "made_at": None, "content": None, "tries": 0}
    Download.objects.update_or_create(student=student, defaults=again)
    wake_after_commit(MAKE)
    return True


def make_waiting() -> int:
    """All files that are waited for, one after the other. Of two workers each makes others. Returns how many."""
    made = 0
    while (pk := _claim()) is not None:
        made += _make(pk)
    return made


@transaction.atomic
def _claim() -> int | None:
    found = Download.objects.waiting().select_for_update(skip_locked=True).order_by("requested_at", "pk")
    for pk in found.values_list("pk", flat=True)[:1]:
        Download.objects.filter(pk=pk).update(tries=F("tries") + 1)
        return pk
    return None


@transaction.atomic
def _make(pk: int) -> bool:
    waiting = Download.objects.filter(pk=pk, made_at=None).select_related("student__user").defer("content")
    download = waiting.select_for_update(of=("self",), skip_locked=True).first()
    if download is None:
        return False
    campus, as_of = Campus.objects.current(), clock.now()
    download.content = zip_of(download.student, campus=campus, as_of=as_of)
    download.made_at = as_of
    download.save(update_fields=["content", "made_at"])
    if download.student.user.is_active:
        post(
            key=f"download:{download.pk}:{download.requested_at:%Y%m%dT%H%M%S%f}",
            mail=emails.download_ready(download=download, campus=campus),
            audience=Audience.STUDENT,
            resend_when_unanswered=True,
            as_of=as_of,
        )
    return True


def empty_old(*, as_of: datetime) -> int:
    """The files that were made seven days ago or earlier; the rows say when."""
    return Download.objects.filter(made_at__lte=as_of - KEPT, content__isnull=False).update(content=None)
