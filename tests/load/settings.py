"""The tests' settings, and of production's what each request meets: HTTPS behind a proxy, and staff's second factor."""

import os

from config.settings.test import *  # noqa: F403
from config.settings.test import INSTALLED_APPS

SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^healthz/$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
ALLAUTH_TRUSTED_PROXY_COUNT = 1
STAFF_SECOND_FACTOR_REQUIRED = True

if os.environ.get("PLANT"):
    INSTALLED_APPS = [*INSTALLED_APPS, "tests.load.plants.Planted"]
