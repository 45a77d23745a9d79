"""What a student's browser keeps for when there is no network: the service worker, and the page that it shows then."""

import hashlib
import json

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.staticfiles.storage import ManifestFilesMixin, staticfiles_storage
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_safe

# What modules and style sheets ask for by themselves. What a kept page names, the worker finds in the page.
FILES = (
    "css/theme.css",
    "css/pages.css",
    "css/meet.css",
    "vendor/bootstrap.min.css",
    "fonts/public-sans-var.woff2",
    "fonts/literata-600.woff2",
    "js/meet.js",
    "js/meet-notes.js",
    "js/offline.js",
    "js/offline-page.js",
    "js/notes-left.js",
    "js/notes-store.js",
    "js/notes-sync.js",
)
# Pages that open without a network, once they were seen or fetched ahead.
PAGES = (r"^/interviews/[0-9]+/(meet|preparation|preparation/sheet)/$",)
# The worker has no part in them. They have no script, so a phone keeps none of their words, and a link is for one use.
LEFT_ALONE = (r"^/interviews/by-link/",)


def messages_stay(request: HttpRequest) -> dict[str, list[str]]:
    """A context processor. What the worker fetches ahead is read later: messages are for the page that follows."""
    return {"messages": []} if "X-Fetched-Ahead" in request.headers else {}


@login_not_required
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """A service worker that changes by itself with each file that it keeps, and with the page for no network."""
    address = reverse("offline")
    kept = {
        "files": [static(name) for name in FILES],
        "staticUrl": settings.STATIC_URL,
        "isHashed": isinstance(staticfiles_storage, ManifestFilesMixin),
        "pages": PAGES,
        "leftAlone": LEFT_ALONE,
        "offline": address,
        "pressed": f"{address}?pressed",
    }
    content = json.dumps(kept) + _page(is_pressed=False) + _page(is_pressed=True)
    kept["version"] = hashlib.sha256(content.encode()).hexdigest()[:12]
    script = f'const ACQUAINT = {json.dumps(kept)};\nimportScripts("{static("js/worker.js")}");\n'
    return HttpResponse(script, content_type="text/javascript", headers={"Cache-Control": "no-cache"})


@login_not_required
@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """The same for everybody: its script reads what this browser keeps. `?pressed`: a button had no signal."""
    return HttpResponse(_page(is_pressed="pressed" in request.GET), headers={"Cache-Control": "no-cache"})


def _page(*, is_pressed: bool) -> str:
    return render_to_string("preparation/offline.html", {"is_pressed": is_pressed})
