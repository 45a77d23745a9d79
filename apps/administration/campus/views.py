from email.utils import parseaddr

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.requests import PageRequest, SignedInRequest
from apps.administration.campus import actions
from apps.administration.campus.forms import CampusForm, LogoForm
from apps.administration.meanwhile import what_followed
from apps.administration.pages import for_administrators
from apps.administration.test_mail.standing import not_yours
from apps.campus.colors import style_sheet
from apps.campus.models import Logo
from apps.core.pages import form_page, posted, render_form

# By the browser alone: an answer may carry a cookie of the session, which no cache between may hand on.
_FOREVER = "private, max-age=31536000, immutable"


@for_administrators
@form_page
def campus(request: SignedInRequest) -> HttpResponse:
    """Who the program is, its color, its sender and its domains. What another administrator changed meanwhile stays."""
    with transaction.atomic():
        form = _form(request, posts=request.method == "POST")
        if form.is_valid():
            changed = form.changed_data
            actions.save_campus(campus=form.save(commit=False), fields=changed)
            said = "Saved."
            if {"sender_name", "sender_email"} & {*changed}:
                said += " Send yourself a test mail from the new sender."
            messages.success(request, said)
            if "sender_email" in changed and (warning := not_yours(form.instance)):
                messages.warning(request, warning)
            if followed := what_followed(form):
                messages.warning(request, followed)
            return redirect("administration:campus")
    return _page(request, form, LogoForm())


@for_administrators
@require_POST
def change_logo(request: SignedInRequest) -> HttpResponse:
    form = LogoForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, _form(request, posts=False), form)
    actions.put_logo(picture=form.cleaned_data["logo"])
    messages.success(request, "Saved. The logo is at the top of every page.")
    return redirect("administration:campus")


@for_administrators
@require_POST
def withdraw_logo(request: SignedInRequest) -> HttpResponse:
    if actions.remove_logo():
        messages.success(request, "The logo is removed.")
    return redirect("administration:campus")


@login_not_required
@require_safe
def accent(request: PageRequest, digest: str) -> HttpResponse:
    """The style sheet of the present accent; 404 for any other digest."""
    if not digest or digest != request.campus.accent_digest:
        raise Http404
    return _kept_forever(HttpResponse(style_sheet(request.campus.accent), content_type="text/css"))


@login_not_required
@require_safe
def logo(request: PageRequest, digest: str) -> HttpResponse:
    """The present logo; 404 for any other digest."""
    row = Logo.objects.filter(campus__logo_digest=digest).first()
    if row is None:
        raise Http404
    return _kept_forever(HttpResponse(bytes(row.png), content_type="image/png"))


def _kept_forever(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = _FOREVER
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _form(request: SignedInRequest, *, posts: bool) -> CampusForm:
    """Over a copy of the campus of its own: what is refused must not show in the top bar."""
    default = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    row = actions.locked_campus() if posts else request.campus
    return CampusForm(posted(request) if posts else None, instance=row, default_sender=default)


def _page(request: SignedInRequest, form: CampusForm, logo_form: LogoForm) -> HttpResponse:
    context = {"form": form, "logo_form": logo_form, "not_yours": not_yours(request.campus)}
    return render_form(request, "administration/campus/campus.html", context)
