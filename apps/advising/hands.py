"""A hand: the student's call for help. They raise it, see who sees it, take it back, and see who answered."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.db import connection, transaction
from django.db.models import JSONField
from django.db.models.expressions import RawSQL
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.text import get_text_list
from django.views.decorators.http import require_POST

from apps.advising.models import Hand
from apps.advising.querysets import HandQuerySet
from apps.cohorts.readers import NAMES, not_long_over
from apps.core.locking import in_lock_order
from apps.core.pages import next_page
from apps.interviews.actions import NotPossible
from apps.interviews.steps import Step
from apps.students.loading import own_student
from apps.students.models import Student
from apps.students.requests import StudentRequest

NEWS_FOR = timedelta(days=3)  # so long an answer is shown, from the talk or from when the message left

# The one that is up, otherwise the last that was answered. A message is joined by `Nudged.message_key`; one that is no
# longer kept has long left, and one that never will puts the hand up again within a minute.
_HAND = """(
SELECT jsonb_build_object('step', h.step, 'raised_at', h.raised_at, 'by', u.display_name, 'talked_at', t.created_at,
                          'leaves_at', d.leaves_at,
                          'left_at', CASE WHEN e.state IN ('due', 'skipped', 'failed') THEN NULL
                                          ELSE coalesce(e.sent_at, d.leaves_at) END)
  FROM advising_hand h
  LEFT JOIN advising_talk t ON t.id = h.talk_id
  LEFT JOIN (advising_nudged d JOIN advising_nudge n ON n.id = d.nudge_id) ON d.id = h.nudged_id
  LEFT JOIN outbox_message e ON e.key = 'nudge:' || d.id
  LEFT JOIN accounts_user u ON u.id = coalesce(t.adviser_id, n.adviser_id)
 WHERE h.student_id = %(student)s AND h.taken_back_at IS NULL AND d.stopped_at IS NULL
 ORDER BY u.id IS NULL DESC, h.raised_at DESC LIMIT 1)"""
_HELP = f"SELECT {_HAND}::text, {NAMES}"  # noqa: S608  # nosec B608 - constants


@dataclass(frozen=True, slots=True)
class Answer:
    """To the last hand: `by` talked with the student, or wrote a message. It left at `left_at`, or waits to leave at
    `leaves_at` or as soon as it can: then `left_at` is None or still to come. Moments are UTC.
    """

    by: str
    talked_at: datetime | None
    leaves_at: datetime | None
    left_at: datetime | None

    def has_left(self, as_of: datetime) -> bool:
        return self.left_at is not None and self.left_at <= as_of

    def is_news(self, as_of: datetime) -> bool:
        """Until three days after the talk, or after the message left."""
        at = self.talked_at or self.left_at
        return at is None or as_of - at < NEWS_FOR


@dataclass(frozen=True, slots=True)
class Help:
    """What a student's page says of it. `people` would see their hand, or see it; where there are none it cannot be
    raised. `raised_at` (UTC) and `step` are of the one that is up, `answer` is of the last one where none is.
    """

    people: Collection[str] = ()
    raised_at: datetime | None = None
    step: str = ""
    answer: Answer | None = None

    @property
    def at(self) -> str:
        """The step in words; empty where the hand came from no interview's page."""
        return Step(self.step).label if self.step else ""


def help_of(student: Student, *, today: date) -> Help:
    """`today` is on campus. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_HELP, {"student": student.pk, **not_long_over(today)})
        hand, people = cursor.fetchone()
    return help_from(json.loads(hand) if hand else None, people)


def hand_of(student: Student) -> RawSQL:
    """The student's hand in a query of something else, for `help_from`."""
    return RawSQL(_HAND.replace("%(student)s", "%s"), [student.pk], output_field=JSONField())  # noqa: S611  # nosec B611


def help_from(hand: dict[str, Any] | None, people: Collection[str]) -> Help:
    if hand is None:
        return Help(people)
    if hand["by"] is None:
        return Help(people, _moment(hand["raised_at"]), hand["step"])
    moments = (_moment(hand[name]) for name in ("talked_at", "leaves_at", "left_at"))
    return Help(people, answer=Answer(hand["by"], *moments))


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


@transaction.atomic
def raise_hand(*, student: Student, step: str, today: date) -> Help:
    """At a step, or at none. One is up at a time: raised twice, it stays where it was raised first. `today` is on
    campus. Raises NotPossible where nobody would see it.
    """
    found = in_lock_order(Student.objects).get(pk=student.pk)
    if found.archived_at:
        raise NotPossible("Your account is archived, so no adviser sees it.")
    people = help_of(found, today=today).people
    if not people:
        raise NotPossible("No adviser looks after a cohort of yours at present, so nobody would see it.")
    if not Hand.objects.up().filter(student=found).exists():
        Hand.objects.create(student=found, step=step if step in Step else "")
    return help_of(found, today=today)


@transaction.atomic
def take_back(*, student: Student, as_of: datetime) -> bool:
    """Whether one was up. Twice is once."""
    in_lock_order(Student.objects).get(pk=student.pk)
    return bool(Hand.objects.up().filter(student=student).update(taken_back_at=as_of))


def put_up_again(answered: HandQuerySet) -> None:
    """Their answer was none. Whoever raised another since has called once, since the first: that one stays up alone.
    For a transaction that holds the students' locks.
    """
    hands = list(answered.order_by("raised_at", "pk"))
    up = {one.student_id: one for one in Hand.objects.up().filter(student__in={one.student_id for one in hands})}
    again = []
    for one in hands:
        if kept := up.get(one.student_id):
            kept.raised_at = min(kept.raised_at, one.raised_at)
            kept.save(update_fields=["raised_at"])
            one.delete()
        else:
            up[one.student_id] = one
            again.append(one.pk)
    Hand.objects.filter(pk__in=again).update(talk=None, nudged=None)


@require_POST
def hand(request: StudentRequest) -> HttpResponse:
    """“Ask my adviser for help”: back to the page that `next` in the address names."""
    student = own_student(request)
    today = request.now.astimezone(request.campus.zone).date()
    try:
        found = raise_hand(student=student, step=request.POST.get("step", ""), today=today)
    except NotPossible as error:
        messages.error(request, str(error))
    else:
        see = "sees" if len(found.people) == 1 else "see"
        messages.success(request, f"Done. {get_text_list(list(found.people), 'and')} {see} that you want help.")
    return _back(request)


@require_POST
def withdrawal(request: StudentRequest) -> HttpResponse:
    if take_back(student=own_student(request), as_of=request.now):
        messages.success(request, "Taken back. You can ask again any time.")
    else:
        messages.info(request, "You are not asking for help at present.")
    return _back(request)


def _back(request: StudentRequest) -> HttpResponse:
    back = next_page(request)
    return redirect(f"{back}#hand" if back and "#" not in back else back or "dashboards:home")
