"""An adviser hears that no mail reaches a student of theirs."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, QuerySet
from django.urls import reverse

from apps.accounts.models import User
from apps.advising import emails
from apps.campus.models import Campus
from apps.cohorts.models import Membership
from apps.core.mail import OutgoingMail
from apps.outbox.models import Audience, HardBounce
from apps.reminders.kinds import About, CauseType, Decision, Expected, Kind, Skip, ids_in


@dataclass(frozen=True)
class Bounced:
    """An address that bounces, and an adviser who is to hear of it. `membership` is of its student, in the cohort of
    the adviser's that is due first; None where the student is not theirs.
    """

    bounce: HardBounce
    adviser: User
    membership: Membership | None
    campus: Campus


class BouncesToAdvisers(CauseType[Bounced]):
    """One for each address and adviser: one mail for all cohorts."""

    name = "bounce"

    def load(self, keys: Collection[str], *, campus: Campus, as_of: datetime) -> Mapping[str, Bounced]:
        ids = {key: found for key in keys if (found := ids_in(key, self.name, 2))}
        bounces = HardBounce.objects.in_bulk({bounce for bounce, _ in ids.values()})
        advisers = User.objects.in_bulk({adviser for _, adviser in ids.values()})
        if not bounces:
            return {}
        first: dict[tuple[str, int], Membership] = {}
        memberships = _of_bouncing_students(campus, as_of, advisers.keys())
        for one in memberships.select_related("student__user", "cohort"):
            first.setdefault((one.student.user.email, one.adviser_id), one)  # type: ignore[attr-defined]
        return {
            key: Bounced(bounces[bounce], advisers[adviser], first.get((bounces[bounce].address, adviser)), campus)
            for key, (bounce, adviser) in ids.items()
            if bounce in bounces and adviser in advisers
        }

    def near(self, *, campus: Campus, as_of: datetime, user_id: int | None) -> Iterator[str]:
        bounces = dict(HardBounce.objects.values_list("address", "pk"))
        if bounces:
            found = _of_bouncing_students(campus, as_of, [user_id] if user_id else None)
            pairs = dict.fromkeys(found.values_list("student__user__email", "cohort__caseloads__adviser"))
            yield from (f"bounce:{bounces[email]}:{adviser}" for email, adviser in pairs if email in bounces)


def _of_bouncing_students(campus: Campus, as_of: datetime, advisers: Collection[int] | None) -> QuerySet[Membership]:
    """One row for each adviser of a current student whose address bounces, in cohorts that are not over; the one due
    first comes first. `adviser_id` says who; `advisers` are the ids that it asks about, None for all.
    """
    who = {} if advisers is None else {"cohort__caseloads__adviser__in": advisers}
    # In one call, or the joins over caseloads would be two.
    found = Membership.objects.filter(
        cohort__due_on__gte=as_of.astimezone(campus.zone).date(),
        cohort__caseloads__isnull=False,
        student__archived_at=None,
        student__user__is_active=True,
        student__user__email__in=HardBounce.objects.values("address"),
        **who,
    )
    return found.annotate(adviser_id=F("cohort__caseloads__adviser")).order_by("cohort__due_on", "cohort_id")


class AddressBounced(Kind[Bounced]):
    slug = "address_bounced"
    label = "Mail to a student does not arrive"
    audience = Audience.STAFF
    cause_type = BouncesToAdvisers()
    cause = "a current student of the adviser's whose address takes no mail"
    when = "at once; once for each address and adviser"
    opt_out = emails.BOUNCED_GROUP

    def decide(self, cause: Bounced, as_of: datetime) -> Decision:
        if cause.membership is None:
            return Skip("not their student any more")
        return Expected(user_id=cause.adviser.pk, due_at=cause.bounce.created_at)

    def compose(self, cause: Bounced, as_of: datetime) -> OutgoingMail:
        assert cause.membership is not None  # noqa: S101 - it is expected
        return emails.address_bounced(
            adviser=cause.adviser,
            student=cause.membership.student,
            cohort=cause.membership.cohort,
            bounce=cause.bounce,
            campus=cause.campus,
            as_of=as_of,
        )

    def about(self, cause: Bounced, as_of: datetime) -> About:
        if cause.membership is None:
            return About()
        student, cohort = cause.membership.student, cause.membership.cohort
        return About(
            title=student.user.display_name,
            action="Open their page",
            url=reverse("dashboards:student", args=[cohort.pk, student.pk]),
            is_open=True,
        )
