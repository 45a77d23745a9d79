"""What one row of a list of volunteers would do."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.db.models import Q
from django.db.models.functions import Lower

from apps.administration.imports.checked import Change, Option, Outcome, Question, Result, change_choice, row_choice
from apps.administration.volunteers import cells
from apps.administration.volunteers.cells import Refused
from apps.administration.volunteers.columns import LABELS, Reads
from apps.administration.volunteers.fields import FIELDS, Fields
from apps.campus.models import Campus, Format
from apps.core.folding import fold
from apps.core.tables.book import Row, rows_named
from apps.core.tables.values import is_blank_name, plain
from apps.volunteers.models import Volunteer, every_format

_NO_FIRST_NAME = {"fnu", "lnu", "nfn", "nln"}
_HIDDEN = "hidden"
_TAKE, _SKIP = "take", "skip"


@dataclass(slots=True)
class _Said:
    """What a row says of a volunteer: only what its cells say, so that what they leave empty stays as it is."""

    name: str
    email: str
    values: dict[str, Any]
    fields: list[str]


class Judge:
    def __init__(
        self,
        places: Mapping[str, int],
        rows: list[Row],
        *,
        campus: Campus,
        answers: Mapping[str, str],
        choices: Mapping[str, bool],
        as_of: datetime,
    ) -> None:
        self._places, self._answers, self._choices = places, answers, choices
        self._today, self._capacity = as_of.astimezone(campus.zone).date(), campus.volunteer_capacity
        self._fields = Fields(answers)
        self._known = self._load(rows)
        self._row_of: dict[str, int] = {}
        self._hidden: list[int] = []

    def judge(self, row: Row) -> Outcome:
        found = Outcome(row.number, self._name(row), Result.REFUSED)
        try:
            self._judge(row, found)
        except Refused as error:
            found.outcome, found.reasons = Result.REFUSED, [str(error)]
        return found

    def questions(self) -> list[Question]:
        found = [*self._fields.questions()]
        if self._hidden:
            found.append(
                Question(
                    _HIDDEN,
                    "Some rows are hidden in the file",
                    f"Somebody hid {rows_named(self._hidden)}, or a filter did.",
                    [Option(_SKIP, "Leave them out"), Option(_TAKE, "Take them like the others")],
                    self._hidden,
                    self._answers.get(_HIDDEN, ""),
                )
            )
        return found

    def _judge(self, row: Row, found: Outcome) -> None:
        if row.damage:
            raise Refused(row.damage)
        if Reads.EMAIL not in self._places:
            raise Refused("No column is read as the email address.")
        if not found.who and is_blank_name(self._text(row, Reads.EMAIL)):
            found.outcome, found.reasons = Result.SKIPPED, ["This row names nobody."]
            return
        if row.hidden and self._is_asked_about_hidden(row, found):
            return
        address = cells.email(self._text(row, Reads.EMAIL))
        known = self._known.get(address)
        person = known.email.lower() if known else address
        if person in self._row_of:
            has = "this email address" if person == address else f"the email address {person} of this person"
            raise Refused(f"Row {self._row_of[person]} has {has}, too.")
        self._row_of[person] = row.number
        if not self._is_willing(row):
            found.outcome, found.reasons = Result.SKIPPED, ["The file does not say that they are willing to be asked."]
            if known:
                found.reasons.append("They are on the list already, and nothing changes there.")
            return
        if Reads.OPTED_OUT in self._places and cells.yes(self._text(row, Reads.OPTED_OUT)) is not False:
            found.outcome, found.reasons = Result.SKIPPED, ["They said that they don’t want to be asked."]
            return
        said = self._read(row, address)
        if known and known.withdrawn_at:
            found.outcome, found.reasons = Result.SKIPPED, ["They withdrew, so nobody asks them."]
            return
        read = self._fields.read(said.fields, row=row.number)
        if read.asked:
            found.outcome, found.question = Result.ASKED, FIELDS
            found.reasons = [f"The field {', '.join(f'“{name}”' for name in read.asked)} isn’t on your list."]
            return
        said.fields, found.reasons = read.names, read.said
        if known:
            self._compare(row, known, said, found)
        else:
            self._new(said, found)

    def _new(self, said: _Said, found: Outcome) -> None:
        if "@" in said.name.strip("@") and "." in said.name:
            raise Refused("There is an email address where the name should be.")
        if not any(letter.isalpha() for letter in said.name):
            raise Refused("There is no name.")
        values = {"capacity": self._capacity, "formats": every_format(), **said.values}
        found.outcome = Result.NEW
        found.plan = {"values": {**values, "full_name": said.name, "email": said.email}, "fields": said.fields}
        if values["capacity"] == 0:
            found.reasons.append("They take 0 requests each term, so they are paused.")

    def _compare(self, row: Row, known: Volunteer, said: _Said, found: Outcome) -> None:
        values = {**said.values, **({"full_name": said.name} if said.name else {})}
        changed = {name: value for name, value in values.items() if _differs(getattr(known, name), value)}
        if "full_name" in changed and _lost_letters(said.name, known.full_name):
            del changed["full_name"]  # a `?` that stands for a letter never takes its place
        missing = [name for name in said.fields if name not in {one.name for one in known.fields.all()}]
        found.plan = {
            "volunteer_id": known.pk,
            "values": changed,
            "before": {name: getattr(known, name) for name in changed},
            "fields": missing,
        }
        found.changes = [
            Change(name, _label(name), _in_words(name, getattr(known, name)), _in_words(name, value))
            for name, value in changed.items()
        ]
        if missing:
            now = ", ".join(one.name for one in known.fields.all())
            found.changes.append(Change(Reads.FIELDS, "Fields", now, ", ".join(filter(None, [now, *missing]))))
        for change in found.changes:
            change.chosen = self._choices.get(change_choice(row.number, change.key), True)
        found.outcome = Result.CHANGED if found.changes else Result.UNCHANGED
        found.choosable = bool(found.changes)
        found.chosen = found.choosable and self._choices.get(row_choice(row.number), True)

    def _read(self, row: Row, address: str) -> _Said:
        readers: dict[str, Callable[[str], Any]] = {
            Reads.ROLE: cells.line("What they do"),
            Reads.ORGANIZATION: cells.line("The organization"),
            Reads.CLASS_YEAR: partial(cells.class_year, today=self._today),
            Reads.TIME_ZONE: cells.time_zone,
            Reads.CAPACITY: cells.capacity,
            Reads.FORMATS: cells.formats,
            Reads.TOPICS: cells.topics,
            Reads.LINK: cells.link,
        }
        values: dict[str, Any] = {}
        for field, reader in readers.items():
            if field in self._places and (value := reader(self._text(row, field))) not in ("", None, []):
                values[str(field)] = value
        city, state = (cells.line("The city")(self._text(row, field)) for field in (Reads.CITY, Reads.STATE))
        if city:
            values["city"] = cells.line("The city")(f"{city}, {state}" if state else city)
        shares = self._text(row, Reads.SHARES_HOURS)
        if not is_blank_name(shares) and (agrees := cells.yes(shares)) is not None:
            values["shares_hours"] = agrees
        name = cells.line("The name")(self._name(row))
        fields = cells.fields(self._text(row, Reads.FIELDS))
        if too_long := next((one for one in fields if len(one) > 80), None):
            raise Refused(f"“{too_long[:40]}…” is too long for a field.")
        return _Said(name, address, values, fields)

    def _is_willing(self, row: Row) -> bool:
        if Reads.WILLING not in self._places:
            return True
        willing = cells.yes(self._text(row, Reads.WILLING))
        if willing is None:
            raise Refused("Whether they are willing to be asked is neither yes nor no.")
        return willing

    def _is_asked_about_hidden(self, row: Row, found: Outcome) -> bool:
        self._hidden.append(row.number)
        answer = self._answers.get(_HIDDEN)
        if answer == _TAKE:
            return False
        found.outcome = Result.SKIPPED if answer == _SKIP else Result.ASKED
        found.reasons, found.question = ["This row is hidden in the file."], _HIDDEN
        return True

    def _text(self, row: Row, field: str) -> str:
        return row.cells[self._places[field]].text if field in self._places else ""

    def _name(self, row: Row) -> str:
        first, last = self._part(row, Reads.FIRST), self._part(row, Reads.LAST)
        name = " ".join(filter(None, [first, last])) or self._part(row, Reads.NAME)
        family, comma, given = name.partition(",")
        if comma and "," not in given and given.strip() and not (first or last):
            name = f"{given.strip()} {family.strip()}"
        return name

    def _part(self, row: Row, field: str) -> str:
        text = self._text(row, field)
        return "" if is_blank_name(text) or fold(text.strip()) in _NO_FIRST_NAME else plain(text)

    def _load(self, rows: list[Row]) -> dict[str, Volunteer]:
        """Those whom the file names, by their addresses and those of rows that were merged into theirs."""
        found = set()
        for row in rows:
            try:
                found.add(cells.email(self._text(row, Reads.EMAIL)))
            except Refused:
                continue
        volunteers = Volunteer.objects.alias(address=Lower("email")).prefetch_related("fields")
        known = list(volunteers.filter(Q(address__in=found) | Q(other_emails__overlap=list(found))))
        return {address: one for one in known for address in (*one.other_emails, one.email.lower())}


def _lost_letters(written: str, known: str) -> bool:
    return (
        "?" in written
        and len(written) == len(known)
        and all(one == other or one == "?" for one, other in zip(written, known, strict=True))
    )


def _differs(one: Any, other: Any) -> bool:
    return sorted(one) != sorted(other) if isinstance(one, list) else bool(one != other)


def _label(name: str) -> str:
    return "Name" if name == "full_name" else LABELS.get(name, name)


def _in_words(name: str, value: Any) -> str:
    if name == "formats":
        return ", ".join(str(Format(one).label) for one in value)
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return "" if value is None else str(value)
