"""Rows about conversations, gathered first and written together: a statement for each table."""

from dataclasses import dataclass, field

from apps.contacts.models import Contact
from apps.interviews.models import Exclusion, Interview, ThankYouNote
from apps.network.models import Referral
from apps.reflection.models import Reflection, ReflectionAnswer


@dataclass
class Batch:
    """Unsaved rows that refer to each other; `referred` were introduced by one of `contacts`."""

    contacts: list[Contact] = field(default_factory=list)
    referred: list[Contact] = field(default_factory=list)
    interviews: list[Interview] = field(default_factory=list)
    notes: list[ThankYouNote] = field(default_factory=list)
    reflections: list[Reflection] = field(default_factory=list)
    answers: list[ReflectionAnswer] = field(default_factory=list)
    referrals: list[Referral] = field(default_factory=list)
    exclusions: list[Exclusion] = field(default_factory=list)

    def save(self) -> None:
        """Write all, those first that others refer to."""
        Contact.objects.bulk_create(self.contacts)
        Contact.objects.bulk_create(self.referred)
        Interview.objects.bulk_create(self.interviews)
        ThankYouNote.objects.bulk_create(self.notes)
        Reflection.objects.bulk_create(self.reflections)
        ReflectionAnswer.objects.bulk_create(self.answers)
        Referral.objects.bulk_create(self.referrals)
        Exclusion.objects.bulk_create(self.exclusions)
