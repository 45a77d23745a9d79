"""What a coach who does not look after a cohort sees of it: their own students, and the numbers of the whole only where
these say nothing of a few others.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from apps.accounts.models import User
from apps.campus.models import Campus
from apps.cohorts.models import Cohort
from apps.core.small_groups import FEWEST
from apps.interviews import progress
from apps.interviews.progress import Overview


def may_see_whole(*, students: int, own: int) -> bool:
    """Whether the numbers of a cohort's `students` may stand beside those of the coach's `own` among them. Current
    students, both. Whoever takes one from the other learns of the rest: they are nobody, or five at least.
    """
    others = students - own
    return students >= FEWEST and (others == 0 or others >= FEWEST)


@dataclass(frozen=True, slots=True)
class Seen:
    """A cohort as this person sees it: `line` is of those whom they see, `whole` of the cohort where they see only
    their own and may know it.
    """

    line: Overview
    is_whole: bool
    whole: Overview | None = None


def seen(cohorts: Iterable[Cohort], *, user: User, campus: Campus, as_of: datetime) -> list[Seen]:
    """The cohorts, `with_reach` of this person, in the order given. Two queries at most."""
    given: Sequence[Cohort] = list(cohorts)
    coached = [cohort for cohort in given if not cohort.is_seen_whole]
    lines = progress.overview(cohorts=given, as_of=as_of, campus=campus)
    own = {
        line.cohort.pk: line for line in progress.overview(cohorts=coached, coach=user.pk, as_of=as_of, campus=campus)
    }
    return [_seen(line, own.get(line.cohort.pk)) for line in lines]


def _seen(whole: Overview, own: Overview | None) -> Seen:
    if own is None:
        return Seen(whole, is_whole=True)
    return Seen(own, is_whole=False, whole=whole if may_see_whole(students=whole.students, own=own.students) else None)
