"""“We talked”: one press for a student, or for all who are chosen in a list, and the way back."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple
from urllib.parse import urlencode

from django.contrib import messages
from django.db import transaction
from django.db.models import OuterRef, Q, Subquery
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from apps.accounts.models import User
from apps.accounts.requests import SignedInRequest
from apps.advising.caseload import needs_address
from apps.advising.hands import put_up_again
from apps.advising.models import Hand, Talk
from apps.audit.actions import record_change
from apps.campus.models import Campus
from apps.cohorts.models import Membership
from apps.core.locking import in_lock_order
from apps.core.pages import next_page
from apps.core.text import row_id
from apps.students.models import Student

CHOSEN = "chosen"  # what a button says that stands for all rows with a tick


class Noted(NamedTuple):
    """What one press made, by id: the talks that were not there before, and the hands it answered."""

    talks: list[int]
    hands: list[int]


@transaction.atomic
def record_talks(*, students: Collection[Student], adviser: User, campus: Campus, as_of: datetime) -> Noted:
    """The adviser talked with them today, by the clock on campus; said twice it is one talk. It answers the hands that
    are up for this adviser.
    """
    day = as_of.astimezone(campus.zone).date()
    locked = list(in_lock_order(Student.objects.filter(pk__in=[student.pk for student in students])))
    talks = Talk.objects.filter(student__in=locked, adviser=adviser, day=day)
    earlier = set(talks.order_by().values_list("pk", flat=True))
    Talk.objects.bulk_create(
        (Talk(student=student, adviser=adviser, day=day) for student in locked), ignore_conflicts=True
    )
    answer = talks.filter(student=OuterRef("student")).order_by().values("pk")
    up = Hand.objects.up_for(adviser, today=day).filter(student__in=locked)
    hands = list(up.order_by("pk").values_list("pk", flat=True))
    Hand.objects.filter(pk__in=hands).update(talk=Subquery(answer))
    return Noted([pk for pk in talks.order_by("pk").values_list("pk", flat=True) if pk not in earlier], hands)


@transaction.atomic
def withdraw_talks(*, talks: Collection[int], hands: Collection[int], adviser: User) -> list[int]:
    """These talks of the adviser, by id, were none, and answered no hand; nor did the adviser's others answer these
    hands. Only of students who share with the adviser still. Returns the ids of the students.
    """
    shared = Membership.objects.shared_with(adviser).order_by().values("student")
    found = Talk.objects.filter(pk__in=talks, adviser=adviser, student__in=shared)
    answered = Hand.objects.filter(Q(talk__in=found) | Q(pk__in=hands, talk__adviser=adviser), student__in=shared)
    theirs = Q(pk__in=found.order_by().values("student")) | Q(pk__in=answered.order_by().values("student"))
    locked = list(in_lock_order(Student.objects.filter(theirs)).values_list("pk", flat=True))
    put_up_again(answered)
    found.delete()
    return locked


@require_POST
def chosen(request: SignedInRequest) -> HttpResponse:
    """What the person does with one row of a list, or with all that are chosen in it: they talked, or nudge. `next` in
    the address is the list. Where one of the students does not share with this person: 404, and nothing is done.
    """
    if request.user.is_student:
        raise Http404
    back = next_page(request) or needs_address(request.user)
    act = next((name for name in ("talked", "nudge") if request.POST.get(name)), "")
    which = request.POST.get(act, "")
    named = request.POST.getlist("s") if which == CHOSEN else [which] if which else []
    if not named:
        messages.warning(request, "Choose at least one student first.")
        return redirect(back)
    students = _load(request.user, named)
    if act == "nudge":
        listed = {"s": [student.pk for student in students]} | ({"next": back} if next_page(request) else {})
        return redirect(reverse("advising:nudge", query=listed))
    with transaction.atomic():
        noted = record_talks(students=students, adviser=request.user, campus=request.campus, as_of=request.now)
        if any(noted):
            _record(request, [student.pk for student in students], "talked")
    if next_page(request):
        back += f"#student-{students[0].pk}"  # on their row of the list, where there is one
    who = students[0].user.display_name if len(students) == 1 else f"{len(students)} students"
    if not any(noted):
        messages.info(request, f"It was noted already: you talked with {who} today.")
        return redirect(back)
    undo = {name: ",".join(map(str, pks)) for name, pks in noted._asdict().items() if pks} | {"next": back}
    undo_url = f"{reverse('advising:withdraw_talk')}?{urlencode(undo)}"
    messages.success(request, f"Noted: you talked with {who} today.", extra_tags=undo_url)
    return redirect(back)


@require_POST
def withdraw_talk(request: SignedInRequest) -> HttpResponse:
    """Take back what one press made: the person's own talks that `talks` in the address names, and the answers to
    `hands`; twice is once.
    """
    if request.user.is_student:
        raise Http404
    talks, hands = (
        [pk for each in request.GET.get(name, "").split(",") if (pk := row_id(each)) is not None]
        for name in ("talks", "hands")
    )
    with transaction.atomic():
        if students := withdraw_talks(talks=talks, hands=hands, adviser=request.user):
            _record(request, students, "talk taken back")
    messages.success(request, "Undone. It’s as if you hadn’t pressed “We talked”.")
    return redirect(next_page(request) or needs_address(request.user))


def _load(user: User, named: Collection[str]) -> list[Student]:
    """The students with these ids, in the order given; 404 where one does not share with this person."""
    pks = list(dict.fromkeys(row_id(each) for each in named))
    shared = Membership.objects.shared_with(user).filter(student__in=[pk for pk in pks if pk is not None])
    found = Student.objects.filter(pk__in=shared.order_by().values("student")).select_related("user").in_bulk()
    if len(found) < len(pks):
        raise Http404
    return [found[pk] for pk in pks if pk is not None]


def _record(request: SignedInRequest, student_ids: list[int], done: str) -> None:
    record_change(actor=request.user, page="advising:chosen", student_ids=student_ids, reason=done)
