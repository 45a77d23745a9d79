"""Filters and tags of the components: initials, tints, stones and steps."""

import re
import zlib
from collections.abc import Iterable, Mapping, Sequence
from itertools import cycle
from typing import Any

from django import template
from django.forms import BoundField
from django.forms.boundfield import BoundWidget
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import get_text_list

from apps.core.names.greetings import without_titles

register = template.Library()

TINTS = 4


@register.filter
def what_it_held(field: BoundField) -> SafeString:
    """What the field shows before it is touched, as Django's hidden initial value."""
    return field.as_hidden(only_initial=True)


@register.filter
def initials(name: str) -> str:
    """One or two letters for a name in any script: first and last word's first; "?" for no name. A title has none."""
    words = [word for word in without_titles(str(name)).split() if word[0].isalnum()]
    if not words:
        return "?"
    chosen = words if len(words) == 1 else (words[0], words[-1])
    return "".join(word[0] for word in chosen).upper()


@register.filter
def tint(key: object) -> int:
    """A number from 1 to 4 for a person's face, the same for the same key on every page and process."""
    return zlib.crc32(str(key).encode()) % TINTS + 1


@register.filter
def breakable(address: str) -> SafeString:
    """An email address that a narrow line breaks after its @, or after a dot before that."""
    return format_html_join(SafeString("<wbr>"), "{}", ((part,) for part in _MAY_BREAK.split(str(address))))


_MAY_BREAK = re.compile(r"(?<=@)|(?<=\.)(?=[^@]*@)")
_LINK = re.compile(r"(https?://[^\s/]\S*[^\s.,;:!?)>\]’”'\"])", re.IGNORECASE)


@register.filter
def linked(text: str) -> SafeString:
    """The text with its https and http links as links; all else, `javascript:` too, is text."""
    link = '<a href="{}" rel="noopener noreferrer">{}</a>'
    parts = _LINK.split(text)  # every second one is a link
    return format_html_join(
        "", "{}", ((format_html(link, part, part) if odd else part,) for part, odd in zip(parts, cycle((False, True))))
    )


@register.simple_tag
def stone_states(counted: int, under_way: int, goal: int) -> list[str]:
    """The stones of a goal, each "full" (counts), "half" (under way) or "none": exactly `goal` of them."""
    full = min(max(counted, 0), goal)
    half = min(max(under_way, 0), goal - full)
    return ["full"] * full + ["half"] * half + ["none"] * (goal - full - half)


@register.filter
def of_goal(counted: int, goal: int) -> str:
    """ "1 of 3", and only "4" beyond the goal: "4 of 3" reads as a mistake."""
    return f"{counted} of {goal}" if counted <= goal else str(counted)


@register.filter
def in_a_row(names: Iterable[str]) -> str:
    """ "Ann", "Ann and Bo", "Ann, Bo and Cy"."""
    return get_text_list(list(names), "and")


@register.filter
def rest_of_hundred(percent: int) -> int:
    """What is left of a hundred, from 0 to 100: the other half of a bar made of two cells."""
    return min(max(100 - int(percent), 0), 100)


@register.filter
def step_now(steps: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    """The present step of a path as {number, of, label, next}; None when no step is "now" or "stuck"."""
    for index, step in enumerate(steps):
        if step["state"] in ("now", "stuck"):
            following = steps[index + 1]["label"] if index + 1 < len(steps) else ""
            return {
                "number": index + 1,
                "of": len(steps),
                "label": step["label"],
                "next": following,
            }
    return None


@register.filter
def first_control(field: BoundField) -> str:
    """The id to link to for a field: its control's, or the first radio's or box's of a group."""
    if field.id_for_label:
        return str(field.id_for_label)
    options = field.subwidgets
    return str(options[0].id_for_label) if options and options[0].id_for_label else f"div_{field.auto_id}"


@register.filter
def boxes(field: BoundField) -> list[BoundWidget]:
    """The tick boxes of a multiple choice, each with Bootstrap's class, which Django has no place to name."""
    field.field.widget.attrs.setdefault("class", "form-check-input")
    return list(field.subwidgets)
