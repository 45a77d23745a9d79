"""How many rows of an import do what, in the words of its pages."""

from collections.abc import Mapping, Sequence
from functools import cached_property

from django.contrib.humanize.templatetags.humanize import intcomma
from django.db.models import Count

from apps.administration.imports.checked import Result
from apps.administration.imports.work import STAY_OUT
from apps.administration.models import Import, ImportedRow

PERSON = {Import.Kind.STUDENTS: ("student", "students"), Import.Kind.VOLUNTEERS: ("volunteer", "volunteers")}


class Numbers:
    """How many rows do what; of those that change, only what is chosen."""

    def __init__(self, row: Import) -> None:
        self.row = row
        self.one, self.many = PERSON[Import.Kind(row.kind)]

    def of(self, outcome: str) -> int:
        number: int = self.row.counts.get(outcome, 0)
        return number

    @cached_property
    def _chosen(self) -> dict[str, int]:
        chosen = self.row.rows.filter(is_chosen=True, outcome__in=[Result.CHANGED, ImportedRow.MISSING])
        return dict(chosen.order_by().values_list("outcome").annotate(Count("pk")))

    @property
    def new(self) -> int:
        return self.of(Result.NEW)

    @property
    def total(self) -> int:
        return sum(self.of(result) for result in Result)

    @property
    def changed(self) -> int:
        return self._chosen.get(Result.CHANGED, 0)

    @property
    def leaving(self) -> int:
        return self._chosen.get(ImportedRow.MISSING, 0)

    @property
    def going(self) -> int:
        return self.of(Result.NEW) + self.changed

    @property
    def missing(self) -> int:
        return self.of(ImportedRow.MISSING)

    @property
    def not_right(self) -> int:
        """Those that would go in if the file, or an answer, were another."""
        return self.of(Result.ASKED) + self.of(Result.REFUSED)

    @property
    def staying_out(self) -> int:
        return sum(self.of(result) for result in STAY_OUT)

    @property
    def headline(self) -> str:
        if not self.total:
            return "There are no rows in this file"
        if not self.going and self.of(Result.CHANGED):
            return "No change is chosen"
        if not self.going and not self.not_right:
            return "Nothing to add or change"
        if not self.going:
            return "No row can go in yet" if self.none_can_go else "The good rows are in already"
        if self.going == self.total:
            return f"All {intcomma(self.total)} rows can go in" if self.total > 1 else "The one row can go in"
        return f"{intcomma(self.going)} of {intcomma(self.total)} rows can go in"

    @property
    def none_can_go(self) -> bool:
        """As of a file whose columns are not known: the page opens what can be changed of them."""
        return bool(self.not_right) and not (self.going or self.of(Result.UNCHANGED) or self.of(Result.CHANGED))

    @property
    def sum(self) -> str:
        """ "37 new and 6 changed." """
        said = _counted({"new": self.new, "changed": self.changed})
        leave = f"{intcomma(self.leaving)} {'leaves a cohort' if self.leaving == 1 else 'leave a cohort'}"
        return " ".join(f"{part}." for part in (said, leave if self.leaving else "") if part)

    @property
    def rest(self) -> str:
        """ "4 asked and 2 skipped stay out. 11 are unchanged." """
        out = _counted({result.value: self.of(result) for result in STAY_OUT})
        is_done = self.row.state == Import.State.DONE
        places = self._not_taken if is_done else []
        not_taken = len(places) if is_done else self.of(Result.CHANGED) - self.changed
        same = self.of(Result.UNCHANGED) - len(places)
        named = f": {'row' if not_taken == 1 else 'rows'} {_listed(places)}" if places else ""
        is_or_was = ("was" if not_taken == 1 else "were") if is_done else "is" if not_taken == 1 else "are"
        change = "change" if not_taken == 1 else "changes"
        said = [
            f"{out} {'stays' if self.staying_out == 1 else 'stay'} out." if out and not is_done else "",
            f"{out} stayed out." if out and is_done else "",
            f"{intcomma(not_taken)} {change} {is_or_was} not taken{named}." if not_taken else "",
            f"{intcomma(same)} {'is' if same == 1 else 'are'} unchanged." if same else "",
        ]
        return " ".join(filter(None, said))

    @cached_property
    def _not_taken(self) -> list[int]:
        """Of one that is done, the rows whose change was unticked, as long as its rows are kept."""
        rows = self.row.rows.filter(outcome=Result.UNCHANGED, said__reasons__isnull=False)
        return list(rows.order_by("place").values_list("place", flat=True))

    @property
    def button(self) -> str:
        """Empty where there is nothing to do."""
        if self.not_right and self.going:
            return "Add the good ones"
        if self.new:
            return f"Add all {intcomma(self.going)}" if self.going > 1 else f"Add this {self.one}"
        if self.changed:
            return f"Make {intcomma(self.changed)} changes" if self.changed > 1 else "Make this change"
        return "Take them out" if self.leaving else ""

    @property
    def doing(self) -> str:
        """While they go in."""
        number = self.going or self.leaving
        return f"{'Adding' if self.new else 'Changing'} {intcomma(number)} {self.one if number == 1 else self.many}"

    @property
    def came_of_it(self) -> str:
        """When it is done. `counts` are then those of the engine."""
        new, changed, left = self.new, self.of(Result.CHANGED), self.row.counts.get("left", 0)
        who = self.one if new == 1 else self.many
        said = _counted({f"{who} added": new, "changed": changed, "taken out of a cohort": left})
        return said or "Nothing was added or changed"


def _listed(places: Sequence[int]) -> str:
    """ "5, 7 and 9"; of many the first five."""
    first, more = [str(place) for place in places[:5]], len(places) - 5
    if more > 0:
        return f"{', '.join(first)} and {intcomma(more)} more"
    return f"{', '.join(first[:-1])} and {first[-1]}" if len(first) > 1 else first[0]


def _counted(numbers: Mapping[str, int]) -> str:
    """ "37 new, 6 changed and 2 asked"; empty where all are 0."""
    *first, last = [f"{intcomma(number)} {what}" for what, number in numbers.items() if number] or [""]
    return f"{', '.join(first)} and {last}" if first else last
