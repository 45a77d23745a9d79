"""Joining a cohort by its code: nobody needs an account for it, and nobody learns here whether an address has one.

The code leads to a page that asks for an address, the mail that goes there has a link, and the link's page is pressed.
Only then is there an account or a membership. A wrong code costs, a right one does not.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

import pghistory
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from apps.accounts.requests import SignedInRequest
from apps.accounts.sign_in.by_link import sign_in_by_link
from apps.accounts.sign_in.limits import Limit, TooOften
from apps.administration.joining import actions, links
from apps.administration.joining.actions import MayNotJoin, NotOpen, Standing
from apps.administration.joining.forms import CodeForm, ConfirmForm, EmailForm, code_in
from apps.administration.joining.links import BadLink
from apps.cohorts.models import Cohort
from apps.core.pages import form_page, posted, render_form

# A class of 300 behind one address may mistype a code each; a thousand guesses from there are not theirs. Of 650
# billion codes, ten thousand such addresses would find one of ten in a year.
WRONG_CODES_HERE = Limit("wrong-join-codes-here", elsewhere={}, where_known={}, everywhere={"address": "600 per hour"})
# All that are wrong, counted as one account. A right one is never refused for what others guess: nobody can keep a
# class out.
WRONG_CODES = Limit(
    "wrong-join-codes", elsewhere={"account": "5000 per hour"}, where_known={"account": "5000 per hour"}
)
_ALL = "everybody"
# Each is a mail to an address that anybody may have typed.
LINKS_ASKED = Limit(
    "join-links-asked",
    elsewhere={"account": "5 per hour"},
    where_known={"account": "5 per hour"},
    everywhere={"address": "1000 per 10 minutes"},
)
# What a press behind a link costs the database. The account is the link.
PRESSES = Limit(
    "join-links-pressed",
    elsewhere={"account": "60 per hour"},
    where_known={"account": "60 per hour"},
    everywhere={"address": "3000 per minute"},
)


class _WrongCode(Exception):
    pass


def public(page: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Open to everybody; too often is a plain page with a time."""

    @login_not_required
    @never_cache
    @form_page
    @wraps(page)
    def view(request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        # The history keeps that a code did it. Its address would keep the link.
        pghistory.context(url=request.resolver_match.route, by="join code")  # type: ignore[union-attr]
        try:
            return page(request, *args, **kwargs)
        except TooOften as error:
            answer = _say(request, "too_often", status=429, why=error.message)
            answer["Retry-After"] = str(error.seconds)
            return answer
        except NotOpen:
            return _say(request, "closed", status=410)
        except MayNotJoin as error:
            if error.standing == Standing.ANOTHER:
                return _say(request, "another_account", status=409)
            return _say(request, "may_not", status=409, standing=error.standing.name)

    return view


@public
def join(request: SignedInRequest) -> HttpResponse:
    """The code, typed from a slide."""
    form = CodeForm(posted(request))
    if form.is_valid():
        try:
            return redirect("administration:join_with", _load(request, form.cleaned_data["code"]).join_code)
        except _WrongCode:
            form.add_error("code", "No cohort has this code. Look at it again, or ask whoever gave it to you.")
    return render_form(request, "administration/joining/code.html", {"form": form, "campus": request.campus})


@public
def join_with(request: SignedInRequest, code: str) -> HttpResponse:
    """What this is, and a form for an address. Whoever is signed in as a student joins with one press."""
    try:
        cohort = _load(request, code)
    except _WrongCode:
        return _say(request, "wrong_code", status=404)
    if not cohort.is_joinable(today=request.now.astimezone(request.campus.zone).date()):
        raise NotOpen
    if request.user.is_authenticated:
        return _signed_in(request, cohort)
    form = EmailForm(posted(request), campus=request.campus)
    if form.is_valid():
        email = form.cleaned_data["email"]
        LINKS_ASKED.take(request, email)
        actions.send_link(cohort=cohort, email=email, campus=request.campus, as_of=request.now)
        return _say(request, "sent", cohort=cohort, email=email)
    context = {"form": form, "cohort": cohort, "campus": request.campus}
    return render_form(request, "administration/joining/email.html", context)


def _signed_in(request: SignedInRequest, cohort: Cohort) -> HttpResponse:
    """Their address was proved when they signed in."""
    person = actions.person_of(request.user.email, cohort=cohort)
    if person.standing == Standing.IN:
        return _say(request, "in_already", cohort=cohort)
    if person.standing != Standing.STUDENT:
        return _say(request, "may_not", standing=person.standing.name)
    if request.method == "POST":
        _join(request, cohort, cohort.join_code, request.user.email, account=request.user.pk)
        return redirect("dashboards:home")
    return render(request, "administration/joining/signed_in.html", {"cohort": cohort, "campus": request.campus})


@public
def joining(request: SignedInRequest, token: str) -> HttpResponse:
    """Behind the link of the mail. GET and HEAD change nothing."""
    try:
        link = links.read(token)
    except BadLink:
        return _say(request, "broken", status=404)
    cohort = Cohort.objects.filter(pk=link.cohort, join_code=link.code).first()
    if cohort is None or not cohort.is_joinable(today=request.now.astimezone(request.campus.zone).date()):
        raise NotOpen
    if request.user.is_authenticated and request.user.email != link.email:
        status = 409 if request.method == "POST" else 200
        return _say(request, "someone_else", status=status, email=link.email)
    person = actions.person_of(link.email, cohort=cohort)
    if not person.is_of(link.account):
        return _say(request, "another_account", status=409 if request.method == "POST" else 200)
    is_signed_up = not link.account or request.user.is_authenticated or person.user.last_login  # type: ignore[union-attr]
    if person.standing == Standing.IN and is_signed_up:
        return _say(request, "in_already", cohort=cohort)
    if person.standing not in (Standing.NEW, Standing.STUDENT, Standing.IN):
        return _say(request, "may_not", standing=person.standing.name)
    if not request.user.is_authenticated and link.is_used(person.user):
        return _say(request, "used", status=409 if request.method == "POST" else 200, code=link.code)
    form = ConfirmForm(posted(request), is_new=person.standing == Standing.NEW)
    if request.method == "POST":
        PRESSES.take(request, token)
    if form.is_valid() and form.cleaned_data.get("agreed") == "no":
        return _say(request, "declined", cohort=cohort)
    if form.is_valid():
        name = form.cleaned_data.get("full_name", "")
        user = _join(request, cohort, link.code, link.email, account=link.account, full_name=name)
        home = reverse("dashboards:home")
        if request.user.is_authenticated:
            return redirect(home)
        return sign_in_by_link(request, user=user, own_phone=form.cleaned_data["own_phone"], to=home)
    context = {"form": form, "cohort": cohort, "campus": request.campus, "email": link.email}
    return render_form(request, "administration/joining/confirm.html", context)


def _join(request: SignedInRequest, cohort: Cohort, code: str, email: str, *, account: int, full_name: str = "") -> Any:
    user = actions.join(
        cohort=cohort,
        code=code,
        email=email,
        account=account,
        full_name=full_name,
        campus=request.campus,
        as_of=request.now,
    )
    messages.success(request, f"You’re in {cohort.name}. Welcome.")
    return user


def _load(request: SignedInRequest, typed: str) -> Cohort:
    """The cohort with this code, also one that is over. Raises _WrongCode, which counts, and TooOften."""
    WRONG_CODES_HERE.check(request, _ALL)
    code = code_in(typed)
    cohort = Cohort.objects.filter(join_code=code).first() if code else None
    if cohort is None:
        WRONG_CODES_HERE.count(request, _ALL)
        WRONG_CODES.take(request, _ALL)
        raise _WrongCode
    return cohort


def _say(request: SignedInRequest, page: str, *, status: int = 200, **context: Any) -> HttpResponse:
    shown = {"campus": request.campus, **context}
    return render(request, f"administration/joining/{page}.html", shown, status=status)
