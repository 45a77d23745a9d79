"""The contacts of demonstration students: from every source, some of them volunteers, some referred."""

import random
from collections.abc import Iterator
from datetime import datetime

from apps.contacts.actions import add_contact
from apps.contacts.identity import Unsure
from apps.contacts.models import Contact, NameUse, Source
from apps.demonstration.names import IN_OTHER_SCRIPTS, address
from apps.demonstration.work import FIELDS
from apps.network.actions import Named
from apps.students.models import Student
from apps.volunteers.models import Volunteer

# How often each source comes up: people start with those they know.
_OFTEN = {
    Source.FAMILY: 5,
    Source.FRIENDS: 4,
    Source.NEIGHBORS: 4,
    Source.CLASSMATES: 3,
    Source.CLUBS: 4,
    Source.TEACHERS: 3,
    Source.MENTORS: 3,
    Source.PROFESSORS: 9,
    Source.ADVISERS: 3,
    Source.CURRENT_WORK: 5,
    Source.FORMER_COLLEAGUES: 4,
    Source.VOLUNTEERS: 9,
    Source.ALUMNI: 6,
    Source.GUESTS: 3,
    Source.CAREER_FAIRS: 4,
    Source.CAMPUS_EVENTS: 3,
    Source.LINKEDIN: 6,
    Source.HANDSHAKE: 3,
    Source.CHANCE: 1,
}
_OF_THEIR_SOURCE = {
    Source.PROFESSORS: ("Associate professor", "Fairhaven State"),
    Source.ADVISERS: ("Academic adviser", "Fairhaven State"),
    Source.TEACHERS: ("High-school teacher", "Eastgate High School"),
}


class Network:
    """Makes contacts one after the other; nobody is in the demonstration twice, but for the volunteers."""

    def __init__(self, names: Iterator[str], volunteers: list[Volunteer], rng: random.Random) -> None:
        self._names, self._rng = names, rng
        self._volunteers = [volunteer for volunteer in volunteers if volunteer.withdrawn_at is None]
        self._in_other_scripts = iter(IN_OTHER_SCRIPTS)
        self._made = 0

    def meet(self, student: Student, *, known: list[Contact], met_at: datetime) -> Contact:
        """Someone new to `student`, who knows `known` already."""
        self._made += 1
        source = self._rng.choices(list(_OFTEN), weights=list(_OFTEN.values()))[0]
        if source == Source.VOLUNTEERS:
            taken = {contact.volunteer_id for contact in known}
            contact = self._volunteer(
                self._rng.choice([volunteer for volunteer in self._volunteers if volunteer.pk not in taken])
            )
        else:
            contact = self._somebody(student, source)
        while True:
            contact.created_at = met_at
            try:
                return add_contact(student=student, contact=contact)
            except Unsure:  # a name that the student knows already; someone else, then
                contact = self._somebody(student, source)

    def named(self) -> Named:
        return Named(
            next(self._names),
            role=self._rng.choice(self._rng.choice(FIELDS).roles),
            name_use=NameUse(self._rng.choice(NameUse.values)),
        )

    def _somebody(self, student: Student, source: Source) -> Contact:
        own_script = next(self._in_other_scripts, None) if self._made % 50 == 7 else None
        if own_script:
            source = Source.NEIGHBORS
        name = own_script or next(self._names)
        if source == Source.FAMILY:
            name = f"{name.split()[0]} {student.user.full_name.split(' ', 1)[1]}"
        field = self._rng.choice(FIELDS)
        role, organization = _OF_THEIR_SOURCE.get(
            source, (self._rng.choice(field.roles), self._rng.choice(field.organizations))
        )
        return Contact(
            full_name=name,
            call_them=IN_OTHER_SCRIPTS.get(name, ""),
            role=role,
            organization=organization,
            source=source,
            email=address(name, "example.org") if not own_script and self._rng.random() < 0.7 else "",
            phone=f"(555) 01{self._rng.randrange(100)}-{self._rng.randrange(10_000):04}"
            if self._rng.random() < 0.2
            else "",
            name_shared=self._rng.random() < 0.3,
        )

    def _volunteer(self, volunteer: Volunteer) -> Contact:
        return Contact(
            full_name=volunteer.full_name,
            role=volunteer.role,
            organization=volunteer.organization,
            source=Source.VOLUNTEERS,
            volunteer=volunteer,
        )
