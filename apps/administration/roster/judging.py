"""What becomes of each row: new, changed, unchanged, refused, skipped or asked.

The student number says who someone is, and the address only where there is none: an address may have had another owner.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from apps.administration.imports.checked import Change, Option, Outcome, Result, change_choice, row_choice
from apps.administration.roster.agreeing import people_of, skip_repeated
from apps.administration.roster.asking import OUT, YES, Questions
from apps.administration.roster.changes import changes_of
from apps.administration.roster.known import Known, Person
from apps.administration.roster.lines import Line
from apps.administration.roster.names import share_a_word
from apps.administration.roster.values import Status, is_of_campus
from apps.core.names.given import given_names_agree

# A choice for the whole file: every address that changed is taken where the student number says who it is.
ALL_ADDRESSES = "addresses"


@dataclass(slots=True)
class Deed:
    """What is done for one row. `person` is None for someone new, whose first row has `is_first`."""

    line: Line
    person: Person | None
    first: Line
    outcome: Outcome
    joins: int | None = None
    leaves: list[int] = field(default_factory=list)
    archives: bool = False
    graduates_on: str = ""
    comes_back: bool = False

    @property
    def taken(self) -> dict[str, Change]:
        """The changes that are chosen, by their keys."""
        if self.outcome.outcome != Result.CHANGED or not self.outcome.chosen:
            return {}
        return {change.key: change for change in self.outcome.changes if change.chosen}


class Judge:
    """Of the lines of one file, whose questions about the file alone were asked already."""

    def __init__(self, known: Known, questions: Questions, choices: Mapping[str, Any]) -> None:
        self.known, self._questions, self._choices = known, questions, choices
        self.deeds: list[Deed] = []
        self.waiting: set[int] = set()  # rows that can go in once another row's address is taken
        self._left: set[int] = set()  # accounts that leave their address in this file
        self._may_leave: dict[int, int] = {}  # accounts that would, and by which row

    def judge(self, lines: list[Line]) -> list[Outcome]:
        """One outcome for each line, in their order."""
        matched = _together([(group, self._match(group)) for group in people_of(lines)])
        skip_repeated(group for group, _ in matched)
        self._move_addresses(matched)
        outcomes: dict[int, Outcome] = {}
        for group, person in matched:
            for deed in self._deeds(group, person):
                outcomes[deed.line.row] = deed.outcome
                self.deeds.append(deed)
        return [outcomes.get(line.row) or _ended(line, self.known) for line in lines]

    # Who it is

    def _match(self, group: list[Line]) -> Person | None:
        """The account that these rows are about. Rows about one that they may not touch are refused."""
        number, email = _first(group, "number"), _first(group, "email")
        by_number = self.known.by_number.get(number.casefold()) if number else None
        owner = self.known.by_email.get(email) if email else None
        person = by_number or owner
        if person is None:
            return None
        if not person.is_student:
            what = "student number" if by_number else "address"
            _end(group, Result.REFUSED, f"This {what} belongs to staff.")
            return None
        if by_number is None and number and person.number:
            return None  # another's address; whether it is free is asked in `_move_addresses`
        if by_number is None:
            another = next((line.full_name for line in group if not given_names_agree(person, line)), "")
        else:
            name, names = _first(group, "full_name"), f"{person.full_name} {person.preferred_name}"
            is_another = not _first_damaged(group) and email not in ("", person.email) and not share_a_word(names, name)
            another = name if is_another else ""
        if another:
            self._ask_whether_same(group, person, another, by_number=by_number is not None)
        return person

    def _ask_whether_same(self, group: list[Line], person: Person, name: str, *, by_number: bool) -> None:
        what, mend = "student number, but with another name and another address.", "Correct the file first."
        if not by_number:
            what = "address, but with another name. An address may have had another owner."
            mend = f"If the address is theirs now, change the one of {person.display_name} first."
        for line in group:
            if not line.result:
                answer = self._questions.ask(
                    line,
                    f"same:{group[0].row}",
                    title=f"Is {name} the same person as {person.display_name}?",
                    text=f"{person.display_name} is here with this {what} Whoever has the account reads all that is "
                    "in it.",
                    options=[
                        Option(YES, "Yes, the same person", "The record stays, with the new name."),
                        Option(OUT, "No, leave the row out", mend),
                    ],
                )
                if answer == YES:
                    line.said.append("The same person, as you answered.")

    # Addresses

    def _move_addresses(self, matched: list[tuple[list[Line], Person | None]]) -> None:
        """Refuses the rows whose address somebody has, unless that one gets another in this file."""
        wants: dict[int, str] = {}
        for group, person in matched:
            email, lead = _first(group, "email"), _lead(group)
            if person and lead and email and email != person.email:
                self._may_leave[person.user_id] = lead.row
                if self._takes_address(lead):
                    wants[person.user_id] = email
        # An address is free when its owner leaves it for one that is free. In a circle none is.
        while more := {user for user, email in wants.items() if user not in self._left and self._is_free(email, user)}:
            self._left |= more
        for group, person in matched:
            email = _first(group, "email")
            is_theirs = person is not None and email == person.email
            if not email or is_theirs or not any(_takes_part(line) for line in group):
                continue
            if all(line.is_number_asked for line in group):
                continue  # with its zeros the number may be the owner's
            if not self._is_free(email, person.user_id if person else 0):
                self._refuse_taken(group, email, wants)

    def _takes_address(self, lead: Line) -> bool:
        default = bool(self._choices.get(ALL_ADDRESSES))
        return self._is_chosen(lead.row, "", default=True) and self._is_chosen(lead.row, "email", default=default)

    def _is_free(self, email: str, user: int) -> bool:
        owner = self.known.owner_of(email)
        return owner is None or owner.user_id == user or owner.user_id in self._left

    def _refuse_taken(self, group: list[Line], email: str, wants: Mapping[int, str]) -> None:
        owner, number = self.known.owner_of(email), _first(group, "number")
        if owner is None or not owner.is_student:
            _end(group, Result.REFUSED, "This address belongs to staff.")
            return
        why = "Another student has this address."
        if number and owner.number:
            why = (
                f"The address {email} belongs to the student with the number {owner.number}, and this row has the "
                f"number {number}."
            )
        if row := self._may_leave.get(owner.user_id):
            why += f" Row {row} gives that student another address"
            why += (
                ", which is not free either."
                if owner.user_id in wants
                else ": take that change, and this row can go in."
            )
            self.waiting |= {line.row for line in group if not line.result}
        _end(group, Result.REFUSED, why)

    # What is done

    def _deeds(self, group: list[Line], person: Person | None) -> list[Deed]:
        alive = [line for line in group if not line.result and not line.questions]
        lead = _lead(group) or (alive[0] if alive else group[0])
        if person is None:
            _complete(lead, alive)
        deeds = []
        for line in alive:
            deed = self._new(line, lead) if person is None else self._known(line, group, alive, person)
            if deed:
                deeds.append(deed)
        return deeds

    def _new(self, line: Line, first: Line) -> Deed | None:
        if line.status == Status.WITHDRAWN:
            line.said.append("Nobody here has this number or address, so nobody is added.")
            line.end(Result.SKIPPED, "")
        elif line.status == Status.WAITING:
            line.end(Result.SKIPPED, "On the waiting list, so not added.")
        elif not first.email:
            line.end(
                Result.REFUSED,
                f"There is no email address, and nobody has the student number {line.number} yet."
                if line.number
                else "There is no email address.",
            )
        elif not first.full_name:
            line.end(Result.REFUSED, "There is no name.")
        if line.result:
            return None
        outcome = Outcome(line.row, line.who, Result.NEW, cohort=self._cohort(line))
        said = []
        if line.cohort_id:
            said.append(f"Joins {self._cohort(line)}{'' if line is first else ' as well'}.")
        else:
            said.append("Added without a cohort.")
        if line is first:
            if " " not in first.full_name and not first.last_name:
                said.append("One name only, and that is fine.")
            said += self._about_address(first.email)
        outcome.reasons = [*said, *line.said]
        return Deed(line, None, first, outcome, joins=line.cohort_id)

    def _about_address(self, email: str) -> list[str]:
        said = []
        former = self.known.former.get(email)
        owner = self.known.by_email.get(email)
        if owner and owner.user_id in self._left:
            former = owner
        if former:
            said.append(
                f"{former.display_name} had this address before. This is a new account, and it sees nothing of theirs."
            )
        if self.known.domains and not is_of_campus(email, self.known.domains):
            said.append(f"The address, at {email.rpartition('@')[2]}, is not a campus address. It is taken as it is.")
        return said

    def _known(self, line: Line, group: list[Line], alive: list[Line], person: Person) -> Deed | None:
        if line.status == Status.WAITING:
            line.end(Result.SKIPPED, "On the waiting list. Nothing changes.")
            return None
        outcome = Outcome(line.row, person.display_name, Result.UNCHANGED, cohort=self._cohort(line))
        deed = Deed(line, person, line, outcome)
        changes: list[Change] = []
        if line.status == Status.WITHDRAWN:
            changes += self._withdraw(deed, person, goes_on=any(_takes_part(one) for one in alive))
        else:
            enrolled = [one for one in alive if _takes_part(one)]
            if line is enrolled[0]:
                changes += changes_of(person, enrolled, takes_addresses=bool(self._choices.get(ALL_ADDRESSES)))
                deed.graduates_on = _first(enrolled, "graduates_on")
                if person.student_id is None:
                    changes.append(Change("record", "Student record", "", "Added"))
                changes += self._bring_back(deed, person)
            changes += self._place(deed, person, named={one.cohort_id for one in group}, is_lead=line is enrolled[0])
            outcome.reasons += line.said
            if any(change.key == "email" for change in changes):
                outcome.reasons.append("Same student number, so every conversation stays.")
                outcome.reasons += self._about_address(_first(enrolled, "email"))
        if not person.is_active:
            outcome.reasons.append("The account is switched off and stays so.")
        if changes:
            outcome.outcome, outcome.choosable, outcome.changes = Result.CHANGED, True, changes
            for change in changes:
                change.chosen = self._is_chosen(line.row, change.key, default=change.chosen)
            outcome.chosen = self._is_chosen(line.row, "", default=True) and any(one.chosen for one in changes)
        return deed

    def _withdraw(self, deed: Deed, person: Person, *, goes_on: bool) -> list[Change]:
        """Out of the counts and the mail, with the record kept: archived, or out of one of several cohorts."""
        deed.outcome.reasons += deed.line.said
        if person.archived_at or person.student_id is None:
            deed.outcome.reasons.append("Archived already. The record is kept.")
            return []
        current = [one for one in self.known.groups_of(person.student_id) if one.is_current]
        here = deed.line.cohort_id
        if here and here not in {one.cohort_id for one in current}:
            deed.outcome.reasons.append("Not in this cohort, so nothing changes.")
            return []
        deed.outcome.reasons.append("No mail goes to them from it, and no page counts them. The record is kept.")
        if here and (goes_on or len(current) > 1):
            deed.leaves = [here]
            return [Change("cohort", "Leaves", self.known.groups[here].name, "")]
        deed.archives = True
        return [Change("archived", "Record", "Current", "Archived")]

    def _bring_back(self, deed: Deed, person: Person) -> list[Change]:
        if person.archived_at is None:
            return []
        line = deed.line
        joins = line.cohort_id is not None and line.cohort_id not in self.known.memberships.get(
            person.student_id or 0, ()
        )
        is_told = line.status == Status.ENROLLED or joins
        if not is_told:
            deed.outcome.reasons.append("The record is archived, and nothing in the file says that they are back.")
        deed.comes_back = True
        return [Change("archived", "Record", "Archived", "Current", chosen=is_told)]

    def _place(self, deed: Deed, person: Person, *, named: set[int | None], is_lead: bool) -> list[Change]:
        """Joins the cohort of the row; out of the one cohort of the term, if the section of the row is another."""
        line = deed.line
        theirs = self.known.groups_of(person.student_id)
        if line.cohort_id is None or line.cohort_id in {one.cohort_id for one in theirs}:
            return []
        deed.joins = line.cohort_id
        joined = self.known.groups[line.cohort_id]
        stays = [one for one in theirs if one.is_current and one.term_id == joined.term_id]
        if line.cohort and len(stays) == 1 and stays[0].cohort_id not in named and is_lead:
            deed.leaves = [stays[0].cohort_id]
            return [Change("cohort", "Moves", stays[0].name, joined.name)]
        return [Change("cohort", "Joins", "", joined.name)]

    def _cohort(self, line: Line) -> str:
        return self.known.groups[line.cohort_id].name if line.cohort_id else ""

    def _is_chosen(self, row: int, change: str, *, default: bool) -> bool:
        key = change_choice(row, change) if change else row_choice(row)
        return bool(self._choices.get(key, default))


def _ended(line: Line, known: Known) -> Outcome:
    """Of a row that does nothing."""
    cohort = known.groups[line.cohort_id].name if line.cohort_id in known.groups else line.cohort
    outcome = Outcome(line.row, line.who, line.result or Result.ASKED, cohort=cohort)
    if line.result:
        skipped_with_reason = line.result == Result.SKIPPED and not line.why
        outcome.reasons = list(line.said) if skipped_with_reason else [line.why]
    else:
        outcome.question = line.questions[0]
    return outcome


def _first(group: list[Line], name: str) -> str:
    """What the first of these rows with anything there says."""
    return next((value for line in group if (value := getattr(line, name))), "")


def _together(matched: list[tuple[list[Line], Person | None]]) -> list[tuple[list[Line], Person | None]]:
    """Once for each account: one row may have its number, and another its address alone."""
    found: dict[int, tuple[list[Line], Person | None]] = {}
    for place, (group, person) in enumerate(matched):
        key = person.user_id if person else -1 - place
        found.setdefault(key, ([], person))[0].extend(group)
    return list(found.values())


def _takes_part(line: Line) -> bool:
    return line.status in ("", Status.ENROLLED)


def _lead(group: list[Line]) -> Line | None:
    """The row of a person that goes in and counts for the name and the address."""
    return next((one for one in group if not one.result and not one.questions and _takes_part(one)), None)


def _complete(lead: Line, lines: list[Line]) -> None:
    """What only another row of the same person says."""
    for name in ("email", "number", "major", "year", "graduates_on"):
        setattr(lead, name, _first([lead, *lines], name))
    if not lead.full_name:
        named = next((line for line in lines if line.full_name), lead)
        lead.full_name, lead.last_name, lead.preferred_name = named.full_name, named.last_name, named.preferred_name


def _first_damaged(group: list[Line]) -> bool:
    return any(line.is_damaged for line in group)


def _end(group: list[Line], result: str, why: str) -> None:
    for line in group:
        line.end(result, why)
