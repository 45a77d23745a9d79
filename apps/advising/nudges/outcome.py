"""What happened after a nudge: who of its students moved a step within seven days, beside those not nudged."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from apps.accounts.models import User
from apps.advising.caseload import BETWEEN_NUDGES
from apps.advising.models import Nudged
from apps.campus.models import Campus
from apps.cohorts.models import Cohort
from apps.interviews import progress

WITHIN = timedelta(days=7)  # as in _MOVED

# A step is a name added, asked, scheduled, logged, thanked or reflected.
_MOVED = """
SELECT EXISTS (SELECT FROM contacts_contact c
                WHERE c.student_id = s.id AND c.created_at > s.since AND c.created_at <= s.since + interval '7 days')
       OR EXISTS (SELECT FROM interviews_interview i, LATERAL (VALUES (i.asked_at), (i.scheduled_at), (i.logged_at),
                                                              (i.thanked_at), (i.reflected_at)) AS step(at)
                   WHERE i.student_id = s.id AND step.at > s.since AND step.at <= s.since + interval '7 days'),
       EXISTS (SELECT FROM advising_nudged n
                WHERE n.student_id = s.id AND n.stopped_at IS NULL
                  AND n.leaves_at > s.since - %(between)s AND n.leaves_at <= s.since + interval '7 days')
  FROM unnest(%(students)s::bigint[], %(since)s::timestamptz[]) WITH ORDINALITY AS s(id, since, place)
 ORDER BY s.place
"""


@dataclass(frozen=True)
class Share:
    moved: int
    of: int


@dataclass(frozen=True)
class Outcome:
    """`movers` are the ids of the `Nudged` whose student moved. `others` are the current students of the same cohorts
    who were short of the goal when it left, and whom nobody nudged in those seven days or the three before. `is_over`:
    the seven days have passed for all.
    """

    nudged: Share
    movers: Collection[int]
    others: Share
    is_over: bool


def moved(of: Sequence[tuple[int, datetime]]) -> list[tuple[bool, bool]]:
    """For each of these students, by id: whether they moved within seven days of that moment, and whether anybody
    nudged them then or in the three days before. In the order given. One query.
    """
    if not of:
        return []
    students, since = zip(*of, strict=True)
    values: dict[str, Any] = {"students": list(students), "since": list(since), "between": BETWEEN_NUDGES}
    with connection.cursor() as cursor:
        cursor.execute(_MOVED, values)
        return list(cursor.fetchall())


def outcome(*, left: Collection[Nudged], user: User, campus: Campus, as_of: datetime) -> Outcome | None:
    """Of those that have left, all of students who share with this person; None where none has. Four queries."""
    if not left:
        return None
    first, last = (pick(nudged.leaves_at for nudged in left) for pick in (min, max))
    ids = {nudged.student_id for nudged in left}
    others = _others({nudged.cohort_id for nudged in left}, ids, first, user=user, campus=campus, as_of=as_of)
    found = moved([(nudged.student_id, nudged.leaves_at) for nudged in left] + [(pk, first) for pk in others])
    theirs, beside = found[: len(left)], [each for each in found[len(left) :] if not each[1]]
    return Outcome(
        Share(sum(has_moved for has_moved, _ in theirs), len(left)),
        {nudged.pk for nudged, (has_moved, _) in zip(left, theirs, strict=True) if has_moved},
        Share(sum(has_moved for has_moved, _ in beside), len(beside)),
        is_over=last + WITHIN <= as_of,
    )


def _others(
    cohorts: Collection[int], nudged: Collection[int], since: datetime, *, user: User, campus: Campus, as_of: datetime
) -> list[int]:
    """Ids of the other current students of these cohorts whom this person sees, short of the goal at that moment."""
    reach = {
        one.pk: one.is_seen_whole for one in Cohort.objects.of_caseload(user).with_reach(user).filter(pk__in=cohorts)
    }
    whole, coached = ([pk for pk, is_whole in reach.items() if is_whole is wanted] for wanted in (True, False))
    rows = progress.table(cohorts=whole, as_of=as_of, campus=campus) if whole else []
    rows += progress.table(cohorts=coached, coach=user.pk, as_of=as_of, campus=campus) if coached else []
    day = since.astimezone(campus.zone).date()
    return sorted(
        {
            row.student_id
            for row in rows
            if not row.is_archived
            and row.student_id not in nudged
            and row.joined_at <= since
            and sum(held_on <= day for held_on in row.counted_on) < row.goal
        }
    )
