"""Files of installed wheels under names of our own, for serving and for collecting."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage

from apps.core.wheels.finders import WheelFinder, installed_files


def test_bootstrap_and_the_fonts_are_found_by_stable_names() -> None:
    found = {name: finders.find(name) for name in installed_files()}
    assert set(found) >= {
        "vendor/bootstrap.min.css",
        "fonts/literata-600.woff2",
        "fonts/public-sans-var.woff2",
    }
    assert [name for name, path in found.items() if not path or not Path(path).is_file()] == []


def test_nothing_else_of_the_wheel_is_offered() -> None:
    finder = WheelFinder()
    assert finder.find("vendor/bootstrap.css") == []
    assert finder.find("fonts/../../../../pyvenv.cfg") == []
    assert not finders.find("vendor/bootstrap.css")
    assert finder.find("vendor/bootstrap.min.css", find_all=True) == [finder.find("vendor/bootstrap.min.css")]


def test_collected_styles_name_no_source_map() -> None:
    raw = installed_files()["vendor/bootstrap.min.css"].read_bytes()
    with WheelFinder().storage.open("vendor/bootstrap.min.css") as file:
        collected = file.read()
    assert b"sourceMappingURL" in raw
    assert b"sourceMappingURL" not in collected


def test_patterns_to_ignore_are_ignored() -> None:
    assert [name for name, _ in WheelFinder().list(["fonts/*"])] == ["vendor/bootstrap.min.css"]


def test_a_missing_file_is_a_warning_at_start_and_stops_a_collection(tmp_path: Path) -> None:
    finder = WheelFinder(files={"vendor/bootstrap.min.css": tmp_path / "gone.css"})
    warnings = finder.check()
    assert [warning.id for warning in warnings] == ["acquaint.W001"]
    assert "vendor/bootstrap.min.css" in warnings[0].msg
    with pytest.raises(FileNotFoundError, match="python -m tools.fonts"):
        list(finder.list([]))


def test_nothing_is_written_through_the_finder() -> None:
    with pytest.raises(ValueError, match="read only"):
        WheelFinder().storage.open("vendor/bootstrap.min.css", "wb")


def test_collected_styles_ask_for_hashed_files_only(tmp_path: Path) -> None:
    """What collectstatic does with our styles and the wheels': every url() ends in a file that exists."""
    storage = ManifestStaticFilesStorage(location=tmp_path, base_url="/static/")
    paths = {}
    for finder in finders.get_finders():
        for name, source in finder.list([]):
            if name.split("/")[0] not in ("css", "fonts", "vendor"):
                continue
            with source.open(name) as file:
                storage.save(name, file)
            paths[name] = (storage, name)
    problems = [outcome for *_, outcome in storage.post_process(paths) if isinstance(outcome, Exception)]
    assert problems == []
    theme = (tmp_path / storage.stored_name("css/theme.css")).read_text(encoding="utf-8")
    named = [url for url in re.findall(r'url\("(.+?)"\)', theme) if not url.startswith("data:")]
    assert len(named) == 3
    for url in named:
        assert re.search(r"\.[0-9a-f]{12}\.(css|woff2)$", url)
        assert (tmp_path / "css" / url).resolve().is_file()
