"""The pages behind the links of “How did it go?” and of the last call. Nobody needs to sign in, nor to have a cookie.

Each answers at its own address, without a redirect, because mail programs follow none. GET and HEAD change nothing. A
POST counts with the token of the page that it comes from.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

import pghistory
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from apps.accounts.sign_in.limits import Limit, TooOften
from apps.core.pages import form_page, posted, refusals_on, render_form
from apps.interviews.actions import NotPossible
from apps.interviews.by_link import actions, links
from apps.interviews.by_link.actions import NotOpen
from apps.interviews.by_link.forms import CloseByLinkForm, LogByLinkForm
from apps.interviews.by_link.links import BadLink, Link, Standing
from apps.interviews.causes import Times
from apps.interviews.models import Exit
from apps.students.requests import StudentRequest

# The account is the link here. A campus is behind one address, and so are the scanners of its mail.
PRESSES = Limit(
    "log-by-link",
    elsewhere={"account": "100 per hour"},
    where_known={"account": "100 per hour"},
    everywhere={"address": "3000 per minute"},
)

Page = Callable[[StudentRequest, Link], HttpResponse]


def of_link(page: Page) -> Callable[[StudentRequest, str], HttpResponse]:
    """A page that is loaded by its link, whoever is signed in, and shows nobody more than the link may show."""

    @csrf_exempt  # a mail program's window has no cookie, and none is trusted here: the page's own token is checked
    @login_not_required
    @never_cache
    @wraps(page)
    def view(request: StudentRequest, token: str) -> HttpResponse:
        # The history keeps that a link did it. Its address would keep the link; who is signed in here did not say it.
        pghistory.context(user=None, url=request.resolver_match.route, by="link")  # type: ignore[union-attr]
        try:
            if request.method == "POST":
                PRESSES.take(request, token)
            return page(request, links.read(token))
        except BadLink:
            return _broken(request, status=404)
        except TooOften as error:
            answer = _broken(request, status=429, wait=str(error.message))
            answer["Retry-After"] = str(error.seconds)
            return answer
        except NotOpen as error:
            return _taken(request, error.link)

    return view


@of_link
@form_page
def log(request: StudentRequest, link: Link) -> HttpResponse:
    """It happened: how, and one line. Sent twice, it is one log, and both presses are told so."""
    if link.standing(request.now) != Standing.OPEN:
        return _taken(request, link)
    interview = link.interview
    zone = interview.student.zone(request.campus)
    form = LogByLinkForm(posted(request), interview=interview, zone=zone, as_of=request.now)
    if _is_from_page(request, link, "log") and form.is_valid():
        data = form.cleaned_data
        with refusals_on(form, NotPossible):
            interview = actions.log_by_link(
                link=link,
                starts_at=data["held_at"],
                minutes=data["minutes"],
                format=data["format"],
                learned=data["learned"].strip(),
                campus=request.campus,
                as_of=request.now,
            )
            return _done(request, Link(interview, link.round))
    return _form(request, link, "log", form)


@of_link
@form_page
def close(request: StudentRequest, link: Link) -> HttpResponse:
    """It did not happen: why. Nothing is chosen beforehand, so what presses every button says nothing."""
    if link.standing(request.now) != Standing.OPEN:
        return _taken(request, link)
    form = CloseByLinkForm(posted(request))
    if _is_from_page(request, link, "close") and form.is_valid():
        exit = Exit(form.cleaned_data["exit"])
        with refusals_on(form, NotPossible):
            interview = actions.close_by_link(link=link, exit=exit, campus=request.campus, as_of=request.now)
            return _done(request, Link(interview, link.round))
    return _form(request, link, "close", form)


@of_link
@require_POST
def withdrawal(request: StudentRequest, link: Link) -> HttpResponse:
    """The undo, from the page that said it was done. The link stays used."""
    done_at = links.undone_moment(request.POST.get("page_token", ""), link)
    if done_at is None:
        return _settled(request, link, status=403)
    interview = actions.withdraw_by_link(
        interview=link.interview, done_at=done_at, campus=request.campus, as_of=request.now
    )
    if interview.is_held or interview.exit:
        return _settled(request, Link(interview, link.round), status=409)
    return _show(request, Link(interview, link.round), "undone")


def _is_from_page(request: StudentRequest, link: Link, act: str) -> bool:
    return request.method == "POST" and links.is_from_page(request.POST.get("page_token", ""), link, act)


def _form(request: StudentRequest, link: Link, act: str, form: LogByLinkForm | CloseByLinkForm) -> HttpResponse:
    """With a token of its own. A POST that did not come from such a page, or from one of yesterday, is refused, and has
    its words again.
    """
    is_stale = request.method == "POST" and not _is_from_page(request, link, act)
    context = {"form": form, "is_stale": is_stale, "page_token": links.page_token(link, act), **_about(request, link)}
    answer = render_form(request, f"interviews/by_link/{act}.html", context)
    if is_stale:
        answer.status_code = 403
    return answer


def _done(request: StudentRequest, link: Link) -> HttpResponse:
    """What was done, the next step, and the undo."""
    interview, as_of = link.interview, request.now
    times = Times.of(interview, request.campus)
    undo = links.page_token(link, "undo", interview.logged_at or interview.exited_at)
    return _show(request, link, "done", mark=times.mark, late=as_of >= times.mark, page_token=undo)


def _taken(request: StudentRequest, link: Link) -> HttpResponse:
    """Another press was first. The second one of a double click is told what the first one did."""
    if _did_the_same(request, link):
        return _done(request, link)
    return _settled(request, link, status=409 if request.method == "POST" else 200)


def _settled(request: StudentRequest, link: Link, *, status: int) -> HttpResponse:
    """How it stands with a link that takes nothing any more. Words that were sent are shown, to be copied."""
    standing = link.standing(request.now)
    if standing == Standing.OVER:
        return _broken(request, status=410)
    by_link = link.interview.logged_by_link
    return _show(request, link, "settled", status=status, standing=standing.name, is_logged_by_link=by_link)


def _did_the_same(request: StudentRequest, link: Link) -> bool:
    interview, said, standing = link.interview, request.POST, link.standing(request.now)
    if standing == Standing.LOGGED and _is_from_page(request, link, "log"):
        return interview.logged_by_link and said.get("learned", "").strip() in interview.learned
    if standing == Standing.CLOSED and _is_from_page(request, link, "close"):
        return interview.exit == said.get("exit") and interview.link_used_round == interview.round
    return False


def _about(request: StudentRequest, link: Link) -> dict[str, Any]:
    """All that a page of a link may show of the conversation, by the clock of whose it is."""
    interview = link.interview
    return {
        "name": interview.contact.greeting,
        "starts_at": interview.starts_at,
        "zone": interview.student.zone(request.campus),
        "link": request.resolver_match.kwargs["token"],  # type: ignore[union-attr]
        "pk": interview.pk,
    }


def _show(request: StudentRequest, link: Link, page: str, *, status: int = 200, **more: Any) -> HttpResponse:
    context = {"logged_at": link.interview.logged_at, "words": _words(request), **_about(request, link), **more}
    return render(request, f"interviews/by_link/{page}.html", context, status=status)


def _broken(request: StudentRequest, *, status: int, wait: str = "") -> HttpResponse:
    """Tells nothing of a conversation, but gives back what was typed."""
    context = {"words": _words(request), "wait": wait}
    return render(request, "interviews/by_link/broken.html", context, status=status)


def _words(request: StudentRequest) -> str:
    return request.POST.get("learned", "").strip()
