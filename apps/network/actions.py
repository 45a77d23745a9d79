"""Referrals: each person named becomes a contact, introduced by the interviewee."""

from dataclasses import dataclass

from django.db import transaction

from apps.contacts.models import Contact, Source
from apps.interviews.actions import NotPossible, locked
from apps.interviews.models import Interview
from apps.network.models import NameUse, Referral


@dataclass(frozen=True)
class Named:
    full_name: str
    role: str = ""
    name_use: NameUse = NameUse.NOT_YET


@transaction.atomic
def add_referrals(*, interview: Interview, people: list[Named]) -> list[Referral]:
    """One referral for each person. A name the student knows already is that contact; a name sent twice is one."""
    interview = locked(interview)
    if not interview.is_held:
        raise NotPossible("Log the conversation first; then add the names you were given.")
    return [_refer(interview, person) for person in people]


def _refer(interview: Interview, person: Named) -> Referral:
    known = Contact.objects.filter(student_id=interview.student_id).exclude(pk=interview.contact_id)
    contact = known.named(person.full_name).order_by("pk").first()
    if contact is None:
        contact = Contact.objects.create(
            student_id=interview.student_id,
            full_name=person.full_name,
            role=person.role,
            source=Source.REFERRAL,
            introduced_by=interview.contact,
        )
    referral, _ = Referral.objects.update_or_create(
        interview=interview, contact=contact, defaults={"name_use": person.name_use}
    )
    return referral
