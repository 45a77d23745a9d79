"""Whose an address is once a roster has gone in: its owner may leave it in the same file."""

from collections.abc import Mapping, Sequence
from typing import Any

from apps.administration.imports.checked import Result, change_choice, row_choice
from apps.administration.roster.known import Known, Person
from apps.administration.roster.lines import Line, end_all, first_of, lead_of
from apps.administration.roster.values import is_of_campus

# A choice for the whole file: every address that changed is taken where the student number says who it is.
ALL_ADDRESSES = "addresses"


class Addresses:
    """`waiting` are the rows that can go in once another row's address is taken."""

    def __init__(self, known: Known, choices: Mapping[str, Any]) -> None:
        self._known, self._choices = known, choices
        self.waiting: set[int] = set()
        self._left: set[int] = set()  # accounts that leave their address in this file
        self._may_leave: dict[int, int] = {}  # accounts that would, and by which row

    def move(self, matched: Sequence[tuple[list[Line], Person | None]]) -> None:
        """Refuses the rows whose address somebody has, unless that one gets another in this file."""
        wants: dict[int, str] = {}
        for group, person in matched:
            email, lead = first_of(group, "email"), lead_of(group)
            if person and lead and email and email != person.email:
                self._may_leave[person.user_id] = lead.row
                if self._is_taken(lead):
                    wants[person.user_id] = email
        # An address is free when its owner leaves it for one that is free. In a circle none is.
        while more := {user for user, email in wants.items() if user not in self._left and self._is_free(email, user)}:
            self._left |= more
        for group, person in matched:
            email = first_of(group, "email")
            is_theirs = person is not None and email == person.email
            if not email or is_theirs or not any(line.takes_part for line in group):
                continue
            if all(line.is_number_asked for line in group):
                continue  # with its zeros the number may be the owner's
            if not self._is_free(email, person.user_id if person else 0):
                self._refuse(group, email, wants)

    def about(self, email: str) -> list[str]:
        """What is to be said of an address that somebody gets."""
        said = []
        owner = self._known.by_email.get(email)
        if email in self._known.former or (owner and owner.user_id in self._left):
            said.append("Somebody else had this address before. This is a new account, and it sees nothing of theirs.")
        if self._known.domains and not is_of_campus(email, self._known.domains):
            said.append(f"The address, at {email.rpartition('@')[2]}, is not a campus address. It is taken as it is.")
        return said

    def _is_taken(self, lead: Line) -> bool:
        default = self._choices.get(ALL_ADDRESSES, False)
        takes_row = self._choices.get(row_choice(lead.row), True)
        return bool(takes_row and self._choices.get(change_choice(lead.row, "email"), default))

    def _is_free(self, email: str, user: int) -> bool:
        owner = self._known.owner_of(email)
        return owner is None or owner.user_id == user or owner.user_id in self._left

    def _refuse(self, group: list[Line], email: str, wants: Mapping[int, str]) -> None:
        owner, number = self._known.owner_of(email), first_of(group, "number")
        if owner is None or not owner.is_student:
            end_all(group, Result.REFUSED, "This address belongs to staff.")
            return
        why = "Another student has this address."
        if number and owner.number:
            why = (
                f"The address {email} belongs to the student with the number {owner.number}, and this row has the "
                f"number {number}."
            )
        if row := self._may_leave.get(owner.user_id):
            is_not_free = owner.user_id in wants
            why += f" Row {row} gives that student another address" + (
                ", which is not free either." if is_not_free else ": take that change, and this row can go in."
            )
            self.waiting |= {line.row for line in group if not line.result}
        end_all(group, Result.REFUSED, why)
