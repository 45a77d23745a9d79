"""What students shared to read: one list of what this person has not read yet, “Mark as read”, and the way back."""

from datetime import date, datetime
from urllib.parse import urlencode

from django.contrib import messages
from django.db import transaction
from django.db.models import Exists, OuterRef, Subquery
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from apps.accounts.models import User
from apps.accounts.requests import SignedInRequest
from apps.advising.models import ReflectionRead
from apps.audit.actions import record_change
from apps.cohorts.models import Cohort, Membership
from apps.core.locking import in_lock_order
from apps.core.pages import next_page
from apps.reflection.models import Reflection
from apps.reflection.querysets import ReflectionQuerySet
from apps.students.models import Student


def unread(user: User) -> ReflectionQuerySet:
    """Shared with this person by students who take part, and not read since, the newest first."""
    read = ReflectionRead.objects.filter(reflection=OuterRef("pk"), adviser=user, read_at__gte=OuterRef("shared_at"))
    current = Reflection.objects.visible_to(user).filter(interview__student__archived_at=None)
    return current.filter(~Exists(read)).order_by("-shared_at", "-pk")


def to_read(*, user: User, today: date) -> ReflectionQuerySet:
    """Those of cohorts that are not long over. Each has the student's `cohort_pk` and `cohort_name`: one that this
    person sees them in.
    """
    present = Cohort.objects.not_long_over(today=today).order_by()
    seen_in = Membership.objects.shared_with(user).filter(student=OuterRef("interview__student"), cohort__in=present)
    seen_in = seen_in.order_by("-cohort__due_on", "-cohort")
    found = unread(user).annotate(
        cohort_pk=Subquery(seen_in.values("cohort")[:1]), cohort_name=Subquery(seen_in.values("cohort__name")[:1])
    )
    return found.filter(cohort_pk__isnull=False)


@transaction.atomic
def mark_read(*, reflection: Reflection, adviser: User, shared_at: datetime | None, as_of: datetime) -> bool:
    """As it was shared at `shared_at`. Nothing, and False, where it was shared anew since: nobody has read that."""
    in_lock_order(Student.objects).get(pk=reflection.interview.student_id)
    if shared_at is None or not Reflection.objects.filter(pk=reflection.pk, shared_at=shared_at).exists():
        return False
    ReflectionRead.objects.update_or_create(reflection=reflection, adviser=adviser, defaults={"read_at": as_of})
    return True


@transaction.atomic
def withdraw_read(*, reflection: Reflection, adviser: User) -> None:
    in_lock_order(Student.objects).get(pk=reflection.interview.student_id)
    ReflectionRead.objects.filter(reflection=reflection, adviser=adviser).delete()


@require_POST
def read(request: SignedInRequest, pk: int) -> HttpResponse:
    """This person has read it as it was shared at the moment that `shared` in the address names. `next` is the list
    where it stood.
    """
    reflection, back = _load(request, pk), next_page(request)
    with transaction.atomic():
        shared_at = _moment(request.GET.get("shared", ""))
        is_read = mark_read(reflection=reflection, adviser=request.user, shared_at=shared_at, as_of=request.now)
        if is_read:
            _record(request, reflection, "marked as read")
    if not is_read:
        messages.warning(request, "This reflection was shared again meanwhile, so it stays on your list: look again.")
        return redirect(back or "dashboards:reflections")
    undo = f"{reverse('advising:withdraw_read', args=[pk])}?{urlencode({'next': back})}" if back else ""
    name = reflection.interview.student.user.display_name
    messages.success(request, f"You’ve read {name}’s reflection.", extra_tags=undo)
    return redirect(back or "dashboards:reflections")


@require_POST
def withdraw_reading(request: SignedInRequest, pk: int) -> HttpResponse:
    """Put it back on the list."""
    reflection = _load(request, pk)
    with transaction.atomic():
        withdraw_read(reflection=reflection, adviser=request.user)
        _record(request, reflection, "marked as not read")
    messages.success(request, "Undone. It’s on your reading list again.")
    return redirect(next_page(request) or "dashboards:reflections")


def _moment(said: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(said)
    except ValueError:
        return None
    return found if found.tzinfo else None


def _load(request: SignedInRequest, pk: int) -> Reflection:
    """A reflection that is shared with this person; otherwise 404. A student marks nothing, not even their own."""
    readers = Reflection.objects.none() if request.user.is_student else Reflection.objects.visible_to(request.user)
    found = readers.select_related("interview__student__user").only("interview__student__user__display_name")
    return get_object_or_404(found, pk=pk)


def _record(request: SignedInRequest, reflection: Reflection, done: str) -> None:
    record_change(actor=request.user, page="advising:read", student_ids=[reflection.interview.student_id], reason=done)
