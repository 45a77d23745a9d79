"""What becomes of a student's rows: all go, or their words do, and what counts rest on stays."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from secrets import token_hex
from typing import Any

import pghistory.trigger
import pgtrigger
from django.contrib.admin.models import LogEntry
from django.contrib.auth.hashers import make_password
from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    BinaryField,
    CharField,
    Field,
    GeneratedField,
    JSONField,
    Model,
    Q,
    QuerySet,
    TextField,
    Value,
)
from django.db.models.functions import Concat, Lower

from apps.accounts.models import NOWHERE, User, UserEvent  # type: ignore[attr-defined]
from apps.advising.models import Nudge, Nudged
from apps.contacts.models import Contact
from apps.outbox.models import Audience, HardBounce, Message
from apps.outreach.models import Outreach
from apps.privacy.download.beside import messages_of
from apps.privacy.owned import lookups, rows_of
from apps.students.models import Student
from apps.volunteers.models import Volunteer

FORMER_STUDENT, REMOVED = "Former student", "Removed"

# Of whoever is anonymized these rows stay, because counts and reports rest on them, with these codes. Every other text
# in them is emptied, and every other row of theirs goes.
STAYS: dict[str, set[str]] = {
    "accounts.User": {"role"},
    "advising.Hand": {"step"},
    "advising.Nudged": set(),
    "advising.Talk": set(),
    "cohorts.Membership": set(),
    "contacts.Contact": {"source", "name_use"},
    "interviews.Exclusion": set(),
    "interviews.Interview": {"format", "thanked_how", "exit"},
    "network.Referral": set(),
    "outreach.Outreach": {"kind", "channel", "sent_how", "answer"},
    "reflection.Reflection": {"verdict"},
    "students.Student": set(),
}
# Where a constraint wants words, and what says something about them without any.
_INSTEAD: dict[str, dict[str, Any]] = {
    "accounts.User": {"full_name": FORMER_STUDENT, "is_active": False},
    "contacts.Contact": {
        "full_name": Concat(Value("Person "), "pk", output_field=CharField()),  # different people stay different
        "name_shared": False,
        "keep_in_touch_months": None,
        "may_mentor": False,
        "just_met_at": None,
    },
    "interviews.Exclusion": {"reason": REMOVED},
    "reflection.Reflection": {"shared_at": None},
    "students.Student": {"quiet_from": None, "quiet_until": None, "graduates_on": None},
}


@dataclass(frozen=True)
class Person:
    """A student who is locked, with the account."""

    student: Student

    @property
    def has_worked_here(self) -> bool:
        """Whether a row that is not theirs names the account, as of an adviser or administrator."""
        return any(_names(field, self.student.user_id) for field in _fields_of_staff())

    def own_addresses(self) -> set[str]:
        """The one that they have, and those of before that nobody has now."""
        former = UserEvent.objects.filter(pgh_obj=self.student.user_id).values_list("email", flat=True)
        return {self.student.user.email} | self._that_no_other_has(set(former))

    def addresses(self) -> set[str]:
        """Their own, also those of before, and those of the people whom they know or wrote to. None that another
        account or a volunteer has, and none of a person whom another student knows or wrote to, too.
        """
        # A second line: what others have is taken out below.
        people, written = Contact.objects.filter(student=self.student), Outreach.objects.filter(student=self.student)
        said = chain(people.values_list("email", flat=True), written.values_list("recipient", flat=True))
        return self._that_no_other_has(self.own_addresses() | {one.lower() for one in said if one})

    def _that_no_other_has(self, found: set[str]) -> set[str]:
        for others, field in (
            (User.objects.exclude(pk=self.student.user_id), "email"),
            (Volunteer.objects.all(), "email"),
            (Contact.objects.exclude(student=self.student), "email"),
            (Outreach.objects.exclude(student=self.student), "recipient"),
        ):
            known = others.annotate(address=Lower(field)).filter(address__in=found)
            found = found - set(known.values_list("address", flat=True))
        return found


def remove(person: Person) -> None:
    """Every row of theirs. Other students' people stay, whoever they are: they belong to those students."""
    student, user = person.student, person.student.user
    Nudge.objects.filter(pk__in=_written_to_them_alone(student)).delete()
    with pgtrigger.ignore(*_history_triggers()):  # or the removal itself would be recorded
        for rows in rows_of(student.pk).values():
            rows.model._base_manager.filter(pk__in=list(rows.values_list("pk", flat=True))).delete()
        User.objects.filter(pk=user.pk).delete()


def anonymize(person: Person) -> None:
    """What counts rest on stays, as of "Former student", who has no address and signs in no more. Twice is once."""
    student, user = person.student, person.student.user
    alone = Nudge.objects.filter(pk__in=_written_to_them_alone(student))
    alone.update(subject=REMOVED, body=REMOVED)
    for rows in rows_of(student.pk).values():
        if rows.model._meta.label in STAYS:
            _empty(rows)
        else:
            rows.delete()
    student.interests.clear()
    for related in _foreign():
        related.model._default_manager.filter(**{related.name: user.pk}).delete()


def mail_of(person: Person) -> QuerySet[Message]:
    """Messages to them and for them, waiting or ended, and what is left of messages whose cause they removed. Also what
    took them to their account before they had one: nobody misses a sign-in mail that is over.
    """
    by_cause = messages_of(person.student).values_list("pk", flat=True)
    to_people = Q(audience=Audience.CONTACT, lower__in=person.addresses())
    to_sign_in = Q(audience=Audience.SIGN_IN, lower__in=person.own_addresses())
    posted = Message.objects.filter(reminder=None).alias(lower=Lower("address"))
    by_address = posted.filter(to_people | to_sign_in).values_list("pk", flat=True)
    return Message.objects.filter(pk__in={*by_cause, *by_address})


def remove_mail(person: Person) -> None:
    """With what is known of the addresses that bounce. Before the history goes, which says since when an address is
    theirs, and before the rows that caused it.
    """
    mail_of(person).delete()
    HardBounce.objects.filter(address__in=person.addresses()).delete()


def _empty(rows: Any) -> None:
    label = rows.model._meta.label
    instead = _INSTEAD.get(label, {})
    if rows.model is User:
        proofs = {"email": f"deleted-{token_hex(5)}@{NOWHERE}", "password": make_password(None)}
        rows = rows.exclude(email__endswith=f"@{NOWHERE}")  # a second time changes nothing
        instead = {**instead, **proofs}
    emptied = {
        one.name: _nothing(one)
        for one in rows.model._meta.concrete_fields
        if holds_text(one) and one.name not in STAYS[label] and one.name not in instead
    }
    rows.model._base_manager.filter(pk__in=list(rows.values_list("pk", flat=True))).update(**emptied, **instead)


def holds_text(one: Field) -> bool:
    is_text = isinstance(one, CharField | TextField | JSONField | ArrayField | BinaryField)
    return is_text and not isinstance(one, GeneratedField)


def _nothing(one: Field) -> Any:
    if isinstance(one, JSONField | ArrayField):
        return one.get_default()
    return None if one.null else b"" if isinstance(one, BinaryField) else ""


def _written_to_them_alone(student: Student) -> list[int]:
    to_others = Nudged.objects.exclude(student=student).values("nudge")
    # A second line: a nudge that went to no other went to them.
    theirs = Nudge.objects.filter(nudged__student=student).exclude(pk__in=to_others)
    return list(theirs.values_list("pk", flat=True))


def _history_triggers() -> list[str]:
    return [
        f"{model._meta.label}:{trigger.name}"
        for model in lookups()
        for trigger in getattr(model._meta, "triggers", ())
        if isinstance(trigger, pghistory.trigger.Event)
    ]


def _fields_of_staff() -> Iterable[Field]:
    """Those that name an account other than as a student's own."""
    for field in _naming_accounts():
        is_own = field.model in lookups() and field.name == "user"
        # Where the database holds no constraint, the row outlives whom it names.
        is_table = not field.model.__module__.startswith("pghistory")  # which has a model for what is no table
        is_bound = is_table and getattr(field, "db_constraint", False)
        if is_bound and not is_own and field.model not in _accounts_own():
            yield field


def _naming_accounts() -> list[Field]:
    """Also those without a name for the way back, such as the author of a note."""
    every = User._meta.get_fields(include_hidden=True)
    return [one.field for one in every if one.auto_created and not one.concrete and one.is_relation]  # type: ignore[union-attr]


def _names(field: Field, user: int) -> bool:
    return field.model._base_manager.filter(**{field.name: user}).exists()


def _foreign() -> list[Field]:
    """The rows of libraries that belong to an account: proved addresses, second factors."""
    return [one for one in _naming_accounts() if one.model in _accounts_own()]


def _accounts_own() -> set[type[Model]]:
    models = {one.model for one in _naming_accounts()}
    return {one for one in models if not one.__module__.startswith(("apps.", "pghistory")) and one is not LogEntry}
