"""Every invitation with what became of it; sending again, taking back, and inviting those of a cohort who were not."""

from collections import Counter
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.models import User
from apps.accounts.requests import SignedInRequest
from apps.administration.invitations import actions
from apps.administration.invitations.querysets import NOT_ACCEPTED, USEFUL_FOR, Outcome
from apps.administration.models import Invitation
from apps.administration.pages import chosen, for_administrators, found, how_many, looked_for, tabs, told_apart
from apps.audit.actions import record_change, record_view
from apps.cohorts.models import Cohort
from apps.core.pages import form_page, page_of
from apps.core.text import row_id
from apps.outbox.bounces import BOUNCED
from apps.outbox.models import HardBounce, Message
from apps.reminders.querysets import ACCOUNT_CLOSED, ARCHIVED

_A_PAGE = 50
_COHORTS = 50  # to choose from, those due last
_DEAD = (Outcome.ACCEPTED, Outcome.STOPPED, Outcome.FORMER)  # their link works no more
_OVER = (Outcome.ACCEPTED, Outcome.TOLD, Outcome.STOPPED)  # nobody is waited for
# Why a mail did not go, in words for staff. One that is not here is shown as the delivery log has it.
_WHY = {
    "superseded": "A later one took its place",
    "signed in already": "They had signed in already",
    "left the cohort": "They had left the cohort",
    "cohort over": "The cohort was over",
    ACCOUNT_CLOSED: "They may not sign in",
    ARCHIVED: "They are archived",
    BOUNCED: "Their address takes no mail",
}


@for_administrators
@require_safe
def invitations(request: SignedInRequest) -> HttpResponse:
    """The newest first. One audit row where students are shown. The heading counts those that wait for a sign-in."""
    query, cohort, show = looked_for(request), _cohort_of(request), request.GET.get("show", "")
    rows = Invitation.objects.with_outcome(request.now)
    rows = rows.filter(cohort=cohort) if cohort else rows
    rows = found(rows, query, person="user")
    numbers = dict(rows.order_by().values_list("outcome").annotate(Count("pk")))
    if show == NOT_ACCEPTED:
        rows = rows.exclude(outcome__in=_OVER)
    elif show in Outcome.values:
        rows = rows.filter(outcome=show)
    page = page_of(request, rows.select_related("user__student", "cohort").order_by("-created_at", "-pk"), _A_PAGE)
    students = {one.user.student.pk for one in page if hasattr(one.user, "student")}
    if students and request.method != "HEAD":
        said = {"q": bool(query), "cohort": cohort and cohort.pk, "show": show[:20], "page": page.number}
        record_view(actor=request.user, page="administration:invitations", student_ids=students, filter=said)
    context = {
        "page": page,
        "lines": [_line(one, request.now) for one in page],
        "tabs": _tabs(request, numbers, show),
        "total": sum(numbers.values()),
        "asked": sum(numbers.values()) - numbers.get(Outcome.TOLD, 0),
        "accepted": numbers.get(Outcome.ACCEPTED, 0),
        "query": query,
        "cohort": cohort,
        "cohorts": told_apart(Cohort.objects.select_related("term").order_by("-due_on", "name", "pk")[:_COHORTS]),
        "show": show if show in (NOT_ACCEPTED, *Outcome.values) else "",
        "uninvited": _uninvited(request, cohort, is_filtered=bool(query or show)),
    }
    return render(request, "administration/invitations/list.html", context)


@for_administrators
@require_POST
@transaction.atomic
def invite_again(request: SignedInRequest) -> HttpResponse:
    """To those that were chosen, or to the one whose own button was pressed. Enter on a tick presses neither."""
    if "again" not in request.POST:
        messages.info(request, "Nothing was sent yet. Press “Send them again” or “Stop these invitations”.")
        return _back(request)
    pressed = _pressed(request, "again")
    if not pressed:
        return _nothing_ticked(request)
    again = actions.send_again(invitations=pressed, invited_by=request.user, as_of=request.now)
    _record(request, "administration:invite_again", "invited again", [one.user for one in again.invited])
    going = actions.waiting_to_go(again.invited)
    text = f"{how_many(going, 'invitation goes', 'invitations go')} out again."
    if going < len(again.invited):
        text += f" {len(again.invited) - going} can’t go; the list below says why."
    if again.left_out:
        text += f" Left out: {_counted(again.left_out)}."
    if not again.invited:
        text = f"Nobody was invited again: {_counted(again.left_out)}." if again.left_out else "Nobody was chosen."
    messages.add_message(request, messages.SUCCESS if again.invited else messages.WARNING, text)
    return _back(request)


@for_administrators
@require_POST
@transaction.atomic
def stop_invitations(request: SignedInRequest) -> HttpResponse:
    pressed = _pressed(request, "stop")
    if not pressed:
        return _nothing_ticked(request)
    stopped = actions.stop_invitations(invitations=pressed, as_of=request.now)
    _record(request, "administration:stop_invitations", "invitation taken back", [one.user for one in stopped])
    text = "None of these could be stopped: they were accepted, or stopped already."
    if stopped:
        text = f"{how_many(len(stopped), 'invitation is', 'invitations are')} stopped. Their links work no more."
        text = text.replace("Their links work", "Its link works") if len(stopped) == 1 else text
    messages.add_message(request, messages.SUCCESS if stopped else messages.WARNING, text)
    return _back(request)


@for_administrators
@form_page
@transaction.atomic
def invite_members(request: SignedInRequest, pk: int) -> HttpResponse:
    """Everybody of this cohort who was never invited to it: who they are and when their mail goes; one press."""
    cohort = get_object_or_404(Cohort.objects.select_related("term"), pk=pk)
    is_joinable = cohort.is_joinable(today=_today(request))
    if request.method == "POST":
        invited = actions.invite_members(cohort=cohort, invited_by=request.user, as_of=request.now)
        _record(request, "administration:invite_members", "invited", [one.user for one in invited])
        going = actions.waiting_to_go(invited)
        text = f"{how_many(going, 'invitation goes', 'invitations go')} out to {cohort.name}."
        if going < len(invited):
            text += f" {len(invited) - going} can’t go; the list below says why."
        if len(invited) == actions.AT_ONCE:
            text += f" {actions.AT_ONCE:,} go at one press; the others are still to be invited."
        if not invited:
            text = f"Everybody in {cohort.name} was invited before."
            text = text if is_joinable else f"{cohort.name} is over, so no mail goes to it any more."
        messages.add_message(request, messages.SUCCESS if invited else messages.INFO, text)
        return redirect(f"{reverse('administration:invitations')}?cohort={cohort.pk}")
    people = actions.never_invited(cohort).select_related("student")
    page = page_of(request, people, _A_PAGE)
    if page and request.method != "HEAD":
        ids = [person.student.pk for person in page]  # type: ignore[attr-defined]
        record_view(actor=request.user, page="administration:invite_members", student_ids=ids, filter={"cohort": pk})
    bouncing = people.filter(email__in=HardBounce.objects.values("address")).count()
    context = {
        "cohort": cohort,
        "is_over": not is_joinable,
        "page": page,
        "number": page.paginator.count,
        "bouncing": bouncing,
        "going": page.paginator.count - bouncing,
        "ahead": Message.objects.untouched().filter(due_at__lte=request.now).count(),
    }
    return render(request, "administration/invitations/members.html", context)


def _line(one: Invitation, as_of: datetime) -> dict[str, Any]:
    """`may_stop`: it still has a link that works, or a mail that waits."""
    outcome = Outcome(one.outcome)
    return {
        "invitation": one,
        "person": one.user,
        "outcome": outcome,
        "until": one.created_at + USEFUL_FOR,
        "why": _WHY.get(one.why or "", (one.why or "").capitalize()),
        "may_stop": outcome not in _DEAD and as_of < one.created_at + USEFUL_FOR,
        "may_go_again": outcome != Outcome.ACCEPTED,
    }


def _tabs(request: SignedInRequest, numbers: dict[str, int], show: str) -> list[dict[str, Any]]:
    outcomes = [(value, label, numbers.get(value, 0)) for value, label in Outcome.choices]
    waiting = sum(number for outcome, number in numbers.items() if outcome not in _OVER)
    shown = [("", "All", sum(numbers.values())), (NOT_ACCEPTED, "Not accepted", waiting), *outcomes]
    return tabs(request, shown, show=show)


def _uninvited(request: SignedInRequest, cohort: Cohort | None, *, is_filtered: bool) -> list[tuple[Cohort, int]]:
    """The next step after an import: of this cohort, or of all where nothing is looked for, who was never invited."""
    if cohort:
        never = actions.never_invited(cohort).count() if cohort.is_joinable(today=_today(request)) else 0
        return [(cohort, never)] if never else []
    if is_filtered:
        return []
    return [(one, one.never) for one in actions.with_never_invited(_today(request))[:_COHORTS]]  # type: ignore[attr-defined]


def _cohort_of(request: SignedInRequest) -> Cohort | None:
    named = request.GET.get("cohort")
    if not named:
        return None
    pk = row_id(named)
    if pk is None:
        raise Http404
    return get_object_or_404(Cohort, pk=pk)


def _pressed(request: SignedInRequest, name: str) -> list[int]:
    one = row_id(request.POST.get(name, ""))
    return [one] if one else chosen(request)


def _record(request: SignedInRequest, page: str, done: str, people: list[User]) -> None:
    """One row for all students among them, and one for each of the staff."""
    ids = [person.student.pk for person in people if person.is_student and hasattr(person, "student")]
    if ids:
        record_change(actor=request.user, page=page, student_ids=ids, reason=done)
    for person in people:
        if not person.is_student:
            record_change(actor=request.user, page=page, student_ids=[], account=person, reason=done)


def _nothing_ticked(request: SignedInRequest) -> HttpResponse:
    messages.warning(request, "Tick the invitations first.")
    return _back(request)


def _counted(left_out: Counter[str]) -> str:
    return ", ".join(f"{number} {why}" for why, number in left_out.items())


def _back(request: SignedInRequest) -> HttpResponse:
    query = request.GET.urlencode()
    return redirect(reverse("administration:invitations") + (f"?{query}" if query else ""))


def _today(request: SignedInRequest) -> Any:
    return request.now.astimezone(request.campus.zone).date()
