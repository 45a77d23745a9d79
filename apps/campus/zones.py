import zoneinfo
from functools import cache
from importlib.resources import files
from typing import Any

from apps.core.folding import fold
from apps.core.templatetags.dates import CITIES

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
# In the database EST is the clock of Panama, and has no summer; people who write it mean that of New York.
_CALLED = {
    called: name
    for name, names in {
        "America/New_York": "ET EST EDT Eastern NYC Boston Washington Philadelphia Atlanta Miami",
        "America/Chicago": "CT CST CDT Central Houston Dallas Austin",
        "America/Denver": "MT MST MDT Mountain",
        "America/Phoenix": "Arizona",
        "America/Los_Angeles": "PT PST PDT Pacific Seattle",
        "America/Anchorage": "Alaska AKST AKDT",
        "Pacific/Honolulu": "Hawaii HST",
        "Asia/Kolkata": "Mumbai Delhi Bangalore",
        "Asia/Shanghai": "Beijing",
    }.items()
    for called in names.split()
} | {"San Francisco": "America/Los_Angeles", "San Diego": "America/Los_Angeles", "New Delhi": "Asia/Kolkata"}
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
    named = {line.split("\t")[2] for line in _lines_of("zone.tab") if line and not line.startswith("#")}
    return tuple(sorted(named & zoneinfo.available_timezones()))


def zone_named(text: str) -> str:
    """The place of this IANA name, such as Europe/London, of an old one, which browsers still say (Asia/Calcutta), or
    of this city (london, São Paulo), or what a US campus calls its clock (EST, eastern). Empty for any other text.
    """
    return _by_name().get(fold(" ".join(text.replace("_", " ").split())), "")


@cache
def _by_name() -> dict[str, str]:
    cities = {name.rpartition("/")[2]: name for name in places()}
    cities |= {spelled: cities[city] for city, spelled in CITIES.items() if city in cities}
    # "L Asia/Kolkata Asia/Calcutta": the second is an old name of the first.
    links = (line.split()[1:3] for line in _lines_of("tzdata.zi") if line.startswith("L "))
    old = {alias: name for name, alias in links if name in places()}
    named = {**cities, **old, **{name: name for name in places()}, **_CALLED, "UTC": "UTC", "Etc/UTC": "UTC"}
    return {fold(name.replace("_", " ")): place for name, place in named.items()}


def _lines_of(table: str) -> list[str]:
    return files("tzdata").joinpath("zoneinfo", table).read_text(encoding="utf-8").splitlines()


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
