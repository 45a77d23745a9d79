"""Whether a reminder is wanted: what its kind says of its cause, and whether its recipient can and will get it."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from apps.accounts.models import User
from apps.reminders import kinds
from apps.reminders.kinds import Expected, Kind, Says, Skip
from apps.reminders.models import HardBounce, OptOut, Reminder
from apps.reminders.querysets import OPTED_OUT

ACCOUNT_CLOSED = "account closed"
BOUNCED = "address bounced"


def standing(rows: Collection[Reminder], *, as_of: datetime) -> dict[int, Says]:
    """Whether each reminder is still wanted, by its cause and by its recipient; by id."""
    answers: dict[int, Says] = {}
    of_kind: dict[str, list[Reminder]] = {}
    for row in rows:
        of_kind.setdefault(row.kind, []).append(row)
    for slug, group in of_kind.items():
        kind = kinds.get(slug)
        says = kind.decide([row.cause_key for row in group], as_of) if kind else {}
        for row in group:
            answers[row.pk] = says.get(row.cause_key) or Skip("cause gone" if kind else "kind gone")
    recipients = Recipients(answers.values())
    for row in rows:
        if kind := kinds.get(row.kind):
            answers[row.pk] = heeding(kind, answers[row.pk], recipients)
    return answers


def heeding(kind: Kind, says: Says, recipients: "Recipients") -> Says:
    """What the kind says, unless its recipient can or will not get it: then the skip that says why.

    The skip is on record, so that the reminder comes back when the recipient does.
    """
    if not isinstance(says, Expected):
        return says
    why = recipients.refuse(kind, says)
    return Skip(why, record=True, due_at=says.due_at, user_id=says.user_id, address=says.address) if why else says


class Recipients:
    """Of those whom these answers are for: whose account is closed, whose address bounces, who turned what off.

    Two queries at most, however many there are.
    """

    def __init__(self, answers: Iterable[Says | None]) -> None:
        expected = [says for says in answers if isinstance(says, Expected)]
        users = {says.user_id for says in expected if says.user_id}
        addresses = {says.address for says in expected if says.address}
        self._off: set[tuple[int, str]] = set()
        self._closed: set[int] = set()
        self._bouncing: set[int | str] = set()
        if users:
            bounces = HardBounce.objects.filter(address=OuterRef("email"))
            silent = User.objects.filter(pk__in=users).annotate(bounces=Exists(bounces))
            for pk, is_active, is_bouncing in silent.filter(Q(is_active=False) | Q(bounces=True)).values_list(
                "pk", "is_active", "bounces"
            ):
                (self._bouncing if is_active and is_bouncing else self._closed).add(pk)
            self._off = set(OptOut.objects.filter(user__in=users).values_list("user_id", "group"))
        if addresses:
            lowered = {address.lower() for address in addresses}
            self._bouncing.update(HardBounce.objects.filter(address__in=lowered).values_list("address", flat=True))

    def refuse(self, kind: Kind, says: Expected) -> str:
        """Why this one gets no mail; empty where they do."""
        if says.user_id in self._closed:
            return ACCOUNT_CLOSED
        if (says.user_id or says.address.lower()) in self._bouncing:
            return BOUNCED
        if says.user_id and kind.opt_out and (says.user_id, kind.opt_out) in self._off:
            return OPTED_OUT
        return ""
