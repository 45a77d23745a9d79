"""Production: every service named by a variable, secure cookies, a second factor for staff.

Refuses to start, with a sentence that says which variable to set, on an embedded part, on DEBUG, or without a
real SECRET_KEY, hosts, database roles, broker and mail server.
"""

from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from config import embedded

from .base import *
from .base import ROOT, SITE_URL, env
from .services import cache, database, email


def _required(name: str, why: str) -> str:
    value = env(name, default="")
    if not value:
        raise ImproperlyConfigured(f"Set {name}: {why}")
    return value


if env.bool("DEBUG", default=False):
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

_required("ALLOWED_HOSTS", "the host names this installation answers to, separated by commas.")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
if "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured("Set ALLOWED_HOSTS to real host names: '*' lets anybody forge the Host header.")
_required(
    "SITE_URL",
    "the address people use, such as https://acquaint.campus.example; links in mail start with it.",
)
if urlsplit(SITE_URL).scheme != "https" or not urlsplit(SITE_URL).hostname:
    raise ImproperlyConfigured("Set SITE_URL to an address that starts with https://")
CSRF_TRUSTED_ORIGINS = [SITE_URL]

_database_url = _required("DATABASE_URL", "the application's role, postgres://user:password@host/name.")
_owner_url = env("DATABASE_OWNER_URL", default="")
if _owner_url and urlsplit(_owner_url).username == urlsplit(_database_url).username:
    raise ImproperlyConfigured(
        "Set DATABASE_OWNER_URL to another role than DATABASE_URL: the application must not own its tables."
    )
REDIS_URL = _required("REDIS_URL", "the broker, redis://:password@host:6379/0.")
for _name, _url in (
    ("DATABASE_URL", _database_url),
    ("DATABASE_OWNER_URL", _owner_url),
    ("REDIS_URL", REDIS_URL),
):
    if _url and embedded.is_embedded(ROOT, _url):
        raise ImproperlyConfigured(
            f"Set {_name} to a server of your own: the embedded one is for development and tests."
        )
DATABASES = {"default": database(_database_url)}
# Only the migration step is given the owner's role; web, worker and beat run without it.
DATABASE_OWNER = database(_owner_url) if _owner_url else None
CACHES = {"default": cache(REDIS_URL)}
CELERY_BROKER_URL = REDIS_URL

vars().update(email(_required("EMAIL_URL", "the mail server, smtp+tls://user:password@host:587.")))
if env("ANYMAIL_BACKEND", default=""):
    EMAIL_BACKEND = env("ANYMAIL_BACKEND")
DEFAULT_FROM_EMAIL = _required(
    "DEFAULT_FROM_EMAIL",
    "the sender, such as 'Career Center <careers@campus.example>'.",
)
SERVER_EMAIL = DEFAULT_FROM_EMAIL

STAFF_SECOND_FACTOR_REQUIRED = True
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [r"^healthz/$"]  # the container's own health check speaks plain HTTP
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("BEHIND_PROXY", default=False) else None
# How many proxies stand before us, so that a rate limit counts the visitor and not the proxy.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", default=1 if SECURE_PROXY_SSL_HEADER else 0)
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31536000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
