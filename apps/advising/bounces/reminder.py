"""Advisers and coaches hear that no mail reaches a student of theirs."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.urls import reverse

from apps.accounts.models import Role, User
from apps.advising.bounces import emails
from apps.campus.models import Campus
from apps.cohorts.models import Caseload, Membership
from apps.core.mail import OutgoingMail
from apps.outbox.models import Audience, HardBounce
from apps.reminders.kinds import About, CauseType, Decision, Expected, Kind, Skip, ids_in


@dataclass(frozen=True)
class Bounced:
    """An address that bounces, and an adviser who is to hear of it. `membership` is of its student, in the first due of
    the cohorts where they look after or coach them; None where the student is not theirs.
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
        for adviser, membership in _of_bouncing_students(campus, as_of):
            first.setdefault((membership.student.user.email, adviser), membership)
        return {
            key: Bounced(bounces[bounce], advisers[adviser], first.get((bounces[bounce].address, adviser)), campus)
            for key, (bounce, adviser) in ids.items()
            if bounce in bounces and adviser in advisers
        }

    def near(self, *, campus: Campus, as_of: datetime, user_id: int | None) -> Iterator[str]:
        bounces = dict(HardBounce.objects.values_list("address", "pk"))
        if bounces:
            found = ((one.student.user.email, adviser) for adviser, one in _of_bouncing_students(campus, as_of))
            for email, adviser in dict.fromkeys(found):
                if email in bounces and user_id in (None, adviser):
                    yield f"bounce:{bounces[email]}:{adviser}"


def _of_bouncing_students(campus: Campus, as_of: datetime) -> Iterator[tuple[int, Membership]]:
    """The id of each adviser and coach of a current student whose address bounces, in cohorts that are not over; the
    cohort due first comes first.
    """
    staff = Caseload.objects.filter(adviser__role__in=[Role.ADVISER, Role.ADMINISTRATOR])
    advisers = staff.filter(cohort=OuterRef("cohort")).order_by("adviser").values("adviser")
    found = Membership.objects.filter(
        cohort__due_on__gte=as_of.astimezone(campus.zone).date(),
        cohort__archived_at=None,
        student__archived_at=None,
        student__user__is_active=True,
        student__user__email__in=HardBounce.objects.values("address"),
    )
    found = found.annotate(adviser_ids=ArraySubquery(advisers)).select_related("student__user", "cohort", "coach")
    for one in found.order_by("cohort__due_on", "cohort_id", "pk"):
        coaching = [one.coach_id] if one.coach and one.coach.is_adviser else []
        for adviser in dict.fromkeys([*one.adviser_ids, *coaching]):  # type: ignore[attr-defined]
            yield adviser, one


class AddressBounced(Kind[Bounced]):
    slug = "address_bounced"
    label = "Mail to a student does not arrive"
    audience = Audience.STAFF
    cause_type = BouncesToAdvisers()
    cause = "a current student whose adviser or coach they are, and whose address takes no mail"
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
