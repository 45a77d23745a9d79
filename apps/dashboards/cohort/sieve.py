"""Which students the page of a cohort shows, and in which order: as its address asks."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.http import Http404, QueryDict

from apps.advising.needing import Need, counted
from apps.advising.reasons import RULES, Reason
from apps.core.folding import is_named, name_words
from apps.core.text import one_line
from apps.dashboards.cohort.table import STEPS
from apps.interviews.progress import Row
from apps.interviews.steps import Step

FILTERS = ("reason", "step", "count")
# Those with more stand under the last.
COUNTS = {"0": "None", "1": "One", "2": "Two", "3": "Three and more"}
_MOST = max(map(int, COUNTS))
_KNOWN = {*FILTERS, "q", "sort", "page", "from"}
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


class Listed(NamedTuple):
    """A row of the cohort, and why this student needs their adviser, where they do."""

    row: Row
    need: Need | None


def _most_urgent(each: Listed) -> tuple[Any, ...]:
    need, row = each.need, each.row
    return (need is None, *(need.order if need else (row.folded_name, row.student_id)))


SORTS: dict[str, tuple[str, Callable[[Listed], Any]]] = {
    "name": ("Name", lambda each: (each.row.folded_name, each.row.student_id)),
    "need": ("Most urgent first", _most_urgent),
    "counted": ("Fewest counted", lambda each: (each.row.counted, each.row.folded_name)),
    "last": ("Longest unmoved", lambda each: (each.row.last_moved or _LONG_AGO, each.row.folded_name)),
}


class Tab(NamedTuple):
    """A link that shows one reason, and how many stand under it."""

    key: str
    label: str
    number: int
    url: str
    is_current: bool


@dataclass(frozen=True)
class CohortSieve:
    """What is asked for; each part alone may be missing. `query` are words of a name."""

    reason: Reason | None = None
    step: Step | None = None
    count: int | None = None
    query: str = ""
    sort: str = "name"

    @classmethod
    def of(cls, asked: QueryDict) -> "CohortSieve":
        """Raises Http404 for a filter that is none, a value that a filter does not have, and an unknown order."""
        if not _KNOWN.issuperset(asked):
            raise Http404
        reason, step, count = (asked.get(name, "") for name in FILTERS)
        sort = asked.get("sort", "name")
        if (
            (reason and reason not in Reason.values)
            or (step and step not in STEPS)
            or (count and count not in COUNTS)
            or sort not in SORTS
        ):
            raise Http404
        return cls(
            reason=Reason(reason) if reason else None,
            step=Step(step) if step else None,
            count=int(count) if count else None,
            query=one_line(asked.get("q", "")[:100]),
            sort=sort,
        )

    @property
    def counted(self) -> str:
        """The key of COUNTS, if any."""
        return "" if self.count is None else str(self.count)

    @property
    def is_open(self) -> bool:
        """Whether it keeps nobody out."""
        return self.asked().keys() <= {"sort"}

    @property
    def is_of_reason(self) -> bool:
        """Whether it keeps all who stand under one reason, and nobody else."""
        return self.reason is not None and self.asked().keys() <= {"reason", "sort"}

    def asked(self) -> dict[str, str]:
        """What an address says of it, without what goes without saying."""
        said = {
            "reason": self.reason.value if self.reason else "",
            "step": self.step.value if self.step else "",
            "count": self.counted,
            "q": self.query,
            "sort": "" if self.sort == "name" else self.sort,
        }
        return {name: value for name, value in said.items() if value}

    def logged(self) -> dict[str, Any]:
        """What the audit log keeps of it: that a name was typed, and not which."""
        return {**self.asked(), "q": True} if self.query else self.asked()

    def url(self, **other: Any) -> str:
        """The address of the same, but for `other`: from the first page, and without the way back."""
        return f"?{urlencode(replace(self, **other).asked())}"

    def keep(self, students: Iterable[Listed]) -> list[Listed]:
        """Those who are asked for, in the order given."""
        words = name_words(self.query)
        return [student for student in students if self._fits(student, words)]

    def in_order(self, students: Iterable[Listed]) -> list[Listed]:
        return sorted(students, key=SORTS[self.sort][1])

    def tabs(self, students: Iterable[Listed]) -> list[Tab]:
        """All who need their adviser, and those under each reason, of whom the rest of the sieve keeps."""
        needs = [student.need for student in replace(self, reason=None).keep(students) if student.need]
        numbers = dict(counted(needs))
        # What is asked for stays, so that one sees it and can choose another.
        reasons = [rule.reason for rule in RULES if rule.reason in numbers or rule.reason is self.reason]
        return [
            Tab("all", "All", len(needs), self.url(reason=None), self.reason is None),
            *(
                Tab(each.value, each.label, numbers.get(each, 0), self.url(reason=each), each is self.reason)
                for each in reasons
            ),
        ]

    def orders(self) -> list[Tab]:
        return [Tab(key, label, 0, self.url(sort=key), key == self.sort) for key, (label, _) in SORTS.items()]

    def _fits(self, student: Listed, words: list[str]) -> bool:
        row, need = student
        if self.reason and not (need and need.has(self.reason)):
            return False
        if self.step and not (getattr(row, self.step.value) or (need and need.step is self.step)):
            return False
        if self.count is not None and min(row.counted, _MOST) != self.count:
            return False
        return is_named(row.folded_name, words)
