"""Times of day as people write them here.

`{% load clock %}{{ start|date:"l, g:i a"|clock }}` says "Monday, 4:00 pm".
"""

from django import template

register = template.Library()


@register.filter
def clock(formatted: str) -> str:
    """A formatted time with "am" and "pm" in place of Django's "a.m." and "p.m."."""
    return str(formatted).replace("a.m.", "am").replace("p.m.", "pm")
