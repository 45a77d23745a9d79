from django.db import models

from apps.accounts.models import User
from apps.core.folding import Folded, fold


class ContactQuerySet(models.QuerySet):
    """Which contacts."""

    def visible_to(self, user: User) -> "ContactQuerySet":
        """A contact is private to its student: staff load none through here."""
        return self.filter(student__user=user) if user.is_student else self.none()

    def named(self, name: str) -> "ContactQuerySet":
        """Contacts of this name, whatever the case and the accents."""
        return self.filter(folded_name=fold(name))

    def found_by(self, words: str) -> "ContactQuerySet":
        """Contacts with these words in name, role or organization, whatever the case and the accents."""
        wanted = fold(words)
        contacts = self.alias(folded_role=Folded("role"), folded_place=Folded("organisation"))
        return contacts.filter(
            models.Q(folded_name__contains=wanted)
            | models.Q(folded_role__contains=wanted)
            | models.Q(folded_place__contains=wanted)
        )
