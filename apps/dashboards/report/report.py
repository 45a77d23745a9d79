"""A cohort's report: each number with what it was divided by, and none that stands for a small group."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from apps.campus.models import Format
from apps.cohorts.models import Cohort
from apps.contacts.models import Warmth
from apps.core.small_groups import FEWEST, Group, Said, part, shown
from apps.dashboards.report.figures import Figures
from apps.guidance.content.entries import Channel
from apps.interviews.progress import Row
from apps.reflection.models import NERVES, Verdict

NOT_SHOWN = "Not shown"
BAR = 120  # units that a whole is wide

_WARMTHS = {
    **{each.value: each.label for each in Warmth},
    "": "Not said",
}
_FORMATS = {**{each.value: each.label for each in Format}, "": "Not said"}
_CHANNELS = {**{each.value: each.label for each in Channel}, "": "Asked another way"}
_INTRODUCED = {"true": "Introduced by someone", "false": "Not introduced"}
_VERDICTS = {each.value: each.label for each in Verdict}
_LEVELS = {str(level): str(level) for level in range(NERVES[0], NERVES[1] + 1)}
_LEVELS["1"], _LEVELS["5"] = "1, calm", "5, very nervous"


@dataclass(frozen=True, slots=True)
class Rate:
    """A part of a whole: "18 of 62"."""

    group: Group
    rest: Group

    @property
    def said(self) -> str:
        match part(self.group, self.rest):
            case Said.EXACTLY:
                return str(self.group.number)
            case Said.FEW:
                return f"Fewer than {FEWEST}"
            case Said.MOST:
                return f"All but fewer than {FEWEST}"
        return NOT_SHOWN

    @property
    def is_exact(self) -> bool:
        return part(self.group, self.rest) is Said.EXACTLY

    @property
    def of(self) -> int | None:
        """The whole; None where nothing is said of it."""
        return None if self.said == NOT_SHOWN else self.group.number + self.rest.number


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table. `said` is "12 of 61", and `bar` how long that is; `percent` only where a part is asked for."""

    label: str
    said: str = NOT_SHOWN
    bar: int = 0
    percent: int | None = None

    @property
    def is_shown(self) -> bool:
        return self.said != NOT_SHOWN


@dataclass(frozen=True)
class Report:
    """Of one cohort; `rows` are of its students who are not archived."""

    cohort: Cohort
    rows: Sequence[Row]
    figures: Figures

    @property
    def students(self) -> int:
        return len(self.rows)

    @property
    def is_small(self) -> bool:
        """Too few students for any number."""
        return self.students < FEWEST

    @cached_property
    def reached(self) -> Rate:
        number = sum(row.counted >= row.goal for row in self.rows)
        return Rate(_people(number), _people(self.students - number))

    @cached_property
    def participation(self) -> list[Line]:
        """How many students have none, one, two, three and more that count, and the goal or more."""
        goal = self.cohort.goal
        bounds = sorted({0, 1, 2, 3, goal})
        spans = [*((low, high - 1) for low, high in pairwise(bounds)), (bounds[-1], None)]
        numbers = [
            sum(low <= row.counted and (high is None or row.counted <= high) for row in self.rows)
            for low, high in spans
        ]
        below = [at for at, (low, _) in enumerate(spans) if low < goal]
        beyond = [at for at, (low, _) in enumerate(spans) if low >= goal]
        # That few, or all but few, reached the goal says of a side how small it is: its rows would say more.
        hidden = {Said.EXACTLY: [], Said.FEW: beyond, Said.MOST: below, Said.NOT: [*below, *beyond]}
        said = part(self.reached.group, self.reached.rest)
        known = [below, beyond] if said is Said.EXACTLY else []
        are_shown = shown([(_people(number),) for number in numbers], each_once=True, hidden=hidden[said], known=known)
        labels = [_span(low, high, goal) for low, high in spans]
        return _lines(labels, numbers, are_shown, self.students)

    @property
    def held(self) -> Group:
        return self.figures.group("held")

    @property
    def is_held_shown(self) -> bool:
        return not self.held.is_small

    @property
    def names(self) -> Group:
        return self.figures.group("names")

    @property
    def in_time(self) -> Rate:
        return self._rate("in_time")

    @property
    def reflected(self) -> Rate:
        return self._rate("reflected")

    @property
    def led_on(self) -> Rate:
        return self._rate("led_on")

    @property
    def asked_before(self) -> Rate:
        """Of those held, the ones that were asked for: the others were logged, or agreed, without it."""
        return self._rate("was_asked")

    @property
    def days(self) -> float | None:
        """The median from asked to held, in days."""
        return None if self.asked_before.group.is_small else self.figures.days

    @property
    def has_verdict(self) -> Rate:
        return self._rate("has_verdict")

    @property
    def has_nerves(self) -> Rate:
        return self._rate("has_nerves")

    @property
    def answered(self) -> Rate:
        return self._rate("asked")

    @cached_property
    def warmth(self) -> list[Line]:
        return self._divided("warmth", _WARMTHS)

    @cached_property
    def format(self) -> list[Line]:
        return self._divided("format", _FORMATS)

    @cached_property
    def verdicts(self) -> list[Line]:
        return self._divided("verdict", _VERDICTS)

    @cached_property
    def nerves(self) -> list[tuple[Line, Line]]:
        """Before and after, for each level."""
        before, after = (self._divided(f"nerves_{when}", _LEVELS) for when in ("before", "after"))
        return list(zip(before, after, strict=True))

    @cached_property
    def answers(self) -> list[tuple[str, list[Line]]]:
        """Who answered, divided in three ways."""
        return [
            ("How they asked", self._answered("channel", _CHANNELS)),
            ("How they knew them", self._answered("warmth", _WARMTHS)),
            ("Whether someone introduced them", self._answered("introduction", _INTRODUCED)),
        ]

    def _rate(self, table: str) -> Rate:
        return Rate(*self.figures.pair(table))

    def _divided(self, table: str, labels: dict[str, str]) -> list[Line]:
        groups = {key: self.figures.group(table, key) for key in labels}
        # What was not said is a row only where there is something to say of it.
        groups = {key: group for key, group in groups.items() if key or group.number}
        numbers = [group.number for group in groups.values()]
        are_shown = shown([(group,) for group in groups.values()])
        return _lines([labels[key] for key in groups], numbers, are_shown, sum(numbers))

    def _answered(self, by: str, labels: dict[str, str]) -> list[Line]:
        pairs = {key: self.figures.pair(f"asked_by_{by}", key) for key in labels}
        pairs = {key: pair for key, pair in pairs.items() if any(group.number for group in pair)}
        if set(pairs) == {""}:
            return []  # of none it is known: the line would repeat the whole
        are_shown = shown(list(pairs.values()))
        lines = []
        for (key, (yes, no)), is_shown in zip(pairs.items(), are_shown, strict=True):
            of = yes.number + no.number
            lines.append(_line(labels[key], yes.number, of, percent=True) if is_shown else Line(labels[key]))
        return lines


def _people(number: int) -> Group:
    return Group(number, number)


def _span(low: int, high: int | None, goal: int) -> str:
    words = f"{low} or more" if high is None else str(low) if low == high else f"{low} to {high}"
    return f"{words}, the goal" if low == goal else words


def _lines(labels: Sequence[str], numbers: Sequence[int], are_shown: Sequence[bool], of: int) -> list[Line]:
    return [
        _line(label, number, of) if is_shown else Line(label)
        for label, number, is_shown in zip(labels, numbers, are_shown, strict=True)
    ]


def _line(label: str, number: int, of: int, *, percent: bool = False) -> Line:
    share = number / of if of else 0
    return Line(label, f"{number} of {of}", round(BAR * share), round(100 * share) if percent else None)
