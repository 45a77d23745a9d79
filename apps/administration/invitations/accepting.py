"""The page behind the link of an invitation: one answer signs in."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pghistory
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from apps.accounts.actions import prove_address
from apps.accounts.models import User
from apps.accounts.requests import PageRequest
from apps.accounts.sign_in.by_link import ByLinkForm, sign_in_by_link
from apps.administration.invitations import links
from apps.administration.invitations.links import BadLink, Link, Standing
from apps.administration.models import Invitation
from apps.core.locking import in_lock_order
from apps.core.pages import form_page, posted, render_form
from apps.students.models import Student

_TEMPLATE = "administration/invitations/accept.html"


class NotOpen(Exception):
    """The link signs nobody in any more. `link` has the invitation as it is now."""

    def __init__(self, link: Link) -> None:
        super().__init__()
        self.link = link


@transaction.atomic
def accept_invitation(*, link: Link, as_of: datetime) -> User:
    """The address is proved, because the link went there and came back, and the link is used. Returns whose account it
    is. Raises NotOpen, of two presses at once for the second, and BadLink.
    """
    user = link.invitation.user
    list(in_lock_order(Student.objects.filter(user=user.pk)))
    list(in_lock_order(User.objects.filter(pk=user.pk)))
    rows = Invitation.objects.select_related("user__student", "cohort")
    invitation = in_lock_order(rows).filter(pk=link.invitation.pk).first()
    if invitation is None:  # the account was deleted meanwhile
        raise BadLink
    link = replace(link, invitation=invitation)
    user = link.invitation.user
    if link.standing(as_of) != Standing.OPEN or not prove_address(user=user, email=user.email):
        raise NotOpen(link)
    link.invitation.accepted_at = as_of
    link.invitation.save(update_fields=["accepted_at"])
    return user


@login_not_required
@never_cache
@form_page
def accept(request: PageRequest, token: str) -> HttpResponse:
    """GET shows a page and changes nothing. A POST that says yes signs in, as far as sign-in goes: a second factor is
    still asked for. Nobody who is signed in here becomes somebody else.
    """
    # Its own address, with the link in it, is not for the history.
    pghistory.context(url=request.resolver_match.route, by="link")  # type: ignore[union-attr]
    try:
        link = links.read(token)
    except BadLink:
        return _broken(request)
    is_post = request.method == "POST"
    if request.user.is_authenticated:
        if is_post and request.user == link.invitation.user:
            return redirect("dashboards:home")
        return _page(request, link, status=409 if is_post else 200)
    if link.standing(request.now) != Standing.OPEN:
        return _page(request, link, status=409 if is_post else 200)
    form = ByLinkForm(posted(request), question="Do you want to sign in?")
    if not link.invitation.user.is_student:
        del form.fields["own_phone"]
    if not form.is_valid():
        return render_form(request, _TEMPLATE, {"form": form, **_about(request, link)})
    if form.cleaned_data["agreed"] == "no":
        return render(request, _TEMPLATE, {"is_declined": True, **_about(request, link)})
    try:
        user = accept_invitation(link=link, as_of=request.now)
    except BadLink:
        return _broken(request)
    except NotOpen as error:
        return _page(request, error.link, status=409)
    return sign_in_by_link(request, user=user, own_phone=form.cleaned_data.get("own_phone", False))


def _broken(request: PageRequest) -> HttpResponse:
    return render(request, "administration/invitations/broken.html", status=404)


def _page(request: PageRequest, link: Link, *, status: int) -> HttpResponse:
    return render(request, _TEMPLATE, _about(request, link), status=status)


def _about(request: PageRequest, link: Link) -> dict[str, Any]:
    return {
        "invitation": link.invitation,
        "person": link.invitation.user,
        "standing": link.standing(request.now).name,
        "works_until": link.works_until,
        "is_anothers": request.user.is_authenticated and request.user != link.invitation.user,
    }
