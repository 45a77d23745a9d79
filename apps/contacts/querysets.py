from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import StrIndex

from apps.accounts.models import User
from apps.contacts import names
from apps.contacts.links import telling_part


class ContactQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> "ContactQuerySet":
        """A contact is private to its student. Staff get none."""
        return self.filter(student__user=user) if user.is_student else self.none()

    def active(self) -> "ContactQuerySet":
        """Those who are not archived: whom lists, ideas and choices name."""
        return self.filter(archived_at=None)

    def just_met(self) -> "ContactQuerySet":
        """Those of whom two fields are known, and the student wants to tell the rest."""
        return self.active().filter(just_met_at__isnull=False)

    def found_by(self, query: str) -> "ContactQuerySet":
        """Contacts with each word of `query` in name, role or organization, whatever the case, the accents, the order
        and the titles.
        """
        read = names.read(query)
        each = Q()
        for word in read.words:
            each &= Q(joined__contains=word) | Q(role__looks_like=word) | Q(organization__looks_like=word)
        return self.alias(joined=_joined()).filter(each | Q(joined__contains=read.joined))

    def perhaps(self, *, name: str, email: str, profile_link: str) -> "ContactQuerySet":
        """All whom a person of this name, address and link may be, and others: `identity` tells them apart."""
        read = names.read(name)
        found = self.alias(joined=_joined())
        # An initial alone would fetch half of the alphabet.
        telling = [word for word in read.words if len(word) > 1 or not word.isascii()] or read.words
        who = Q(joined__in=read.titles)
        for word in telling:
            who |= Q(joined__contains=word)
        if read.needs_no_spaces:
            found = found.alias(place=StrIndex(Value(read.joined), F("joined")))
            who |= Q(place=1)
        if email:
            who |= Q(email__iexact=email)
        if part := telling_part(profile_link):
            who |= Q(profile_link__icontains=part)
        return found.filter(who)


def _joined() -> Func:
    """The folded name without what may stand between its words or not."""
    name = F("folded_name")
    return Func(name, Value("' -."), Value(""), function="translate", output_field=models.TextField())
