"""What pages carry of other people's work is named, with its license."""

import tomllib
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.test import Client

from apps.core.wheels.finders import installed_files
from apps.core.wheels.licenses import CARRIED
from tests.factories import make_administrator, make_student

ROOT = Path(settings.ROOT)


def test_the_license_is_in_the_root_and_named_in_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert (project["license"], project["license-files"]) == ("BSD-3-Clause", ["LICENSE"])
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "BSD 3-Clause License" in text
    assert "Acquaint contributors" in text


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("Lucide", "Cole Bemis 2013-2022 as part of Feather"),
        ("Literata", "Copyright 2017 The Literata Project Authors"),
        ("Public Sans", "Copyright 2015 The Public Sans Project Authors"),
        ("Bootstrap", "The Bootstrap Authors"),
        ("htmx", ""),
    ],
)
def test_each_text_has_its_copyright_lines(name: str, says: str) -> None:
    [carried] = [carried for carried in CARRIED if carried.name == name]
    assert says in carried.text()
    assert bool(carried.text()) == bool(says)


# Where the files of each stand. The longest that fits says whose a file is.
STANDS_IN = {
    "vendor/bootstrap": "Bootstrap",
    "fonts/literata": "Literata",
    "fonts/public-sans": "Public Sans",
    "django_htmx/htm": "htmx",
    "admin/": "Django",
    "admin/img/": "Font Awesome",
    "admin/css/vendor/select2/": "Select2",
    "admin/js/vendor/select2/": "Select2",
    "admin/js/vendor/jquery/": "jQuery",
    "admin/js/vendor/xregexp/": "XRegExp",
}
# Installed beside them, and loaded by no page of ours.
NOT_CARRIED = ("account/", "mfa/", "django_htmx/django-htmx.js", "django_htmx/ext/")


def offered() -> dict[str, Path]:
    """Every static file of others that a page could carry."""
    files = {name: Path(storage.path(name)) for finder in get_finders() for name, storage in finder.list([])}
    own = {ROOT / "static", ROOT / "apps"}
    return {name: path for name, path in files.items() if own.isdisjoint(path.parents)}


def test_every_file_of_others_is_named() -> None:
    files = offered()
    assert {"admin/js/vendor/jquery/jquery.js", *installed_files()} <= files.keys()
    whose = {
        name: max((each for each in STANDS_IN if name.startswith(each)), key=len, default=None)
        for name in files
        if not name.startswith(NOT_CARRIED)
    }
    assert [name for name, found in whose.items() if found is None] == []
    assert {*whose.values()} == STANDS_IN.keys()
    assert {*STANDS_IN.values()} <= {carried.name for carried in CARRIED}


def test_every_license_among_the_files_is_shown() -> None:
    texts = {carried.text() for carried in CARRIED}
    licenses = {name: path for name, path in offered().items() if "LICENSE" in name or "OFL" in name}
    assert len(licenses) >= 7
    for name, path in licenses.items():
        assert path.read_text(encoding="utf-8") in texts, name


def test_bootstrap_keeps_its_notice_in_the_file() -> None:
    assert b"Copyright 2011-2025 The Bootstrap Authors" in installed_files()["vendor/bootstrap.min.css"].read_bytes()


@pytest.mark.django_db
def test_everyone_may_read_them() -> None:
    visitor, student, office = Client(), Client(), Client()
    student.force_login(make_student().user)
    office.force_login(make_administrator())
    for client, foot_of in ((visitor, "/accounts/login/"), (student, "/"), (office, "/admin/"), (visitor, "/nowhere/")):
        assert '<a href="/licenses/">Licenses</a>' in client.get(foot_of).text
        page = client.get("/licenses/")
        assert page.status_code == 200
        assert "Acquaint contributors" in page.text
        assert "SIL OPEN FONT LICENSE" in page.text
