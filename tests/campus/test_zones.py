import zoneinfo

import pytest

from apps.campus.zones import places, zone_choices, zone_named
from apps.core.templatetags.dates import place
from tests.effort import takes_at_most


def values(choices: list) -> list[str]:
    return [
        value
        for name, inside in choices
        for value in ([option for option, _ in inside] if isinstance(inside, list) else [name])
    ]


def test_the_campus_comes_first_and_common_zones_next() -> None:
    choices = zone_choices(empty="The campus's: America/New York")
    assert choices[0] == ("", "The campus's: America/New York")
    assert choices[1][0] == "Most used here"


def test_every_zone_offered_exists() -> None:
    offered = set(values(zone_choices())) - {""}
    assert offered <= zoneinfo.available_timezones()
    assert {"Asia/Kathmandu", "America/Argentina/Buenos_Aires", "UTC"} <= offered
    assert not {"Africa/Asmera", "America/Argentina/ComodRivadavia", "Asia/Calcutta"} & offered
    assert not {name for name in offered if name.startswith(("US/", "Etc/", "posix/", "right/"))}


def test_a_zone_chosen_long_ago_is_still_offered() -> None:
    assert "US/Eastern" in values(zone_choices(present="US/Eastern"))


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("Europe/London", "Europe/London"),
        ("london", "Europe/London"),
        ("America/Detroit", "America/Detroit"),
        ("Asia/Calcutta", "Asia/Kolkata"),
        ("US/Eastern", "America/New_York"),
        ("America/Buenos_Aires", "America/Argentina/Buenos_Aires"),
        ("São Paulo", "America/Sao_Paulo"),
        ("sao paulo", "America/Sao_Paulo"),
        ("Ho Chi Minh City", "Asia/Ho_Chi_Minh"),
        (" London ", "Europe/London"),
        ("Europe/London\u00a0", "Europe/London"),
        ("mst", "America/Denver"),
        ("Eastern", "America/New_York"),
        ("San  Francisco", "America/Los_Angeles"),
        *((text, "UTC") for text in ("UTC", "utc", "GMT")),
        *((text, "America/New_York") for text in ("EST", "eastern time", "Eastern Standard Time", "New York, NY")),
        *((text, "America/Chicago") for text in ("Austin, Texas", "austin,tx", "St. Louis", "Central Daylight Time")),
        *((text, "Europe/London") for text in ("london time", "LONDON  TIME", "Edinburgh")),
        ("Mexico", "America/Mexico_City"),
        *((text, "") for text in ("London, Ontario", "Lima, Ohio", "time", ", Texas")),
        *((text, "") for text in ("", "Mars/Olympus", "Factory", "../etc/passwd", "Etc/GMT+5", "\x00", "x" * 10_000)),
    ],
)
def test_a_zone_by_its_name_an_old_name_or_a_city(text: str, zone: str) -> None:
    assert zone_named(text) == zone


def test_the_city_that_a_form_shows_is_read_as_the_same_zone() -> None:
    assert [name for name in [*places(), "UTC"] if zone_named(place(zoneinfo.ZoneInfo(name))) != name] == []


def test_a_huge_paste_is_no_zone_and_no_work() -> None:
    pasted = "é " * 5_000_000
    takes_at_most(20, lambda: zone_named(pasted))
    assert zone_named(pasted) == ""
