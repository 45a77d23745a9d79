"""A POST that cannot be carried out, because its session or its CSRF token has ended: it leads back, with the words.

It is never carried out later. The person presses again.
"""

import re
from collections.abc import Container
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.urls import Resolver404, ResolverMatch, resolve

from apps.core.not_saved import kept, tokens

# What is never kept, by the name of its field.
_SECRET = re.compile("pass|code|secret|token", re.IGNORECASE)

_GO_BACK = "If you typed something, go back in your browser, copy it, and then sign in."
_WORDS_ARE_THERE = "Go back in your browser: your words are usually still there."
_SIGNED_OUT = "You were signed out, so that was not saved. {}"
_TOO_LONG = "It was too long to keep here. Go back in your browser and copy it, and then sign in."


def needs_sign_in(match: ResolverMatch | None) -> bool:
    return match is not None and getattr(match.func, "login_required", True)


def ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    """To the sign-in page, and after it back to where the button stood."""
    match = request.resolver_match
    back = _back(request)
    response = lead(request, redirect_to_login(back, _sign_in_url()).url)
    if request.method != "POST" or match is None or match.url_name == "logout":  # who wanted to be out is out
        return response
    post = keep(request, response, back=back)
    if post is None and tokens.owner_of(request) is None:
        messages.warning(request, f"You are not signed in, so that was not saved. {_GO_BACK}")
    elif post is None:
        messages.warning(request, _SIGNED_OUT.format(_GO_BACK))
    elif post.is_too_long:
        messages.warning(request, _SIGNED_OUT.format(_TOO_LONG))
    elif post.fields:
        messages.warning(
            request, _SIGNED_OUT.format("Sign in, and you are back where you were, with anything you typed.")
        )
    else:
        messages.warning(request, _SIGNED_OUT.format("Sign in, and you are back where you were."))
    return response


def token_refused(request: HttpRequest) -> HttpResponse | None:
    """The answer to a POST whose CSRF token is missing or from before a sign-in. None where an error page is the right
    one: nobody needs to sign in there, or someone signed in posts what is no form of ours.
    """
    match = request.resolver_match
    if request.method != "POST" or not _is_from_here(request):
        return None
    if match is not None and match.url_name == "account_logout":
        return lead(request, request.path)  # its page asks; who is out already goes on to the sign-in page
    if not needs_sign_in(match):
        # A page to sign in was left open in one tab while someone signed in in another: the page says who.
        is_signed_in = request.user.is_authenticated
        return redirect_to_login(request.POST.get("next", "/"), _sign_in_url()) if is_signed_in else None
    if not request.user.is_authenticated:
        return ask_to_sign_in(request)
    owner = tokens.owner_of(request)
    if owner is None:
        return None
    if owner != request.user.pk:
        messages.warning(request, "That was not saved. Someone else was signed in when that page was opened.")
        return lead(request, "/")
    back = _back(request)
    response = lead(request, back)
    if keep(request, response, back=back) is None:
        messages.warning(request, f"That was not saved. {_WORDS_ARE_THERE}")
    return response


def ask_first(request: HttpRequest, url: str, *, why: str) -> HttpResponse:
    """To a page that asks someone signed in who they are, and after it back to where the button stood."""
    back = _back(request)
    response = lead(request, redirect_to_login(back, url).url)
    if keep(request, response, back=back, why=why) is None:
        messages.warning(request, f"That was not saved. {_WORDS_ARE_THERE}")
    return response


def lead_on(request: HttpRequest, url: str, *, why: str, words: Container[str] | None = None) -> HttpResponse:
    """From a page that is none any more, also with what was posted to it, or only with these fields of it."""
    response = lead(request, url)
    if request.method == "POST":
        keep(request, response, back=url, why=why, words=words)
    return response


def keep(
    request: HttpRequest,
    response: HttpResponse,
    *,
    back: str = "",
    why: str = "",
    words: Container[str] | None = None,
) -> kept.Post | None:
    """Keep what was posted by a form of ours, or only the fields named in `words`, for the person whose form it was.
    None where nothing was kept, such as at an address that needs no sign-in.
    """
    owner, match = tokens.owner_of(request), request.resolver_match
    if owner is None or match is None or not needs_sign_in(match) or not _is_from_here(request):
        return None
    post = kept.Post(request.path, back or _back(request), has_files=bool(request.FILES), why=why)
    if match.namespace:  # pages without one are allauth's: passwords, factors and sessions
        sent = {name: values for name, values in request.POST.lists() if words is None or name in words}
        post.fields = {name: values for name, values in sent.items() if not _SECRET.search(name)}
    return post if kept.add(request, response, owner=owner, post=post) else None


def lead(request: HttpRequest, url: str) -> HttpResponse:
    """A redirect of the whole page, also for what htmx asked for."""
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": url})
    return redirect(url)


def _sign_in_url() -> str:
    return resolve_url(settings.LOGIN_URL)


def _back(request: HttpRequest) -> str:
    """The page where the button stood; if the browser does not say, the form's own page; otherwise home. For a page
    that was asked for, itself.
    """
    if request.method in ("GET", "HEAD") and not request.headers.get("HX-Request"):
        return request.get_full_path()
    here = urlsplit(request.headers.get("HX-Current-URL") or request.headers.get("Referer", ""))
    if here.netloc == request.get_host() and _is_inside(here.path):
        return f"{here.path}?{here.query}" if here.query else here.path
    match = request.resolver_match
    is_page = match is not None and (
        getattr(match.func, "is_page", False)
        or match.namespace == "admin"
        or hasattr(getattr(match.func, "view_class", None), "get")
    )
    return request.get_full_path() if is_page else "/"


def _is_inside(path: str) -> bool:
    """Whether it is a page for signed-in people."""
    try:
        return needs_sign_in(resolve(path))
    except Resolver404:
        return False


def _is_from_here(request: HttpRequest) -> bool:
    origin = request.headers.get("Origin")
    # Not taken apart: what cannot be read as an address is from elsewhere.
    return origin is None or origin.partition("://")[2] == request.get_host()
