"""People invited by their addresses: a pasted list, and what it does."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django import forms
from django.db import transaction

from apps.accounts.models import Role, User
from apps.administration.members.actions import add_students
from apps.audit.actions import record_change
from apps.campus.models import Campus
from apps.cohorts.models import Cohort
from apps.core.locking import in_lock_order
from apps.core.names.given import given_names_agree
from apps.core.tables import values
from apps.core.tables.values import NotAnAddress
from apps.core.text import one_line
from apps.students.models import Student

MOST = 500
_NAMED = 10  # of the lines that are wrong, so many are named
_WORD = re.compile(r"""[^\s,;<>()"]+""")
_LONGEST_NAME = User._meta.get_field("full_name").max_length or 0


class Closed(Exception):
    """The cohort is archived or over."""

    def __init__(self) -> None:
        super().__init__("Nobody joins any more: this cohort is over, or archived.")


@dataclass(frozen=True)
class Invitee:
    line: int
    email: str
    full_name: str
    is_named: bool = False  # the name was typed, and not made of the address
    last_name: str = ""  # nobody knows which part of a typed name it is
    preferred_name: str = ""


@dataclass(frozen=True)
class Invited:
    """How many have a new account, how many joined, to how many a welcome goes, and who was in the cohort already."""

    new: int
    joined: int
    told: int
    already: int


@dataclass
class Read:
    """What a pasted text holds: people, each once, and the lines that say none, with the reason."""

    people: list[Invitee] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


def read(text: str) -> Read:
    found, seen = Read(), set()
    for number, pasted in enumerate(text.splitlines(), 1):
        line = one_line(pasted)  # without marks that nobody sees, which a domain may hold
        if not line.strip(",; "):
            continue
        end, addresses = 0, [word for word in _WORD.finditer(line) if "@" in word[0][1:] or "＠" in word[0][1:]]
        if not addresses:
            found.refused.append(f"Line {number}: there is no email address in “{line[:60]}”.")
        for match in addresses:
            name, end = line[end : match.start()], match.end()
            if len(addresses) == 1 and not name.strip(" ,;<>()\"'"):
                name = line[end:]  # "ana@campus.edu, Ana Perez"
            typed = _name(name)
            try:
                new = [email for email in values.addresses(match[0]) if email not in seen]
            except NotAnAddress as error:
                found.refused.append(f"Line {number}: “{match[0][:60]}”. {error}")
                continue
            seen.update(new)
            found.people += [Invitee(number, email, typed or guessed(email), is_named=bool(typed)) for email in new]
    return found


def _name(text: str) -> str:
    """ "Ana Perez" of `Perez, Ana <`."""
    name = one_line(text.strip(" ,;<>()\"'"))
    parts = [part.strip() for part in name.split(",")]
    return (" ".join(reversed(parts)) if len(parts) == 2 else name)[:_LONGEST_NAME].strip()


def guessed(email: str) -> str:
    """ "Ana Perez" of ana.perez2@campus.edu: what stands before the @, until the person or a roster says it better."""
    local = email.partition("@")[0]
    words = [word.capitalize() for word in re.split(r"[._\-+\d]+", local) if word]
    return (" ".join(words) or local)[:_LONGEST_NAME]


class AddressesForm(forms.Form):
    addresses = forms.CharField(
        label="Email addresses",
        max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        help_text="One on each line. “Ana Perez &lt;ana@campus.edu&gt;” brings the name along.",
        error_messages={"required": "Paste at least one email address."},
    )
    good_only = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, object]:
        """`people` are those who can be invited; with a line that can't be, nobody is, unless only the good ones go."""
        cleaned = super().clean() or self.cleaned_data
        if "addresses" not in cleaned:
            return cleaned
        found = read(cleaned["addresses"])
        if len(found.people) > MOST:
            self.add_error("addresses", f"Invite at most {MOST} people at a time. For more, import a roster.")
            return cleaned
        wrong = _refused(found.people)
        refused = [*found.refused, *wrong.values()]
        cleaned["people"] = [one for one in found.people if one not in wrong]
        self.number_of_good = len(cleaned["people"])
        if not cleaned["people"] or (refused and not cleaned["good_only"]):
            more = len(refused) - _NAMED
            said = refused[:_NAMED] + ([f"And {more} more."] if more > 0 else [])
            self.add_error("addresses", said or "There is no email address in this.")
        return cleaned


def _refused(people: Iterable[Invitee]) -> dict[Invitee, str]:
    """Whose address is somebody's who can't be a student of a cohort now, or who has another name; and why."""
    by_email = {one.email: one for one in people}
    accounts = User.objects.filter(email__in=by_email).select_related("student")
    refused = {}
    for user in accounts.order_by("pk"):
        one = by_email[user.email]
        if not user.is_student:
            refused[one] = f"Line {one.line}: {one.email} belongs to the staff."
        elif not user.is_active:
            refused[one] = f"Line {one.line}: the account of {one.email} is switched off."
        elif user.student.archived_at:  # type: ignore[attr-defined]
            refused[one] = f"Line {one.line}: the student with {one.email} is archived. Bring them back first."
        elif one.is_named and not given_names_agree(one, user):
            refused[one] = (
                f"Line {one.line}: {one.email} belongs to {user.display_name}, and the line says {one.full_name}. "
                "Correct the address, or paste it without a name."
            )
    return dict(sorted(refused.items(), key=lambda each: each[0].line))


@transaction.atomic
def invite_by_address(
    *, cohort: Cohort, people: Iterable[Invitee], by: User, campus: Campus, as_of: datetime
) -> Invited:
    """Students join at once; whoever has no account gets one. Those who are new to the cohort are welcomed by mail,
    which says how to sign in. Twice is once. Raises Closed.
    """
    row = in_lock_order(Cohort.objects).get(pk=cohort.pk)
    if not row.is_joinable(today=as_of.astimezone(campus.zone).date()):
        raise Closed
    names = {one.email: one.full_name for one in people}
    known = set(User.objects.filter(email__in=names).values_list("email", flat=True))
    new = make_students({email: name for email, name in names.items() if email not in known})
    may = Student.objects.filter(user__email__in=names, user__role=Role.STUDENT, user__is_active=True, archived_at=None)
    added = add_students(cohort=row, students=may, invited_by=by, as_of=as_of)
    if added.students:
        ids = [student.pk for student in added.students]
        record_change(actor=by, page="administration:invite", student_ids=ids, reason="joined, invited by address")
    return Invited(new, joined=len(added.students), told=added.told, already=added.already)


def make_students(names: dict[str, str]) -> int:
    """Accounts without a password for these addresses, by which nobody has one; how many. Whoever made one of them
    meanwhile was first.
    """
    users = [User(email=email, full_name=name, role=Role.STUDENT) for email, name in sorted(names.items())]
    for user in users:
        user.set_unusable_password()
    User.objects.bulk_create(users, ignore_conflicts=True)
    made = User.objects.filter(email__in=names, role=Role.STUDENT, student=None)
    return len(Student.objects.bulk_create([Student(user=user) for user in made], ignore_conflicts=True))
