"""`{% hand step %}`: “Ask my adviser for help”, on any page of a student."""

from datetime import datetime
from typing import Any

from django import template

from apps.advising.hands import ANSWERS_STAY, Answer, Help, help_of

register = template.Library()
_SEEN = "hand_answer_seen"  # in the session: the hand whose answer this student has seen


@register.inclusion_tag("components/hand.html", takes_context=True)
def hand(context: dict[str, Any], step: str = "", known: Help | None = None, page: str = "") -> dict[str, Any]:
    """For a student at this `step` of an interview, or at none. Without what is `known`, one query. Its buttons lead
    back to this address, or to `page` where a form of another address may show the page.
    """
    request = context["request"]
    student, as_of = request.student, request.now
    if student is None:
        return {}
    found = known or help_of(student, today=as_of.astimezone(request.campus.zone).date())
    answer = found.answer
    if answer and (_is_old(answer, as_of) or request.session.get(_SEEN) == answer.pk):
        answer = None
    if answer and request.method == "GET":
        request.session[_SEEN] = answer.pk
    return {
        "help": found,
        "answer": answer,
        "is_archived": student.archived_at is not None,
        "step": step,
        "path": page or request.path,
        "as_of": as_of,
        "zone": request.zone,
    }


def _is_old(answer: Answer, as_of: datetime) -> bool:
    at = answer.talked_at or answer.leaves_at
    return at is None or at < as_of - ANSWERS_STAY
