"""How students come into a cohort: by a code and its link, by their addresses, or by a roster."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import F
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.requests import SignedInRequest
from apps.administration.cohorts import actions
from apps.administration.cohorts.addresses import AddressesForm, Closed, Invited, Invitee, invite_by_address
from apps.administration.cohorts.qr import picture
from apps.administration.invitations.actions import DOUBLE_CLICK
from apps.administration.invitations.querysets import Outcome
from apps.administration.models import Invitation
from apps.administration.pages import for_administrators
from apps.administration.roster.values import is_of_campus
from apps.cohorts.models import Cohort
from apps.core.pages import form_page, posted, refusals_on, render_form


@for_administrators
@form_page
def invite(request: SignedInRequest, pk: int) -> HttpResponse:
    """The code, and a form for addresses. No student is named."""
    cohort = _cohort(pk)
    form = AddressesForm(posted(request))
    if form.is_valid():
        with refusals_on(form, Closed):
            invited = invite_by_address(
                cohort=cohort,
                people=form.cleaned_data["people"],
                by=request.user,
                campus=request.campus,
                as_of=request.now,
            )
            people = form.cleaned_data["people"]
            messages.success(request, _said(_of_both_presses(request, cohort, people, invited)))
            domains = request.campus.email_domains
            outside = [one.email for one in people if domains and not is_of_campus(one.email, domains)]
            if outside:
                messages.warning(request, f"Not at a campus address, and invited all the same: {', '.join(outside)}.")
            return redirect("administration:invite", pk)
    today = request.now.astimezone(request.campus.zone).date()
    context = {
        "cohort": cohort,
        "form": form,
        "is_joinable": cohort.is_joinable(today=today),
        "students": cohort.memberships.filter(student__archived_at=None).count(),
        "domains": request.campus.email_domains,
        "as_of": request.now,
        **_way_in(cohort),
    }
    return render_form(request, "administration/cohorts/invite.html", context)


@for_administrators
@require_safe
def slide(request: SignedInRequest, pk: int) -> HttpResponse:
    """The code, large, for the wall of a classroom. 404 without one."""
    cohort = _cohort(pk)
    if not cohort.join_code or not cohort.is_joinable(today=request.now.astimezone(request.campus.zone).date()):
        raise Http404
    context = {"cohort": cohort, "campus": request.campus, **_way_in(cohort)}
    return render(request, "administration/cohorts/slide.html", context)


@for_administrators
@require_POST
def join_code(request: SignedInRequest, pk: int) -> HttpResponse:
    """Makes a code, another one in its place (`open`), or closes it. `instead_of` is the one that the page showed."""
    before = _cohort(pk)
    shown, is_open = request.POST.get("instead_of", ""), request.POST.get("code") == "open"
    row = actions.change_code(cohort=before, instead_of=shown, is_open=is_open)
    if row.join_code == shown:
        messages.info(request, "Nothing was changed.")
    elif not row.join_code:
        messages.success(request, "Closed. The code and its links no longer work.")
    else:
        ended = " The one before no longer works." if shown else ""
        messages.success(request, f"The code is {spelled(row.join_code)}.{ended}")
    return redirect("administration:invite", pk)


def spelled(code: str) -> str:
    """ "K7QM-3XPD", as people read and type it."""
    return f"{code[:4]}-{code[4:]}"


def _cohort(pk: int) -> Cohort:
    return get_object_or_404(Cohort.objects.select_related("term"), pk=pk)


def _way_in(cohort: Cohort) -> dict[str, Any]:
    if not cohort.join_code:
        return {"code": ""}
    link = settings.SITE_URL + reverse("administration:join_with", args=[cohort.join_code])
    page = (settings.SITE_URL + reverse("administration:join")).partition("://")[2]
    return {"code": spelled(cohort.join_code), "link": link, "page": page, "qr": picture(link)}


def _of_both_presses(request: SignedInRequest, cohort: Cohort, people: Iterable[Invitee], invited: Invited) -> Invited:
    """The second press of a double click, which finds everybody in, says again what the first one did."""
    if invited.joined:
        return invited
    since = request.now - DOUBLE_CLICK
    emails = [one.email for one in people]
    lately = Invitation.objects.with_outcome(request.now).filter(
        cohort=cohort, user__email__in=emails, invited_by=request.user, created_at__gt=since
    )
    joined = lately.filter(user__student__memberships__in=cohort.memberships.filter(joined_at__gt=since))
    told = joined.exclude(outcome__in=[Outcome.SKIPPED, Outcome.BOUNCED]).count()
    # An account that was made by a press is younger than its invitation, which has the moment of the request.
    new, number = joined.filter(user__created_at__gte=F("created_at")).count(), joined.count()
    return Invited(new, joined=number, told=told, already=invited.already - number)


def _said(invited: Invited) -> str:
    """What one press did, in numbers."""
    joined = "1 student joined" if invited.joined == 1 else f"{invited.joined or 'No'} students joined"
    new = f", {invited.new} of them with a new account" if invited.new else ""
    mails = f" {invited.told} welcome email{'s go' if invited.told != 1 else ' goes'} out." if invited.joined else ""
    there = f" {invited.already} {'was' if invited.already == 1 else 'were'} in already." if invited.already else ""
    return f"{joined}{new}.{mails}{there}"
