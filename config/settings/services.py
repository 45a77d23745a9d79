"""Settings for the three services a process talks to: Postgres, Valkey and the mail server, each from one URL."""

from typing import Any

import environ


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


def cache(url: str) -> dict[str, Any]:
    """The shared cache, which holds nothing but allauth's rate limits."""
    return {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": url,
        "KEY_PREFIX": "cache",
        "OPTIONS": {"socket_connect_timeout": 2, "socket_timeout": 2},
    }


def email(url: str) -> dict[str, Any]:
    """Django's EMAIL_* settings: smtp://, smtp+tls:// or smtp+ssl://."""
    return dict(environ.Env.email_url_config(url))
