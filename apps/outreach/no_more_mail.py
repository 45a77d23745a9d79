"""“No more mail from here”: one signed link, no sign-in, and it holds for every student."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from apps.core.pages import form_page
from apps.outreach.models import NoMoreMail

_SALT = "apps.outreach.no_more_mail"


def no_more_mail_url(address: str) -> str:
    """The whole link. It never expires: a mail found years later still stops them."""
    token = signing.Signer(salt=_SALT).sign_object([address.lower()])
    return settings.SITE_URL + reverse("outreach:no_more_mail", args=[token])


def is_refused(address: str) -> bool:
    return NoMoreMail.objects.filter(address=address.lower()).exists()


@transaction.atomic
def refuse_mail(address: str) -> None:
    """From now on Acquaint sends no student's message to this address. Twice is once."""
    NoMoreMail.objects.get_or_create(address=address.lower())


@csrf_exempt  # the mail program that follows RFC 8058 has no cookie: the signed link is what it holds
@login_not_required
@never_cache
@form_page
def no_more_mail(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows a page and changes nothing. A POST counts with the page's own field, or as RFC 8058 has it; any other
    changes nothing: 422.
    """
    try:
        (address,) = signing.Signer(salt=_SALT).unsign_object(token)
    except (signing.BadSignature, ValueError, TypeError):
        return render(request, "outreach/no_more_mail_broken.html", status=404)
    is_one_click = request.POST.get("List-Unsubscribe", "").strip() == "One-Click"
    if is_one_click or request.POST.get("stop") == "yes":
        refuse_mail(address)
        if not is_one_click:
            return HttpResponseRedirect(request.path, status=303)
    is_wrong = request.method == "POST" and not is_one_click
    context = {"address": address, "is_off": is_refused(address), "is_refused": is_wrong}
    return render(request, "outreach/no_more_mail.html", context, status=422 if is_wrong else 200)
