import re
import zoneinfo
from functools import cache
from importlib.resources import files
from typing import Any

from apps.core.folding import fold
from apps.core.templatetags.dates import CITIES, place
from apps.core.text import LONGEST_LINE

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
        "America/New_York": "ET, EST, EDT, Eastern, NYC, Boston, Providence, Philadelphia, Pittsburgh, Baltimore, "
        "Washington, Washington DC, Charlotte, Atlanta, Orlando, Tampa, Miami, Cleveland, Columbus, Cincinnati",
        "America/Chicago": "CT, CST, CDT, Central, Minneapolis, Milwaukee, St. Louis, Kansas City, Nashville, Memphis, "
        "New Orleans, Houston, Dallas, Fort Worth, Austin, San Antonio",
        "America/Denver": "MT, MST, MDT, Mountain, Albuquerque, Salt Lake City",
        "America/Phoenix": "Arizona, Tucson",
        "America/Los_Angeles": "PT, PST, PDT, Pacific, Seattle, San Francisco, San Diego, San Jose, Oakland, "
        "Sacramento, Las Vegas",
        "America/Anchorage": "Alaska, AKST, AKDT",
        "Pacific/Honolulu": "Hawaii, HST",
        "America/Mexico_City": "Mexico",
        "America/Toronto": "Montreal, Ottawa",
        "America/Sao_Paulo": "Rio de Janeiro",
        "Europe/Berlin": "Munich, Hamburg, Frankfurt",
        "Europe/London": "Edinburgh",
        "Europe/Madrid": "Barcelona",
        "Europe/Rome": "Milan",
        "Asia/Kolkata": "Mumbai, Delhi, New Delhi, Bangalore, Chennai, Hyderabad",
        "Asia/Shanghai": "Beijing, Guangzhou, Shenzhen",
        "Asia/Tokyo": "Osaka, Kyoto",
        "UTC": "UTC, Etc/UTC, GMT",
    }.items()
    for called in names.split(", ")
}
_CLOCK = re.compile(r"( standard| daylight| summer)? time$")
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
    of this city (london, São Paulo, Austin, Texas), or what a US campus calls its clock (EST, eastern time). Empty for
    any other text.
    """
    if len(text) > LONGEST_LINE:
        return ""
    named, (city, comma, _) = _by_name(), fold(" ".join(text.replace("_", " ").split())).partition(",")
    place = named.get(_CLOCK.sub("", city), "")
    # London, Ontario, has another clock than London. A US campus writes its own cities with their state.
    return place if not comma or place in _american() else ""


@cache
def _by_name() -> dict[str, str]:
    cities = {name.rpartition("/")[2]: name for name in places()}
    cities |= {spelled: cities[city] for city, spelled in CITIES.items() if city in cities}
    # "L Asia/Kolkata Asia/Calcutta": the second is an old name of the first.
    links = (line.split()[1:3] for line in _lines_of("tzdata.zi") if line.startswith("L "))
    old = {alias: name for name, alias in links if name in places()}
    named = {**cities, **old, **{name: name for name in places()}, **_CALLED}
    return {fold(name.replace("_", " ")): place for name, place in named.items()}


@cache
def _american() -> set[str]:
    return {line.split("\t")[2] for line in _lines_of("zone.tab") if line.startswith("US\t")}


def _lines_of(table: str) -> list[str]:
    return files("tzdata").joinpath("zoneinfo", table).read_text(encoding="utf-8").splitlines()


def called(name: str) -> str:
    """What a US campus calls the clock of this zone, such as "Eastern"; of another one the city, such as "Lima"."""
    common = dict(_COMMON).get(name, "")
    return common.partition(" (")[0] if common else place(zoneinfo.ZoneInfo(name))


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
