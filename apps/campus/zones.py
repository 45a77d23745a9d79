import zoneinfo
from functools import cache
from importlib.resources import files
from typing import Any

_COMMON = (
    ("America/New_York", "Eastern (New York)"),
    ("America/Chicago", "Central (Chicago)"),
    ("America/Denver", "Mountain (Denver)"),
    ("America/Phoenix", "Arizona (Phoenix)"),
    ("America/Los_Angeles", "Pacific (Los Angeles)"),
    ("America/Anchorage", "Alaska (Anchorage)"),
    ("Pacific/Honolulu", "Hawaii (Honolulu)"),
    ("America/Puerto_Rico", "Atlantic (Puerto Rico)"),
)
_REGIONS = (
    "Africa",
    "America",
    "Antarctica",
    "Arctic",
    "Asia",
    "Atlantic",
    "Australia",
    "Europe",
    "Indian",
    "Pacific",
)
Choices = list[tuple[str, Any]]


@cache
def places() -> tuple[str, ...]:
    """The database's own list of a zone for each place (zone.tab): without old aliases such as US/Eastern and
    Africa/Asmera, and without fixed offsets such as Etc/GMT+5. All of them exist.
    """
    table = files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="utf-8")
    named = {line.split("\t")[2] for line in table.splitlines() if line and not line.startswith("#")}
    return tuple(sorted(named & zoneinfo.available_timezones()))


def zone_choices(*, empty: str = "", present: str = "") -> Choices:
    """IANA zones for a select: `empty` first (as ""), if any; common ones; then by region. `present` is kept."""
    by_region: dict[str, list[tuple[str, str]]] = {region: [] for region in _REGIONS}
    for name in places():
        region, _, place = name.partition("/")
        if place and region in by_region:
            by_region[region].append((name, place.replace("_", " ").replace("/", ", ")))
    choices: Choices = [
        *([("", empty)] if empty else []),
        ("Most used here", list(_COMMON)),
        *by_region.items(),
        ("Other", [("UTC", "UTC")]),
    ]
    listed = {"UTC", *(name for zones in by_region.values() for name, _ in zones)}
    if present and present not in listed:
        choices[-1][1].append((present, present.replace("_", " ")))
    return choices
