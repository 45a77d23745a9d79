"""The steps of Start, and the page of each."""

from django.urls import reverse

from apps.contacts.models import Source

PRIMER, ABOUT_YOU, TITLES = "primer", "about-you", "titles"
STEPS = (PRIMER, ABOUT_YOU, TITLES, *Source.values)

_PAGES = {ABOUT_YOU: "start:about_you", TITLES: "start:titles"}


def address_of(step: str) -> str:
    """Where a student goes on; at the beginning for an empty step."""
    if step in Source.values:
        return reverse("start:names", args=[step])
    return reverse(_PAGES.get(step, "dashboards:start"))
