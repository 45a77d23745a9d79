"""Students between cohorts, and inviting the chosen ones."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from apps.accounts.models import User
from apps.administration.invitations.actions import DOUBLE_CLICK, Again, invite_all
from apps.administration.invitations.reminders import invitations as invitation_causes
from apps.administration.members.actions import add_students, eligible_coaches, remove_memberships
from apps.administration.models import Invitation
from apps.campus.models import Campus
from apps.cohorts.models import Cohort, Membership, MembershipEvent  # type: ignore[attr-defined]
from apps.core.locking import in_lock_order
from apps.outbox.models import HardBounce, Message
from apps.reminders.actions import refresh_causes
from apps.students.models import Student


@dataclass(frozen=True)
class Moved:
    """By id, who joined the cohort, and who left the other one for it, of which some were in both; `already` were in it
    before. Of `uncoached` the coach could not come along.
    """

    joined: list[int]
    left: list[int]
    told: int
    already: int
    uncoached: int

    @property
    def students(self) -> list[int]:
        """For whom anything changed."""
        return sorted({*self.joined, *self.left})


@transaction.atomic
def move_students(
    *, students: Collection[int], leaving: Cohort | None, to: Cohort, invited_by: User, as_of: datetime
) -> Moved:
    """These students, by id, join `to` and are welcomed; with `leaving` those who are in that one, and they leave it. A
    coach comes along who may still coach. What they did and wrote stays theirs, and counts by the new cohort's dates.
    """
    list(in_lock_order(Cohort.objects.filter(pk__in=[to.pk, *([leaving.pk] if leaving else [])])))
    chosen = list(in_lock_order(Student.objects.filter(pk__in=students)))
    coaches: dict[int, int] = {}
    left: list[int] = []
    if leaving:
        gone = remove_memberships(memberships=leaving.memberships.filter(student__in=chosen), as_of=as_of)
        coaches = {one.student_id: one.coach_id for one in gone if one.coach_id}
        left = [one.student_id for one in gone]
        chosen = [one for one in chosen if one.pk in set(left)]
    added = add_students(cohort=to, students=chosen, invited_by=invited_by, as_of=as_of)
    new = [one.pk for one in added.students]
    able = set(eligible_coaches().filter(pk__in=set(coaches.values())).values_list("pk", flat=True))
    by_coach: dict[int, list[int]] = {}
    for student in new:
        if coaches.get(student) in able:
            by_coach.setdefault(coaches[student], []).append(student)
    for coach, theirs in by_coach.items():
        to.memberships.filter(student__in=theirs).update(coach=coach)
    uncoached = sum(student in coaches and coaches[student] not in able for student in new)
    return Moved(new, left, added.told, added.already, uncoached)


@transaction.atomic
def put_back(
    *,
    students: Collection[int],
    cohort: Cohort,
    leaving: Cohort | None = None,
    stay: Collection[int] = (),
    as_of: datetime,
) -> list[int]:
    """Undo a leaving, or with `leaving` a move: they are in this cohort again since they first joined it, with their
    coach where that person may still coach, and out of that one, but for those who `stay` in it. Returns who is back;
    whoever is in it, never left it, or has left that one since, is not.
    """
    list(in_lock_order(Cohort.objects.filter(pk__in=[cohort.pk, *([leaving.pk] if leaving else [])])))
    chosen = list(in_lock_order(Student.objects.select_related("user").filter(pk__in=students)))
    there = set(cohort.memberships.filter(student__in=chosen).values_list("student", flat=True))
    events = MembershipEvent.objects.filter(pgh_label="delete", cohort=cohort.pk, student__in=[s.pk for s in chosen])
    left = {event.student_id: event for event in events.order_by("pgh_id") if event.student_id not in there}
    if leaving:
        still = set(leaving.memberships.filter(student__in=left).values_list("student", flat=True))
        left = {pk: event for pk, event in left.items() if pk in still}
        remove_memberships(memberships=leaving.memberships.filter(student__in=still - set(stay)), as_of=as_of)
    able = set(eligible_coaches().values_list("pk", flat=True))
    back = Membership.objects.bulk_create(
        Membership(cohort=cohort, student_id=pk, coach_id=event.coach_id if event.coach_id in able else None)
        for pk, event in left.items()
    )
    for row in back:
        row.joined_at = left[row.student_id].joined_at
    Membership.objects.bulk_update(back, ["joined_at"])
    users = [one.user_id for one in chosen if one.pk in left]
    welcomes = Invitation.objects.filter(cohort=cohort, user__in=users)
    refresh_causes(invitation_causes, sorted(one.cause_key for one in welcomes), as_of=as_of)
    return sorted(left)


def welcomes_sent(*, students: Collection[int], cohort: Cohort) -> int:
    """How many mails that welcome one of these, by id, to the cohort were sent."""
    keys = [one.cause_key for one in Invitation.objects.filter(cohort=cohort, user__student__in=students)]
    return Message.objects.filter(reminder__cause_key__in=keys, state=Message.State.SENT).count()


@transaction.atomic
def invite_students(*, students: Collection[int], invited_by: User, as_of: datetime) -> Again:
    """Invite each of these, by id, to their cohort that is due last, or to their account where they have none. Who has
    signed in is only invited to a cohort that they never were invited to. Nobody gets two mails within ten minutes.
    """
    bounces = Exists(HardBounce.objects.filter(address=OuterRef("user__email")))
    rows = Student.objects.filter(pk__in=students)
    list(in_lock_order(rows))
    list(in_lock_order(User.objects.filter(student__in=rows)))
    chosen = list(rows.select_related("user").annotate(bounces=bounces))
    people = [one.user_id for one in chosen]
    today = as_of.astimezone(Campus.objects.current().zone).date()
    cohorts: dict[int, list[Cohort]] = {}
    current = Membership.objects.filter(student__in=chosen, cohort__due_on__gte=today, cohort__archived_at=None)
    for each in current.select_related("cohort").order_by("-cohort__due_on", "pk"):
        cohorts.setdefault(each.student_id, []).append(each.cohort)
    earlier = set(Invitation.objects.filter(user__in=people).values_list("user", "cohort"))
    since = as_of - DOUBLE_CLICK
    lately = set(Invitation.objects.filter(user__in=people, created_at__gt=since).values_list("user", flat=True))
    left_out: Counter[str] = Counter()
    going: dict[Cohort | None, list[User]] = {}
    for one in chosen:
        theirs = cohorts.get(one.pk, [])
        new = [cohort for cohort in theirs if (one.user_id, cohort.pk) not in earlier]
        if why := _why_not(one, bounces=one.bounces, is_late=one.user_id in lately, is_new=bool(new)):
            left_out[why] += 1
        else:
            going.setdefault(next(iter(new or theirs), None), []).append(one.user)
    invited = [
        each
        for cohort, users in going.items()
        for each in invite_all(people=users, cohort=cohort, invited_by=invited_by, as_of=as_of, again=True)
    ]
    return Again(invited, left_out)


def _why_not(student: Student, *, bounces: bool, is_late: bool, is_new: bool) -> str:
    if not student.user.is_active:
        return "may not sign in"
    if student.archived_at:
        return "archived"
    if student.user.last_login and not is_new:
        return "signed in already"
    if bounces:
        return "mail to them bounces"
    return "invited within the last ten minutes" if is_late else ""
