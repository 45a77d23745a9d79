"""What the page of a nudge shows: the text, what each student will read, when it leaves, and who is left out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from django.urls import reverse

from apps.accounts.models import User
from apps.advising.caseload import LastNudge
from apps.advising.nudges.chosen import Chosen, LeftOut, Pick
from apps.advising.nudges.emails import paragraphs, sender_name
from apps.advising.nudges.forms import NudgeForm
from apps.campus.models import Campus
from apps.core.templatetags.dates import clock_and_zone, day, near_day, same_clock, short_day, zone_of
from apps.core.text import row_id
from apps.guidance.content.entries import NudgeText
from apps.guidance.content.placeholders import Piece, pieces


@dataclass(frozen=True)
class Leaving:
    """One line of “When each one leaves”."""

    pick: Pick
    name: str
    url: str
    leaves: str
    why: str
    last: str


@dataclass(frozen=True)
class Staying:
    """One who is left out. `again`: the adviser may nudge them anyway, and does where `is_ticked`."""

    pick: Pick
    name: str
    url: str
    why: str
    again: bool
    is_ticked: bool


@dataclass(frozen=True)
class Page:
    chosen: Chosen
    texts: list[NudgeText]
    form: NudgeForm
    adviser: User
    campus: Campus
    zone: ZoneInfo
    as_of: datetime

    @property
    def going(self) -> list[Pick]:
        return self.chosen.going

    @cached_property
    def at(self) -> int:
        """Which of those who get it is shown: the one the form names, or the first."""
        asked = row_id(str(self.form["show"].value() or ""))
        return next((at for at, pick in enumerate(self.going) if pick.pk == asked), 0)

    @property
    def shown(self) -> Pick | None:
        return self.going[self.at] if self.going else None

    @property
    def before(self) -> Pick | None:
        return self.going[self.at - 1] if self.at else None

    @property
    def after(self) -> Pick | None:
        return self.going[self.at + 1] if self.at + 1 < len(self.going) else None

    @cached_property
    def fields(self) -> dict[str, str]:
        """What fills itself in for the one who is shown; for the first one chosen where nobody gets it."""
        pick = self.shown or self.chosen.picks[0]
        return pick.fields(adviser=self.adviser, today=self.as_of.astimezone(self.campus.zone).date())

    @property
    def sender(self) -> str:
        return sender_name(self.adviser, self.campus)

    @property
    def who_reads(self) -> str:
        return f"{self.shown.greeting if self.shown else 'Each'} sees only this. No one sees who else got a nudge."

    @property
    def subject(self) -> list[Piece]:
        return pieces(self.form.words[0], self.fields)

    @property
    def paragraphs(self) -> list[list[Piece]]:
        return [pieces(text, self.fields) for text in paragraphs(self.form.words[1])]

    @property
    def leaving(self) -> list[Leaving]:
        return [
            Leaving(pick, self.chosen.names[pick.pk], _url(pick), self._leaves(pick), self._why(pick), self._last(pick))
            for pick in self.going
        ]

    @property
    def staying(self) -> list[Staying]:
        return [
            Staying(
                pick,
                self.chosen.names[pick.pk],
                _url(pick),
                self._left_out(pick, why),
                why is LeftOut.LATELY,
                pick.pk in self.chosen.also,
            )
            for pick, why in self.chosen.staying
        ]

    @property
    def left_out(self) -> int:
        return len(self.chosen.picks) - len(self.going)

    @property
    def later(self) -> int:
        return self.chosen.later

    @property
    def now(self) -> int:
        return len(self.going) - self.later

    @property
    def later_is_today(self) -> bool:
        days = {pick.leaves_at.astimezone(self.zone).date() for pick in self.going if pick.leaves_at > self.as_of}
        return days == {self.as_of.astimezone(self.zone).date()}

    @property
    def zone_name(self) -> str:
        return zone_of(self.as_of.astimezone(self.zone))

    def _leaves(self, pick: Pick) -> str:
        if pick.leaves_at <= self.as_of:
            return "Now"
        at = pick.leaves_at.astimezone(self.zone)
        on = near_day(at, self.as_of)
        return f"{on[:1].upper()}{on[1:]}, {clock_and_zone(at)}"

    def _why(self, pick: Pick) -> str:
        theirs = pick.student.zone(self.campus)
        at = pick.leaves_at.astimezone(theirs)
        is_same = same_clock(theirs, self.zone, pick.leaves_at)
        own = " own" if pick.student.quiet_from is not None else ""
        if pick.leaves_at <= self.as_of:
            return f"It is {clock_and_zone(at)} for them"
        if is_same:
            return f"{pick.greeting}’s{own} quiet hours end then"
        return f"{clock_and_zone(at)} for {pick.greeting}, when{' their own' if own else ''} quiet hours end"

    def _last(self, pick: Pick) -> str:
        last = pick.standing.nudge
        return (
            f"{short_day(last.leaves_at.astimezone(self.zone), self.as_of)}, by {self._who(last)}" if last else "None"
        )

    def _who(self, last: LastNudge) -> str:
        return "you" if last.adviser_id == self.adviser.pk else last.adviser

    def _left_out(self, pick: Pick, why: LeftOut) -> str:
        row = pick.case.row
        match why:
            case LeftOut.ARCHIVED if pick.student.archived_at:
                return "Archived. No more mail goes to them."
            case LeftOut.ARCHIVED:
                return "Their account is closed, so no mail goes to them."
            case LeftOut.BOUNCES if row.unreached_since:
                since = day(row.unreached_since.astimezone(self.zone), self.as_of)
                return f"Mail has bounced since {since}. A nudge would not arrive, so talk in person or by phone."
            case LeftOut.GOAL:
                return f"Reached the goal: {row.counted} of {row.goal} count."
        last = pick.standing.nudge
        assert last is not None  # noqa: S101 - they were nudged lately
        at = last.leaves_at.astimezone(self.zone)
        verb = "Nudged" if last.leaves_at <= self.as_of else "A nudge leaves"
        on = f"{near_day(at, self.as_of)} at {clock_and_zone(at)}"
        said = f"{verb} {on} by {self._who(last)}." if verb == "Nudged" else f"{verb} {on}, from {self._who(last)}."
        return f"{said} Three days between two nudges is kinder."


def text_for(texts: list[NudgeText], picks: Iterable[Pick]) -> NudgeText | None:
    """The one to start from: for the reason that all of these students have, or else for everybody. A text for one
    reason says what is not so of the others.
    """
    reasons = {pick.need.reason if pick.need else "" for pick in picks}
    shared = reasons.pop() if len(reasons) == 1 else ""
    fitting = [one for one in texts if one.reason == shared] or [one for one in texts if not one.reason] or texts
    return fitting[0] if fitting else None


def _url(pick: Pick) -> str:
    return reverse("dashboards:student", args=[pick.case.row.cohort_id, pick.pk])
