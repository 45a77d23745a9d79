"""Loading one's own interview, and the buttons of its page: each runs one action and leads back to the page."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST

from apps.core.not_saved.refusing import lead_on
from apps.interviews.actions import NotPossible
from apps.interviews.models import Interview
from apps.students.loading import own_student
from apps.students.requests import StudentRequest

Action = Callable[..., object]


def own_interview(request: StudentRequest, pk: int, *related: str, **annotations: Any) -> Interview:
    """The signed-in student's own interview, with its contact, what is `related` and `annotations` in the same query.
    Raises Http404 for any other."""
    student = own_student(request)
    interviews = Interview.objects.visible_to(request.user).select_related("contact", *related).annotate(**annotations)
    interview = get_object_or_404(interviews, pk=pk)
    interview.student = student
    return interview


def to_its_log(request: StudentRequest, interview: Interview) -> HttpResponse:
    """Where the conversation is not logged, or not any more: to the page that logs it, with what was posted."""
    url = reverse("interviews:confirm", args=[interview.pk])
    return lead_on(request, url, why="This conversation was no longer logged.")


def run_action(
    request: StudentRequest,
    interview: Interview,
    action: Action,
    *,
    message: str,
    then: str = "interviews:detail",
    **values: Any,
) -> HttpResponse:
    """Run `action` on the interview, say what it did or why it did not, and redirect to the page `then`.

    `action` takes `interview`, `campus`, `as_of` and `values`, and may raise NotPossible. `message` may name the
    contact's first name as `{name}` and the campus's numbers as `{campus...}`.
    """
    try:
        action(interview=interview, campus=request.campus, as_of=request.now, **values)
    except NotPossible as error:
        messages.error(request, str(error))
    else:
        messages.success(request, message.format(name=interview.contact.greeting, campus=request.campus))
    return redirect(then, pk=interview.pk)


def action_url(route: str, action: Action, message: str, *, name: str, then: str = "interviews:detail") -> URLPattern:
    """The address where a POST runs `action` on one's own interview; someone else's is a 404."""

    @require_POST
    def view(request: StudentRequest, pk: int) -> HttpResponse:
        return run_action(request, own_interview(request, pk), action, message=message, then=then)

    return path(route, view, name=name)


def action_urls(
    route: str, action: Action, message: str, undo: Action, undo_message: str, *, name: str
) -> list[URLPattern]:
    """The address of `action`, and below it in `withdrawal/` that of its `undo`, named `withdraw_` and `name`."""
    return [
        action_url(route, action, message, name=name),
        action_url(f"{route}withdrawal/", undo, undo_message, name=f"withdraw_{name}"),
    ]


def form_urls(
    route: str,
    form: Callable[..., HttpResponse],
    undo: Action,
    undo_message: str,
    *,
    names: tuple[str, str],
    then: str = "interviews:detail",
) -> list[URLPattern]:
    """The same for what a form says: the address of the view `form`, and that of the `undo`, with their `names`."""
    return [
        path(route, form, name=names[0]),
        action_url(f"{route}withdrawal/", undo, undo_message, name=names[1], then=then),
    ]
