"""`{% hand step %}`: “Ask my adviser for help”, on any page of a student."""

from typing import Any

from django import template

from apps.advising.hands import Help, help_of

register = template.Library()


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
    answer = found.answer if found.answer and found.answer.is_news(as_of) else None
    return {
        "help": found,
        "answer": answer,
        "has_left": answer is not None and answer.has_left(as_of),
        "is_archived": student.archived_at is not None,
        "step": step,
        "path": page or request.path,
        "as_of": as_of,
        "zone": request.zone,
    }
