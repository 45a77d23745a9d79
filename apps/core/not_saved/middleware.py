"""Pages are for signed-in people, and what they typed when they no longer were comes back to them."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import Resolver404, resolve

from apps.core.not_saved import kept
from apps.core.not_saved.giving_back import posts_for, with_notice
from apps.core.not_saved.refusing import ask_to_sign_in, needs_sign_in


class SignInRequiredMiddleware(LoginRequiredMiddleware):
    """Django's, where a POST is not lost. Who signs in as somebody else gets nothing, and the entry goes."""

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponseBase], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        answer = super().process_view(request, view, args, kwargs)
        request._carried_out = answer is None and needs_sign_in(request.resolver_match)  # type: ignore[attr-defined]
        return answer

    def handle_no_permission(  # type: ignore[override]  # htmx gets no redirect but a header
        self, request: HttpRequest, view: Callable[..., HttpResponseBase]
    ) -> HttpResponse:
        return ask_to_sign_in(request)

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if kept.COOKIE not in request.COOKIES or kept.COOKIE in response.cookies or not request.user.is_authenticated:
            return response
        entry = kept.read(request)
        if entry is None or entry.owner != request.user.pk:
            if entry and response.get("Location") in [post.back for post in entry.posts]:
                response["Location"] = "/"  # who signs in is led to no page of somebody else
            kept.forget(request, response)
        elif request.method == "POST" and getattr(request, "_carried_out", False) and response.status_code < 400:
            self._saved(request, response, entry)
        elif request.method == "GET" and (posts := posts_for(request)):
            return self._given_back(request, response, entry, posts)
        return response

    def _saved(self, request: HttpRequest, response: HttpResponse, entry: kept.Entry) -> None:
        """What was pressed again goes, also with other words. Of another button on that page, the words stay, and a
        press without words is of no interest any more.
        """
        here = urlsplit(request.headers.get("Referer", "")).path
        pressed = kept.Post(request.path, here, dict(request.POST.lists()))
        again = [post for post in entry.posts if post.address == request.path][-1:]  # the one that the form shows
        left = [
            post
            for post in entry.posts
            if post not in again
            and not pressed.has_all_of(post)
            and (post.has_words or not (post.stood_on(request.path) or post.stood_on(here)))
        ]
        if not left:
            kept.forget(request, response)
        elif len(left) < len(entry.posts):
            kept.write(request, response, kept.Entry(entry.owner, left))

    def _given_back(
        self, request: HttpRequest, response: HttpResponse, entry: kept.Entry, posts: list[kept.Post]
    ) -> HttpResponse:
        """With the notice. Where the page is gone, the person and the words go on to the next one, home at last."""
        if response.status_code == 200 and response.get("Content-Type", "").startswith("text/html"):
            is_fragment = response.streaming or request.headers.get("HX-Request")
            return response if is_fragment else with_notice(request, response, posts)
        if response.status_code in (403, 404, 405, 410) and request.path != "/":
            response = redirect("/")
        if 300 <= response.status_code < 400 and _is_ours(response["Location"]):
            for post in posts:
                post.back = response["Location"]
            kept.write(request, response, entry)
        return response


def _is_ours(location: str) -> bool:
    """Whether it is a page of the program. Pages of allauth, such as the second factor's, come before it."""
    try:
        return bool(resolve(urlsplit(location).path).namespace)
    except Resolver404:
        return False
