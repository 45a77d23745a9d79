"""Where an administrator is, for the navigation."""

from django import template
from django.http import HttpRequest

register = template.Library()

# By how the address of a page begins; the longest that fits says it.
_SECTIONS = {
    "/needs-you/": "needs",
    "/reflections/": "needs",
    "/cohorts/": "cohorts",
    "/nudges/": "nudges",
    "/program/cohorts/": "cohorts",
    "/program/volunteers/": "volunteers",
    "/program/settings/": "settings",
    "/program/campus/": "settings",
    "/program/terms/": "settings",
    "/program/test-mail/": "settings",
    "/program/setting-up/": "settings",
    "/program/": "people",
}


@register.filter
def staff_section(request: HttpRequest) -> str:
    """Which entry of an administrators' navigation this page belongs to; empty for none."""
    if request.path == "/program/":
        return "home"
    fits = [prefix for prefix in _SECTIONS if request.path.startswith(prefix)]
    return _SECTIONS[max(fits, key=len)] if fits else ""
