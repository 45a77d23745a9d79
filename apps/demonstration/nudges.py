"""Three nudges that the demonstration adviser sent: what happened after the first two is known, and the last is new."""

from uuid import UUID

from apps.accounts.models import User
from apps.advising.models import Nudge
from apps.advising.nudges.actions import send
from apps.campus.models import Campus
from apps.cohorts.models import Cohort
from apps.demonstration.moments import Moments
from apps.guidance import program

# The cohort, by its place; how many days ago; which of its students were chosen, by theirs; and the text.
_SENT = ((0, 18, slice(1, 9), "first-name"), (2, 11, slice(0, 10), "ten-minutes"), (2, 2, slice(18, 22), "no-reply"))


def send_some(cohorts: list[Cohort], adviser: User, moments: Moments) -> None:
    """Each on a working day at ten; whoever had reached the goal was left out."""
    texts = {text.key: text for text in program.nudges()}
    for place, days_ago, which, key in _SENT:
        cohort, as_of = cohorts[place], moments.at(moments.weekday(-days_ago), 10)
        sent = send(
            adviser=adviser,
            token=UUID(int=moments.rng.getrandbits(128), version=4),
            subject=texts[key].subject,
            body=texts[key].body,
            students=list(cohort.students.order_by("pk").values_list("pk", flat=True)[which]),
            cohort=cohort.pk,
            campus=Campus.objects.current(),
            as_of=as_of,
        )
        Nudge.objects.filter(pk=sent.nudge.pk).update(created_at=as_of)  # as old as its story
