"""What students held of late, and how soon they gave thanks for it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Q

from apps.campus.models import Campus
from apps.interviews.models import Interview


@dataclass(frozen=True, slots=True)
class Lately:
    """What an adviser's first page and their digest say of the students' conversations, within a cohort's dates or not.
    Of those `held`, `still_in_time` are not thanked for and their hours still run. The others are `settled`, and of
    these `in_time` were thanked for within the campus's hours.
    """

    held: int
    in_time: int
    still_in_time: int

    @property
    def settled(self) -> int:
        return self.held - self.still_in_time


def held_since(*, students: Collection[int], since: datetime, campus: Campus, as_of: datetime) -> Lately:
    """Of these students, by id; each conversation once, whatever cohorts they are in. One query."""
    hours = timedelta(hours=campus.thank_you_hours)
    found = Interview.objects.held().filter(student__in=students, ends_at__range=(since, as_of))
    return Lately(
        **found.aggregate(
            held=Count("pk"),
            in_time=Count("pk", filter=Q(thanked_at__lte=F("ends_at") + hours)),
            still_in_time=Count("pk", filter=Q(thanked_at=None, ends_at__gt=as_of - hours)),
        )
    )
