"""A person's own reminders, and the link in each mail that turns its kind off."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from apps.accounts.requests import PageRequest, SignedInRequest
from apps.core.pages import form_page, page_of, posted, render_form
from apps.reminders import actions, kinds
from apps.reminders.kinds import Group
from apps.reminders.models import Reminder
from apps.reminders.pages import links, listing
from apps.reminders.pages.forms import SwitchForm
from apps.reminders.pages.silence import Silence, audience_of, silence_of
from apps.reminders.quiet_hours import quiet_hours_of

_PAGE = 25
_ON, _OFF = "on again.", "off. That is all mail of this kind, whoever it is about."


@form_page
def preferences(request: SignedInRequest) -> HttpResponse:
    """Which reminders are on, with a switch for each; and one's own, with what became of each and what is still to do.

    Times are in the reader's own zone, and name it.
    """
    user = request.user
    groups = kinds.groups_for(audience_of(user))
    form = SwitchForm(posted(request), groups=groups)
    if form.is_valid():
        group, on = form.cleaned_data["group"], form.cleaned_data["on"]
        if on:
            actions.opt_in(user=user, group=group, as_of=request.now)
        else:
            actions.opt_out(user=user, group=group, as_of=request.now)
        messages.success(request, f"{kinds.group(group).label}: {_ON if on else _OFF}")
        return redirect("dashboards:home" if request.GET.get("from") == "home" else "reminders:preferences")
    page = page_of(request, Reminder.objects.of(user).select_related("message"), _PAGE)
    silence = silence_of(user)
    lines = listing.lines(list(page), campus=request.campus, as_of=request.now)
    return render_form(
        request,
        "reminders/preferences.html",
        {
            "form": form,
            "silence": silence,
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
    """GET shows a page and changes nothing; POST turns the kind off, without sign-in. Nothing here turns it on again:
    what presses every button of a page must not do so.

    A POST counts with the page's own field, or with RFC 8058's `List-Unsubscribe=One-Click`, which is answered in
    place, since such a program follows no redirect. Any other changes nothing: 422.
    """
    try:
        user, group = links.read(token)
    except links.BadLink:
        return render(request, "reminders/broken_link.html", status=404)
    # Some gateways end the body with a line break.
    is_one_click = request.POST.get("List-Unsubscribe", "").strip() == "One-Click"
    if is_one_click or request.POST.get("turn") == "off":
        actions.opt_out(user=user, group=group, as_of=request.now)
        if not is_one_click:
            return HttpResponseRedirect(request.path, status=303)
    is_refused = request.method == "POST" and not is_one_click
    return render(
        request,
        "reminders/opt_out.html",
        {
            "label": kinds.group(group).label,
            "off_since": silence_of(user).off_since.get(group),
            "owners_zone": quiet_hours_of(user, request.campus).zone,
            "is_refused": is_refused,
            "is_anothers": request.user.is_authenticated and request.user != user,
        },
        status=422 if is_refused else 200,
    )


def _switches(silence: Silence, groups: list[Group]) -> list[dict[str, object]]:
    return [{"group": one.slug, "label": one.label, "off_since": silence.off_since.get(one.slug)} for one in groups]
