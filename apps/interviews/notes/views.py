"""The notes of one interview as a script reads and writes them. The page itself is `preparation`'s."""

import json
import re
from collections.abc import Iterable
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, JsonResponse
from django.middleware.csrf import get_token
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from apps.interviews.models import Interview
from apps.interviews.notes.models import Note
from apps.interviews.notes.writing import MOST_NOTES, NotWritten, write_note
from apps.interviews.views import own_interview
from apps.students.requests import StudentRequest

_KEY, _DEVICE = re.compile(r"[a-z0-9_]{1,40}"), re.compile(r"[a-z0-9-]{8,40}")
_HIGHEST = 2**53  # the highest whole number that a browser counts to


class Malformed(Exception):
    pass


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required  # a script cannot follow to the sign-in page, and the words stay on the device
@cache_control(private=True, no_store=True)
def notes(request: StudentRequest, pk: int) -> JsonResponse:
    """GET: all notes. POST: the changes of a device, each by itself, and the notes that they are about."""
    if not request.user.is_authenticated:
        return JsonResponse({"error": "Signed out."}, status=401)
    try:
        interview = own_interview(request, pk)
    except Http404:  # somebody else may be signed in by now, and a script tells that from a conversation that is gone
        return JsonResponse({"user": request.user.pk, "error": "There is no such conversation."}, status=404)
    if request.method != "POST":
        return JsonResponse(
            {"user": request.user.pk, "csrf": get_token(request), "notes": _answer(interview.notes.all())}
        )
    try:
        changes = _changes_in(request)
    except Malformed:
        return JsonResponse({"error": "That is no list of changes."}, status=400)
    refused = _write(request, interview, changes)
    written = interview.notes.filter(key__in=[change["key"] for change in changes if change["key"] not in refused])
    return JsonResponse({"user": request.user.pk, "notes": _answer(written), "refused": refused})


def _write(request: StudentRequest, interview: Interview, changes: list[dict[str, Any]]) -> dict[str, str]:
    """Why which were refused, by their keys."""
    refused = {}
    for change in changes:
        try:
            write_note(interview=interview, as_of=request.now, **change)
        except NotWritten as error:
            refused[change["key"]] = str(error)
    return refused


def _answer(notes: Iterable[Note]) -> dict[str, dict[str, Any]]:
    return {
        note.key: {
            "body": note.body,
            "follow_up": note.follow_up,
            "heading": note.heading,
            "version": note.version,
        }
        for note in notes
    }


def _changes_in(request: HttpRequest) -> list[dict[str, Any]]:
    if request.content_type != "application/json":
        raise Malformed
    try:
        changes = json.loads(request.body)["changes"]
    except (ValueError, TypeError, KeyError, RecursionError):
        raise Malformed from None
    if not isinstance(changes, list) or len(changes) > MOST_NOTES:
        raise Malformed
    return [_change(change) for change in changes]


def _change(said: Any) -> dict[str, Any]:
    match said:
        case {
            "key": str(key),
            "heading": str(heading),
            "base": str(base),
            "body": str(body),
            "follow_up": bool() | None as follow_up,
            "device": str(device),
            "n": int(n),
        } if _KEY.fullmatch(key) and _DEVICE.fullmatch(device) and 0 < n <= _HIGHEST:
            return {
                "key": key, "heading": heading, "base": base, "body": body,
                "follow_up": follow_up, "device": device, "n": n,
            }  # fmt: skip
    raise Malformed
