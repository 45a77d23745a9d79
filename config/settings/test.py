"""Tests: real Postgres and real Valkey, whose addresses `tests/services.py` hands over as variables."""

import json
from datetime import timedelta

from .base import *
from .base import env
from .services import cache, database, email, owner

DEBUG = False
SECRET_KEY = "tests-only-0123456789abcdefghijklmnopqrstuvwxyz-0123456789"  # noqa: S105 - not a secret: tests only
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "testserver"]

# Linters load these settings without a service; nothing listens on port 1.
_database_url = env("DATABASE_URL", default="postgres://nobody@127.0.0.1:1/nothing")
DATABASES = {"default": database(_database_url)}
DATABASE_OWNER = owner(env("DATABASE_OWNER_URL", default=_database_url))
REDIS_URL = env("REDIS_URL", default="redis://127.0.0.1:1/0")
CACHES = {"default": cache(REDIS_URL)}
CELERY_BROKER_URL = REDIS_URL
# Two runs in one checkout share a Valkey and never a key; nor do the processes of one run, each with its database.
_run = env("ACQUAINT_TEST_RUN", default="shell")
CACHES["default"]["KEY_PREFIX"] = f"cache-{_run}-{env('PYTEST_XDIST_WORKER', default='')}"
CELERY_BROKER_TRANSPORT_OPTIONS = {**CELERY_BROKER_TRANSPORT_OPTIONS, "global_keyprefix": f"{_run}:"}

vars().update(email(env("EMAIL_URL", default="smtp://127.0.0.1:1025")))
DEFAULT_FROM_EMAIL = "Acquaint <no-reply@campus.example>"
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# The fault harness hurries the engine: settings by name as JSON, and `retry` with its times in seconds.
_hurried = json.loads(env("ACQUAINT_TEST_REMINDERS", default="{}"))
OUTBOX_RETRY = {
    name: value if name.startswith("tries") else timedelta(seconds=value)
    for name, value in _hurried.pop("retry", {}).items()
}
vars().update(_hurried)

# The one cost that tests may skip: a slow password hash protects stored passwords, and these are thrown away.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True  # otherwise each test client lists every static file before its first request
STATIC_ROOT = None  # type: ignore[assignment]
# The journeys' own stack serves collected, hashed and compressed files, as production does.
if _collected := env("ACQUAINT_TEST_STATIC", default=""):
    STATIC_ROOT = _collected
    STORAGES["staticfiles"] = {"BACKEND": "apps.core.operations.static_files.StaticFiles"}
    WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = False
