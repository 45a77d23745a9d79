"""When two links lead to one profile. Pure functions."""

import re
import unicodedata
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

_TRACKING = re.compile(r"utm_.*|trk.*|ref_src|igsh|igshid|fbclid|gclid|mibextid|lipi")
_PERSON_AT_LINKEDIN = re.compile(r"(?:/.*)?/in/([^/]+)")


def same_page(link: str) -> str:
    """What is equal for all links to one profile: without scheme, "www.", the last slash and what only tracks. Empty
    for an empty one.
    """
    parts = urlsplit(link.strip() if "//" in link or not link else f"//{link.strip()}")
    host = re.sub(r"^(www|m)\.", "", (parts.hostname or "").casefold())
    path = unicodedata.normalize("NFC", unquote(parts.path)).rstrip("/")
    if host == "linkedin.com" or host.endswith(".linkedin.com"):
        person = _PERSON_AT_LINKEDIN.match(path.casefold())
        return f"linkedin.com/in/{person[1]}" if person else f"linkedin.com{path.casefold()}"
    said = [(key, value) for key, value in parse_qsl(parts.query) if not _TRACKING.fullmatch(key.casefold())]
    inside = f"#{parts.fragment}" if parts.fragment else ""  # on a page of several people, one of them
    return host and f"{host}{path}?{urlencode(said)}".rstrip("?") + inside


def telling_part(link: str) -> str:
    """A part that all links to this profile have as it is, whatever their case: enough to fetch them by."""
    page = re.split(r"[?#]", same_page(link))[0]
    # Letters beyond ASCII may be written in several ways.
    return max(re.findall(r"[A-Za-z0-9_-]+", page.rsplit("/", 1)[-1]), key=len, default="")
