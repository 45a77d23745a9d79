"""Send a nudge, and stop what has not left. Before each hand-off it is asked whether it may still go."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery

from apps.accounts.models import User
from apps.advising.hands import put_up_again
from apps.advising.models import Hand, Nudge, Nudged
from apps.advising.nudges import emails
from apps.advising.nudges.chosen import Chosen, choose
from apps.audit.actions import record_change
from apps.campus.models import Campus
from apps.cohorts.models import Membership
from apps.core.locking import in_lock_order
from apps.core.text import row_id
from apps.outbox.models import Audience, Message, State
from apps.outbox.posted import post
from apps.outbox.workers import wake_after_commit
from apps.students.models import Student

STOPPED = "stopped"
# Reasons of what did not go, as the delivery log has them.
ARCHIVED, ANOTHER_ADDRESS, NOT_THEIRS = "archived", "another address", "no longer their adviser"
_KEY = "nudge:"
_LOOKS_BACK = timedelta(days=3)  # at what ended; it is looked at each minute


class NotSent(Exception):
    """Nothing was sent, to nobody. The message is for the adviser."""


class NotTheirs(NotSent):
    """Some are no longer this adviser's students."""


class SentBefore(NotSent):
    """The form went already, with other words or to others."""


@dataclass(frozen=True)
class Sent:
    """`chosen` says who was left out. It is None where the form went before: this press did nothing."""

    nudge: Nudge
    chosen: Chosen | None


@transaction.atomic
def send(
    *,
    adviser: User,
    token: UUID,
    subject: str,
    body: str,
    students: Collection[int],
    also: Collection[int] = (),
    passed: Collection[int] = (),
    cohort: int | None = None,
    campus: Campus,
    as_of: datetime,
) -> Sent:
    """To those of these students, by id, who are not left out now: each as the student of a cohort, and of this one
    where it is given; `also` and `passed` as for `choose`. A hand that is up is answered by it. Once for a token: a
    second press finds the first one's.

    Raises NotTheirs, SentBefore, and NotSent where everybody is left out.
    """
    list(in_lock_order(Student.objects.filter(pk__in=students)))
    if earlier := Nudge.objects.filter(token=token).first():
        return _earlier(earlier, adviser, subject, body, students, also)
    chosen = choose(
        students=students, user=adviser, campus=campus, as_of=as_of, cohort=cohort, also=also, passed=passed
    )
    if chosen.not_theirs:
        raise NotTheirs(not_theirs(chosen.not_theirs))
    if not chosen.going:
        raise NotSent("Nobody is left to send it to. Below it says why.")
    nudge, is_new = Nudge.objects.get_or_create(
        token=token, defaults={"adviser": adviser, "subject": subject, "body": body}
    )
    if not is_new:  # in another tab, to other students, at the same moment
        return _earlier(nudge, adviser, subject, body, students, also)
    today = as_of.astimezone(campus.zone).date()
    rows = Nudged.objects.bulk_create(
        Nudged(nudge=nudge, student=pick.student, cohort=pick.case.cohort, leaves_at=pick.leaves_at)
        for pick in chosen.going
    )
    for pick, nudged in zip(chosen.going, rows, strict=True):
        post(
            key=nudged.message_key,
            mail=emails.nudge(
                subject=subject,
                body=body,
                known=pick.fields(adviser=adviser, today=today),
                adviser=adviser,
                student=pick.student,
                campus=campus,
            ),
            audience=Audience.STUDENT,
            resend_when_unanswered=True,
            as_of=as_of,
            due_at=pick.leaves_at,
        )
    wake_after_commit()
    ids = [pick.pk for pick in chosen.going]
    answer = Nudged.objects.filter(nudge=nudge, student=OuterRef("student")).values("pk")
    Hand.objects.up_for(adviser, today=today).filter(student__in=ids).update(nudged=Subquery(answer[:1]))
    record_change(actor=adviser, page="advising:nudge", student_ids=ids, reason=f"nudged ({nudge})")
    return Sent(nudge, chosen)


def not_theirs(number: int) -> str:
    """Without a name: whoever is not theirs is not named to them."""
    who = (
        "One of the students you chose is not your student"
        if number == 1
        else (f"{number} of the students you chose are not your students")
    )
    return f"{who} any more, so nothing was sent. Look again, and press once more."


def _earlier(
    nudge: Nudge, adviser: User, subject: str, body: str, students: Collection[int], also: Collection[int]
) -> Sent:
    if (nudge.adviser_id, nudge.subject, nudge.body) != (adviser.pk, subject, body):
        raise SentBefore("This page sent a nudge already, with other words. To send these too, press once more.")
    went = set(nudge.nudged.values_list("student", flat=True))
    # Of those who were to get it, some may have been left out at the first press.
    if went.isdisjoint(students) or not went.issuperset(set(also).intersection(students)):
        raise SentBefore("This page sent this nudge already, to others. To send it to these too, press once more.")
    return Sent(nudge, None)


@transaction.atomic
def stop(*, nudge: Nudge, actor: User, as_of: datetime) -> int:
    """Those that have not left do not leave, and the hands they answered are up again. Returns how many."""
    rows = nudge.nudged.filter(stopped_at=None)
    list(in_lock_order(Student.objects.filter(pk__in=rows.values("student"))))
    by_key = {nudged.message_key: nudged for nudged in rows}
    # What may have arrived already is not stopped.
    waiting = Message.objects.untouched().filter(key__in=by_key, resent_uncertain=0)
    messages = list(in_lock_order(waiting))
    Message.objects.end({message.pk: STOPPED for message in messages}, as_of=as_of)
    stopped = [by_key[message.key] for message in messages]
    _take_back(nudge.nudged.filter(pk__in=[nudged.pk for nudged in stopped]), as_of=as_of)
    if stopped:
        ids = [nudged.student_id for nudged in stopped]
        record_change(actor=actor, page="advising:nudged", student_ids=ids, reason=f"stopped ({nudge})")
    return len(stopped)


def _take_back(rows: QuerySet[Nudged], *, as_of: datetime) -> None:
    """They did not leave: they count as no nudge, and answer no hand."""
    ids = list(rows.values_list("pk", flat=True))
    rows.update(stopped_at=as_of)
    put_up_again(Hand.objects.filter(nudged__in=ids))


@transaction.atomic
def end_unsent(as_of: datetime) -> None:
    """Those whose message ended without leaving, whatever the reason, such as an address that bounces."""
    unsent = Message.objects.filter(
        audience=Audience.STUDENT,
        key__startswith=_KEY,
        state__in=[State.SKIPPED, State.FAILED],
        ended_at__gt=as_of - _LOOKS_BACK,
    )
    ids = [row_id(key.removeprefix(_KEY)) for key in unsent.values_list("key", flat=True)]
    rows = Nudged.objects.filter(pk__in=[pk for pk in ids if pk is not None], stopped_at=None)
    if students := list(rows.values_list("student", flat=True)):
        list(in_lock_order(Student.objects.filter(pk__in=students)))
        _take_back(rows, as_of=as_of)


def why_not(message: Message) -> str | datetime:
    """Before its hand-off: why a nudge may not go any more, or until when it waits, because it is late and the student
    has quiet hours again. Empty for all other messages.
    """
    if not message.key.startswith(_KEY):
        return ""
    people = Nudged.objects.select_related("nudge__adviser", "student__user")
    nudged = people.filter(pk=row_id(message.key.removeprefix(_KEY)) or 0).first()
    if nudged is None or nudged.stopped_at:
        return STOPPED
    campus, as_of = Campus.objects.current_and_now()
    if why := _over(nudged, message.address):
        with transaction.atomic():
            in_lock_order(Student.objects).get(pk=nudged.student_id)
            _take_back(Nudged.objects.filter(pk=nudged.pk, stopped_at=None), as_of=as_of)
        return why
    later = nudged.student.quiet_hours(campus).after(as_of)
    if later <= as_of:
        return ""
    Nudged.objects.filter(pk=nudged.pk).update(leaves_at=later)
    return later


def _over(nudged: Nudged, address: str) -> str:
    student, adviser = nudged.student, nudged.nudge.adviser
    if student.archived_at or not student.user.is_active:
        return ARCHIVED
    if student.user.email != address:
        return ANOTHER_ADDRESS
    is_theirs = adviser.is_active and Membership.objects.shared_with(adviser).filter(student=student).exists()
    return "" if is_theirs else NOT_THEIRS
