from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.db import transaction

from apps.accounts.models import User
from apps.administration.invitations.reminders import CohortInvitation, invitations
from apps.administration.models import Invitation
from apps.cohorts.models import Cohort
from apps.outbox.models import State
from apps.reminders.actions import refresh_causes
from apps.reminders.models import Reminder

# Within this time a second invitation to the same thing is a second press of the button.
DOUBLE_CLICK = timedelta(minutes=10)


@transaction.atomic
def invite(*, user: User, cohort: Cohort | None = None, invited_by: User | None, as_of: datetime) -> Invitation:
    """Invite this person to their account, or to a cohort they are in; the mail goes at once.

    Within ten minutes it returns the same invitation again. Later it makes a new one, with a mail of its own; but
    nobody is welcomed twice to one cohort, however often they left it.
    """
    # Two requests at once are one after the other: the second finds what the first wrote.
    User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    earlier = {one.cause_key: one for one in Invitation.objects.filter(user=user, cohort=cohort)}
    if earlier:
        # They may have left the cohort meanwhile, and it was skipped; or it waited until it was of no use.
        refresh_causes(invitations, sorted(earlier), as_of=as_of)
    just_now = (one for one in earlier.values() if one.created_at > as_of - DOUBLE_CLICK)
    if there := next(just_now, None) or (_welcome(earlier) if cohort else None):
        return there
    invitation = Invitation.objects.create(user=user, cohort=cohort, invited_by=invited_by, created_at=as_of)
    refresh_causes(invitations, [invitation.cause_key], as_of=as_of)
    return invitation


def _welcome(by_key: Mapping[str, Invitation]) -> Invitation | None:
    """The one of these whose mail went, may have arrived, or is on its way."""
    went = Reminder.objects.filter(
        kind=CohortInvitation.slug,
        cause_key__in=by_key,
        message__state__in=[State.SENT, State.UNCERTAIN, State.DUE],
    )
    first = went.order_by("pk").first()
    return by_key[first.cause_key] if first else None


def waiting_to_go(invitations: Iterable[Invitation]) -> int:
    """For how many of these a mail is on its way; it is not for one that was skipped, or went before."""
    keys = [one.cause_key for one in invitations]
    return Reminder.objects.filter(cause_key__in=keys, message__state=State.DUE).count()


@transaction.atomic
def invite_again(*, people: Iterable[User], invited_by: User | None, as_of: datetime) -> list[User]:
    """Invite those who may sign in and never did once more to their account. Returns those that a new mail goes to."""
    waiting = User.objects.filter(pk__in=[person.pk for person in people], is_active=True, last_login=None)
    return [
        person
        for person in waiting.order_by("pk")
        if invite(user=person, invited_by=invited_by, as_of=as_of).created_at == as_of
    ]
