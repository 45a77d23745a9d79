"""Causes of reminders, written as rows of the apps above: what each address should get is known here before any
reminder row exists.

Every person has one cause of exactly one mail now (an interview, or an invitation), or none for another hour: a worker
whose clock runs two hours ahead would send those too soon and find others too late, one that is behind would not send.
"""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.db import connections

from apps.accounts.models import Role, User
from apps.administration.models import Invitation
from apps.campus.models import Format
from apps.cohorts.models import Cohort, Membership, Term
from apps.contacts.models import Contact, Source
from apps.interviews.models import Interview
from apps.students.models import Student
from tests.chaos.services import Database

DOMAIN = "chaos.campus.example"
_ALIAS = "chaos"


@dataclass(frozen=True)
class Due:
    """What is known of one address: the kind of its one mail. `is_dead`: its server refuses it forever.

    `is_early`: its time comes an hour from now, so that nothing may go.
    """

    address: str
    kind: str
    is_invitation: bool = False
    is_dead: bool = False
    is_early: bool = False


def _thanks_late(now: datetime) -> dict[str, object]:
    """An hour before the mark: two hours on, nothing would go."""
    return _past(now, hours=23, logged_at=now)


def _thanks_soon(now: datetime) -> dict[str, object]:
    return _past(now, hours=19, logged_at=now)


def _unlogged(now: datetime) -> dict[str, object]:
    return _past(now, hours=1.5, scheduled_at=now - timedelta(days=2))


def _past(now: datetime, *, hours: float, **fields: object) -> dict[str, object]:
    end = now - timedelta(hours=hours)
    return {"starts_at": end - timedelta(minutes=30), "ends_at": end, "minutes": 30, "format": Format.VIDEO, **fields}


def _agreed(now: datetime) -> dict[str, object]:
    return _past(now, hours=-20.5, scheduled_at=now - timedelta(hours=1))


def _asked(now: datetime) -> dict[str, object]:
    return {"asked_at": now - timedelta(days=8)}


_STORIES: dict[str, Callable[[datetime], dict[str, object]]] = {
    "thank_you_last_call": _thanks_late,
    "how_did_it_go": _unlogged,
    "preparation": _agreed,
    "follow_up_first": _asked,
}
_INVITATIONS = ("account_invitation", "cohort_invitation")
_INVITED = 0.25
_DEAD = 0.015


def imagine(*, count: int, seed: str, some_are_dead: bool = True) -> list[Due]:
    """What `count` addresses should get, a quarter of them invitations, and some more that should get nothing yet."""
    dice = random.Random(f"{seed} causes")
    found = []
    for number in range(count):
        is_invitation = dice.random() < _INVITED
        kind = dice.choice(_INVITATIONS if is_invitation else list(_STORIES))
        address = f"{'guest' if is_invitation else 'student'}{number}@{DOMAIN}"
        is_dead = some_are_dead and (number == 0 or dice.random() < _DEAD)
        found.append(Due(address, kind, is_invitation=is_invitation, is_dead=is_dead))
    early = [Due(f"early{number}@{DOMAIN}", "thank_you_last_call", is_early=True) for number in range(3 + count // 50)]
    dice.shuffle(found := [*found, *early])
    return found


def plant(causes: list[Due], database: Database) -> None:
    """Write the rows that cause these. The reminders themselves are left to reconcile."""
    with _rows_of(database) as alias:
        now = datetime.now(UTC)
        _invite([one for one in causes if one.is_invitation], alias, now)
        _tell_stories([one for one in causes if not one.is_invitation], alias, now)


def _tell_stories(causes: list[Due], alias: str, now: datetime) -> None:
    students = _students(causes, alias, now)
    contacts = Contact.objects.using(alias).bulk_create(
        Contact(student=student, full_name="Dolores Vega", source=Source.FAMILY) for student in students
    )
    Interview.objects.using(alias).bulk_create(
        Interview(student=student, contact=contact, **(_thanks_soon if one.is_early else _STORIES[one.kind])(now))
        for one, student, contact in zip(causes, students, contacts, strict=True)
    )


def _invite(causes: list[Due], alias: str, now: datetime) -> None:
    """To an account, who is no student yet; to a cohort, who is one and its member."""
    accounts = _users([one for one in causes if one.kind == "account_invitation"], alias, Role.ADVISER)
    Invitation.objects.using(alias).bulk_create(Invitation(user=user) for user in accounts)
    students = _students([one for one in causes if one.kind == "cohort_invitation"], alias, now)
    cohort = _cohort(alias, now)
    Membership.objects.using(alias).bulk_create(Membership(cohort=cohort, student=student) for student in students)
    Invitation.objects.using(alias).bulk_create(Invitation(user=one.user, cohort=cohort) for one in students)


def _cohort(alias: str, now: datetime) -> Cohort:
    """One that is due in six weeks: its own reminders are far away."""
    begins, due, ends = (now.date() + timedelta(weeks=weeks) for weeks in (-6, 6, 8))
    term, _ = Term.objects.using(alias).get_or_create(name="Storm", defaults={"starts_on": begins, "ends_on": ends})
    return Cohort.objects.using(alias).get_or_create(
        term=term, name="Storm watchers", defaults={"starts_on": begins, "due_on": due}
    )[0]


def _students(causes: list[Due], alias: str, now: datetime) -> list[Student]:
    """Their quiet hours are far away, so that no mail waits for the end of them; where they are it is noon, so that the
    time of today's morning note is past.
    """
    zone = ZoneInfo(f"Etc/GMT{now.hour - 12:+}")
    quiet = [(now.astimezone(zone) + timedelta(hours=hours)).time() for hours in (11, 12)]
    return Student.objects.using(alias).bulk_create(
        Student(user=user, time_zone=zone.key, quiet_from=quiet[0], quiet_until=quiet[1])
        for user in _users(causes, alias, Role.STUDENT)
    )


def _users(causes: list[Due], alias: str, role: Role) -> list[User]:
    return User.objects.using(alias).bulk_create(
        User(email=one.address, full_name="Robin Ash", role=role, password="!") for one in causes
    )


@contextmanager
def _rows_of(database: Database) -> Iterator[str]:
    """A connection of Django's to that database, as the application's role, for as long as the block lasts."""
    place = urlsplit(database.url)
    connections.settings[_ALIAS] = {
        **connections.settings["default"],
        "NAME": database.name,
        "HOST": place.hostname,
        "PORT": place.port,
        "USER": place.username,
        "PASSWORD": place.password,
    }
    try:
        yield _ALIAS
    finally:
        connections[_ALIAS].close()
        del connections[_ALIAS]
        del connections.settings[_ALIAS]
