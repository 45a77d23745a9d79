"""Development settings, read as a process of their own reads them."""

import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.settings.services import addresses, is_embedded

ROOT = Path(__file__).resolve().parents[2]


def _settings(tmp_path: Path, **variables: str) -> list[str]:
    code = (
        "from django.conf import settings as s; "
        "print(s.EMAIL_BACKEND); print(getattr(s, 'EMAIL_FILE_PATH', '')); print(s.MAILBOX)"
    )
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings.dev", "PYTHONPATH": str(ROOT), **variables}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout.splitlines()


def test_without_a_mail_server_mail_lands_in_the_folder_that_the_mailbox_page_reads(tmp_path: Path) -> None:
    backend, folder, mailbox = _settings(tmp_path, EMAIL_URL="")
    assert backend == "django.core.mail.backends.filebased.EmailBackend"
    assert folder == mailbox == str(ROOT / ".local" / "mail")


def test_a_mail_server_takes_its_place(tmp_path: Path) -> None:
    backend, folder, _ = _settings(tmp_path, EMAIL_URL="smtp://127.0.0.1:2525")
    assert backend == "django.core.mail.backends.smtp.EmailBackend"
    assert folder in ("", "None")


OUTSIDE = {"DATABASE_URL": "postgres://a:b@db.example/x", "REDIS_URL": "redis://broker.example/0"}
KEPT = {
    "DATABASE_URL": "postgres://app:embedded-1@127.0.0.1:20001/acquaint",
    "DATABASE_OWNER_URL": "postgres://owner:embedded-2@127.0.0.1:20001/acquaint",
    "REDIS_URL": "redis://:embedded-3@127.0.0.1:20002/0",
}


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """What `make run` writes while it is up, and a killed one leaves behind."""
    file = tmp_path / "addresses.json"
    file.write_text(json.dumps(KEPT))
    return file


@pytest.fixture
def up(kept: Path) -> Iterator[dict[str, str]]:
    """The addresses in `kept`, where servers answer."""
    with socket.create_server(("127.0.0.1", 0)) as one, socket.create_server(("127.0.0.1", 0)) as other:
        ports = {"20001": str(one.getsockname()[1]), "20002": str(other.getsockname()[1])}
        found = {name: re.sub("2000[12]", lambda port: ports[port[0]], url) for name, url in KEPT.items()}
        kept.write_text(json.dumps(found))
        yield found


def test_the_addresses_are_those_of_the_run_that_is_up(kept: Path, up: dict[str, str]) -> None:
    assert addresses(kept, {}) == up


def test_a_variable_replaces_its_part(kept: Path, up: dict[str, str]) -> None:
    owner = {"DATABASE_OWNER_URL": "postgres://c:d@db.example/x"}
    assert addresses(kept, OUTSIDE) == OUTSIDE | {"DATABASE_OWNER_URL": OUTSIDE["DATABASE_URL"]}
    assert addresses(kept, OUTSIDE | owner) == OUTSIDE | owner
    assert addresses(kept, {"REDIS_URL": OUTSIDE["REDIS_URL"]}) == up | {"REDIS_URL": OUTSIDE["REDIS_URL"]}


def test_what_a_killed_run_left_behind_is_not_taken_for_one_that_is_up(kept: Path, closed_port: int) -> None:
    kept.write_text(json.dumps(KEPT).replace("20001", str(closed_port)).replace("20002", str(closed_port)))
    with pytest.raises(ImproperlyConfigured, match="Acquaint is not up in this checkout"):
        addresses(kept, {})


@pytest.mark.parametrize("variables", [{}, {"DATABASE_URL": OUTSIDE["DATABASE_URL"]}, {"REDIS_URL": "redis://b/0"}])
def test_where_nothing_is_up_one_sentence_says_what_to_do(tmp_path: Path, variables: dict[str, str]) -> None:
    with pytest.raises(ImproperlyConfigured, match="start it with `make run`, or set DATABASE_URL and REDIS_URL"):
        addresses(tmp_path / "addresses.json", variables)


def test_an_embedded_server_is_known_by_its_password_or_by_the_place_where_one_is_up(kept: Path) -> None:
    assert is_embedded(KEPT["DATABASE_URL"].replace("127.0.0.1", "db.example"), kept)
    assert is_embedded("postgres://somebody:else@localhost:20001/acquaint", kept)
    assert is_embedded("redis://localhost:20002/0", kept)
    assert not is_embedded("postgres://acquaint_app:secret@db.example:20001/acquaint", kept)
    assert not is_embedded("postgres://acquaint_app:secret@localhost:5432/acquaint", kept)
