"""A person's own reminders, and the link in each mail that turns its kind off."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from apps.accounts.models import User
from apps.campus.models import Campus
from apps.core import clock
from apps.reminders import actions, kinds, links
from apps.reminders.forms import SwitchForm
from apps.reminders.kinds import Audience, Group
from apps.reminders.models import OptOut, Reminder, State
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
    page = Paginator(Reminder.objects.of(user), _PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "reminders/preferences.html",
        {
            "form": form,
            "zone": zone_of(user, Campus.objects.current()),
            "switches": _switches(user, groups),
            "page": page,
            "lines": [_line(reminder) for reminder in page],
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


def _line(reminder: Reminder) -> dict[str, object]:
    kind = kinds.get(reminder.kind)
    chip, icon = _CHIPS[State(reminder.state)]
    return {
        "label": kind.label if kind else reminder.kind.replace("_", " "),
        "when": reminder.sent_at or reminder.due_at,
        "state": reminder.get_state_display(),
        "chip": chip,
        "icon": icon,
        "reason": reminder.reason if reminder.state != State.SENT else "",
    }
