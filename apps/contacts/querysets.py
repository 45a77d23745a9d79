from django.db import models

from apps.accounts.models import User


class ContactQuerySet(models.QuerySet):
    """Which contacts."""

    def visible_to(self, user: User) -> "ContactQuerySet":
        """A contact is private to its student: staff load none through here."""
        return self.filter(student__user=user) if user.is_student else self.none()

    def named(self, name: str) -> "ContactQuerySet":
        """Contacts of this name, whatever the case."""
        return self.filter(full_name__iexact=name)
