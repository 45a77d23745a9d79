"""The nudges that an adviser sent: all of them, and what became of one."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.models import User
from apps.accounts.requests import SignedInRequest
from apps.advising.models import Nudge, Nudged
from apps.advising.nudges import actions
from apps.advising.nudges.outcome import WITHIN, moved, outcome
from apps.audit.actions import record_view
from apps.core.pages import next_page, page_of
from apps.core.templatetags.dates import clock_and_zone, near_day
from apps.core.text import told_apart
from apps.outbox.bounces import BOUNCED
from apps.outbox.models import Message, State

_A_PAGE = 25

_WHY_NOT = {
    BOUNCED: "Not sent: mail to them bounces",
    actions.ARCHIVED: "Not sent: they were archived",
    actions.ANOTHER_ADDRESS: "Not sent: their address changed",
    actions.NOT_THEIRS: "Not sent: not your student any more",
}


@dataclass(frozen=True)
class Line:
    """One student of a nudge, with its mail. A message that is no longer kept has long left."""

    nudged: Nudged
    message: Message | None

    @property
    def has_left(self) -> bool:
        if self.nudged.stopped_at:
            return False
        return self.message is None or self.message.state in (State.SENT, State.UNCERTAIN)

    @property
    def waits(self) -> bool:
        return bool(not self.nudged.stopped_at and self.message and self.message.state == State.DUE)

    def said(self, zone: ZoneInfo, as_of: datetime) -> str:
        """What became of it, in words; times by the clock in `zone`."""
        message = self.message
        if self.waits and message:
            return f"Leaves {_when(message.goes_at, zone, as_of)}" if message.goes_at > as_of else "Leaving now"
        if self.has_left:
            left = message.sent_at if message and message.sent_at else self.nudged.leaves_at
            unsure = message and message.state == State.UNCERTAIN
            return f"Left {_when(left, zone, as_of)}{', the mail server did not confirm it' if unsure else ''}"
        if message and message.state == State.FAILED:
            return "Came back: the mail server refused it"
        return _WHY_NOT.get(message.reason if message else "", "Stopped")


@require_safe
def nudges(request: SignedInRequest) -> HttpResponse:
    """My nudges, newest first, with how many moved. Others' nudges are theirs."""
    if request.user.is_student:
        raise Http404
    rows = Nudge.objects.visible_to(request.user)
    page = page_of(request, rows.prefetch_related(Prefetch("nudged", _of_mine(request.user))), _A_PAGE)
    by_nudge = _lines([one for nudge in page for one in nudge.nudged.all()])
    went = [line.nudged for lines in by_nudge.values() for line in lines if line.has_left and line.nudged.is_shared]
    found = moved([(nudged.student_id, nudged.leaves_at) for nudged in went])
    steps = {nudged.pk: has_moved for nudged, (has_moved, _) in zip(went, found, strict=True)}
    entries = []
    for nudge in page:
        lines = by_nudge.get(nudge.pk, [])
        seen = [line.nudged for line in lines if line.nudged.pk in steps]
        left, waiting = sum(line.has_left for line in lines), sum(line.waits for line in lines)
        entries.append(
            {
                "nudge": nudge,
                "students": len(lines),
                "left": left,
                "waiting": waiting,
                "ended": len(lines) - left - waiting,
                "moved": sum(steps[nudged.pk] for nudged in seen),
                "seen": len(seen),
                "is_over": all(nudged.leaves_at + WITHIN <= request.now for nudged in seen),
            }
        )
    context = {
        "page": page,
        "entries": entries,
        "looks_after_nobody": request.user.is_administrator and not request.user.caseloads.exists(),
        "as_of": request.now,
        "zone": request.zone,
        "campus": request.campus,
    }
    return render(request, "advising/nudges.html", context)


@require_safe
def nudged(request: SignedInRequest, pk: int) -> HttpResponse:
    """One nudge: its words, to whom it went, and what happened after. `next` in the address is the list where they were
    chosen. One audit row.
    """
    nudge = _load(request, pk)
    every = list(nudge.nudged.all())
    rows = [one for one in every if one.is_shared]
    lines = _lines(rows).get(nudge.pk, [])
    if request.method != "HEAD":  # it shows nothing
        ids = [one.student_id for one in rows]
        record_view(actor=request.user, page="advising:nudged", student_ids=ids, filter={"nudge": nudge.pk})
    zone, as_of = request.zone, request.now
    left = [line.nudged for line in lines if line.has_left]
    people = [line.nudged.student.user for line in lines]
    names = told_apart((user.display_name, user.email) for user in people)
    return render(
        request,
        "advising/nudged.html",
        {
            "nudge": nudge,
            "lines": [
                {
                    "line": line,
                    "name": name,
                    "said": line.said(zone, as_of),
                    "url": reverse("dashboards:student", args=[line.nudged.cohort_id, line.nudged.student_id]),
                }
                for line, name in zip(lines, names, strict=True)
            ],
            "others": len(every) - len(rows),
            "waiting": sum(line.waits for line in lines),
            "back_url": next_page(request),
            "outcome": outcome(left=left, user=request.user, campus=request.campus, as_of=as_of),
            "as_of": as_of,
            "zone": zone,
            "campus": request.campus,
        },
    )


@require_POST
def withdraw_nudge(request: SignedInRequest, pk: int) -> HttpResponse:
    """Stop those that have not left."""
    nudge = _load(request, pk)
    number = actions.stop(nudge=nudge, actor=request.user, as_of=request.now)
    if number:
        messages.success(request, f"Stopped. {number} won’t leave.")
    else:
        messages.info(request, "All of them have left or were stopped already.")
    back = next_page(request)
    return redirect(reverse("advising:nudged", args=[nudge.pk], query={"next": back} if back else None))


def _load(request: SignedInRequest, pk: int) -> Nudge:
    mine = Nudge.objects.visible_to(request.user).prefetch_related(Prefetch("nudged", _of_mine(request.user)))
    return get_object_or_404(mine, pk=pk)


def _of_mine(user: User) -> QuerySet[Nudged]:
    """Where a student no longer shares with this person, nothing of theirs is shown."""
    rows = Nudged.objects.with_reach(user).select_related("student__user")
    return rows.order_by("student__user__folded_name", "student__user__display_name", "pk")


def _lines(rows: Collection[Nudged]) -> dict[int, list[Line]]:
    """By id of nudge. One query."""
    keys = {one.message_key: one for one in rows}
    sent = {message.key: message for message in Message.objects.filter(key__in=keys).defer("text", "html")}
    found: dict[int, list[Line]] = {}
    for key, one in keys.items():
        found.setdefault(one.nudge_id, []).append(Line(one, sent.get(key)))
    return found


def _when(moment: datetime, zone: ZoneInfo, as_of: datetime) -> str:
    at = moment.astimezone(zone)
    return f"{near_day(at, as_of)} at {clock_and_zone(at)}"
