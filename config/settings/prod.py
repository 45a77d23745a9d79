"""Production: every service named by a variable, secure cookies, a second factor for staff.

Refuses to start, with a sentence that says which variable to set, on an embedded part, on DEBUG, or without a
real SECRET_KEY, hosts, database roles, broker and mail server.
"""

import os

from .base import *
from .base import ADDRESSES
from .production import production

DEBUG = False
vars().update(production(os.environ, addresses=ADDRESSES))

STAFF_SECOND_FACTOR_REQUIRED = True
SECURE_REDIRECT_EXEMPT = [r"^healthz/$"]  # the container's own health check speaks plain HTTP
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
