"""Referrals: each person named becomes a contact, introduced by the interviewee."""

from dataclasses import dataclass, replace

from django.db import transaction

from apps.contacts.actions import add_contact, note_introducer
from apps.contacts.identity import NOT_ASKED, Choice
from apps.contacts.models import Contact, NameUse, Source
from apps.interviews.actions import NotPossible, locked
from apps.interviews.models import Interview
from apps.network.models import Referral


@dataclass(frozen=True)
class Named:
    """One person. `choice` may refuse a person named with them by their `key`."""

    full_name: str
    role: str = ""
    name_use: NameUse = NameUse.NOT_YET
    choice: Choice = NOT_ASKED
    key: str = ""


@transaction.atomic
def add_referrals(*, interview: Interview, people: list[Named]) -> list[Referral]:
    """One referral for each person, whom `contacts.identity` finds: sent twice it is one, and so is a name sent twice.

    Raises Unsure where the student must say who it is.
    """
    interview = locked(interview)
    if not interview.is_held:
        raise NotPossible("Log the conversation first; then add the names you were given.")
    made: dict[str, Contact] = {}
    return [_refer(interview, person, made) for person in people]


def _refer(interview: Interview, person: Named, made: dict[str, Contact]) -> Referral:
    """`made` has whom the rows above named, by their key."""
    refused = {str(contact.pk) for key, contact in made.items() if key in person.choice.refused}
    contact = add_contact(
        student=interview.student,
        contact=Contact(full_name=person.full_name, role=person.role),
        choice=replace(person.choice, refused=person.choice.refused | refused),
        if_new={"source": Source.REFERRAL},
    )
    if contact == interview.contact:
        raise NotPossible("You talked to them already.")
    made[person.key] = contact = note_introducer(contact=contact, by=interview.contact, name_use=person.name_use)
    referral, _ = Referral.objects.get_or_create(interview=interview, contact=contact)
    return referral
