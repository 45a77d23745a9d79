"""A person's own reminders, and the link in each mail that turns its kind off."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from apps.accounts.models import User
from apps.accounts.requests import PageRequest, SignedInRequest
from apps.core.pages import form_page, page_of, posted, render_form
from apps.outbox.models import Audience
from apps.reminders import actions, kinds
from apps.reminders.kinds import Group
from apps.reminders.models import OptOut, Reminder
from apps.reminders.pages import links, listing
from apps.reminders.pages.forms import SwitchForm
from apps.reminders.pages.listing import Silence

_PAGE = 25


@form_page
def preferences(request: SignedInRequest) -> HttpResponse:
    """Which reminders are on, with a switch for each; and one's own, with what became of each and what is still to do.

    Times are in the reader's own zone, and name it.
    """
    user = request.user
    groups = kinds.groups_for(_audience(user))
    form = SwitchForm(posted(request), groups=groups)
    if form.is_valid():
        group, on = form.cleaned_data["group"], form.cleaned_data["on"]
        if on:
            actions.opt_in(user=user, group=group, as_of=request.now)
        else:
            actions.opt_out(user=user, group=group, as_of=request.now)
        messages.success(request, f"{kinds.group(group).label}: {'on again' if on else 'off'}.")
        return redirect("reminders:preferences")
    page = page_of(request, Reminder.objects.of(user).select_related("message"), _PAGE)
    silence = listing.silence_of(user)
    lines = listing.lines(list(page), campus=request.campus, as_of=request.now)
    return render_form(
        request,
        "reminders/preferences.html",
        {
            "form": form,
            "takes_no_mail": silence.takes_no_mail,
            "switches": _switches(silence, groups),
            "page": page,
            "lines": [line for line in lines if not line.is_skipped],
            "skipped": [line for line in lines if line.is_skipped],
        },
    )


@csrf_exempt  # the mail program that follows RFC 8058 has no cookie: the signed link is what it holds
@login_not_required
@never_cache
@form_page
def opt_out(request: PageRequest, token: str) -> HttpResponse:
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
            actions.opt_in(user=user, group=group, as_of=request.now)
        else:
            actions.opt_out(user=user, group=group, as_of=request.now)
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
