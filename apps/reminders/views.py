"""A person's own reminders, and the link in each mail that turns its kind off."""

from collections.abc import Collection
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from apps.accounts.models import User
from apps.campus.models import Campus
from apps.core import clock
from apps.core.pages import page_of
from apps.reminders import actions, kinds, links
from apps.reminders.forms import SwitchForm
from apps.reminders.kinds import Audience, Group
from apps.reminders.models import OptOut, Reminder, State
from apps.reminders.querysets import OPTED_OUT
from apps.reminders.zones import zone_of

_PAGE = 25
# How a state looks: words and an icon, never colour alone.
_CHIPS = {
    State.DUE: ("", "clock"),
    State.SENT: ("done", "check"),
    State.SKIPPED: ("", "minus"),
    State.FAILED: ("bad", "circle-alert"),
    State.UNCERTAIN: ("", "circle-help"),
}
_STATES = {State.SKIPPED: "Not sent", State.DUE: "Coming"}
# The delivery log's reasons, as their recipient reads them. One that is not here is shown as it is.
_IN_WORDS = {
    "superseded": "a later reminder takes its place",
    "after the mark": "its time had passed",
    OPTED_OUT: "you had turned it off",
    "thanked": "you had said thank you",
    "logged": "you had logged it already",
    "not logged": "it was not logged yet",
    "declined": "they declined",
    "no reply": "no reply came",
    "cancelled": "it was cancelled",
    "no-show": "it did not happen",
    "archived": "your programme was over",
    "account closed": "your account was switched off",
    "cause gone": "its date changed, or it was removed",
}


@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """Which reminders are on, with a switch for each; and one's own, with what became of each.

    Times are in the reader's own zone, and name it.
    """
    user = cast(User, request.user)  # LoginRequiredMiddleware lets nobody else in
    groups = kinds.groups_for(_audience(user))
    form = SwitchForm(request.POST if request.method == "POST" else None, groups=groups)
    if request.method == "POST" and form.is_valid():
        group, on = form.cleaned_data["group"], form.cleaned_data["on"]
        if on:
            actions.opt_in(user=user, group=group, as_of=clock.now())
        else:
            actions.opt_out(user=user, group=group, as_of=clock.now())
        messages.success(request, f"{kinds.group(group).label}: {'on again' if on else 'off'}.")
        return redirect("reminders:preferences")
    page = page_of(request, Reminder.objects.of(user), _PAGE)
    lines = _lines(list(page))
    return render(
        request,
        "reminders/preferences.html",
        {
            "form": form,
            "zone": zone_of(user, Campus.objects.current()),
            "switches": _switches(user, groups),
            "page": page,
            "lines": [line for line in lines if not line["skipped"]],
            "skipped": [line for line in lines if line["skipped"]],
        },
        status=422 if form.is_bound else 200,
    )


@csrf_exempt  # the mail program that follows RFC 8058 has no cookie: the signed link is what it holds
@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def opt_out(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows a page and changes nothing; POST turns the kind off, or with `back` on again. Both without
    sign-in.

    A POST of `List-Unsubscribe=One-Click` (RFC 8058) is answered in place, since such a program follows no
    redirect.
    """
    try:
        user, group = links.read(token)
    except links.BadLink as error:
        raise Http404 from error
    if request.method == "POST":
        if "back" in request.POST:
            actions.opt_in(user=user, group=group, as_of=clock.now())
        else:
            actions.opt_out(user=user, group=group, as_of=clock.now())
        if "List-Unsubscribe" not in request.POST:
            return HttpResponseRedirect(request.path, status=303)
    is_off = OptOut.objects.filter(user=user, group=group).exists()
    return render(
        request,
        "reminders/opt_out.html",
        {"label": kinds.group(group).label, "is_off": is_off},
    )


def _audience(user: User) -> Audience:
    return Audience.STUDENT if user.is_student else Audience.STAFF


def _switches(user: User, groups: list[Group]) -> list[dict[str, object]]:
    off = set(OptOut.objects.filter(user=user).values_list("group", flat=True))
    return [{"group": group.slug, "label": group.label, "on": group.slug not in off} for group in groups]


def _lines(reminders: Collection[Reminder]) -> list[dict[str, object]]:
    """What the list shows, in its order."""
    titles = _titles(reminders)
    return [_line(reminder, titles.get((reminder.kind, reminder.cause_key), "")) for reminder in reminders]


def _titles(reminders: Collection[Reminder]) -> dict[tuple[str, str], str]:
    """Whom each is about, as its kind says: one question a function, however many rows and kinds share it."""
    asked: dict[Any, list[Reminder]] = {}
    for reminder in reminders:
        kind = kinds.get(reminder.kind)
        if kind and kind.titles:
            asked.setdefault(kind.titles, []).append(reminder)
    found: dict[tuple[str, str], str] = {}
    for titles, rows in asked.items():
        said = titles({row.cause_key for row in rows})
        found |= {(row.kind, row.cause_key): said.get(row.cause_key, "") for row in rows}
    return found


def _reason(reminder: Reminder) -> str:
    if reminder.state == State.SENT:
        return ""
    return _IN_WORDS.get(reminder.reason, reminder.reason)


def _line(reminder: Reminder, title: str) -> dict[str, object]:
    kind = kinds.get(reminder.kind)
    chip, icon = _CHIPS[State(reminder.state)]
    return {
        "label": kind.label if kind else reminder.kind.replace("_", " "),
        "title": title,
        "when": reminder.sent_at or reminder.due_at,
        "state": _STATES.get(State(reminder.state)) or reminder.get_state_display(),
        "skipped": reminder.state == State.SKIPPED,
        "chip": chip,
        "icon": icon,
        "reason": _reason(reminder),
    }
