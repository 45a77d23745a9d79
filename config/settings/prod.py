"""Production: every service named by a variable, secure cookies, a second factor for staff.

Refuses to start, with a sentence that says which variable to set, on an embedded part, on DEBUG, or without a
real SECRET_KEY, hosts, database roles, broker and mail server.
"""

from typing import NoReturn
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.http.request import validate_host

from .base import *
from .base import ADDRESSES, MAIL_LOG_URL, SITE_URL, env
from .services import cache, database, email, is_embedded, owner


def _required(name: str, why: str) -> str:
    value = env(name, default="")
    if not value:
        raise ImproperlyConfigured(f"Set {name}: {why}")
    return value


def _address(name: str, why: str, *, schemes: tuple[str, ...]) -> str:
    """A required URL that can be meant: one of `schemes`, a host, and a port that is a number or none."""
    value = _required(name, why)
    return value if _is_address(value, schemes) else _refuse(name, f"this is not {why}")


def _is_address(value: str, schemes: tuple[str, ...]) -> bool:
    try:
        parts = urlsplit(value)
        return parts.scheme in schemes and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port that is no number, or an IPv6 address that does not end
        return False


def _whole_number(name: str, default: int) -> int:
    value = env(name, default="")
    if value and not (value.isascii() and value.isdigit()):
        _refuse(name, "a whole number, 0 or more.")
    return int(value) if value else default


def _switch(name: str, default: bool) -> bool:
    value = env(name, default="").strip().lower()
    if value in ("", "true", "1", "yes", "on", "false", "0", "no", "off"):
        return value in ("true", "1", "yes", "on") if value else default
    return _refuse(name, "true or false.")


def _refuse(name: str, why: str) -> NoReturn:
    raise ImproperlyConfigured(f"Set {name}: {why}")


if env("DEBUG", default="").strip().lower() not in ("", "0", "false", "no", "off"):
    raise ImproperlyConfigured("Unset DEBUG: production never shows its insides to a visitor.")
DEBUG = False

SECRET_KEY = _required("SECRET_KEY", "50 random characters or more; `openssl rand -base64 48` makes one.")
if (
    len(SECRET_KEY) < 50
    or len(set(SECRET_KEY)) < 10
    or SECRET_KEY.startswith(("development-only", "change-me", "django-insecure"))
):
    raise ImproperlyConfigured("Set SECRET_KEY to 50 random characters or more; this one is short or a placeholder.")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])

ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
if not ALLOWED_HOSTS:
    _refuse("ALLOWED_HOSTS", "the host names this installation answers to, separated by commas.")
if "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured("Set ALLOWED_HOSTS to real host names: '*' lets anybody forge the Host header.")
_required(
    "SITE_URL",
    "the address people use, such as https://acquaint.campus.example; links in mail start with it.",
)
if urlsplit(SITE_URL).scheme != "https" or not urlsplit(SITE_URL).hostname:
    raise ImproperlyConfigured("Set SITE_URL to an address that starts with https://")
if not validate_host(urlsplit(SITE_URL).hostname, ALLOWED_HOSTS):
    _refuse("ALLOWED_HOSTS", "the host of SITE_URL must be one of them.")
CSRF_TRUSTED_ORIGINS = [SITE_URL]

_POSTGRES = ("postgres", "postgresql")
_database_url = _address(
    "DATABASE_URL", "the application's role, postgres://user:password@host/name.", schemes=_POSTGRES
)
_owner_url = env("DATABASE_OWNER_URL", default="")
if _owner_url and not _is_address(_owner_url, _POSTGRES):
    _refuse("DATABASE_OWNER_URL", "this is not the owner's role, postgres://owner:password@host/name.")
if _owner_url and urlsplit(_owner_url).username == urlsplit(_database_url).username:
    raise ImproperlyConfigured(
        "Set DATABASE_OWNER_URL to another role than DATABASE_URL: the application must not own its tables."
    )
REDIS_URL = _address("REDIS_URL", "the broker, redis://:password@host:6379/0.", schemes=("redis", "rediss"))
for _name, _url in (
    ("DATABASE_URL", _database_url),
    ("DATABASE_OWNER_URL", _owner_url),
    ("REDIS_URL", REDIS_URL),
):
    if _url and is_embedded(_url, ADDRESSES):
        raise ImproperlyConfigured(
            f"Set {_name} to a server of your own: the embedded one is for development and tests."
        )
DATABASES = {"default": database(_database_url)}
# Only the migration step is given the owner's role; web, worker and beat run without it.
DATABASE_OWNER = owner(_owner_url) if _owner_url else None
if DATABASE_OWNER and DATABASE_OWNER["NAME"] != DATABASES["default"]["NAME"]:
    _refuse("DATABASE_OWNER_URL", "it must name the same database as DATABASE_URL.")
CACHES = {"default": cache(REDIS_URL)}
CELERY_BROKER_URL = REDIS_URL

_email_url = _address(
    "EMAIL_URL",
    "the mail server, smtp+tls://user:password@host:587.",
    schemes=("smtp", "smtp+tls", "smtp+ssl"),
)
vars().update(email(_email_url))
DEFAULT_FROM_EMAIL = _required(
    "DEFAULT_FROM_EMAIL",
    "the sender, such as 'Career Center <careers@campus.example>'.",
)
SERVER_EMAIL = DEFAULT_FROM_EMAIL

if MAIL_LOG_URL and not _is_address(MAIL_LOG_URL, ("https",)):
    _refuse("MAIL_LOG_URL", "https://api:key@api.mailgun.net/v3/campus.example, or leave it empty.")

STAFF_SECOND_FACTOR_REQUIRED = True
SECURE_SSL_REDIRECT = _switch("SECURE_SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [r"^healthz/$"]  # the container's own health check speaks plain HTTP
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _switch("BEHIND_PROXY", default=False) else None
if not (EMAIL_TIMEOUT := _whole_number("EMAIL_TIMEOUT", default=10)):
    _refuse("EMAIL_TIMEOUT", "1 or more: without a limit one silent mail server stops all mail.")
# How many proxies stand before us, so that a rate limit counts the visitor and not the proxy.
ALLAUTH_TRUSTED_PROXY_COUNT = _whole_number("TRUSTED_PROXIES", default=1 if SECURE_PROXY_SSL_HEADER else 0)
SECURE_HSTS_SECONDS = _whole_number("SECURE_HSTS_SECONDS", default=31536000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
