"""What pages carry of other people's work is named, with its license."""

import tomllib
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from apps.core.finders import installed_files
from apps.core.licenses import CARRIED
from tests.factories import make_student

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


def test_every_file_that_comes_from_a_wheel_is_named() -> None:
    names = {carried.name.lower().replace(" ", "-") for carried in CARRIED}
    for file in installed_files():
        assert any(name in file for name in names), file


def test_bootstrap_keeps_its_notice_in_the_file() -> None:
    assert b"Copyright 2011-2025 The Bootstrap Authors" in installed_files()["vendor/bootstrap.min.css"].read_bytes()


@pytest.mark.django_db
def test_everyone_may_read_them() -> None:
    visitor, student = Client(), Client()
    student.force_login(make_student().user)
    for client, foot_of in ((visitor, "/accounts/login/"), (student, "/")):
        assert 'href="/licenses/"' in client.get(foot_of).text
        page = client.get("/licenses/")
        assert page.status_code == 200
        assert "Acquaint contributors" in page.text
        assert "SIL OPEN FONT LICENSE" in page.text
