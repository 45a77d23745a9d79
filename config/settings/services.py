"""Settings for the three services a process talks to: Postgres, Valkey and the mail server, each from one URL."""

import json
import socket
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

EMBEDDED_PASSWORD = "embedded-"  # noqa: S105 - how the passwords begin that `make run` and the tests make
VERIFIED = {"ssl_cert_reqs": "required", "ssl_check_hostname": "true"}
LOOPBACK = ("127.0.0.1", "localhost", "::1")


def kept_addresses(file: Path) -> dict[str, str]:
    """The addresses that `make run` keeps in `file` while it is up, by the names of their variables; otherwise none."""
    try:
        return dict(json.loads(file.read_text()))
    except (OSError, ValueError):
        return {}


def addresses(file: Path, variables: Mapping[str, str]) -> dict[str, str]:
    """DATABASE_URL, DATABASE_OWNER_URL and REDIS_URL: from `variables` where set, otherwise as `make run` keeps them.

    Raises ImproperlyConfigured with one sentence when neither says where database or broker are.
    """
    # A run that was killed has left the addresses of what went with it.
    found = {name: url for name, url in kept_addresses(file).items() if _answers(url)}
    if database_url := variables.get("DATABASE_URL"):
        found["DATABASE_URL"] = database_url
        found["DATABASE_OWNER_URL"] = variables.get("DATABASE_OWNER_URL") or database_url
    if redis_url := variables.get("REDIS_URL"):
        found["REDIS_URL"] = redis_url
    if not {"DATABASE_URL", "REDIS_URL"} <= set(found):
        raise ImproperlyConfigured(
            "Acquaint is not up in this checkout: start it with `make run`, or set DATABASE_URL and REDIS_URL."
        )
    return found


def _answers(url: str) -> bool:
    parts = urlsplit(url)
    try:
        socket.create_connection((parts.hostname or "", parts.port or 0), timeout=2).close()
    except OSError:
        return False
    return True


def is_embedded(url: str, file: Path) -> bool:
    """Whether `url` leads to a server of `make run` or of the tests, of any checkout; production refuses it."""
    parts = urlsplit(url)
    ports = {urlsplit(own).port for own in kept_addresses(file).values() if urlsplit(own).hostname in LOOPBACK}
    return (parts.password or "").startswith(EMBEDDED_PASSWORD) or (parts.hostname in LOOPBACK and parts.port in ports)


def database(url: str) -> dict[str, Any]:
    """Django's settings for `url`, with short waits so that a dead database is a 503 and not a hang."""
    settings = dict(environ.Env.db_url_config(url))
    settings["CONN_MAX_AGE"] = 60
    settings["CONN_HEALTH_CHECKS"] = True
    settings["OPTIONS"] = {
        **settings.get("OPTIONS", {}),
        "connect_timeout": 3,
        # A process that stands still in the middle of a transaction gives its locks back.
        "options": "-c timezone=UTC -c statement_timeout=30000 -c lock_timeout=10000"
        " -c idle_in_transaction_session_timeout=60000",
    }
    return settings


def owner(url: str) -> dict[str, Any]:
    """The same for the owner's role, which migrates: a statement may take as long as the data needs.

    A lock is still waited for only so long, or the whole application would stand behind a migration that waits.
    """
    settings = database(url)
    settings["OPTIONS"]["options"] = "-c timezone=UTC -c lock_timeout=10000"
    return settings


def broker(url: str) -> str:
    """REDIS_URL as all take it: with rediss:// they verify the server's certificate, which Celery would not by itself.

    Raises ImproperlyConfigured where the URL says not to.
    """
    parts = urlsplit(url)
    if parts.scheme != "rediss":
        return url
    given = parse_qsl(parts.query, keep_blank_values=True)
    if any(value.lower() != VERIFIED[name] for name, value in given if name in VERIFIED):
        raise ImproperlyConfigured(
            f"Set REDIS_URL without {' and '.join(VERIFIED)}: the broker's certificate is always verified. "
            "Where it is signed by your own authority, say ?ssl_ca_certs=/path/to/its.pem"
        )
    return parts._replace(query=urlencode(dict(given) | VERIFIED, safe="/")).geturl()


def cache(url: str) -> dict[str, Any]:
    """The shared cache. It holds the limits of sign-in and, encrypted and for an hour, what was typed after a session
    had ended.
    """
    return {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": url,
        "KEY_PREFIX": "cache",
        "OPTIONS": {"socket_connect_timeout": 2, "socket_timeout": 2},
    }


def email(url: str) -> dict[str, Any]:
    """Django's EMAIL_* settings: smtp://, smtp+tls:// or smtp+ssl://."""
    return dict(environ.Env.email_url_config(url))


def is_plain(mail_server: Mapping[str, Any]) -> bool:
    """Whether mail would leave this machine unencrypted, with these EMAIL_* settings."""
    is_encrypted = mail_server.get("EMAIL_USE_TLS") or mail_server.get("EMAIL_USE_SSL")
    return not is_encrypted and mail_server["EMAIL_HOST"] not in LOOPBACK
