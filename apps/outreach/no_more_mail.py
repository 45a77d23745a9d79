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
from apps.outbox.models import Message
from apps.outreach.models import NoMoreMail
from apps.outreach.querysets import NO_MORE_MAIL

_SALT = "apps.outreach.no_more_mail"


def no_more_mail_url(address: str) -> str:
    """The whole link. It never expires: a mail found years later still stops them."""
    token = signing.Signer(salt=_SALT).sign_object([address.lower()])
    return settings.SITE_URL + reverse("outreach:no_more_mail", args=[token])


def is_refused(address: str) -> bool:
    return NoMoreMail.objects.filter(address=address.lower()).exists()


def why_not(message: Message) -> str:
    """Asked before each hand-off: what was on its way when they refused, or is tried again, does not go."""
    return NO_MORE_MAIL if is_refused(message.address) else ""


@transaction.atomic
def refuse_mail(address: str) -> None:
    """From now on Acquaint sends no student's message to this address, nor one that waits to go. Twice is once."""
    NoMoreMail.objects.get_or_create(address=address.lower())


def withdraw_refusal(address: str) -> None:
    """Students may write to this address again."""
    NoMoreMail.objects.filter(address=address.lower()).delete()


_ACTS = {"stop": refuse_mail, "undo": withdraw_refusal}


@csrf_exempt  # the mail program that follows RFC 8058 has no cookie: the signed link is what it holds
@login_not_required
@never_cache
@form_page
def no_more_mail(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows a page and changes nothing. A POST counts with one of the page's own fields, or as RFC 8058 has it; any
    other changes nothing: 422.
    """
    try:
        (address,) = signing.Signer(salt=_SALT).unsign_object(token)
    except (signing.BadSignature, ValueError, TypeError):
        return render(request, "outreach/no_more_mail_broken.html", status=404)
    is_one_click = request.POST.get("List-Unsubscribe", "").strip() == "One-Click"
    said = "stop" if is_one_click else next((one for one in _ACTS if request.POST.get(one) == "yes"), "")
    if said:
        _ACTS[said](address)
        if not is_one_click:
            return HttpResponseRedirect(request.path, status=303)
    is_wrong = request.method == "POST" and not said
    context = {"address": address, "is_off": is_refused(address), "is_refused": is_wrong}
    return render(request, "outreach/no_more_mail.html", context, status=422 if is_wrong else 200)
