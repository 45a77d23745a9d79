"""Who needs their adviser, in the order of the list.

The first rule that holds is the student's reason. Among students of one reason, whoever has waited longest comes first.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from apps.advising.reasons import RULES, Case, Looked, Reason
from apps.campus.models import Campus
from apps.interviews.progress import Row
from apps.interviews.steps import Step

_RANKS = {rule.reason: rank for rank, rule in enumerate(RULES)}


@dataclass(frozen=True, slots=True)
class Need:
    """One student who needs their adviser: why, in words, since when (UTC), and at which step they are stuck.

    `clock` where a time is running out; `bounces` where, besides, mail does not reach them.
    """

    case: Case
    reason: Reason
    icon: str
    why: str
    detail: str
    since: datetime
    step: Step | None
    clock: bool = False
    bounces: bool = False

    @property
    def row(self) -> Row:
        return self.case.row

    def has(self, reason: Reason) -> bool:
        """Whether they stand under this reason: under their first one, and where mail bounces, under that too."""
        return self.reason is reason or (self.bounces and reason is Reason.BOUNCES)

    @property
    def order(self) -> tuple[int, datetime, str, int]:
        """The most urgent reason first, then the longest."""
        return _RANKS[self.reason], self.since, self.row.folded_name, self.row.student_id


def needing(cases: Iterable[Case], *, campus: Campus, as_of: datetime) -> list[Need]:
    """Who needs their adviser, in the order of the list; a student once, with the first of their reasons in all of the
    cohorts given. Archived students need nobody, nor do those of whom only the counts are left.
    """
    first: dict[int, Need] = {}
    for case in cases:
        is_left = case.row.is_archived or case.row.is_anonymous
        need = None if is_left else _need(case, campus, as_of)
        if need and (case.row.student_id not in first or need.order < first[case.row.student_id].order):
            first[case.row.student_id] = need
    return sorted(first.values(), key=lambda need: need.order)


def counted(needs: Sequence[Need]) -> list[tuple[Reason, int]]:
    """How many stand under each reason, in the order of the list, without those that nobody has. Whoever mail does not
    reach may stand under two.
    """
    numbers = {reason: sum(need.has(reason) for need in needs) for reason in Reason}
    return [(reason, number) for reason, number in numbers.items() if number]


def _need(case: Case, campus: Campus, as_of: datetime) -> Need | None:
    today = as_of.astimezone(campus.zone).date()
    looked = Looked(case.row, case.cohort, case.hand, campus, as_of, today, case.begun(campus))
    is_before, is_over = today < case.cohort.starts_on, today > case.cohort.due_on
    has_reached_goal = case.row.counted >= case.row.goal
    for rule in RULES:
        if (
            (is_before and not rule.before)
            or (has_reached_goal and not rule.beyond_goal)
            or (is_over and not rule.over)
        ):
            continue
        if since := rule.since(looked):
            why, detail = rule.said(looked, since)
            bounces = case.row.unreached_since is not None and not is_over and rule.reason is not Reason.BOUNCES
            return Need(
                case, rule.reason, rule.icon, why, detail, since, rule.at(looked), clock=rule.clock, bounces=bounces
            )
    return None
