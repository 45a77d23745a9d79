"""A person's own reminders, and the link in each mail that turns its kind off."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from apps.accounts.models import User
from apps.campus.models import Campus
from apps.core import clock
from apps.core.pages import page_of
from apps.outbox.models import Audience
from apps.reminders import actions, kinds, links, listing
from apps.reminders.forms import SwitchForm
from apps.reminders.kinds import Group
from apps.reminders.listing import Silence
from apps.reminders.models import OptOut, Reminder
from apps.reminders.quiet_hours import quiet_hours_of

_PAGE = 25


@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """Which reminders are on, with a switch for each; and one's own, with what became of each and what is still to do.

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
    campus = Campus.objects.current()
    page = page_of(request, Reminder.objects.of(user).select_related("message"), _PAGE)
    silence = listing.silence_of(user)
    lines = listing.lines(list(page), campus=campus, as_of=clock.now())
    return render(
        request,
        "reminders/preferences.html",
        {
            "form": form,
            "campus": campus,
            "zone": quiet_hours_of(user, campus).zone,
            "takes_no_mail": silence.takes_no_mail,
            "switches": _switches(silence, groups),
            "page": page,
            "lines": [line for line in lines if not line.is_skipped],
            "skipped": [line for line in lines if line.is_skipped],
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
    except links.BadLink:
        return render(request, "reminders/broken_link.html", status=404)
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
        {
            "label": kinds.group(group).label,
            "is_off": is_off,
            "is_anothers": request.user.is_authenticated and request.user != user,
        },
    )


def _audience(user: User) -> Audience:
    return Audience.STUDENT if user.is_student else Audience.STAFF


def _switches(silence: Silence, groups: list[Group]) -> list[dict[str, object]]:
    return [{"group": one.slug, "label": one.label, "on": one.slug not in silence.groups} for one in groups]
