from django.db import models

from apps.accounts.models import User
from apps.core.folding import fold


class ContactQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> "ContactQuerySet":
        """A contact is private to its student. Staff get none."""
        return self.filter(student__user=user) if user.is_student else self.none()

    def named(self, name: str) -> "ContactQuerySet":
        return self.filter(folded_name=fold(name))

    def found_by(self, words: str) -> "ContactQuerySet":
        """Contacts with these words in name, role or organization, whatever the case and the accents."""
        return self.filter(
            models.Q(folded_name__contains=fold(words))
            | models.Q(role__looks_like=words)
            | models.Q(organization__looks_like=words)
        )
