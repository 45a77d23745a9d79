from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from django.db import transaction

from apps.accounts.models import User
from apps.administration.invitations.reminders import CohortInvitation, invitations
from apps.administration.models import Invitation
from apps.cohorts.models import Cohort
from apps.core.locking import in_lock_order
from apps.outbox.models import State
from apps.reminders.actions import refresh_causes
from apps.reminders.models import Reminder
from apps.students.models import Student

# Within this time a second invitation to the same thing is a second press of the button.
DOUBLE_CLICK = timedelta(minutes=10)


def invite(*, user: User, cohort: Cohort | None = None, invited_by: User | None, as_of: datetime) -> Invitation:
    """Invite this person to their account, or to a cohort they are in; the mail goes at once.

    Within ten minutes it returns the same invitation again. Later it makes a new one, with a mail of its own; but
    nobody is welcomed twice to one cohort, however often they left it.
    """
    [invitation] = invite_all(people=[user], cohort=cohort, invited_by=invited_by, as_of=as_of)
    return invitation


@transaction.atomic
def invite_all(
    *, people: Iterable[User], cohort: Cohort | None = None, invited_by: User | None, as_of: datetime
) -> list[Invitation]:
    """The same for many, in a number of queries that does not grow with them."""
    pks = [person.pk for person in people]
    # Two requests at once are one after the other: the second finds what the first wrote.
    list(in_lock_order(Student.objects.filter(user__in=pks)))
    invited = list(in_lock_order(User.objects.filter(pk__in=pks)))
    earlier: dict[int, dict[str, Invitation]] = {}
    for one in Invitation.objects.filter(user__in=invited, cohort=cohort):
        earlier.setdefault(one.user_id, {})[one.cause_key] = one
    keys = sorted(key for theirs in earlier.values() for key in theirs)
    if keys:
        # They may have left the cohort meanwhile, and it was skipped; or it waited until it was of no use.
        refresh_causes(invitations, keys, as_of=as_of)
    welcomed = _welcomed(keys) if cohort else set()
    there, new = [], []
    for person in invited:
        theirs = earlier.get(person.pk, {})
        stand = [one for key, one in theirs.items() if one.created_at > as_of - DOUBLE_CLICK or key in welcomed]
        if stand:
            there.append(stand[0])
        else:
            new.append(Invitation(user=person, cohort=cohort, invited_by=invited_by, created_at=as_of))
    Invitation.objects.bulk_create(new)
    if new:
        refresh_causes(invitations, [one.cause_key for one in new], as_of=as_of)
    return [*there, *new]


def _welcomed(keys: Collection[str]) -> set[str]:
    """Those whose mail went, may have arrived, or is on its way."""
    went = Reminder.objects.filter(
        kind=CohortInvitation.slug,
        cause_key__in=keys,
        message__state__in=[State.SENT, State.UNCERTAIN, State.DUE],
    )
    return set(went.values_list("cause_key", flat=True))


def waiting_to_go(invitations: Iterable[Invitation]) -> int:
    """For how many of these a mail is on its way; it is not for one that was skipped, or went before."""
    keys = [one.cause_key for one in invitations]
    return Reminder.objects.filter(cause_key__in=keys, message__state=State.DUE).count()


@transaction.atomic
def invite_again(*, people: Iterable[User], invited_by: User | None, as_of: datetime) -> list[User]:
    """Invite those who may sign in and never did once more to their account. Returns those that a new mail goes to."""
    waiting = User.objects.filter(pk__in=[person.pk for person in people], is_active=True, last_login=None)
    invited = invite_all(people=waiting, invited_by=invited_by, as_of=as_of)
    return [one.user for one in invited if one.created_at == as_of]
