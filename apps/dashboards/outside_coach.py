"""What a coach who does not look after a cohort sees of it: their own students, and the numbers of the whole only where
these say nothing of a few others.
"""

from collections.abc import Mapping
from datetime import datetime

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


def wholes(own: Mapping[Cohort, int], *, campus: Campus, as_of: datetime) -> dict[int, Overview | None]:
    """How the whole of each cohort stands, by its id, for a coach of so many of its current students; None where that
    may not be shown. One query.
    """
    if not own:
        return {}
    return {
        whole.cohort.pk: whole if may_see_whole(students=whole.students, own=own[whole.cohort]) else None
        for whole in progress.overview(cohorts=own, as_of=as_of, campus=campus)
    }
