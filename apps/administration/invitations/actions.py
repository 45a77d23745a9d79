from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction

from apps.accounts.models import User
from apps.administration.invitations.reminders import invitations
from apps.administration.models import Invitation
from apps.cohorts.models import Cohort
from apps.reminders.actions import refresh_causes

# Within this time a second invitation to the same thing is a second press of the button.
DOUBLE_CLICK = timedelta(minutes=10)


@transaction.atomic
def invite(*, user: User, cohort: Cohort | None = None, invited_by: User | None, as_of: datetime) -> Invitation:
    """Invite this person to their account, or to a cohort they are in; the mail goes at once.

    Within ten minutes it returns the same invitation again. Later it makes a new one, with a mail of its own.
    """
    # Two requests at once are one after the other: the second finds what the first wrote.
    User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    recent = Invitation.objects.filter(user=user, cohort=cohort, created_at__gt=as_of - DOUBLE_CLICK)
    if there := recent.first():
        return there
    invitation = Invitation.objects.create(user=user, cohort=cohort, invited_by=invited_by, created_at=as_of)
    refresh_causes(invitations, [invitation.cause_key], as_of=as_of)
    return invitation


@transaction.atomic
def invite_again(*, people: Iterable[User], invited_by: User | None, as_of: datetime) -> list[User]:
    """Invite those who may sign in and never did once more to their account. Returns those that a new mail goes to."""
    waiting = User.objects.filter(pk__in=[person.pk for person in people], is_active=True, last_login=None)
    return [
        person
        for person in waiting.order_by("pk")
        if invite(user=person, invited_by=invited_by, as_of=as_of).created_at == as_of
    ]
