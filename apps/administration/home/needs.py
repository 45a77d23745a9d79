"""What needs an administrator. A section is one function: what it counts, and what it says when there is some.

All that is counted is asked for in one query, so that a further section costs none.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Func, IntegerField, Q, QuerySet, Subquery
from django.db.models.functions import Lower
from django.urls import reverse

from apps.accounts.models import Role, User
from apps.administration.imports.checked import Result
from apps.administration.invitations.querysets import NOT_ACCEPTED
from apps.administration.models import Import, Invitation
from apps.campus.models import Campus
from apps.cohorts.models import Caseload, Cohort, Membership
from apps.core.templatetags.dates import near_day
from apps.outbox.models import HardBounce, Message, Standstill, State
from apps.privacy.models import Deletion
from apps.students.models import Student
from apps.volunteers.models import Volunteer

ROWS_LEFT_FOR = timedelta(days=14)  # so long an import is of the last days
BACKUP_IS_OLD_AFTER = timedelta(days=3)


@dataclass(frozen=True)
class Need:
    """One thing: a title, a sentence with its number "of N", and one button. `is_clock`: time runs out, or somebody is
    stuck.
    """

    icon: str
    title: str
    why: str
    action: str
    url: str
    is_clock: bool = False


@dataclass(frozen=True)
class Moment:
    campus: Campus
    as_of: datetime
    today: date

    def day(self, moment: datetime) -> str:
        """ "today", "yesterday" or the day, on campus."""
        return near_day(moment.astimezone(self.campus.zone), self.as_of.astimezone(self.campus.zone))


@dataclass(frozen=True)
class Section:
    """`say` is told the numbers of all sections, by the names that `counts` gives them. A count of `first` is the id of
    the first row.
    """

    say: Callable[[Mapping[str, int]], list[Need]]
    counts: Mapping[str, QuerySet[Any]] = field(default_factory=dict)
    first: Mapping[str, QuerySet[Any]] = field(default_factory=dict)


def needs(*, campus: Campus, as_of: datetime) -> list[Need]:
    """What stands still or waits for an answer first. Two queries."""
    moment = Moment(campus, as_of, as_of.astimezone(campus.zone).date())
    sections = [section(moment) for section in SECTIONS]
    counts: dict[str, Subquery] = {}
    for section in sections:
        counts |= {name: _number(rows) for name, rows in section.counts.items()}
        counts |= {name: Subquery(rows.values("pk")[:1]) for name, rows in section.first.items()}
    numbers: dict[str, Any] = dict(Campus.objects.values(**counts).get())
    return [need for section in sections for need in section.say(numbers)]


def _number(rows: QuerySet[Any]) -> Subquery:
    # No aggregate of Django's, which would be grouped by row.
    return Subquery(rows.order_by().values(number=Func("pk", function="COUNT", output_field=IntegerField())))


def standstill(moment: Moment) -> Section:
    due = Message.objects.filter(state=State.DUE)
    counts = {
        "standstills": Standstill.objects.filter(ended_at=None),
        "messages_due": due,
        "messages_late": due.filter(due_at__lte=moment.as_of),
    }

    def say(n: Mapping[str, int]) -> list[Need]:
        if not n["standstills"]:
            return []
        why = f"{_of(n['messages_late'], n['messages_due'], 'message')} that should be out by now."
        url = reverse("admin:outbox_message_changelist")
        return [Need("mail-x", "Mail stands still", why, "Open the delivery log", url, is_clock=True)]

    return Section(say, counts)


def bounces(moment: Moment) -> Section:
    """Apart for students, whose addresses are put right on their records."""
    students, staff = _students(), User.objects.filter(is_active=True).exclude(role=Role.STUDENT)
    volunteers = Volunteer.objects.annotate(address=Lower("email"))
    of_students = HardBounce.objects.filter(address__in=students.values("user__email"))
    of_others = HardBounce.objects.filter(
        Q(address__in=staff.values("email")) | Q(address__in=volunteers.values("address"))
    )
    counts = {
        "students": students,
        "students_bouncing": of_students,
        "staff": staff,
        "volunteers": volunteers.exclude(email=""),
        "others_bouncing": of_others,
    }

    def say(n: Mapping[str, int]) -> list[Need]:
        needs = []
        if number := n["students_bouncing"]:
            get = "gets" if number == 1 else "get"
            why = f"{_of(number, n['students'], 'student')} {get} no mail. Put the address right on the student’s page."
            url = reverse("administration:students", query={"show": "bounced"})
            needs.append(Need("mail-x", "Mail to students comes back", why, "See who they are", url, is_clock=True))
        if number := n["others_bouncing"]:
            of_all = _of(number, n["staff"] + n["volunteers"], "address", "addresses")
            take = "takes" if number == 1 else "take"
            why = f"{of_all} of staff and volunteers {take} no mail. Nothing is sent there until you try it again."
            url = reverse("admin:outbox_hardbounce_changelist")
            needs.append(Need("mail-x", "Mail comes back", why, "See the addresses", url, is_clock=True))
        return needs

    return Section(say, counts)


def imports(moment: Moment) -> Section:
    """Those that go on or wait for an answer; of those that ended, the latest of each kind says what is left over."""

    def say(n: Mapping[str, int]) -> list[Need]:
        recent = Import.objects.filter(created_at__gt=moment.as_of - ROWS_LEFT_FOR)
        recent = recent.exclude(state=Import.State.CANCELLED)
        shown: dict[object, Import] = {}
        for each in recent.only("kind", "state", "file_name", "counts", "created_at", "ended_at").order_by(
            "-created_at", "-pk"
        ):
            has_ended = each.state in (Import.State.DONE, Import.State.FAILED)
            shown.setdefault(each.kind if has_ended else each.pk, each)
        return [need for each in shown.values() if (need := _of_import(each, moment))]

    return Section(say)


def _of_import(each: Import, moment: Moment) -> Need | None:
    url = reverse("administration:import", args=[each.pk])
    what, day = each.get_kind_display().lower(), moment.day(each.created_at)
    match each.state:
        case Import.State.CHECKING | Import.State.RUNNING:
            why = f"It was started {_on(day)} and goes on by itself."
            return Need("file-up", f"The import of {what} is running", why, "See how far it is", url)
        case Import.State.CHECKED:
            if not any(each.counts.get(result, 0) for result in (Result.NEW, Result.CHANGED, Result.ASKED)):
                return None  # nothing of it could go in
            file = f"The file “{each.file_name}”" if each.file_name else "The file"
            why = f"{file} from {day} is checked. Nothing is saved until you say so, and after a day it is removed."
            return Need("file-up", f"The import of {what} waits for you", why, "Look at the rows", url, is_clock=True)
        case Import.State.FAILED:
            why = f"It was started {_on(day)}. Nothing of it went in."
            return Need("circle-alert", f"The import of {what} failed", why, "See why", url, is_clock=True)
    rows = sum(each.counts.get(result.value, 0) for result in Result)
    left = each.counts.get(Result.REFUSED, 0) + each.counts.get(Result.ASKED, 0)
    if not left:
        return None
    why = f"{_of(left, rows, 'row')} of the file from {day} did not go in."
    return Need("file-up", f"Rows of the import of {what} are left over", why, "See the rows", url)


def invitations(moment: Moment) -> Section:
    a_week_ago = moment.as_of - timedelta(days=7)
    invited = User.objects.filter(is_active=True, pk__in=Invitation.objects.values("user"))
    recent = Invitation.objects.filter(created_at__gt=a_week_ago).values("user")
    waiting = invited.filter(last_login=None).exclude(pk__in=recent)

    def say(n: Mapping[str, int]) -> list[Need]:
        if not n["not_accepted"]:
            return []
        have = "has" if n["not_accepted"] == 1 else "have"
        why = f"{_of(n['not_accepted'], n['invited'], 'person', 'people')} you invited {have} not signed in for a week."
        url = reverse("administration:invitations", query={"show": NOT_ACCEPTED})
        return [Need("mail", "Invitations not accepted", why, "See the invitations", url)]

    return Section(say, {"invited": invited, "not_accepted": waiting})


def cohorts_without_adviser(moment: Moment) -> Section:
    present = Cohort.objects.not_long_over(today=moment.today)
    advised = Caseload.objects.filter(adviser__is_active=True, adviser__role__in=[Role.ADVISER, Role.ADMINISTRATOR])
    without = present.filter(due_on__gte=moment.today).exclude(pk__in=advised.values("cohort"))

    def say(n: Mapping[str, int]) -> list[Need]:
        number = n["without_adviser"]
        if not number:
            return []
        has, there = ("has", "there") if number == 1 else ("have", "in them")
        why = f"{_of(number, n['cohorts'], 'cohort')} {has} no adviser. Nobody sees {there} who needs help."
        url = reverse("administration:cohort", args=[n["first_without"]]) + "#advisers"
        return [Need("users", "A cohort has no adviser", why, "Give it an adviser", url)]

    return Section(say, {"cohorts": present, "without_adviser": without}, {"first_without": without.order_by("due_on")})


def deletions(moment: Moment) -> Section:
    asked = Deletion.objects.open()

    def say(n: Mapping[str, int]) -> list[Need]:
        if not n["deletions"]:
            return []
        why = f"{_of(n['deletions'], n['students'], 'student')} asked for it and waits for you."
        if n["deletions"] > 1:
            why = why.replace("waits", "wait")
        url = reverse("administration:deletions")
        return [Need("trash-2", "A student asked to be deleted", why, "See the requests", url)]

    return Section(say, {"deletions": asked, "students": _students()})


def students_in_no_cohort(moment: Moment) -> Section:
    students = _students()
    without = students.exclude(pk__in=Membership.objects.order_by().values("student"))

    def say(n: Mapping[str, int]) -> list[Need]:
        if not n["no_cohort"]:
            return []
        are = "is" if n["no_cohort"] == 1 else "are"
        why = f"{_of(n['no_cohort'], n['students'], 'student')} {are} in no cohort, so no adviser sees them."
        url = reverse("administration:students", query={"show": "no-cohort"})
        return [Need("user-plus", "Students in no cohort", why, "See who they are", url)]

    return Section(say, {"students": students, "no_cohort": without})


def _students() -> QuerySet[Student]:
    return Student.objects.filter(archived_at=None, user__is_active=True)


def backup(moment: Moment) -> Section:
    def say(n: Mapping[str, int]) -> list[Need]:
        told = moment.campus.backed_up_at
        if told is None or told > moment.as_of - BACKUP_IS_OLD_AFTER:
            return []
        days = (moment.as_of - told).days
        why = f"The last one was {days} days ago. Ask whoever runs this installation."
        url = reverse("administration:settings")
        return [Need("clock", "The last backup is old", why, "Open the settings", url, is_clock=True)]

    return Section(say)


# The most pressing first.
SECTIONS: tuple[Callable[[Moment], Section], ...] = (
    standstill,
    bounces,
    imports,
    deletions,
    cohorts_without_adviser,
    students_in_no_cohort,
    invitations,
    backup,
)


def _of(number: int, of: int, one: str, several: str = "") -> str:
    """ "3 of 40 rows"."""
    return f"{number} of {of} {one if of == 1 else several or one + 's'}"


def _on(day: str) -> str:
    return day if day in ("today", "yesterday") else f"on {day}"
