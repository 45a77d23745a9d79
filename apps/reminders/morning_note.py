"""The morning note: the one mail a day with every reminder of a person that has no hour of its own.

At 08:00 of their local day, or when their quiet hours end. At most five items, the most helpful first; what is left
over goes the next morning. One of each kind comes before a second of any, so that many of one kind do not keep another
out until it has no use. Each item is a row of its own in the outbox, with an outcome of its own.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import User
from apps.campus.models import Campus
from apps.core.mail import OutgoingMail, build
from apps.core.text import one_line
from apps.outbox.models import Message, State
from apps.outbox.writers import Draft
from apps.reminders import kinds
from apps.reminders.kinds import HEADER, MORNING_NOTE, About, Item, Kind
from apps.reminders.pages import links
from apps.reminders.quiet_hours import QuietHours, quiet_hours_of

MOST = 5


def bundle_of(kind: Kind[Any], user_id: int | None) -> str:
    """All that may leave as one note: the same on every day, so that no two are made of it at once. Empty where a kind
    has a mail of its own.
    """
    return f"morning:{user_id}" if kind.note_rank is not None and user_id else ""


def item(template: str, context: Mapping[str, Any], about: About) -> Item:
    """What `template` says, whose first line is the title, with the link of `about`."""
    title, _, words = render_to_string(template, dict(context)).strip().partition("\n")
    return Item(
        title=one_line(title), words=" ".join(words.split()), action=about.action, url=settings.SITE_URL + about.url
    )


@dataclass(frozen=True)
class Wanted:
    """One row that was checked and may be part of today's note."""

    message: Message
    kind: Kind[Any]
    cause: Any

    @property
    def order(self) -> tuple[int, datetime, int]:
        return self.kind.note_rank or 0, self.message.due_at, self.message.pk


def draft(wanted: Sequence[Wanted], *, user: User, campus: Campus, as_of: datetime) -> Draft:
    """One note of these, or none where today's went already. What may have arrived as one goes again as it was."""
    quiet = quiet_hours_of(user, campus)
    local_day = as_of.astimezone(quiet.zone).date()
    tomorrow = quiet.next_morning(quiet.at(local_day + timedelta(days=1), time(0)))
    is_in_doubt = any(one.message.resent_uncertain for one in wanted)
    if not is_in_doubt and _went_today(wanted, quiet.at(local_day, time(0)), as_of):
        return Draft(postponed={one.message.pk: tomorrow for one in wanted})
    items: list[tuple[Wanted, Item]] = []
    broken: dict[int, Exception] = {}
    postponed: dict[int, datetime] = {}
    for one in _in_turn(wanted):
        if len(items) == MOST:
            postponed[one.message.pk] = tomorrow
            continue
        try:
            with timezone.override(quiet.zone):
                items.append((one, one.kind.item(one.cause, as_of)))
        except Exception as error:  # one broken item keeps no other from going
            broken[one.message.pk] = error
    items.sort(key=lambda pair: pair[0].order)
    mail = _mail(items, user, campus, quiet, as_of) if items else None
    return Draft(mail=mail, postponed=postponed, broken=broken)


def _in_turn(wanted: Iterable[Wanted]) -> list[Wanted]:
    """The first of each kind, the second of each, and so on."""
    before: Counter[str] = Counter()
    turns: list[tuple[int, Wanted]] = []
    for one in sorted(wanted, key=lambda one: one.order):
        turns.append((before[one.kind.slug], one))
        before[one.kind.slug] += 1
    return [one for _, one in sorted(turns, key=lambda turn: turn[0])]


def _went_today(wanted: Sequence[Wanted], midnight: datetime, as_of: datetime) -> bool:
    """Whether a note left since midnight, or one that may have arrived goes again or ended since."""
    others = Message.objects.filter(bundle=wanted[0].message.bundle).exclude(pk__in=[one.message.pk for one in wanted])
    in_doubt = Q(state=State.DUE, due_at__lte=as_of) | Q(ended_at__gte=midnight)
    return others.filter(Q(handed_off_at__gte=midnight) | Q(in_doubt, resent_uncertain__gt=0)).exists()


def _mail(
    items: Sequence[tuple[Wanted, Item]], user: User, campus: Campus, quiet: QuietHours, as_of: datetime
) -> OutgoingMail:
    groups = dict.fromkeys(one.kind.opt_out for one, _ in items if one.kind.opt_out)
    local = as_of.astimezone(quiet.zone)
    return build(
        template="reminders/emails/morning_note",
        to=user.email,
        from_email=campus.sender,
        reply_to=campus.reply_to,
        opt_out_url=links.opt_out_url(user=user, group=MORNING_NOTE),
        headers={HEADER: ", ".join(one.message.key for one, _ in items)},
        context={
            "user": user,
            "campus": campus,
            "local": local,
            "items": [shown for _, shown in items],
            "groups": [
                {"label": kinds.group(slug).label, "url": links.opt_out_url(user=user, group=slug)} for slug in groups
            ],
            "opt_out_kind": kinds.group(MORNING_NOTE).label,
            "preferences_url": settings.SITE_URL + reverse("reminders:preferences"),
        },
    )
