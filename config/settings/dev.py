"""Development: the services of the `make run` that is up in this checkout unless a variable names another.

Errors show our own pages, as they would to a student; `DEBUG=1 make run` shows Django's with the traceback.
"""

import os

from .base import *
from .base import ADDRESSES, LOGGING, MAILBOX, env
from .services import addresses, broker, cache, database, email, owner

DEBUG = env.bool("DEBUG", default=False)
DEVELOPMENT = True
SECRET_KEY = env("SECRET_KEY", default="development-only-and-refused-in-production-0123456789abcdef")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])

_addresses = addresses(ADDRESSES, os.environ)
DATABASES = {"default": database(_addresses["DATABASE_URL"])}
DATABASE_OWNER = owner(_addresses["DATABASE_OWNER_URL"])
REDIS_URL = broker(_addresses["REDIS_URL"])
CACHES = {"default": cache(REDIS_URL)}
CELERY_BROKER_URL = REDIS_URL

# Without EMAIL_URL mail lands in a folder, which /dev/mail/ shows.
if _mail_server := env("EMAIL_URL", default=""):
    vars().update(email(_mail_server))
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = str(MAILBOX)
DEFAULT_FROM_EMAIL = "Acquaint <no-reply@demo.example>"
SERVER_EMAIL = DEFAULT_FROM_EMAIL

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True

# A quiet terminal: what goes wrong, not every request and every tick.
for _chatty in ("django_structlog", "celery.app.trace", "celery.worker.strategy", "celery.beat"):
    LOGGING["loggers"][_chatty] = {"level": "WARNING", "handlers": [], "propagate": True}
