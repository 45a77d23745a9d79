"""Icons of the wheel `lucide`, drawn as decoration: `{% load icons %}{% icon "clock" %}`.

An icon needs words beside it, or a label on the element that holds it.
"""

from functools import cache
from typing import cast

from django import template
from django.utils.safestring import SafeString
from lucide.templatetags.lucide import lucide

register = template.Library()


@register.simple_tag
def icon(name: str) -> SafeString:
    """The svg of one icon, hidden from screen readers; raises IconDoesNotExist for an unknown name."""
    return _drawn(str(name))


# Names come from our own templates, so the cache is as small as the set of icons in use. Drawing one anew
# parses XML, and a table of students would do it in every row.
@cache
def _drawn(name: str) -> SafeString:
    svg = lucide(name, size=20, **{"class": "lucide", "aria-hidden": "true"})
    return cast(SafeString, svg)
